"""A clone with nothing beside it, on a machine that is busy, passes the tests."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.beside import ROOT, VARIABLE, BesideTheProject

SOURCES = sorted(one for name in ("tests", "bench") for one in (ROOT / name).rglob("*.py"))
TESTS = [one for one in SOURCES if one.is_relative_to(ROOT / "tests")]
HERE = Path(__file__)
ONE_PLACE = (HERE, ROOT / "tests" / "conftest.py", ROOT / "tests" / "support" / "beside.py")

_UPWARDS = re.compile(r"\.parents\[(\d+)\]")
_BESIDE = re.compile(r"\b(?:ROOT|REPOSITORY)\.parent\b|[\"/]shared[\"/]")
_CLOCK = re.compile(r"\b(?:monotonic|perf_counter|process_time)\b|\btime\.time\b|\bdeadline=")
_SECONDS = re.compile(r"\btimeout\s*[=(]\s*\d|\bwait\(\d|\bwait_for\(.*, \d|process\.wait, \d")


def test_what_is_not_beside_the_project_is_skipped_by_its_name(
    beside_the_project: BesideTheProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match=r"okrs\.csv is not beside the project"):
        beside_the_project("okrs.csv")
    (tmp_path / "okrs.csv").touch()
    assert beside_the_project("okrs.csv") == tmp_path / "okrs.csv"


def test_nothing_else_looks_beyond_the_project() -> None:
    assert [path for path in SOURCES if path not in ONE_PLACE and _looks_beyond(path)] == []


def _looks_beyond(path: Path) -> bool:
    source = path.read_text(encoding="utf-8")
    to_the_root = len(path.relative_to(ROOT).parts) - 1
    upwards = any(int(steps) > to_the_root for steps in _UPWARDS.findall(source))
    return upwards or _BESIDE.search(source) is not None


def test_no_test_reads_a_clock_and_only_patience_bounds_a_wait() -> None:
    """A bound in seconds of its own, or an elapsed time, is what a busy machine breaks."""
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in TESTS
        if path not in ONE_PLACE
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert [one for one in lines if _CLOCK.search(one) or _SECONDS.search(one)] == []


@given(st.integers(1, 999))
def test_a_bound_of_its_own_is_found_wherever_a_wait_has_one(seconds: int) -> None:
    for wait in (
        f"asyncio.timeout({seconds})",
        f"acquire(timeout={seconds})",
        f"event.wait({seconds})",
        f"asyncio.wait_for(answer(), {seconds})",
        f"asyncio.to_thread(process.wait, {seconds})",
    ):
        assert _SECONDS.search(wait)


@given(st.just(settings))
def test_a_law_is_tried_without_a_time_out_and_without_a_deadline(
    in_force: type[settings],
) -> None:
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert in_force().deadline is None


def test_anything_else_that_hangs_is_ended() -> None:
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
