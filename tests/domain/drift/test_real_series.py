"""The detector on two public series of real quarters, where they are beside the project.

They are not ours to hand on, and no constant was fitted to them alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.drift import watch
from domain.drift.evaluation import evaluate
from domain.drift.observed import observe
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Increase
from domain.objectives.state import KeyResult
from domain.values import CycleId
from tests.domain.drift.reports import CYCLE, EVERY_WEEK
from tests.support.beside import BesideTheProject
from tests.support.company import BUGS, RELIABLE, key_result, reported

TO_ONE = Increase(0, 1)
MIDDLE = CYCLE.starts + timedelta(45)


class Halfway(NamedTuple):
    """One check-in in the middle of a quarter, what its owner expected then, and the end."""

    middle: float
    expected: float | None
    final: float


def halfway(beside: BesideTheProject) -> list[Halfway]:
    with beside("data/protocol_labs_dev.csv").open(encoding="utf-8") as file:
        return [
            Halfway(
                float(row["mid"]),
                float(row["proj"]) if row["proj"] else None,
                float(row["final"]),
            )
            for row in csv.DictReader(file)
            if row["mid"] and row["final"]
        ]  # fmt: skip


def forecast(one: Halfway, *, asked: bool = False) -> float:
    found = key_result(TO_ONE, reported("middle", MIDDLE, one.middle))
    if one.expected is not None and asked:
        told = ForecastGiven(RELIABLE, BUGS, one.expected, MIDDLE)
        found = replace(found, forecasts=(told,))
    weeks = observe(found, CYCLE, MIDDLE, EVERY_WEEK)
    return evaluate(weeks, found, CYCLE).forecast


def test_the_forecast_at_half_time_is_no_worse_than_doubling(
    beside_the_project: BesideTheProject,
) -> None:
    series = halfway(beside_the_project)
    ours = fmean(abs(forecast(one) - one.final) for one in series)
    assert ours <= fmean(abs(min(2 * one.middle, 1) - one.final) for one in series)


def test_with_the_owners_answer_the_forecast_is_better_than_the_owners_own(
    beside_the_project: BesideTheProject,
) -> None:
    series = [one for one in halfway(beside_the_project) if one.expected is not None]
    ours = fmean(abs(forecast(one, asked=True) - one.final) for one in series)
    assert ours < fmean(abs((one.expected or 0) - one.final) for one in series)


def weekly(beside: BesideTheProject) -> Iterator[tuple[KeyResult, Cycle, float]]:
    """Key results that were reported on for more than once, with how they ended."""
    with beside("data/joystream_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first = {"19": date(2019, 1, 7), "README": date(2019, 8, 19)}
    for name, group in groupby(sorted(rows, key=_name), key=_name):
        told = sorted(group, key=lambda row: (_day(row["date"]), row["kind"] == "final"))
        tracked = [row for row in told if row["kind"] == "tracking"]
        if len(tracked) < 2:
            continue
        starts = first["19" if "Q1-19" in name[0] else "README"]
        ends = starts + timedelta(90 if "Q1-19" in name[0] else 125)
        cycle = Cycle(CycleId("real"), "Real", "quarter", starts, ends, "active")
        reports = (reported(row["date"], _day(row["date"]), float(row["score"])) for row in tracked)
        yield key_result(TO_ONE, *reports), cycle, float(told[-1]["score"])


def _name(row: dict[str, str]) -> tuple[str, str, str]:
    return row["file"], row["objective"], row["kr"]


def _day(text: str) -> date:
    day, month, year = map(int, text.split("."))
    return date(2000 + year, month, day)


def test_the_forecast_from_week_to_week_is_no_worse_than_the_last_value_carried_forward(
    beside_the_project: BesideTheProject,
) -> None:
    ours, carried = [], []
    for found, cycle, final in weekly(beside_the_project):
        held = frozenset(range(1, cycle.weeks + 1))
        for report in found.check_ins[:-1]:
            weeks = observe(found, cycle, report.effective, held)
            now = evaluate(weeks, found, cycle)
            ours.append(abs(now.forecast - final))
            carried.append(abs(now.progress - final))
    assert fmean(ours) <= fmean(carried)


def test_what_missed_in_the_weekly_series_is_raised_and_nothing_else(
    beside_the_project: BesideTheProject,
) -> None:
    raised: dict[bool, list[bool]] = {True: [], False: []}
    for found, cycle, final in weekly(beside_the_project):
        held = frozenset(range(1, cycle.weeks + 1))
        weeks = range(1, cycle.weeks)
        alerts = (watch(found, cycle, cycle.last_day(week), held) for week in weeks)
        raised[final < 0.7].append(any(alert.status == "raised" for alert in alerts))
    assert not any(raised[False])
    assert fmean(raised[True]) >= 0.9
