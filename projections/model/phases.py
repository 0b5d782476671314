"""Since when something is on, and until when it was."""

from __future__ import annotations

from datetime import date

from domain.cycles.cycle import CycleMoved
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId
from projections.model.still import copied


class Phases:
    """The days on which things began and ended, in the workspace's time zone."""

    def __init__(self) -> None:
        self.since: dict[str, date] = {}
        """The day on which an objective was published, a key result was added to what was, or a
        cycle first became active."""
        self.until: dict[CycleId, date] = {}
        """The day on which a cycle stopped being active, unless it is again."""

    def committed_since(self, target: Objective, key: KeyResultId) -> date | None:
        """The day from which a published objective has had a key result; None before that."""
        published = self.since.get(target.objective_id)
        return None if published is None else max(published, self.since.get(key, published))

    def moved(self, event: CycleMoved, day: date) -> None:
        if event.phase == "active":
            self.since.setdefault(event.cycle_id, day)
            self.until.pop(event.cycle_id, None)
        elif event.cycle_id in self.since:
            self.until.setdefault(event.cycle_id, day)

    def begin(self, what: str, day: date) -> None:
        self.since.setdefault(what, day)

    def still(self) -> Phases:
        """A copy that later events leave as it is."""
        return copied(self)
