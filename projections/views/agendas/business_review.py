"""The agenda of a monthly business review, prepared from the stored views of a cycle.

It is put together on request: views that change with check-ins are made anew for each of them, and
nobody holds a business review as often as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from domain.cycles.cycle import Phase
from domain.health.on_track import Health
from domain.wording import counted, listed
from projections.views.alignment.alignment import CompanyAnswer
from projections.views.dependencies.dependency_shown import Need
from projections.views.projection import Days, Named, View
from projections.views.resources.contention import Contention
from projections.views.rituals.escalations import Decided, EscalationsOfCycle, OpenEscalation

SOURCES = ("alignment", "drift", "dependencies", "resources", "escalations")
"""The views that it is prepared from, all under the id of the cycle."""

SHOWN = 20
"""How many items of each part are on the agenda; the totals count all."""


class Pressing(View, frozen=True):
    """A company key result that is at risk or needs attention, and why."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named
    health: Health


class Drifting(View, frozen=True):
    """A key result with a raised drift alert, at whatever level, and why."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named
    text: str


class BusinessReview(View, frozen=True):
    """What leadership has to look at, most pressing first, and what it decided before."""

    cycle: Days
    text: tuple[str, ...]
    step_in_total: int
    step_in_at: tuple[Pressing, ...]
    drifting_total: int
    drifting: tuple[Drifting, ...]
    overdue_total: int
    overdue: tuple[Need, ...]
    too_late_total: int
    too_late: tuple[Need, ...]
    contentions_total: int
    contentions: tuple[Contention, ...]
    escalations_total: int
    escalations: tuple[OpenEscalation, ...]
    decided_total: int
    decided: tuple[Decided, ...]


# What is read of each view; the rest of it is passed over.


class _Objective(msgspec.Struct, frozen=True):
    key_results: tuple[Pressing, ...]


class _Alignment(msgspec.Struct, frozen=True):
    cycle: Days
    phase: Phase
    answer: CompanyAnswer
    objectives: tuple[_Objective, ...]


class _Drift(msgspec.Struct, frozen=True):
    text: str = ""
    raised_total: int = 0
    raised: tuple[Drifting, ...] = ()


class _Totals(msgspec.Struct, frozen=True):
    all: int = 0
    overdue: int = 0
    too_late: int = 0


class _Dependencies(msgspec.Struct, frozen=True):
    totals: _Totals = _Totals()
    urgent: tuple[Need, ...] = ()


class _InUse(msgspec.Struct, frozen=True):
    claims: int = 0


class _Resources(msgspec.Struct, frozen=True):
    pools: tuple[_InUse, ...] = ()
    contentions_total: int = 0
    contentions: tuple[Contention, ...] = ()


T = TypeVar("T")


def prepare(stored: Mapping[str, bytes]) -> BusinessReview | None:
    """The agenda from the stored views by name; None where there is no such cycle."""
    if "alignment" not in stored or "escalations" not in stored:
        return None
    alignment = msgspec.json.decode(stored["alignment"], type=_Alignment)
    drift = _read(stored, "drift", _Drift)
    dependencies = _read(stored, "dependencies", _Dependencies)
    resources = _read(stored, "resources", _Resources)
    escalations = msgspec.json.decode(stored["escalations"], type=EscalationsOfCycle)
    known = {one.key_result_id: one for goal in alignment.objectives for one in goal.key_results}
    pressing = [known[one] for one in alignment.answer.step_in_at if one in known]
    overdue = [one for one in dependencies.urgent if one.urgency == "overdue"]
    too_late = [one for one in dependencies.urgent if one.urgency == "too_late"]
    return BusinessReview(
        cycle=alignment.cycle,
        text=(
            alignment.answer.text,
            *(
                (f"{alignment.cycle.name} is closed: its scorecard shows how it ended.",)
                if alignment.phase == "closed"
                else _sentences(drift, dependencies.totals, resources, escalations.open_total)
            ),
        ),
        step_in_total=len(pressing),
        step_in_at=tuple(pressing[:SHOWN]),
        drifting_total=drift.raised_total,
        drifting=drift.raised[:SHOWN],
        overdue_total=dependencies.totals.overdue,
        overdue=tuple(overdue[:SHOWN]),
        too_late_total=dependencies.totals.too_late,
        too_late=tuple(too_late[:SHOWN]),
        contentions_total=resources.contentions_total,
        contentions=resources.contentions[:SHOWN],
        escalations_total=escalations.open_total,
        escalations=escalations.open[:SHOWN],
        decided_total=escalations.decided_total,
        decided=escalations.decided[:SHOWN],
    )


def _read(stored: Mapping[str, bytes], name: str, kind: type[T]) -> T:
    return msgspec.json.decode(stored.get(name, b"{}"), type=kind)


def _sentences(
    drift: _Drift, totals: _Totals, resources: _Resources, escalated: int
) -> Iterable[str]:
    """What is pressing, then what was looked at and is in order, and what nobody has spoken of."""
    if drift.raised_total:
        are = counted(drift.raised_total, "drift alert is", "drift alerts are")
        yield f"{are} raised."
    else:
        yield drift.text
    for number, what in ((totals.overdue, "overdue"), (totals.too_late, "promised too late")):
        if number:
            verb = "is" if number == 1 else "are"
            yield f"{counted(number, 'delivery', 'deliveries')} between units {verb} {what}."
    if not totals.all:
        yield "No dependency is recorded."
    elif not (totals.overdue or totals.too_late):
        yield "No delivery between units is overdue or promised too late."
    if resources.contentions_total:
        pools = list(dict.fromkeys(one.pool for one in resources.contentions))
        yield f"Overbooked: {listed(pools)}."
    elif _claims(resources):
        yield "No resource pool is overbooked."
    else:
        yield "No resource pool has any claims."
    if escalated:
        wait = "waits" if escalated == 1 else "wait"
        yield f"{counted(escalated, 'escalation')} from the syncs {wait} for an answer."


def _claims(resources: _Resources) -> int:
    return sum(one.claims for one in resources.pools)
