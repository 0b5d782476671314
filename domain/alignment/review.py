"""The alignment review of a cycle: what was found in its drafts, and what became of each finding.

Some findings come from rules, others from people. Both are tracked alike, until somebody resolves
them: settled, accepted as a risk, or dismissed.
"""

from __future__ import annotations

from typing import Annotated, Literal, assert_never, get_args

from msgspec import Meta
from msgspec.structs import replace

from domain.cycles.cycle import Cycle, CycleClosed
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective, UnknownKeyResult
from domain.organization.chart import Chart
from domain.organization.consistency import UnknownUnit
from domain.values import (
    CycleId,
    FindingId,
    KeyResultId,
    Label,
    ObjectiveId,
    ReviewId,
    Sentence,
    Text,
    UnitId,
)

FindingKind = Literal[
    "gap", "overload", "crowded", "orphan", "link", "conflict", "dependency", "circle",
    "contention", "diagnosis", "other",
]  # fmt: skip
Answer = Literal["accepted", "dismissed"]
Resolution = Literal["settled", Answer]
"""Settled: the plan was changed. Accepted: the risk is known and taken. Dismissed: it was none."""


class Finding(Value, frozen=True, forbid_unknown_fields=True):
    """Something that reviewers should look at, with the records that it is about.

    `of` stands for the words that a rule found it in, where it found it in words: in others it is
    another finding, whatever was decided about this one.
    """

    finding_id: FindingId
    kind: FindingKind
    text: str
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    unit_id: UnitId | None = None
    of: Label = ""


Findings = Annotated[tuple[Finding, ...], Meta(max_length=1000)]

# Commands


class OpenReview(Command, frozen=True):
    """Open a review of a cycle's drafts. `found` is what the rules find in them at this moment."""

    cycle_id: CycleId
    review_id: ReviewId
    found: Findings = ()


class RaiseFinding(Command, frozen=True):
    """Add a finding of a reviewer, which no rule has found."""

    cycle_id: CycleId
    finding_id: FindingId
    kind: FindingKind
    text: Sentence
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    unit_id: UnitId | None = None


class ResolveFinding(Command, frozen=True):
    """Resolve a finding, even long after the review."""

    cycle_id: CycleId
    finding_id: FindingId
    resolution: Resolution
    how: Sentence


class AnswerFinding(Command, frozen=True):
    """Say why what a rule finds may stand, in a review or without one."""

    cycle_id: CycleId
    finding_id: FindingId
    kind: FindingKind
    text: Text
    resolution: Answer
    how: Sentence
    objective_id: ObjectiveId | None = None
    key_result_id: KeyResultId | None = None
    unit_id: UnitId | None = None
    of: Label = ""


class ReopenFinding(Command, frozen=True):
    """Reopen a finding whose resolution did not hold."""

    cycle_id: CycleId
    finding_id: FindingId
    reason: Sentence


class CloseReview(Command, frozen=True):
    """Close the review. Open findings stay open."""

    cycle_id: CycleId
    review_id: ReviewId
    summary: Text = ""


ReviewCommand = (
    OpenReview | RaiseFinding | ResolveFinding | AnswerFinding | ReopenFinding | CloseReview
)

# Events


class ReviewOpened(Event, frozen=True, tag="review_opened"):
    cycle_id: CycleId
    review_id: ReviewId
    found: tuple[Finding, ...] = ()


class FindingRaised(Event, frozen=True, tag="finding_raised"):
    cycle_id: CycleId
    review_id: ReviewId
    finding: Finding


class FindingResolved(Event, frozen=True, tag="finding_resolved"):
    cycle_id: CycleId
    finding_id: FindingId
    resolution: Resolution
    how: str


class FindingAnswered(Event, frozen=True, tag="finding_answered"):
    cycle_id: CycleId
    finding: Finding
    resolution: Answer
    how: str

    @property
    def finding_id(self) -> FindingId:
        return self.finding.finding_id


class FindingReopened(Event, frozen=True, tag="finding_reopened"):
    cycle_id: CycleId
    finding_id: FindingId
    reason: str


class ReviewClosed(Event, frozen=True, tag="review_closed"):
    cycle_id: CycleId
    review_id: ReviewId
    summary: str = ""


ReviewEvent = (
    ReviewOpened
    | FindingRaised
    | FindingResolved
    | FindingAnswered
    | FindingReopened
    | ReviewClosed
)

# State


class Tracked(Value, frozen=True):
    """A finding, in which review it came up first, who it came from, and what became of it.

    `review_id` is None of what was answered before any review took it up. `resolution` is None
    while it is open; `reopened` counts how often one did not hold.
    """

    finding: Finding
    review_id: ReviewId | None
    by_rule: bool
    resolution: Resolution | None = None
    how: str = ""
    reopened: int = 0


