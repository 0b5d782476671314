"""What there is to tell of an event, as it is folded: by what was known then, and no later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, get_args

from msgspec.structs import replace

from domain.conversation.comments import (
    CommentEdited,
    CommentPosted,
    CommentReplied,
    Comments,
)
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn
from domain.measuring.forecast import ForecastGiven
from domain.messages import Event
from domain.notices import happened, promised, said, seen
from domain.notices.audience import Occasion, OnObjective
from domain.notices.notice import Notice
from domain.notices.said import Agreement
from domain.objectives.negotiation import ObjectiveChallenged
from domain.rituals.sessions import Escalation, OutputRecorded, Session
from domain.values import CycleId, ObjectiveId
from projections.model.change import Change, Recorded
from projections.model.workspace import Workspace


def notices(workspace: Workspace, change: Change) -> Iterable[Notice]:
    """What there is to tell of an event that the workspace has just folded."""
    make = _MAKE.get(type(change.event))
    return () if make is None else make(workspace, change, change.event)


def answered(workspace: Workspace, event: Event) -> Iterable[str]:
    """The causes of what people were to be told or asked, and need not be any more."""
    if isinstance(event, ForecastGiven):
        return seen.of_question(event.key_result_id)
    return _late(workspace, event) if isinstance(event, CheckedIn) else ()


def _late(workspace: Workspace, event: CheckedIn) -> Iterable[str]:
    """A check-in was missed only if its week was over."""
    objective = workspace.objectives.planned(event.objective_id)
    if objective is not None:
        cycle = workspace.calendar.cycles[objective.cycle_id]
        week = cycle.week(event.effective)
        if cycle.last_day(week) < workspace.days.recorded:
            yield seen.of_silence(event.key_result_id, week)


def occasion(workspace: Workspace, cycle_id: CycleId, recorded: Recorded) -> Occasion | None:
    """None where what happens concerns nobody any more."""
    cycle = workspace.calendar.cycles.get(cycle_id)
    if cycle is None:
        return None
    day = workspace.days.recorded
    found = Occasion(day, workspace.organization, cycle, recorded.by, recorded.actor)
    return None if happened.is_past(cycle, found) else found


def on_objective(
    workspace: Workspace, objective_id: ObjectiveId, recorded: Recorded
) -> OnObjective | None:
    objective = workspace.objectives.planned_in_full(objective_id)
    found = None if objective is None else occasion(workspace, objective.cycle_id, recorded)
    if objective is None or found is None:
        return None
    return OnObjective(
        found.day, found.organization, found.cycle, found.by, found.by_name, objective
    )


def _comment(
    workspace: Workspace, change: Change, event: CommentPosted | CommentReplied | CommentEdited
) -> Iterable[Notice]:
    found = on_objective(workspace, event.objective_id, change.recorded)
    before = change.before
    if found is None or not isinstance(before, Comments):
        return
    comment_id = event.reply_id if isinstance(event, CommentReplied) else event.comment_id
    yield from said.comment(found, event, before, happened.of_comment(comment_id))


def _agreement(workspace: Workspace, change: Change, event: Agreement) -> Iterable[Notice]:
    found = on_objective(workspace, event.objective_id, change.recorded)
    if found is None:
        return
    cause = happened.of_event(change.recorded.position)
    told = said.agreement(found, event, _challenger(workspace, event.objective_id), cause)
    yield replace(told, ends=_answered(workspace, event))


def _answered(workspace: Workspace, event: Agreement) -> str | None:
    """The cause of what somebody was asked to agree to, and need not any more."""
    for one in reversed(workspace.objectives.agreed.get(event.objective_id, ())):
        if said.answers(event, one.event):
            return happened.of_event(one.position)
    return None


def _challenger(workspace: Workspace, objective_id: ObjectiveId) -> str:
    steps = workspace.objectives.agreed.get(objective_id, ())
    found = (one.by for one in reversed(steps) if isinstance(one.event, ObjectiveChallenged))
    return next(found, "")


def _dependency(workspace: Workspace, change: Change, event: DependencyEvent) -> Iterable[Notice]:
    found = on_objective(workspace, event.objective_id, change.recorded)
    key_result = None if found is None else found.objective.needing(event.dependency_id)
    if found is None or key_result is None:
        return
    now = key_result.dependencies[event.dependency_id]
    cause = happened.of_event(change.recorded.position)
    yield promised.promise(found, event, key_result, now, cause)


def _output(workspace: Workspace, change: Change, event: OutputRecorded) -> Iterable[Notice]:
    session = change.after
    if not isinstance(event.output, Escalation) or not isinstance(session, Session):
        return
    found = None
    if session.cycle_id is not None:
        found = occasion(workspace, session.cycle_id, change.recorded)
    if found is not None:
        cause = happened.of_event(change.recorded.position)
        yield happened.escalation(found, event.output, session, cause)


_MAKE: Final[dict[type[Event], Callable[[Workspace, Change, Any], Iterable[Notice]]]] = {
    CommentPosted: _comment,
    CommentReplied: _comment,
    CommentEdited: _comment,
    **dict.fromkeys(get_args(Agreement), _agreement),
    **dict.fromkeys(get_args(DependencyEvent), _dependency),
    OutputRecorded: _output,
}
