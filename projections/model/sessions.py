"""Where the sessions of a cycle are found, and which of them wait for an answer."""

from __future__ import annotations

from domain.rituals.sessions import Session
from domain.values import CycleId, SessionId
from projections.model.still import copied


class Sessions:
    """Sessions about a cycle."""

    def __init__(self) -> None:
        self.about: dict[tuple[CycleId, str], list[SessionId]] = {}
        """Those about a cycle, by each of their units, and by the kind of ritual."""
        self.unanswered: dict[CycleId, set[SessionId]] = {}
        """Those with escalations that nobody has answered."""

    def opened(self, session: Session) -> None:
        """Find a session that has just been opened, or restored, by its units and its kind."""
        if session.cycle_id is None:
            return
        for what in (*session.unit_ids, session.kind):
            self.about.setdefault((session.cycle_id, what), []).append(session.session_id)
        self.went_on(session)

    def went_on(self, session: Session) -> None:
        if session.cycle_id is None:
            return
        waiting = self.unanswered.setdefault(session.cycle_id, set())
        if session.open_escalations:
            waiting.add(session.session_id)
        else:
            waiting.discard(session.session_id)

    def still(self) -> Sessions:
        """A copy that later events leave as it is."""
        return copied(self)
