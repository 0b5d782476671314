"""What was learned in the cycle before: lessons are for those who draft the next one."""

from __future__ import annotations

from collections.abc import Iterable

from domain.closing.closing import Closing
from domain.closing.retrospective import RetrospectiveHeld, Verdict
from domain.cycles.cycle import Cycle
from domain.values import Owner, UnitId
from events.streams import closing_stream
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named

SHOWN = 10
"""How many lessons of the cycle before are shown; the total counts all."""


class LessonBefore(View, frozen=True):
    """A lesson, and whose it is: a unit's, or the company's where there is none."""

    cycle_id: str
    cycle: str
    unit: Named | None
    text: str
    verdict: Verdict
    root_cause: str


class LessonsBefore(View, frozen=True):
    """Lessons of the cycle before: what changes or is abandoned first, then what is kept."""

    total: int
    shown: tuple[LessonBefore, ...]


NONE = LessonsBefore(0, ())


def cycles_after(workspace: Workspace, cycle: Cycle) -> Iterable[Cycle]:
    """The cycles that a cycle is the one before of."""
    for one in workspace.calendar.cycles.values():
        if workspace.calendar.before(one) is cycle:
            yield one


def held_by(
    workspace: Workspace, state: Closing, cycle: Cycle, unit_id: UnitId
) -> RetrospectiveHeld | None:
    """A unit's retrospective; that of the unit which is the company is the company's."""
    company = workspace.organization_of(cycle).company
    is_company = company is not None and company.unit_id == unit_id
    return state.retrospectives.get("" if is_company else unit_id)


def lessons_for(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> LessonsBefore:
    """What a unit learned in the cycle before, and then what the company did."""
    before = workspace.calendar.before(cycle)
    if before is None:
        return NONE
    state: Closing = workspace.state(closing_stream(before.cycle_id))
    own = held_by(workspace, state, before, unit_id)
    company = state.retrospectives.get("")
    held = [one for one in (own, company) if one is not None]
    return _lessons(workspace, before, held[:1] if own is company else held)


def lessons_for_all(workspace: Workspace, cycle: Cycle) -> LessonsBefore:
    """What everybody learned in the cycle before, the company first."""
    before = workspace.calendar.before(cycle)
    if before is None:
        return NONE
    state: Closing = workspace.state(closing_stream(before.cycle_id))
    held = sorted(state.retrospectives.items(), key=lambda one: one[0])
    return _lessons(workspace, before, [one for _, one in held])


def is_to_be_kept(verdict: Verdict) -> bool:
    """Whether a lesson asks for nothing new: then it is told after those that do."""
    return verdict == "keep"


def _lessons(
    workspace: Workspace, before: Cycle, held: Iterable[RetrospectiveHeld]
) -> LessonsBefore:
    known = [(one.unit_id, lesson) for one in held for lesson in one.lessons]
    known.sort(key=lambda one: is_to_be_kept(one[1].verdict))
    return LessonsBefore(
        len(known),
        tuple(
            LessonBefore(
                before.cycle_id,
                before.name,
                None if unit is None else named(workspace, Owner("unit", unit), before.cycle_id),
                lesson.text,
                lesson.verdict,
                lesson.root_cause,
            )
            for unit, lesson in known[:SHOWN]
        ),
    )
