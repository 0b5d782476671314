"""Files that some tests want and a clone does not have, as they are not ours to hand on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

BesideTheProject = Callable[[str], Path]

VARIABLE = "SIGHTLINE_BESIDE"
"""Names the folder of those files; an empty one shows what a newcomer sees."""

ROOT = Path(__file__).parents[2]


def place_beside(name: str) -> Path:
    """Where the file would be."""
    return Path(os.environ.get(VARIABLE) or ROOT.parent / "shared") / name


def file_beside(name: str) -> Path:
    """Where the file is; without it, the test that asks is skipped."""
    path = place_beside(name)
    if not path.is_file():
        pytest.skip(f"{name} is not beside the project, and a clone does not have it")
    return path
