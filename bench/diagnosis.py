"""How well the rules of diagnosis do on statements that people labelled.

`python -m bench.diagnosis` prints what docs/diagnosis.md states, if the statements are beside the
project.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.diagnosis.rules import RULES
from tests.domain.diagnosis.labelled import FILE, TASKS, read, score
from tests.support.beside import place_beside


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=place_beside(FILE))
    path: Path = parser.parse_args().file
    if not path.is_file():
        print("There are no labelled statements beside the project, so nothing is measured.")
        return 0
    statements = read(path)
    table = Table("rule", "so", "found", "precision", "recall", box=None)
    for task in TASKS:
        found = score(task, statements)
        table.add_row(
            task.rule, str(found.right + found.missed), str(found.right + found.wrong),
            f"{found.precision:.2f}", f"{found.recall:.2f}",
        )  # fmt: skip
    Console().print(table)
    unlabelled = RULES.keys() - {task.rule for task in TASKS}
    print(f"Not measured, as nobody labels them: {', '.join(sorted(unlabelled))}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
