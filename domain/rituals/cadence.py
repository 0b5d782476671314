"""The cadence: the rituals of the practice, how each may recur, and what is held by default."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from msgspec import Meta

from domain.messages import Value

RitualKind = Literal["check_in", "sync", "business_review", "scoring", "strategy_review"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Weekly(Value, frozen=True, forbid_unknown_fields=True, tag="weekly"):
    """On a weekday, every so many weeks; counted from the week in which the schedule starts."""

    weekday: Weekday
    every: Annotated[int, Meta(ge=1, le=13)] = 1


class Monthly(Value, frozen=True, forbid_unknown_fields=True, tag="monthly"):
    """On the first, second, third or fourth such weekday of a month, or on the last (-1)."""

    weekday: Weekday
    nth: Literal[1, 2, 3, 4, -1] = 1


class EndOfCycle(Value, frozen=True, forbid_unknown_fields=True, tag="end_of_cycle"):
    """On the last such weekday of each quarter, or of each year, that is defined as a cycle."""

    weekday: Weekday
    cycle: Literal["quarter", "year"] = "quarter"


Recurrence = Weekly | Monthly | EndOfCycle

TimeOfDay = Annotated[time, Meta(tz=False)]
Minutes = Annotated[int, Meta(ge=5, le=1440)]


class Schedule(Value, frozen=True):
    """When a ritual takes place, on the clocks of a time zone (None: the workspace's)."""

    recurrence: Recurrence
    at: time
    minutes: int
    starting: date
    time_zone: str | None = None


class Layer(Value, frozen=True):
    """A row of the cadence table: a ritual's default, who takes part, and what comes of it."""

    name: str
    schedule: Schedule
    participants: str
    output: str


_FROM = date(2024, 1, 1)
"""The Monday from which the weeks of defaults are counted; any would do, as long as it stays."""

CADENCE: dict[RitualKind, Layer] = {
    "check_in": Layer(
        "Team check-in",
        Schedule(Weekly("monday"), time(10), 30, _FROM),
        "Team members and lead",
        "Updated confidence of key results, blockers surfaced",
    ),
    "sync": Layer(
        "Cross-team sync",
        Schedule(Weekly("tuesday", 2), time(10), 45, _FROM),
        "Team leads with shared dependencies",
        "Dependency status, escalations",
    ),
    "business_review": Layer(
        "Business review",
        Schedule(Monthly("wednesday", 1), time(10), 60, _FROM),
        "Executive sponsors and team leads",
        "Course corrections, resource decisions",
    ),
    "scoring": Layer(
        "Quarterly scoring",
        Schedule(EndOfCycle("thursday", "quarter"), time(9), 240, _FROM),
        "All owners of OKRs",
        "Final scores, retrospective, draft of the next quarter",
    ),
    "strategy_review": Layer(
        "Annual strategy review",
        Schedule(EndOfCycle("tuesday", "year"), time(9), 480, _FROM),
        "Executive team",
        "Refreshed strategic outcomes",
    ),
}
"""The cadence table of "Connecting Company and Team Goals Through OKRs": how often, who, what for.

Of the lengths that it gives (30-45, 45, 60-90 minutes, half a day, 1-2 days) this is the shorter
one. Weekdays and hours are not from there: they are a beginning that can be lived with.
"""

RECURS: dict[RitualKind, tuple[type[Recurrence], ...]] = {
    "check_in": (Weekly, Monthly),
    "sync": (Weekly, Monthly),
    "business_review": (Weekly, Monthly),
    "scoring": (EndOfCycle,),
    "strategy_review": (EndOfCycle,),
}
"""How each may recur."""
