"""The agenda of a sync between units: what they need of each other, ready to be read aloud.

Made from the stored promise ledgers of the units, for any day: what is overdue is so on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.dependencies.lateness import state
from domain.wording import counted
from projections.views.dependencies.dependency_shown import (
    Need,
    Urgency,
    by_urgency,
    in_words,
    urgency,
)
from projections.views.dependencies.promises import PromisesOfUnit
from projections.views.projection import View

MOST_UNITS = 12
"""How many units one sync can have: more than that do not talk to each other, they listen."""

SHOWN = 100
"""How many items an agenda has at most; the total counts all that the ledgers show."""

QUESTIONS: dict[Urgency, str] = {
    "overdue": "When will it be delivered?",
    "too_late": "{waiting}, what will you do in the meantime?",
    "at_risk": "What would it take to keep to the day?",
    "unanswered": "Can it be promised?",
    "declined": "Who else could do it, or can you do without it?",
    "due_soon": "Is that still on track?",
    "in_time": "Is that still on track?",
}
"""What is asked of each need that is not settled: what was declined is needed still."""


class Item(View, frozen=True):
    need: Need
    text: str


class SyncAgenda(View, frozen=True):
    """What is open between the units, the most urgent first; of one unit, with anybody."""

    cycle_id: str
    on: date
    units: tuple[str, ...]
    text: str
    total: int
    items: tuple[Item, ...]


def agenda(
    cycle_id: str, units: dict[str, str], on: date, ledgers: Iterable[PromisesOfUnit]
) -> SyncAgenda:
    """The agenda of units (name by id) on a day, from the ledgers of those that have one."""
    found = {
        one.dependency_id: _on(one, on)
        for ledger in ledgers
        for one in (*ledger.waits_for, *(promise.need for promise in ledger.promised))
        if one.urgency in QUESTIONS and (len(units) == 1 or _among(units, one))
    }
    needs = by_urgency(found.values(), lambda one: one)
    names = tuple(units.values())
    return SyncAgenda(
        cycle_id=cycle_id,
        on=on,
        units=names,
        text=_opening(names, len(needs)),
        total=len(needs),
        items=tuple(Item(one, f"{in_words(one, on)} {_question(one)}") for one in needs[:SHOWN]),
    )


def _on(one: Need, day: date) -> Need:
    stands = state(one, day)
    return replace(one, urgency=urgency(one, day), state=stands.kind, days_late=stands.days)


def _question(one: Need) -> str:
    return QUESTIONS[one.urgency].format(waiting=one.waiting.name)


def _among(units: dict[str, str], one: Need) -> bool:
    return one.waiting.id in units and one.provider.id in units


def _opening(names: tuple[str, ...], total: int) -> str:
    who = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"{names[0]} and others"
    if not total:
        return f"No dependency is open between {who}."
    return f"{counted(total, 'dependency is', 'dependencies are')} open between {who}."