class Reviews(Value, frozen=True):
    """The reviews of one cycle: the open one, the summaries of the others, and every finding."""

    open: ReviewId | None = None
    closed: dict[ReviewId, str] = {}
    findings: dict[FindingId, Tracked] = {}


EMPTY = Reviews()


def holds(known: Tracked, finding: Finding) -> bool:
    """Whether it was decided to let stand what a rule finds now, and in the same words."""
    return known.resolution in get_args(Answer) and not in_other_words(known, finding)


def in_other_words(known: Tracked, finding: Finding) -> bool:
    """Whether something was decided of words that are others now. What is open is open in any."""
    decided = known.resolution is not None and known.finding.of and finding.of
    return bool(decided) and known.finding.of != finding.of


def left_as_it_is(
    state: Reviews, kind: FindingKind, about: ObjectiveId | KeyResultId
) -> Tracked | None:
    """The last finding of a kind that reviewers accepted or dismissed, if any.

    A settled one is not: the plan was to change, and if the finding still stands, it did not.
    """
    for known in reversed(state.findings.values()):
        finding = known.finding
        names = about == (finding.key_result_id or finding.objective_id)
        if names and finding.kind == kind and known.resolution in get_args(Answer):
            return known
    return None


class Context(Value, frozen=True):
    """The cycle under review, None where there is no such cycle, and what a finding is about.

    `objective` is the one that a command names, if it is there.
    """

    cycle: Cycle | None
    organization: Chart
    objective: Objective | None = None


# Decide


def decide(state: Reviews, command: ReviewCommand, context: Context) -> list[ReviewEvent]:
    if context.cycle is None:
        raise NoCycleToReview(cycle_id=command.cycle_id)
    match command:
        case OpenReview():
            return _open(state, command, context.cycle)
        case RaiseFinding():
            return _raise(state, command, context, context.cycle)
        case ResolveFinding():
            return _resolve(state, command)
        case AnswerFinding():
            return _answer(state, command, context)
        case ReopenFinding():
            return _reopen(state, command)
        case CloseReview():
            return _close(state, command)
        case _:
            assert_never(command)


def _open(state: Reviews, command: OpenReview, cycle: Cycle) -> list[ReviewEvent]:
    if state.open == command.review_id:
        return []
    _still_plans(cycle)
    if command.review_id in state.closed:
        raise ReviewIsClosed(review_id=command.review_id)
    if state.open is not None:
        raise ReviewIsOpen(review_id=state.open)
    return [ReviewOpened(command.cycle_id, command.review_id, command.found)]


def _still_plans(cycle: Cycle) -> None:
    if cycle.phase == "closed":
        raise CycleClosed(cycle=cycle.name)


def _raise(
    state: Reviews, command: RaiseFinding, context: Context, cycle: Cycle
) -> list[ReviewEvent]:
    finding = Finding(
        command.finding_id,
        command.kind,
        command.text,
        command.objective_id,
        command.key_result_id,
        command.unit_id,
    )
    known = state.findings.get(command.finding_id)
    if known is not None:
        if known.finding == finding:
            return []
        raise FindingExists(text=known.finding.text)
    _still_plans(cycle)
    if state.open is None:
        raise NoReviewOpen
    _check_about(command, context)
    return [FindingRaised(command.cycle_id, state.open, finding)]


def _check_about(command: RaiseFinding | AnswerFinding, context: Context) -> None:
    """Refuse a finding about what is not there, or is no part of the cycle."""
    objective = context.objective
    if command.objective_id is not None and objective is None:
        raise UnknownObjective(objective_id=command.objective_id)
    if objective is not None and objective.cycle_id != command.cycle_id:
        raise FindingOfAnotherCycle
    if command.key_result_id is not None and objective is None:
        raise ObjectiveOfFindingMissing
    if (
        command.key_result_id is not None
        and objective is not None
        and command.key_result_id not in objective.ever_measured_by
    ):
        raise UnknownKeyResult(key_result_id=command.key_result_id)
    if command.unit_id is not None and command.unit_id not in context.organization.unit_records:
        raise UnknownUnit(unit_id=command.unit_id)


def _resolve(state: Reviews, command: ResolveFinding) -> list[ReviewEvent]:
    known = _known(state, command.finding_id)
    if (known.resolution, known.how) == (command.resolution, command.how):
        return []
    if known.resolution is not None:
        raise FindingIsResolved(resolution=known.resolution)
    return [FindingResolved(command.cycle_id, command.finding_id, command.resolution, command.how)]


def _answer(state: Reviews, command: AnswerFinding, context: Context) -> list[ReviewEvent]:
    finding = Finding(
        command.finding_id,
        command.kind,
        command.text,
        command.objective_id,
        command.key_result_id,
        command.unit_id,
        command.of,
    )
    known = state.findings.get(command.finding_id)
    if known is not None and not (known.by_rule and _about_the_same(known.finding, finding)):
        raise FindingExists(text=known.finding.text)
    if known is not None and holds(known, finding):
        if (known.resolution, known.how) == (command.resolution, command.how):
            return []
        raise FindingIsResolved(resolution=known.resolution)
    _check_about(command, context)
    return [FindingAnswered(command.cycle_id, finding, command.resolution, command.how)]


