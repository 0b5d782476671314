"""Strategy: bets and a north star, the outcomes of a year, and the objectives that advance them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import OwnerGiven, known_as
from domain.measuring.metric import Metric
from domain.objectives.advancing import SetOutcomes
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, Lessons, ReportOutcome, Verdict
from domain.strategy.strategy import BetKind, EndBet, PlaceBet, Strategy
from domain.values import BetId, CycleId, Name, ObjectiveId, OutcomeId, Owner, Sentence, Text
from events.streams import STRATEGY

change = Chapter("strategy")

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


class ChangedOutcome(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: Sentence
    owner: OwnerGiven
    description: Text = ""
    metric: Metric | None = None
    bet_id: UUID | None = None

    @property
    def terms(self) -> tuple[Sentence, Owner, Text, Metric | None, BetId | None]:
        """In the order of the domain's commands."""
        bet_id = known_as(BetId, self.bet_id)
        return (self.title, self.owner.of_domain(), self.description, self.metric, bet_id)


class NewOutcome(ChangedOutcome, frozen=True, forbid_unknown_fields=True):
    cycle_id: UUID


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


@change("POST", "/bets", summary="Place a bet", example=examples.BET, creates=True)
async def place_bet(data: JSONBody[NewBet], call: NamedDependency[Call]) -> Response[Done]:
    """Place a bet of a few years, or the north star. It is shown in each year it runs in."""
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


@change("POST", "/bets/{bet_id:uuid}/end", summary="End a bet", example=examples.BET_END)
async def end_bet(
    bet_id: FromPath[UUID], data: JSONBody[BetEnd], call: NamedDependency[Call]
) -> Response[Done]:
    """End a bet before its time, or because it has come true."""
    command = EndBet(BetId(str(bet_id)), data.on, data.reason)
    return await call.carry_out(command, command.bet_id)


@change(
    "POST",
    "/outcomes",
    summary="Set an outcome of the year",
    example=examples.OUTCOME,
    creates=True,
)
async def set_outcome(data: JSONBody[NewOutcome], call: NamedDependency[Call]) -> Response[Done]:
    """State what a year is for, in plain language, quantified where possible."""
    command = SetOutcome(OutcomeId(call.new_id()), CycleId(str(data.cycle_id)), *data.terms)
    return await call.carry_out(
        command, command.outcome_id, created_at=f"/v1/year/{command.cycle_id}"
    )


@change(
    "POST",
    OUTCOME + "/edit",
    summary="Put an outcome in other words",
    example=examples.OUTCOME_EDITED,
)
async def edit_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[ChangedOutcome], call: NamedDependency[Call]
) -> Response[Done]:
    """Replace the whole outcome: omitted fields become empty. Objectives go on advancing it."""
    command = EditOutcome(OutcomeId(str(outcome_id)), *data.terms)
    return await call.carry_out(command, command.outcome_id)


@change("POST", OUTCOME + "/drop", summary="Give an outcome up", example=examples.OUTCOME_DROPPED)
async def drop_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[WhyDropped], call: NamedDependency[Call]
) -> Response[Done]:
    """The outcome stays in the year with the reason, and so do the objectives that advanced it."""
    command = DropOutcome(OutcomeId(str(outcome_id)), data.reason)
    return await call.carry_out(command, command.outcome_id)


@change(
    "POST",
    OUTCOME + "/reports",
    summary="Report on an outcome",
    example=examples.OUTCOME_REPORT,
    creates=True,
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


@change("POST", OUTCOME + "/assessment", summary="Assess an outcome", example=examples.ASSESSMENT)
async def assess_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[NewAssessment], call: NamedDependency[Call]
) -> Response[Done]:
    """State whether it was reached, partly or missed, and what was learned; again to replace it."""
    command = AssessOutcome(OutcomeId(str(outcome_id)), data.verdict, data.comment, data.lessons)
    return await call.carry_out(command, command.outcome_id)


@change(
    "POST",
    OUTCOME + "/refreshments",
    summary="Refresh an outcome for a later year",
    example=examples.REFRESHMENT,
    creates=True,
)
async def refresh_outcome(
    outcome_id: FromPath[UUID], data: JSONBody[Refreshment], call: NamedDependency[Call]
) -> Response[Done]:
    """Continue the outcome under a new id, linked to this one. Omitted fields stay as they were."""
    command = RefreshOutcome(
        OutcomeId(str(outcome_id)),
        OutcomeId(call.new_id()),
        CycleId(str(data.cycle_id)),
        data.title,
        None if data.owner is None else data.owner.of_domain(),
        data.description,
        data.metric,
        known_as(BetId, data.bet_id),
    )
    return await call.carry_out(
        command, command.refreshed_as, created_at=f"/v1/year/{command.cycle_id}"
    )


@change(
    "POST",
    "/objectives/{objective_id:uuid}/outcomes",
    summary="State which outcomes an objective advances",
    example=examples.ADVANCED,
    etag=True,
)
async def set_outcomes(
    objective_id: FromPath[UUID], data: JSONBody[AdvancedOutcomes], call: NamedDependency[Call]
) -> Response[Done]:
    """Replace the whole list; an empty one means none. They belong to the objective's year."""
    command = SetOutcomes(
        ObjectiveId(str(objective_id)), tuple(OutcomeId(str(one)) for one in data.outcome_ids)
    )
    return await call.carry_out(command, command.objective_id)


async def _year(call: Call, outcome_id: OutcomeId) -> str:
    """Where an outcome can be read; of one that is not there, the refusal comes from the domain."""
    strategy: Strategy = await call.resources.desk.state(call.workspace_id, STRATEGY)
    outcome = strategy.outcomes.get(outcome_id)
    return f"/v1/year/{'' if outcome is None else outcome.cycle_id}"
