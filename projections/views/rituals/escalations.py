"""What sessions about a cycle leave open, and what business reviews have decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

from domain.cycles.cycle import Cycle, CycleDefined
from domain.rituals.cadence import RitualKind
from domain.rituals.sessions import Decision, SessionEvent
from domain.values import CycleId
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.projection import Named, Projection, View, named
from projections.views.rituals.session import session_of, sessions

SHOWN = 50
"""How many escalations and decisions are shown; the totals count all."""


class OpenEscalation(View, frozen=True):
    """Where it was raised, by the number among the outputs; the one who is to settle it."""

    session_id: str
    number: int
    kind: RitualKind
    day: date
    text: str
    to: Named
    objective_id: str | None


class Decided(View, frozen=True):
    session_id: str
    day: date
    about: str
    text: str
    objective_id: str | None


class EscalationsOfCycle(View, frozen=True):
    """The escalation that has waited longest comes first, and the latest decision."""

    cycle_id: str
    name: str
    open_total: int
    open: tuple[OpenEscalation, ...]
    decided_total: int
    decided: tuple[Decided, ...]


class EscalationsView(Projection):
    name = "escalations"
    on = frozenset({CycleDefined, *get_args(SessionEvent)})
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        if isinstance(event, CycleDefined):
            return (event.cycle_id,)
        if not isinstance(event, SessionEvent):
            return ()
        cycle_id = session_of(workspace, event.session_id).cycle_id
        return () if cycle_id is None else (cycle_id,)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (cycle.cycle_id,)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is None:
            return None
        waiting = [
            OpenEscalation(
                session.session_id,
                number,
                session.kind,
                session.day,
                one.text,
                named(workspace, one.to, cycle.cycle_id),
                one.objective_id,
            )
            for session in sessions(
                workspace, workspace.sessions.unanswered.get(cycle.cycle_id, ())
            )
            for number, one in session.open_escalations.items()
        ]
        held = workspace.sessions.about.get((cycle.cycle_id, "business_review"), ())
        decided = [
            Decided(session.session_id, session.day, one.about, one.text, one.objective_id)
            for session in reversed(sessions(workspace, held))
            for one in session.outputs
            if isinstance(one, Decision)
        ]
        return EscalationsOfCycle(
            cycle.cycle_id,
            cycle.name,
            len(waiting),
            tuple(waiting[:SHOWN]),
            len(decided),
            tuple(decided[:SHOWN]),
        )
