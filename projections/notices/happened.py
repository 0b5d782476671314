"""What there is to tell of an event, as it is folded: by what was known then, and no later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, get_args

from msgspec.structs import replace

from domain.alignment.linking import ObjectiveLinked, covers
from domain.alignment.review import FindingAnswered, FindingResolved, Reviews
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
from domain.progress import forecasting
from domain.rituals.sessions import Escalation, OutputRecorded, Session
from domain.values import CycleId, ObjectiveId
from events.streams import review_stream
from projections.model.change import Change, Recorded
from projections.model.workspace import Workspace
from projections.views.shared.expecting import answering


def notices(workspace: Workspace, change: Change) -> Iterable[Notice]:
    """What there is to tell of an event that the workspace has just folded."""
    make = _MAKE.get(type(change.event))
    return () if make is None else make(workspace, change, change.event)


def answered(workspace: Workspace, event: Event) -> Iterable[str]:
    """The causes of what people were to be told or asked, and need not be any more."""
    settle = _SETTLE.get(type(event))
    return () if settle is None else settle(workspace, event)


def _question(workspace: Workspace, event: ForecastGiven) -> Iterable[str]:
    """Where a key result will end, if those have said so of whom it is asked."""
    objective = workspace.objectives.planned(event.objective_id)
    key_result = None if objective is None else objective.key_results.get(event.key_result_id)
    if objective is None or key_result is None:
        return ()
    chart = workspace.organization.at(workspace.days.recorded)
    said = forecasting.answers(key_result, answering(chart, objective, key_result))
    return seen.of_question(event.key_result_id) if said else ()


def _late(workspace: Workspace, event: CheckedIn) -> Iterable[str]:
    """A check-in was missed only if its week was over."""
    objective = workspace.objectives.planned(event.objective_id)
    if objective is not None:
        cycle = workspace.calendar.cycles[objective.cycle_id]
        week = cycle.week(event.effective)
        if cycle.last_day(week) < workspace.days.recorded:
            yield seen.of_silence(event.key_result_id, week)


def _promise(workspace: Workspace, event: DependencyEvent) -> Iterable[str]:
    """What was told of a dependency and is so no more."""
    for one in workspace.promises.about(event.dependency_id)[:-1]:
        if isinstance(one.event, DependencyEvent) and promised.settles(event, one.event):
            yield happened.of_event(one.position)


def _linked(_: Workspace, event: ObjectiveLinked) -> Iterable[str]:
    """That nobody works toward a key result, now that somebody does."""
    if event.key_result_id is not None and covers(event):
        yield seen.of_gap(event.key_result_id)


def _left(workspace: Workspace, event: FindingAnswered | FindingResolved) -> Iterable[str]:
    """The same, now that somebody has said why it may be left as it is."""
    reviews: Reviews = workspace.state(review_stream(event.cycle_id))
    known = reviews.findings.get(event.finding_id)
    if known is not None and known.finding.kind == "gap" and known.finding.key_result_id:
        yield seen.of_gap(known.finding.key_result_id)


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


_SETTLE: Final[dict[type[Event], Callable[[Workspace, Any], Iterable[str]]]] = {
    ForecastGiven: _question,
    CheckedIn: _late,
    **dict.fromkeys(get_args(DependencyEvent), _promise),
    ObjectiveLinked: _linked,
    FindingAnswered: _left,
    FindingResolved: _left,
}

_MAKE: Final[dict[type[Event], Callable[[Workspace, Change, Any], Iterable[Notice]]]] = {
    CommentPosted: _comment,
    CommentReplied: _comment,
    CommentEdited: _comment,
    **dict.fromkeys(get_args(Agreement), _agreement),
    **dict.fromkeys(get_args(DependencyEvent), _dependency),
    OutputRecorded: _output,
}
