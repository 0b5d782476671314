"""When what was last changed: the one clock that goes by the log, and that all memory goes by.

It counts in positions. What a process that began with a snapshot has not folded itself counts as
never changed: it remembers nothing from before, either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal, get_args

from domain.alignment.linking import ObjectiveLinked, ObjectiveUnlinked
from domain.dependencies.dependency import DependencyEvent
from domain.drift.handling import AlertEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.messages import Event
from domain.objectives.negotiation import ObjectivePublished
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId
from projections.model.change import Change
from projections.model.rewording import REWORDING

Aspect = Literal["links", "plans", "words", "shape", "commitments", "promises", "weeks gone by"]
"""Aspects of a cycle.

`plans` are all that is planned, drafts included; `words` are those of plans, `shape` is what there
is of them and who answers for it, `commitments` is the shape of what was published. `weeks gone by`
are what was due in them, and what came.
"""


class Changes:
    """When each aspect of a cycle was last changed, and what of it was last reported on."""

    def __init__(self) -> None:
        self._last: dict[tuple[Aspect, CycleId], int] = {}
        self._stirred: dict[KeyResultId, int] = {}
        """Key results in the order in which something last happened to them."""

    # Questions

    def last(self, cycle_id: CycleId, *aspects: Aspect) -> tuple[int, ...]:
        """The positions at which aspects of a cycle last changed: what is made from them is new."""
        return tuple([self._last.get((aspect, cycle_id), 0) for aspect in aspects])

    def stirred_since(self, position: int) -> Iterator[KeyResultId]:
        """Those of which something was reported, forecast, promised, reworded or answered."""
        for key in reversed(self._stirred):
            if self._stirred[key] <= position:
                return
            yield key

    def still(self) -> Changes:
        """A copy that later events leave as it is."""
        copied = Changes()
        copied._last = dict(self._last)
        copied._stirred = dict(self._stirred)
        return copied

    # The fold

    def take(self, change: Change, *, ahead: bool) -> None:
        """Note an event, which may be of a day that is over: the days shown are ahead then."""
        note = self._NOTES.get(type(change.recorded.event))
        if note is not None:
            note(self, change, ahead)

    def _note(self, change: Change, cycle_id: CycleId, *aspects: Aspect) -> None:
        for aspect in aspects:
            self._last[aspect, cycle_id] = change.recorded.position

    def _stir(self, key: KeyResultId, position: int) -> None:
        self._stirred.pop(key, None)
        self._stirred[key] = position

    def _on_report(self, change: Change, ahead: bool) -> None:  # noqa: FBT001 - one of the notes
        recorded = change.recorded
        self._stir(recorded.event.key_result_id, recorded.position)  # type: ignore[attr-defined]
        if ahead and isinstance(change.after, Objective):
            self._note(change, change.after.cycle_id, "weeks gone by")

    def _on_forecast(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        if isinstance(change.event, ForecastGiven):
            self._stir(change.event.key_result_id, change.recorded.position)

    def _on_answer(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        if isinstance(change.event, AlertEvent):
            self._stir(change.event.key_result_id, change.recorded.position)

    def _on_dependency(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        event, after = change.event, change.after
        if isinstance(event, DependencyEvent) and isinstance(after, Objective):
            self._note(change, after.cycle_id, "promises")
            self._stir(event.key_result_id, change.recorded.position)

    def _on_link(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        if isinstance(change.event, ObjectiveLinked | ObjectiveUnlinked):
            self._note(change, change.event.cycle_id, "links")

    def _on_drafted(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        if isinstance(change.after, Objective):
            self._note(change, change.after.cycle_id, "plans")

    def _on_key_result(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        if isinstance(change.after, Objective):
            self._note(change, change.after.cycle_id, "plans")
            if change.after.ever_published:
                self._note(change, change.after.cycle_id, "weeks gone by")

    def _on_rewording(self, change: Change, _: bool) -> None:  # noqa: FBT001 - as above
        before, after = change.before, change.after
        if not (isinstance(before, Objective) and isinstance(after, Objective)):
            return
        measured_by = after.ever_measured_by.values()
        self._note(change, after.cycle_id, "plans", "words")
        if any(one.dependencies for one in measured_by):
            self._note(change, after.cycle_id, "promises")
        for one in measured_by:
            if one.check_ins:
                self._stir(one.key_result_id, change.recorded.position)
        if isinstance(change.event, ObjectivePublished):
            self._note(change, after.cycle_id, "weeks gone by")
        if change.reshaped:
            self._note(change, after.cycle_id, "shape")
            if before.ever_published or after.ever_published:
                self._note(change, after.cycle_id, "commitments")

    _NOTES: ClassVar[dict[type[Event], Callable[[Changes, Change, bool], None]]] = {
        CheckedIn: _on_report,
        CheckInCorrected: _on_report,
        ForecastGiven: _on_forecast,
        **dict.fromkeys(get_args(AlertEvent), _on_answer),
        **dict.fromkeys(get_args(DependencyEvent), _on_dependency),
        ObjectiveLinked: _on_link,
        ObjectiveUnlinked: _on_link,
        ObjectiveDrafted: _on_drafted,
        KeyResultAdded: _on_key_result,
        **dict.fromkeys(REWORDING, _on_rewording),
    }
