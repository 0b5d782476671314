"""What one event changed: the value that the fold gives back, and that views go by."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from domain.alignment.linking import ObjectiveLinked
from domain.messages import Event
from domain.objectives.state import Objective
from domain.values import KeyResultId, Owner


class Recorded(Struct, frozen=True, gc=False):
    """An event with its place in the log."""

    position: int
    version: int
    recorded_at: datetime
    actor: str
    event: Event
    by: str = ""
    """The identity of whoever acted, whose name of then is `actor`."""


class Change(Struct, frozen=True, gc=False):
    """An event, and the record that it is about, as it was before and as it is after.

    A record is an objective, a link, or the state of another aggregate. It is None where there is
    none. Of a report both are the objective as it was planned: it takes in its reports later,
    together.
    """

    recorded: Recorded
    before: object = None
    after: object = None

    @property
    def event(self) -> Event:
        return self.recorded.event

    @property
    def was(self) -> Objective | None:
        """What the objective was that the event is about."""
        return self.before if isinstance(self.before, Objective) else None

    @property
    def link(self) -> ObjectiveLinked | None:
        """The link that was made or taken back."""
        link = self.before or self.after
        return link if isinstance(link, ObjectiveLinked) else None

    @property
    def reshaped(self) -> bool:
        """Whether a plan changed in what there is or who answers for it, not in words only."""
        before, after = self.before, self.after
        if isinstance(before, Objective) and isinstance(after, Objective):
            return _shape(before) != _shape(after)
        return False


def _shape(objective: Objective) -> tuple[bool, dict[KeyResultId, Owner | None]]:
    """What there is of an objective, and who answers for it, whatever it is called."""
    owners = {key: one.owner for key, one in objective.key_results.items()}
    return (objective.withdrawn, owners)
