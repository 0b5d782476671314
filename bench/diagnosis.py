"""How well the rules of diagnosis do on statements that people labelled.

`python -m bench.diagnosis` prints what docs/diagnosis.md states: on the statements that were
written for this project, and on those of others if they are beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.diagnosis.rules import RULES
from tests.domain.diagnosis.labelled import FILE, OURS, TASKS, read, score
from tests.support.beside import place_beside


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="*", type=Path, default=[OURS, place_beside(FILE)])
    paths: list[Path] = parser.parse_args().file
    for path in paths:
        if path.is_file():
            _print(path)
        else:
            print(f"{path.name} is not beside the project, so nothing is measured on it.")
    unlabelled = RULES.keys() - {task.rule for task in TASKS}
    print(f"Not measured, as nobody labels them: {', '.join(sorted(unlabelled))}.")
    return 0


def _print(path: Path) -> None:
    statements = read(path)
    table = Table("rule", "so", "found", "precision", "recall", box=None, title=path.name)
    for task in TASKS:
        if any(one.kind in task.kinds for one in statements):
            found = score(task, statements)
            table.add_row(
                task.rule, str(found.right + found.missed), str(found.right + found.wrong),
                f"{found.precision:.2f}", f"{found.recall:.2f}",
            )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
