"""Strategy: bets and a north star, the outcomes of a year, and the objectives that advance them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http.commands import examples
from api.http.commands.call import Call, Done
from api.http.commands.requests import OwnerGiven
from api.http.openapi import REFUSED, documented
from domain.measuring.metric import Metric
from domain.objectives.advancing import SetOutcomes
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, Lessons, ReportOutcome, Verdict
from domain.strategy.strategy import BetKind, EndBet, PlaceBet, Strategy
from domain.values import BetId, CycleId, Name, ObjectiveId, OutcomeId, Sentence, Text
from events.streams import STRATEGY

OUTCOME = "/outcomes/{outcome_id:uuid}"


class NewBet(Struct, frozen=True, forbid_unknown_fields=True):
    kind: BetKind
    title: Sentence
    starts: date
    ends: date | None = None
    description: Text = ""
    measure: Text = ""
    metric: Metric | None = None


class BetEnd(Struct, frozen=True, forbid_unknown_fields=True):
    on: date
    reason: Sentence


class NewOutcome(Struct, frozen=True, forbid_unknown_fields=True):
    cycle_id: UUID
    title: Sentence
    owner: OwnerGiven
    description: Text = ""
    metric: Metric | None = None
    bet_id: UUID | None = None


class ChangedOutcome(Struct, frozen=True, forbid_unknown_fields=True):
    title: Sentence
    owner: OwnerGiven
    description: Text = ""
    metric: Metric | None = None
    bet_id: UUID | None = None


class WhyDropped(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence


class OutcomeReport(Struct, frozen=True, forbid_unknown_fields=True):
    effective: date
    value: float | None = None
    done: tuple[Name, ...] | None = None
    note: Text = ""


class NewAssessment(Struct, frozen=True, forbid_unknown_fields=True):
    verdict: Verdict
    comment: Text = ""
    lessons: Lessons = ()


class Refreshment(Struct, frozen=True, forbid_unknown_fields=True):
    cycle_id: UUID
    title: Sentence | None = None
    owner: OwnerGiven | None = None
    description: Text | None = None
    metric: Metric | None = None
    bet_id: UUID | None = None


class AdvancedOutcomes(Struct, frozen=True, forbid_unknown_fields=True):
    outcome_ids: Annotated[tuple[UUID, ...], Meta(max_length=20)]


@post(
    "/bets",
    summary="Place a bet",
    operation_class=documented(examples.BET, examples.DONE, location=True),
    responses=REFUSED,
)
async def place_bet(data: JSONBody[NewBet], call: NamedDependency[Call]) -> Response[Done]:
    """A bet of a few years, or the north star. The years that it runs in show it."""
    command = PlaceBet(
        BetId(call.new_id()),
        data.kind,
        data.title,
        data.starts,
        data.ends,
        data.description,
        data.measure,
        data.metric,
    )
    return await call.carry_out(command, command.bet_id, created_at="/v1/feed")


@post(
    "/bets/{bet_id:uuid}/end",
    status_code=200,
    summary="End a bet",
    operation_class=documented(examples.BET_END, examples.DONE),
    responses=REFUSED,
)
async def end_bet(
    bet_id: FromPath[UUID], data: JSONBody[BetEnd], call: NamedDependency[Call]
) -> Response[Done]:
    """Before its time, or because it has come true."""
    command = EndBet(BetId(str(bet_id)), data.on, data.reason)
    return await call.carry_out(command, command.bet_id)


@post(
    "/outcomes",
    summary="Set an outcome of the year",
    operation_class=documented(examples.OUTCOME, examples.DONE, location=True),
    responses=REFUSED,
)
async def set_outcome(data: JSONBody[NewOutcome], call: NamedDependency[Call]) -> Response[Done]:
    """What a year is for, in plain language, quantified where possible. Three to five are usual."""
    command = SetOutcome(
        OutcomeId(call.new_id()),
        CycleId(str(data.cycle_id)),
        data.title,
        data.owner.of_domain(),
        data.description,
        data.metric,
        _bet(data.bet_id),
    )
    return await call.carry_out(
        command, command.outcome_id, created_at=f"/v1/year/{command.cycle_id}"
    )


@post(
    OUTCOME + "/edit",
    status_code=200,
    summary="Put an outcome in other words",
    operation_class=documented(examples.OUTCOME_EDITED, examples.DONE),
    responses=REFUSED,
)
async def edit_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[ChangedOutcome], call: NamedDependency[Call]
) -> Response[Done]:
    """The whole of it: what is left out is empty afterwards. Objectives go on advancing it."""
    command = EditOutcome(
        OutcomeId(str(outcome_id)),
        data.title,
        data.owner.of_domain(),
        data.description,
        data.metric,
        _bet(data.bet_id),
    )
    return await call.carry_out(command, command.outcome_id)


@post(
    OUTCOME + "/drop",
    status_code=200,
    summary="Give an outcome up",
    operation_class=documented(examples.OUTCOME_DROPPED, examples.DONE),
    responses=REFUSED,
)
async def drop_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[WhyDropped], call: NamedDependency[Call]
) -> Response[Done]:
    """It stays in the year with its reason, and so does what advanced it."""
    command = DropOutcome(OutcomeId(str(outcome_id)), data.reason)
    return await call.carry_out(command, command.outcome_id)


@post(
    OUTCOME + "/reports",
    summary="Report on an outcome",
    operation_class=documented(examples.OUTCOME_REPORT, examples.DONE, location=True),
    responses=REFUSED,
)
async def report_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[OutcomeReport], call: NamedDependency[Call]
) -> Response[Done]:
    """Where a quantified outcome stood on a day; a second report on that day replaces the first."""
    command = ReportOutcome(
        OutcomeId(str(outcome_id)), data.effective, data.value, data.done, data.note
    )
    return await call.carry_out(
        command, command.outcome_id, created_at=await _year(call, command.outcome_id)
    )


@post(
    OUTCOME + "/assessment",
    status_code=200,
    summary="Assess an outcome",
    operation_class=documented(examples.ASSESSMENT, examples.DONE),
    responses=REFUSED,
)
async def assess_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[NewAssessment], call: NamedDependency[Call]
) -> Response[Done]:
    """Reached, partly or missed, and what was learned. Assessing again replaces it."""
    command = AssessOutcome(OutcomeId(str(outcome_id)), data.verdict, data.comment, data.lessons)
    return await call.carry_out(command, command.outcome_id)


@post(
    OUTCOME + "/refreshments",
    summary="Refresh an outcome for a later year",
    operation_class=documented(examples.REFRESHMENT, examples.DONE, location=True),
    responses=REFUSED,
)
async def refresh_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[Refreshment], call: NamedDependency[Call]
) -> Response[Done]:
    """It goes on under a new id, with its lineage. What is left out stays as it was."""
    command = RefreshOutcome(
        OutcomeId(str(outcome_id)),
        OutcomeId(call.new_id()),
        CycleId(str(data.cycle_id)),
        data.title,
        None if data.owner is None else data.owner.of_domain(),
        data.description,
        data.metric,
        _bet(data.bet_id),
    )
    return await call.carry_out(
        command, command.refreshed_as, created_at=f"/v1/year/{command.cycle_id}"
    )


@post(
    "/objectives/{objective_id:uuid}/outcomes",
    status_code=200,
    summary="Say which outcomes an objective advances",
    operation_class=documented(examples.ADVANCED, examples.DONE, etag=True),
    responses=REFUSED,
)
async def set_outcomes(
    objective_id: FromPath[UUID], data: JSONBody[AdvancedOutcomes], call: NamedDependency[Call]
) -> Response[Done]:
    """All of them: an empty list means none any more. They belong to the objective's year."""
    command = SetOutcomes(
        ObjectiveId(str(objective_id)), tuple(OutcomeId(str(one)) for one in data.outcome_ids)
    )
    return await call.carry_out(command, command.objective_id)


def _bet(bet_id: UUID | None) -> BetId | None:
    return None if bet_id is None else BetId(str(bet_id))


async def _year(call: Call, outcome_id: OutcomeId) -> str:
    """Where an outcome can be read; of one that is not there, the refusal comes from the domain."""
    strategy: Strategy = await call.resources.desk.state(call.workspace_id, STRATEGY)
    outcome = strategy.outcomes.get(outcome_id)
    return f"/v1/year/{'' if outcome is None else outcome.cycle_id}"


HANDLERS = (
    place_bet,
    end_bet,
    set_outcome,
    edit_outcome,
    drop_outcome,
    report_outcome,
    assess_outcome,
    refresh_outcome,
    set_outcomes,
)
