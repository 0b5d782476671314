"""Run the laws for as long as there is time: `python -m tests.laws --times 20`."""

from __future__ import annotations

import os
import secrets
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest


def main() -> int:
    """Further arguments go to pytest: `-k replay`, `-n 2`, `-x`."""
    parser = ArgumentParser(prog="python -m tests.laws", description=__doc__)
    parser.add_argument("--times", type=float, default=10.0, help="how many times the examples")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    chosen, others = parser.parse_known_args()
    os.environ["SIGHTLINE_LAWS_TIMES"] = str(chosen.times)
    again = f"python -m tests.laws --times {chosen.times:g} --seed {chosen.seed}"
    print(f"These examples again: {again}", flush=True)  # noqa: T201 - that is what it is for
    laws = str(Path(__file__).parent)
    found = pytest.main([laws, f"--hypothesis-seed={chosen.seed}", "--durations=0", *others])
    if found:
        print(f"To see this again: {again} -k <the name of the law>")  # noqa: T201 - as above
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
