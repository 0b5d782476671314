"""Hypothesis strategies for whole logs: what a company might do in a quarter, wrong things too."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from domain.cycles.cycle import DefineCycle
from domain.measuring.check_in import CheckIn
from domain.measuring.metric import Decrease, Increase, Metric
from domain.values import CheckInId
from events.log import Stored
from events.streams import AnyCommand
from tests.support.acme import (
    ADA,
    FOUNDING,
    HALF_YEAR,
    OBJECTIVES,
    OF_THE_HALF_YEAR,
    PLANNED,
    STARTS,
    key_result_of,
    metric_of,
    planned,
)
from tests.support.generated.choosing import FAMILIES, Wish, fulfil
from tests.support.generated.known import Known
from tests.support.logs import GivenCommand, Telling, run
from tests.support.practice import PARTS, strategy

START = datetime.combine(STARTS, time(9), tzinfo=UTC)
NEXT_YEAR = DefineCycle(strategy.YEARS[1], "2027", date(2027, 1, 1), date(2027, 12, 31), "year")
MOSTLY = st.integers(0, 9).map(bool)
"""True nine times in ten, and false when hypothesis shrinks."""


class Lines(list[GivenCommand]):
    """What was said, which a failing law prints as lines that a person can read."""

    def __repr__(self) -> str:
        return "\n".join(["", *(f"    {one!r}" for one in self), ""])


class Log(list[Stored]):
    """A log that remembers what was said, and is printed as that."""

    def __init__(self, stored: Iterable[Stored], said: Lines) -> None:
        super().__init__(stored)
        self.said = said

    def __repr__(self) -> str:
        return repr(self.said)


OFTEN = sorted(
    [
        "objectives",
        "dependencies",
        "closing",
        "alignment",
        "objectives",
        "organization",
        *FAMILIES.keys() - {"workspace"},
    ]
)
"""Parts of the practice; those with many steps that build on each other more often."""


@st.composite
def wishes(draw: st.DrawFn, most: int) -> list[Wish]:
    """What comes up in a quarter: mostly a few parts of the practice, so that one leads to another.

    Most quarters are long; hypothesis shrinks to a short one.
    """
    few = draw(st.lists(st.sampled_from(OFTEN), min_size=1, max_size=3))
    one = st.builds(
        Wish,
        hours=st.sampled_from([0, 0, 1, 5, 24, 24, 70, 24 * 7]),
        about=st.sampled_from([*few * 6, *FAMILIES]),
        luck=st.integers(0, 2**32 - 1),
        accepted=st.booleans(),
    )
    least = draw(st.sampled_from([0, most // 2, most, most, most]))
    return draw(st.lists(one, min_size=least, max_size=most))


@st.composite
def courses(draw: st.DrawFn) -> list[GivenCommand]:
    """Weekly reports of one key result, steadily up or down."""
    index = draw(st.sampled_from((0, 1, 2, OF_THE_HALF_YEAR[0])))
    first, weeks = draw(st.integers(0, 4)), draw(st.integers(3, 9))
    pace = draw(st.sampled_from([-0.1, 0.0, 0.04, 0.05, 0.07, 0.15]))
    believed, later = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    said: list[GivenCommand] = []
    for week in range(first, first + weeks):
        day = timedelta(7 * week + 3)
        check_in = CheckIn(
            OBJECTIVES[index],
            key_result_of(OBJECTIVES[index], 0),
            CheckInId(f"{OBJECTIVES[index]} in week {week}"),
            STARTS + day,
            _along(metric_of(index, 0), pace * (week + 1)),
            believed if week < first + 5 else later,
        )
        said.append(GivenCommand(START + day + timedelta(hours=4), check_in))
    return said


def _along(metric: Metric, progress: float) -> float:
    match metric:
        case Increase() | Decrease():
            return metric.baseline + progress * (metric.target - metric.baseline)
        case _:
            return 100 * max(progress, 0.0)


@st.composite
def openings(draw: st.DrawFn) -> list[AnyCommand]:
    """What a quarter begins with: the company, a plan, and most parts of the practice."""
    begun = [*FOUNDING]
    for index in PLANNED:
        if draw(MOSTLY):
            begun += planned(index, owner=draw(st.none() | st.just(ADA)) if index else None)
    begun += HALF_YEAR if draw(st.booleans()) else []
    begun += [NEXT_YEAR] if draw(MOSTLY) else []
    for part in PARTS:
        begun += part.BEGUN if draw(st.booleans()) else []
    return begun


async def lived(
    opening: Sequence[AnyCommand], course: list[GivenCommand], wished: Sequence[Wish]
) -> Log:
    """A quarter in which these wishes come up; each is made of what is there at that moment."""
    telling, known, said = Telling(), Known(), Lines()
    await telling.begin()

    async def say(one: GivenCommand) -> None:
        said.append(one)
        await telling.say(one)
        known.take(await telling.recorded(known.position))

    for command in opening:
        await say(GivenCommand(START, command))
    reports, at = deque(sorted(course, key=lambda one: one.at)), START
    for wish in wished:
        at += timedelta(hours=wish.hours)
        while reports and reports[0].at <= at:
            await say(reports.popleft())
        await say(await fulfil(wish, at, known, telling))
    for report in reports:
        await say(report)
    return Log(await telling.recorded(), said)


@st.composite
def logs(draw: st.DrawFn, most: int = 60) -> Log:
    """The log of a quarter."""
    opening = draw(openings())
    reports = [one for course in draw(st.lists(courses(), max_size=2)) for one in course]
    return run(lived(opening, reports, draw(wishes(most))))


def quarters(most: int = 60) -> st.SearchStrategy[Lines]:
    """What was said in a quarter, in the order in which it was said."""
    return logs(most).map(lambda log: log.said)
