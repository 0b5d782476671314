"""Alignment reviews: open one, add findings, resolve them, close it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from msgspec import Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.links import cycle_of
from api.http.commands.requests import ReasonGiven, known_as
from api.http.requests.problems import NoSuchFinding
from domain.alignment.review import (
    Answer,
    AnswerFinding,
    CloseReview,
    Finding,
    FindingKind,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    Resolution,
    ResolveFinding,
)
from domain.values import (
    CycleId,
    FindingId,
    KeyResultId,
    ObjectiveId,
    ReviewId,
    Sentence,
    Text,
    UnitId,
)
from projections.views.alignment.diagnosis import DiagnosisView
from projections.views.alignment.diagnosis_shown import FindingShown
from projections.views.alignment.review import Review, ReviewView

change = Chapter("alignment reviews")

REVIEWS = "/cycles/{cycle_id:uuid}/reviews"
FINDINGS = "/cycles/{cycle_id:uuid}/findings"

AFinding = Annotated[
    str, PathParameter(description="As the review names it: an id, or a rule and an id.")
]

_review = msgspec.json.Decoder(Review).decode


class NewFinding(Struct, frozen=True, forbid_unknown_fields=True):
    kind: FindingKind
    text: Sentence
    objective_id: UUID | None = None
    key_result_id: UUID | None = None
    unit_id: UUID | None = None


class Resolved(Struct, frozen=True, forbid_unknown_fields=True):
    resolution: Resolution
    how: Sentence


class Answered(Struct, frozen=True, forbid_unknown_fields=True):
    resolution: Answer
    how: Sentence

    def answering(self, cycle_id: CycleId, found: Finding) -> AnswerFinding:
        return AnswerFinding(
            cycle_id=cycle_id,
            finding_id=found.finding_id,
            kind=found.kind,
            text=found.text,
            resolution=self.resolution,
            how=self.how,
            objective_id=found.objective_id,
            key_result_id=found.key_result_id,
            unit_id=found.unit_id,
            of=found.of,
        )


class _Diagnosis(Struct, frozen=True):
    """What is read of a view of diagnosis; the rest of it is passed over."""

    cycle_id: CycleId
    findings: tuple[FindingShown, ...]


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    summary: Text = ""


_diagnosis = msgspec.json.Decoder(_Diagnosis).decode


@change("POST", REVIEWS, summary="Open an alignment review", creates=True)
async def open_review(cycle_id: FromPath[UUID], call: NamedDependency[Call]) -> Response[Done]:
    """Open a review of a cycle's drafts, with what the rules find in them now. Takes no body."""
    review_id = ReviewId(call.new_id())
    command = OpenReview(CycleId(str(cycle_id)), review_id, await _found(call, str(cycle_id)))
    return await call.carry_out(command, review_id, created_at=f"/v1/review/{cycle_id}")


async def _found(call: Call, cycle_id: str) -> tuple[Finding, ...]:
    """What the rules find, as far as the view is; nothing where there is no view yet."""
    seen = await call.resources.reader.read(call.workspace_id, ReviewView.name, cycle_id, sees=None)
    if seen.body is None:
        return ()
    review = _review(seen.body)
    return (*review.found, *(one.finding for one in review.tracked if one.stands))


