"""A clone with nothing beside it, on a machine that is busy, passes the tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.beside import ROOT, VARIABLE, BesideTheProject

SOURCES = sorted(one for name in ("tests", "bench") for one in (ROOT / name).rglob("*.py"))
EXCEPT = {ROOT / "tests" / "support" / "beside.py", Path(__file__)}

_UPWARDS = re.compile(r"\.parents\[(\d+)\]")
_BESIDE = re.compile(r"\b(?:ROOT|REPOSITORY)\.parent\b|[\"/]shared[\"/]")


def test_what_is_not_beside_the_project_is_skipped_by_its_name(
    beside_the_project: BesideTheProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match=r"okrs\.csv is not beside the project"):
        beside_the_project("okrs.csv")
    (tmp_path / "okrs.csv").touch()
    assert beside_the_project("okrs.csv") == tmp_path / "okrs.csv"


def test_nothing_else_looks_beyond_the_project() -> None:
    assert [str(path) for path in SOURCES if path not in EXCEPT and _looks_beyond(path)] == []


def _looks_beyond(path: Path) -> bool:
    source = path.read_text(encoding="utf-8")
    to_the_root = len(path.relative_to(ROOT).parts) - 1
    upwards = any(int(steps) > to_the_root for steps in _UPWARDS.findall(source))
    return upwards or _BESIDE.search(source) is not None
