"""How a dependency stands on a day: in time, too late or overdue, and by how many days.

Whatever shows a dependency, or judges a key result by what it waits for, asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, Protocol, assert_never

from domain.dependencies.dependency import Dependency, Status
from domain.messages import Value
from domain.values import DependencyId
from domain.wording import counted, spoken_day

SPOKEN = 2
"""How many late ones are named; the rest are counted."""

Kind = Literal[
    "unanswered",
    "in_time",
    "too_late",
    "overdue",
    "declined",
    "delivered",
    "delivered_late",
    "withdrawn",
]


class State(Value, frozen=True):
    """How a dependency stands on a day.

    - `unanswered`: asked for, and nobody has promised it.
    - `in_time`: promised for the day it is needed by, or an earlier one.
    - `too_late`: promised for a day after the one it is needed by, `days` after it.
    - `overdue`: not there, though the day that was promised is past, or the one it is needed by
      where nothing was promised: for `days` since it was needed; since the promised day where it is
      not needed yet.
    - `declined`: nobody will bring it; `days` since it was needed, 0 until then.
    - `delivered`, and `delivered_late`: it came, `days` after it was needed.
    - `withdrawn`: it is not needed any more.
    """

    kind: Kind
    days: int = 0


class Reported(Protocol):
    """What is known of a dependency, wherever it is recorded."""

    @property
    def status(self) -> Status: ...
    @property
    def due(self) -> date: ...
    @property
    def promised(self) -> date | None: ...
    @property
    def delivered_on(self) -> date | None: ...


class Late(Value, frozen=True):
    """What comes too late for a key result that needs it, and how it stands on some day."""

    dependency_id: DependencyId
    deliverable: str
    due: date
    promised: date | None
    state: State


def state(report: Reported, on: date) -> State:
    """How it stands on a day, by what is known of it."""
    match report.status:
        case "withdrawn":
            return State("withdrawn")
        case "declined":
            return State("declined", max((on - report.due).days, 0))
        case "delivered" if _is_there(report, on):
            after = 0 if report.delivered_on is None else (report.delivered_on - report.due).days
            return State("delivered_late", after) if after > 0 else State("delivered")
        case "requested" | "accepted" | "at_risk" | "delivered":
            return _waited_for(report, on)
        case _:
            assert_never(report.status)


def _is_there(report: Reported, on: date) -> bool:
    came = report.delivered_on
    return report.status == "delivered" and (came is None or came <= on)


def _waited_for(report: Reported, on: date) -> State:
    expected = report.promised or report.due
    if expected < on:
        return State("overdue", (on - (report.due if report.due < on else expected)).days)
    if expected > report.due:
        return State("too_late", (expected - report.due).days)
    return State("unanswered" if report.promised is None else "in_time")


def as_known(dependency: Dependency, day: date) -> Reported | None:
    """What was known of it by the end of a day; None if nobody had asked for it yet.

    Where it is not known when something was recorded, it is taken to have been so all along.
    """
    if not dependency.stood:
        return dependency
    return next((one for one in reversed(dependency.stood) if one.since <= day), None)


def late(dependencies: Iterable[Dependency], on: date) -> tuple[Late, ...]:
    """What comes too late for who needs it: promised so, or not there though the day is past."""
    found = [_late(one, one, on) for one in dependencies]
    return tuple([one for one in found if one is not None])


def late_as_known(dependencies: Iterable[Dependency], day: date) -> tuple[Late, ...]:
    """What came too late as seen on a day: nothing recorded later counts.

    Except for two facts, whenever they are recorded: since when it has been there, and that
    it is not needed.
    """
    found = [
        _late(one, as_known(one, day), day)
        for one in dependencies
        if one.status != "withdrawn" and not _is_there(one, day)
    ]
    return tuple([one for one in found if one is not None])


def _late(dependency: Dependency, report: Reported | None, on: date) -> Late | None:
    if report is None:
        return None
    stands, asked = state(report, on), dependency.asked
    if not _is_late(report, stands, on):
        return None
    return Late(asked.dependency_id, asked.deliverable, report.due, report.promised, stands)


def _is_late(report: Reported, stands: State, on: date) -> bool:
    match stands.kind:
        case "too_late":
            return True
        case "unanswered" | "in_time" | "overdue" | "declined":
            return report.due < on
        case "delivered" | "delivered_late" | "withdrawn":
            return False
        case _:
            assert_never(stands.kind)


def in_words(late: Iterable[Late]) -> str:
    """What comes too late, what was needed first before the others."""
    named = [_in_words(one) for one in sorted(late, key=lambda one: one.due)]
    more = [f"and {len(named) - SPOKEN} more"] if len(named) > SPOKEN else []
    return "; ".join([*named[:SPOKEN], *more])


def _in_words(late: Late) -> str:
    what, by = f"'{late.deliverable}'", spoken_day(late.due)
    after = counted(late.state.days, "day")
    if late.state.kind == "too_late" and late.promised is not None:
        promised = spoken_day(late.promised, late.due)
        return f"{what} is promised for {promised}, {after} after it is needed ({by})"
    return f"{what} was needed by {by}, {after} ago, and has not been delivered"