@change(
    "POST",
    REVIEWS + "/{review_id:uuid}/close",
    summary="Close an alignment review",
    example=examples.SUMMARY,
)
async def close_review(
    cycle_id: FromPath[UUID],
    review_id: FromPath[UUID],
    data: JSONBody[Summary],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Close the review. Open findings stay open, and can be resolved later."""
    command = CloseReview(CycleId(str(cycle_id)), ReviewId(str(review_id)), data.summary)
    return await call.carry_out(command, command.review_id)


@change("POST", FINDINGS, summary="Add a finding", example=examples.FINDING, creates=True)
async def raise_finding(
    cycle_id: FromPath[UUID], data: JSONBody[NewFinding], call: NamedDependency[Call]
) -> Response[Done]:
    """Add what a reviewer has found and no rule has; it belongs to the open review."""
    command = RaiseFinding(
        cycle_id=CycleId(str(cycle_id)),
        finding_id=FindingId(call.new_id()),
        kind=data.kind,
        text=data.text,
        objective_id=known_as(ObjectiveId, data.objective_id),
        key_result_id=known_as(KeyResultId, data.key_result_id),
        unit_id=known_as(UnitId, data.unit_id),
    )
    return await call.carry_out(
        command, command.finding_id, created_at=f"/v1/review/{command.cycle_id}"
    )


@change(
    "POST",
    FINDINGS + "/{finding_id:str}/resolve",
    summary="Resolve a finding",
    example=examples.RESOLVED,
)
async def resolve_finding(
    cycle_id: FromPath[UUID],
    finding_id: AFinding,
    data: JSONBody[Resolved],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Settle a finding (the plan was changed), accept it (as a risk), or dismiss it."""
    command = ResolveFinding(
        CycleId(str(cycle_id)), FindingId(finding_id), data.resolution, data.how
    )
    return await call.carry_out(command, command.finding_id)


@change(
    "POST",
    "/objectives/{objective_id:uuid}/findings/{finding_id:str}/answer",
    summary="Answer a finding of diagnosis",
    example=examples.ANSWERED,
)
async def answer_finding(
    objective_id: FromPath[UUID],
    finding_id: AFinding,
    data: JSONBody[Answered],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Accept a finding (as a risk) or dismiss it, with a reason; no review is needed for that.

    Who may change the plan may answer, and so may reviewers. The answer holds for the words that
    the finding is about: when they change and the rule still finds it, it is open again.
    """
    about = ObjectiveId(str(objective_id))
    asked = Finding(FindingId(finding_id), "diagnosis", "", about)
    await call.allow(data.answering(await cycle_of(call, about), asked))
    return await _answer(call, about, finding_id, data)


@change(
    "POST",
    FINDINGS + "/{finding_id:str}/answer",
    summary="Answer a finding of diagnosis about a unit or an outcome",
    example=examples.ANSWERED,
)
async def answer_finding_beyond_objectives(
    cycle_id: FromPath[UUID],
    finding_id: AFinding,
    data: JSONBody[Answered],
    call: NamedDependency[Call],
) -> Response[Done]:
    """The same for what is found in a unit, a year or an outcome. For reviewers."""
    about = CycleId(str(cycle_id))
    await call.allow(data.answering(about, Finding(FindingId(finding_id), "diagnosis", "")))
    return await _answer(call, about, finding_id, data)


async def _answer(
    call: Call, key: CycleId | ObjectiveId, finding_id: str, data: Answered
) -> Response[Done]:
    """Answer a finding of which the command of who asks was allowed. Raises NoSuchFinding."""
    found = await _diagnosed(call, key, finding_id)
    if found is None:
        raise NoSuchFinding
    cycle_id, finding = found
    return await call.carry_out(data.answering(cycle_id, finding), finding.finding_id)


async def _diagnosed(
    call: Call, key: CycleId | ObjectiveId, finding_id: str
) -> tuple[CycleId, Finding] | None:
    """A finding as the stored view has it for who asks, and its cycle."""
    seen = await call.resources.reader.read(
        call.workspace_id, DiagnosisView.name, key, sees=call.principal.sees
    )
    if seen.body is None:
        return None
    view = _diagnosis(seen.body)
    found = (one.in_review for one in view.findings if one.finding_id == finding_id)
    return next(((view.cycle_id, one) for one in found), None)


@change(
    "POST",
    FINDINGS + "/{finding_id:str}/reopen",
    summary="Reopen a finding",
    example=examples.REASON,
)
async def reopen_finding(
    cycle_id: FromPath[UUID],
    finding_id: AFinding,
    data: JSONBody[ReasonGiven],
    call: NamedDependency[Call],
) -> Response[Done]:
    """Reopen a finding whose resolution did not hold."""
    command = ReopenFinding(CycleId(str(cycle_id)), FindingId(finding_id), data.reason)
    return await call.carry_out(command, command.finding_id)
