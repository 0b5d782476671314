"""Revisions: what was published changes only with a reason, and with the approval of another.

Progress never locks: check-ins go on, also while a revision is pending.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from domain.cycles.cycle import Cycle, open_for_planning
from domain.errors import Rejection
from domain.measuring.metric import comparable
from domain.messages import Command, Event
from domain.objectives.planning import check_terms, key_result_of, not_removed, with_terms, without
from domain.objectives.state import (
    Changes,
    Context,
    KeyResult,
    Objective,
    ObjectiveIsWithdrawn,
    Original,
    RevisedKeyResult,
    Revision,
    UnknownKeyResult,
    can_be_committed,
    nobody_waits,
)
from domain.values import KeyResultId, ObjectiveId, RevisionId, Sentence, Text

DECLARED_WITHIN = 2
"""In so many weeks of a cycle what is expected at its middle can still be revised. Declared later,
an expectation would follow what has happened."""

# Commands


class RequestRevision(Command, frozen=True):
    """Ask for a change of a published objective, and say why."""

    objective_id: ObjectiveId
    revision_id: RevisionId
    reason: Sentence
    changes: Changes


class ApproveRevision(Command, frozen=True):
    """Approve a revision that somebody else asked for; it takes effect at once."""

    objective_id: ObjectiveId
    revision_id: RevisionId
    note: Text = ""


class DeclineRevision(Command, frozen=True):
    """Decline a revision; whoever asked for it can ask a lead to."""

    objective_id: ObjectiveId
    revision_id: RevisionId
    reason: Sentence


RevisionCommand = RequestRevision | ApproveRevision | DeclineRevision

# Events


class RevisionRequested(Event, frozen=True, tag="revision_requested"):
    """`requested_for` is the identity of the person for whom whoever asked stood in."""

    objective_id: ObjectiveId
    revision_id: RevisionId
    requested_by: str
    reason: str
    changes: Changes
    requested_for: str = ""


class RevisionApproved(Event, frozen=True, tag="revision_approved"):
    objective_id: ObjectiveId
    revision_id: RevisionId
    note: str = ""


class RevisionDeclined(Event, frozen=True, tag="revision_declined"):
    objective_id: ObjectiveId
    revision_id: RevisionId
    reason: str


RevisionEvent = RevisionRequested | RevisionApproved | RevisionDeclined

# Decide


def decide(state: Objective, command: RevisionCommand, context: Context) -> list[RevisionEvent]:
    match command:
        case RequestRevision():
            return _request(state, command, context)
        case ApproveRevision():
            return _approve(state, command, context)
        case DeclineRevision():
            return _decline(state, command)
        case _:
            assert_never(command)


def _request(state: Objective, command: RequestRevision, context: Context) -> list[RevisionEvent]:
    present = find(state, command.revision_id)
    if present is not None:
        if (present.reason, present.changes) == (command.reason, command.changes):
            return []
        raise RevisionExists(revision_id=command.revision_id)
    if state.withdrawn:
        raise ObjectiveIsWithdrawn
    if state.stage != "published":
        raise NothingToRevise(stage=state.stage)
    if state.pending is not None:
        raise RevisionPending
    _check_changes(state, command.changes, context)
    return [
        RevisionRequested(
            command.objective_id,
            command.revision_id,
            context.actor,
            command.reason,
            command.changes,
            context.acting_for,
        )
    ]


def _approve(state: Objective, command: ApproveRevision, context: Context) -> list[RevisionEvent]:
    revision = _known(state, command.revision_id)
    if revision.status == "approved":
        return []
    if revision.status == "declined":
        raise RevisionAnswered(status="declined")
    if revision.requested_by == context.actor:
        raise OwnRevision
    if not revision.asked_by.isdisjoint(context.counted_as):
        raise RevisionOfAStandIn
    open_for_planning(context.calendar, state.cycle_id)
    _check_waits(state, revision.changes)
    return [RevisionApproved(command.objective_id, command.revision_id, command.note)]


def _decline(state: Objective, command: DeclineRevision) -> list[RevisionEvent]:
    revision = _known(state, command.revision_id)
    if revision.status == "declined":
        return []
    if revision.status == "approved":
        raise RevisionAnswered(status="approved")
    return [RevisionDeclined(command.objective_id, command.revision_id, command.reason)]


def find(state: Objective, revision_id: RevisionId) -> Revision | None:
    return next((one for one in state.revisions if one.revision_id == revision_id), None)


def _known(state: Objective, revision_id: RevisionId) -> Revision:
    revision = find(state, revision_id)
    if revision is None:
        raise UnknownRevision(revision_id=revision_id)
    return revision


def _check_changes(state: Objective, changes: Changes, context: Context) -> None:
    cycle = open_for_planning(context.calendar, state.cycle_id)
    named = [
        *(one.key_result_id for one in changes.key_results),
        *changes.remove,
        *(one.link_id for one in changes.link),
        *changes.unlink,
    ]
    whole = named or changes.title is not None or changes.description is not None
    if len(set(named)) < len(named) or (changes.withdraw and whole):
        raise RevisionContradictsItself
    for key in changes.remove:
        if key not in state.key_results:
            raise UnknownKeyResult(key_result_id=key).at("changes.remove")
    _check_waits(state, changes)
    for number, wanted in enumerate(changes.key_results):
        place = f"changes.key_results[{number}]"
        try:
            _check_wanted(state, wanted, cycle, context)
        except Rejection as refused:
            raise refused.at(f"{place}.{refused.field}" if refused.field else place) from None
    revised = _applied(state, changes)
    if revised == state and not (changes.link or changes.unlink):
        raise RevisionChangesNothing
    try:
        can_be_committed(revised.key_results)
    except Rejection as refused:
        raise refused.at("changes") from None


def _check_wanted(
    state: Objective, wanted: RevisedKeyResult, cycle: Cycle, context: Context
) -> None:
    not_removed(state, wanted.key_result_id)
    check_terms(key_result_of(wanted), cycle, context)
    present = state.key_results.get(wanted.key_result_id)
    if present is None:
        return
    if not comparable(present.metric, wanted.metric):
        raise MetricOfAnotherKind(title=present.title)
    until = cycle.last_days[:DECLARED_WITHIN][-1]
    if wanted.midpoint != present.midpoint and context.today > until:
        raise MidpointIsLocked(until=until)


def _check_waits(state: Objective, changes: Changes) -> None:
    gone = state.key_results if changes.withdraw else changes.remove
    nobody_waits(state.key_results[key] for key in gone if key in state.key_results)


# Evolve


def evolve(state: Objective, event: RevisionEvent) -> Objective:
    match event:
        case RevisionRequested():
            asked = Revision(
                event.revision_id,
                event.requested_by,
                event.reason,
                event.changes,
                requested_for=event.requested_for,
            )
            return replace(state, revisions=(*state.revisions, asked))
        case RevisionApproved():
            revision = find(state, event.revision_id)
            if revision is None or revision.status != "pending":
                return state
            return _applied(
                _answered(state, replace(revision, status="approved")), revision.changes
            )
        case RevisionDeclined():
            revision = find(state, event.revision_id)
            if revision is None or revision.status != "pending":
                return state
            return _answered(state, replace(revision, status="declined"))
        case _:
            assert_never(event)


def _answered(state: Objective, answered: Revision) -> Objective:
    return replace(
        state,
        revisions=tuple(
            answered if one.revision_id == answered.revision_id else one for one in state.revisions
        ),
    )


def _applied(state: Objective, changes: Changes) -> Objective:
    """The objective under the revised commitment; what was first published is kept beside it."""
    if changes.withdraw:
        return replace(state, stage="withdrawn")
    revised = replace(
        state,
        title=state.title if changes.title is None else changes.title,
        description=state.description if changes.description is None else changes.description,
    )
    for key in changes.remove:
        revised = without(revised, key)
    for wanted in changes.key_results:
        revised = with_terms(revised, key_result_of(wanted))
    if revised == state or state.original is not None:
        return revised
    return replace(revised, original=_original(state))


def _original(state: Objective) -> Original:
    return Original(state.title, state.description, _without_check_ins(state.key_results.values()))


def _without_check_ins(key_results: Iterable[KeyResult]) -> dict[KeyResultId, KeyResult]:
    return {
        one.key_result_id: replace(one, check_ins=(), dependencies={}, forecasts=())
        for one in key_results
    }


# Refusals


class NothingToRevise(Rejection, code="nothing-to-revise", kind="conflict"):
    """The objective is {stage}: until it is published, edit or challenge it instead."""


class RevisionExists(Rejection, code="revision-exists", kind="conflict", field="revision_id"):
    """The revision {revision_id} already exists and differs from what was sent."""


class RevisionPending(Rejection, code="revision-pending", kind="conflict"):
    """Another revision waits for an answer: approve or decline it before the next one."""


class UnknownRevision(Rejection, code="unknown-revision", kind="missing", field="revision_id"):
    """There is no revision {revision_id} of this objective."""


class RevisionAnswered(Rejection, code="revision-answered", kind="conflict"):
    """The revision was already {status}."""


class OwnRevision(Rejection, code="own-revision", kind="forbidden"):
    """You asked for this revision yourself, so somebody else has to approve it."""


class RevisionOfAStandIn(Rejection, code="revision-of-a-stand-in", kind="forbidden"):
    """Whoever asked stands or stood in for you, or you for them: a third has to approve this."""


class RevisionContradictsItself(Rejection, code="revision-contradicts-itself", field="changes"):
    """A revision names each key result and link once, or only withdraws the objective."""


class RevisionChangesNothing(Rejection, code="revision-changes-nothing", field="changes"):
    """The commitment already says what this revision asks for."""


class MidpointIsLocked(Rejection, code="midpoint-is-locked", kind="conflict", field="midpoint"):
    """What is expected at mid-cycle could be revised until {until}, and now stays as it is."""


class MetricOfAnotherKind(Rejection, code="metric-of-another-kind", field="metric"):
    """Earlier reports on '{title}' would change their meaning: remove it, and add another."""
