"""A session with all that came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

from domain.cycles.cycle import Cycle
from domain.rituals.cadence import CADENCE, RitualKind
from domain.rituals.sessions import Escalation, Output, Session, SessionEvent
from domain.values import SessionId
from events import streams
from projections.model.change import Change
from projections.model.workspace import Workspace
from projections.views.projection import Projection, View
from projections.views.sentences.rituals import of_output


class OutputLine(View, frozen=True):
    """`open` says of an escalation that nobody has answered it."""

    number: int
    text: str
    output: Output
    open: bool
    answer: str


class SessionRecord(View, frozen=True):
    session_id: str
    kind: RitualKind
    name: str
    cycle_id: str
    day: date
    unit_ids: tuple[str, ...]
    closed: bool
    summary: str
    outputs: tuple[OutputLine, ...]


class SessionView(Projection):
    name = "session"
    on = frozenset(get_args(SessionEvent))
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        return (str(getattr(change.event, "session_id", "")),)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for kind in CADENCE:
            yield from workspace.sessions.about.get((cycle.cycle_id, kind), ())

    def render(self, workspace: Workspace, key: str) -> View | None:
        session = session_of(workspace, SessionId(key))
        if session.cycle_id is None:
            return None
        return SessionRecord(
            session_id=session.session_id,
            kind=session.kind,
            name=CADENCE[session.kind].name,
            cycle_id=session.cycle_id,
            day=session.day,
            unit_ids=session.unit_ids,
            closed=session.closed,
            summary=session.summary,
            outputs=tuple(
                _line(session, number, output) for number, output in enumerate(session.outputs, 1)
            ),
        )


def _line(session: Session, number: int, output: Output) -> OutputLine:
    answer = session.answers.get(number, "")
    return OutputLine(
        number, of_output(output), output, isinstance(output, Escalation) and not answer, answer
    )


def session_of(workspace: Workspace, session_id: SessionId) -> Session:
    found: Session = workspace.state(streams.session_stream(session_id))
    return found


def sessions(workspace: Workspace, ids: Iterable[SessionId]) -> list[Session]:
    """The earliest first."""
    found = [session_of(workspace, one) for one in ids]
    return sorted(found, key=lambda one: (one.day, one.session_id))
