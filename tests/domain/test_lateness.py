from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dependencies import dependency
from domain.dependencies.dependency import (
    Dependencies,
    Dependency,
    DependencyAccepted,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyEvent,
    DependencyFlagged,
    DependencyReopened,
    DependencyRequested,
    DependencySlipped,
    DependencyWithdrawn,
    Status,
)
from domain.dependencies.lateness import Kind, Reported, State, as_known, late, late_as_known, state
from domain.values import DependencyId
from tests.support.company import BUGS, COMPANY, RELIABLE

COPY = DependencyId("copy")
DUE = date(2026, 12, 10)
ABOUT = (RELIABLE, BUGS, COPY)
asked = DependencyRequested(*ABOUT, COMPANY, "copy for the page", DUE)


def after(days: int) -> date:
    """A day, counted from the one it is needed by."""
    return DUE + timedelta(days)


Row = tuple[Status, int | None, int | None, int, Kind, int]

BY_DAY: list[Row] = [
    # status, promised, delivered and seen on a day after the one it is needed by; how it stands
    ("requested", None, None, 0, "unanswered", 0),
    ("requested", None, None, 1, "overdue", 1),
    ("accepted", 0, None, -30, "in_time", 0),
    ("accepted", 0, None, 0, "in_time", 0),
    ("accepted", 0, None, 1, "overdue", 1),
    ("accepted", 18, None, -30, "too_late", 18),
    ("accepted", 18, None, 0, "too_late", 18),
    ("accepted", 18, None, 18, "too_late", 18),
    ("accepted", 18, None, 19, "overdue", 19),
    ("accepted", 1, None, -1, "too_late", 1),
    ("accepted", -5, None, -5, "in_time", 0),
    ("accepted", -5, None, -3, "overdue", 2),
    ("accepted", -5, None, 0, "overdue", 5),
    ("accepted", -5, None, 1, "overdue", 1),
    ("at_risk", 0, None, 0, "in_time", 0),
    ("at_risk", 18, None, 0, "too_late", 18),
    ("at_risk", 0, None, 3, "overdue", 3),
    ("declined", 18, None, -1, "declined", 0),
    ("declined", None, None, 4, "declined", 4),
    ("delivered", 0, 0, 30, "delivered", 0),
    ("delivered", 18, -2, 30, "delivered", 0),
    ("delivered", 0, 4, 30, "delivered_late", 4),
    ("delivered", 0, 4, 4, "delivered_late", 4),
    ("delivered", 0, 4, 3, "overdue", 3),
    ("withdrawn", 18, None, 30, "withdrawn", 0),
]


@pytest.mark.parametrize(("status", "promised", "delivered", "on", "kind", "days"), BY_DAY)
def test_how_a_dependency_stands_on_a_day(
    status: Status, promised: int | None, delivered: int | None, on: int, kind: Kind, days: int
) -> None:
    found = Dependency(
        asked,
        DUE,
        status,
        None if promised is None else after(promised),
        delivered_on=None if delivered is None else after(delivered),
    )
    assert state(found, after(on)) == State(kind, days)
    comes_late = kind == "too_late" or (
        on > 0 and kind in ("overdue", "declined", "unanswered", "in_time")
    )
    assert bool(late([found], after(on))) is comes_late


def told(*events: tuple[int, DependencyEvent]) -> Dependency:
    """A dependency by what was said of it on which day."""
    found: Dependencies = {}
    for day, event in events:
        found = dependency.evolve(found, dependency.dated(event, after(day)))
    return found[COPY]


STORY = (
    (-60, asked),
    (-50, DependencyAccepted(*ABOUT, DUE)),
    (-11, DependencySlipped(*ABOUT, DUE, after(18), "holiday")),
    (20, DependencyDelivered(*ABOUT, after(19))),
)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (-61, None),
        (-60, State("unanswered")),
        (-50, State("in_time")),
        (-12, State("in_time")),
        (-11, State("too_late", 18)),
        (18, State("too_late", 18)),
        (19, State("overdue", 19)),
        (20, State("delivered_late", 19)),
    ],
)
def test_it_stands_as_was_known_on_the_day(on: int, stands: State | None) -> None:
    known = as_known(told(*STORY), after(on))
    assert (None if known is None else state(known, after(on))) == stands


def test_it_is_too_late_from_the_day_on_which_that_was_said() -> None:
    found = [told(*STORY)]
    seen = {on: late_as_known(found, after(on)) for on in (-12, -11, 18, 19)}
    assert seen[-12] == ()
    assert [one.state for one in seen[-11]] == [State("too_late", 18)]
    assert [(one.deliverable, one.due, one.promised) for one in seen[18]] == [
        ("copy for the page", DUE, after(18))
    ]
    assert seen[19] == (), "it was there on that day, though that was said only on the next"


def test_what_turned_out_not_to_be_needed_was_never_lacking() -> None:
    found = told(*STORY[:3], (5, DependencyWithdrawn(*ABOUT, "wrote it ourselves")))
    assert late_as_known([found], DUE) == ()
    assert as_known(found, DUE) is not None


def test_what_the_first_version_recorded_is_known_from_the_day_it_was_recorded_on() -> None:
    event = DependencyAccepted(*ABOUT, after(18))
    assert dependency.dated(event, DUE).said_on == DUE
    assert dependency.dated(dependency.dated(event, DUE), after(1)).said_on == DUE
    undated = dependency.evolve({}, asked)[COPY]
    assert as_known(undated, after(-300)) == undated


steps = st.sampled_from(
    [
        DependencyAccepted(*ABOUT, DUE),
        DependencyAccepted(*ABOUT, after(7)),
        DependencySlipped(*ABOUT, DUE, after(18), "holiday"),
        DependencyFlagged(*ABOUT, "ill"),
        DependencyConfirmed(*ABOUT),
        DependencyDeclined(*ABOUT, "no time"),
        DependencyDelivered(*ABOUT, after(-3)),
        DependencyWithdrawn(*ABOUT, "not needed"),
        DependencyReopened(*ABOUT, after(3), "please"),
    ]
)


@given(said=st.lists(st.tuples(st.integers(-60, 40), steps), max_size=8), day=st.integers(-60, 40))
def test_what_was_known_on_a_day_does_not_depend_on_what_was_said_after_it(
    said: Sequence[tuple[int, DependencyEvent]], day: int
) -> None:
    said = sorted(said, key=lambda one: one[0])
    begun = (-60, asked)

    def known(until: int) -> tuple[State, date, date | None] | None:
        found: Reported | None = as_known(
            told(begun, *(one for one in said if one[0] <= until)), after(day)
        )
        return None if found is None else (state(found, after(day)), found.due, found.promised)

    assert known(day) == known(40)
    assert known(40) is not None


@given(said=st.lists(st.tuples(st.integers(-60, 40), steps), max_size=8))
def test_what_is_known_now_is_how_it_stands(said: Sequence[tuple[int, DependencyEvent]]) -> None:
    """Also where a clock went back: what is recorded last is what counts."""
    found = told((-60, asked), *said)
    known = as_known(found, after(40))
    assert known is not None
    assert state(known, after(40)) == state(found, after(40))