def _about_the_same(one: Finding, other: Finding) -> bool:
    return replace(one, text="", of="") == replace(other, text="", of="")


def _reopen(state: Reviews, command: ReopenFinding) -> list[ReviewEvent]:
    if _known(state, command.finding_id).resolution is None:
        return []
    return [FindingReopened(command.cycle_id, command.finding_id, command.reason)]


def _close(state: Reviews, command: CloseReview) -> list[ReviewEvent]:
    if state.closed.get(command.review_id) == command.summary:
        return []
    if command.review_id in state.closed:
        raise ReviewIsClosed(review_id=command.review_id)
    if state.open != command.review_id:
        raise UnknownReview(review_id=command.review_id)
    return [ReviewClosed(command.cycle_id, command.review_id, command.summary)]


def _known(state: Reviews, finding_id: FindingId) -> Tracked:
    known = state.findings.get(finding_id)
    if known is None:
        raise UnknownFinding(finding_id=finding_id)
    return known


# Evolve


def evolve(state: Reviews, event: ReviewEvent) -> Reviews:
    match event:
        case ReviewOpened():
            found = {one.finding_id: _found(state, one, event.review_id) for one in event.found}
            return replace(state, open=event.review_id, findings={**state.findings, **found})
        case FindingRaised():
            tracked = Tracked(event.finding, event.review_id, by_rule=False)
            return _with(state, tracked)
        case FindingResolved():
            known = state.findings.get(event.finding_id)
            if known is None:
                return state
            return _with(state, replace(known, resolution=event.resolution, how=event.how))
        case FindingAnswered():
            known = state.findings.get(event.finding_id)
            answered = Tracked(event.finding, None, by_rule=True)
            if known is not None:
                answered = replace(_again(known), finding=event.finding)
            return _with(state, replace(answered, resolution=event.resolution, how=event.how))
        case FindingReopened():
            known = state.findings.get(event.finding_id)
            return state if known is None else _with(state, _again(known))
        case ReviewClosed():
            closed = {**state.closed, event.review_id: event.summary}
            return replace(state, open=None, closed=closed)
        case _:
            assert_never(event)


def _found(state: Reviews, finding: Finding, review_id: ReviewId) -> Tracked:
    """What a rule finds again goes on; where it was settled, or was of other words, it is open."""
    known = state.findings.get(finding.finding_id)
    if known is None:
        return Tracked(finding, review_id, by_rule=True)
    now = replace(known, finding=finding, review_id=known.review_id or review_id)
    other = known.resolution == "settled" or in_other_words(known, finding)
    return _again(now) if other else now


def _again(known: Tracked) -> Tracked:
    if known.resolution is None:
        return known
    return replace(known, resolution=None, how="", reopened=known.reopened + 1)


def _with(state: Reviews, tracked: Tracked) -> Reviews:
    findings = {**state.findings, tracked.finding.finding_id: tracked}
    return replace(state, findings=findings)


# Refusals


class FindingOfAnotherCycle(Rejection, code="finding-of-another-cycle", field="objective_id"):
    """The objective does not belong to the cycle under review."""


class ObjectiveOfFindingMissing(
    Rejection, code="objective-of-finding-missing", field="objective_id"
):
    """A finding about a key result has to name its objective too."""


class NoCycleToReview(Rejection, code="no-cycle-to-review", kind="missing", field="cycle_id"):
    """There is no cycle {cycle_id} in this workspace to review."""


class ReviewIsOpen(Rejection, code="review-is-open", kind="conflict"):
    """The review {review_id} of this cycle is still open: close it before opening another."""


class ReviewIsClosed(Rejection, code="review-is-closed", kind="conflict"):
    """The review {review_id} is closed: open a new one for anything that comes up now."""


class NoReviewOpen(Rejection, code="no-review-open", kind="conflict"):
    """No review of this cycle is open, so there is nothing to add a finding to."""


class UnknownReview(Rejection, code="unknown-review", kind="missing", field="review_id"):
    """There is no open review {review_id} of this cycle."""


class FindingExists(Rejection, code="finding-exists", kind="conflict", field="finding_id"):
    """This identifier belongs to the finding '{text}', which differs from what was sent."""


class UnknownFinding(Rejection, code="unknown-finding", kind="missing", field="finding_id"):
    """There is no finding {finding_id} in the reviews of this cycle."""


class FindingIsResolved(Rejection, code="finding-is-resolved", kind="conflict"):
    """The finding was already {resolution}, for another reason: reopen it to change that."""
