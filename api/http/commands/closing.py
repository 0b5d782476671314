"""Closing a cycle in one sitting: scores, retrospectives, the quarter reset, and the closing."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import known_as
from api.http.views.answers import reach
from domain.closing import reset
from domain.closing.closing import CallRoll, Closing
from domain.closing.reset import CarryOver, Decision, Drop, Finish, ResetCycle
from domain.closing.retrospective import HoldRetrospective, Lesson, Points, Verdict
from domain.closing.scores import Score, ScoreObjective
from domain.cycles.cycle import Calendar, Cycle, MoveCycle
from domain.errors import Rejection
from domain.objectives import advancing
from domain.objectives.state import Objective
from domain.organization.chart import Organization
from domain.values import CycleId, KeyResultId, ObjectiveId, OutcomeId, Sentence, Text, UnitId
from domain.workspace import Settings
from events.handling import Busy, StaleVersion
from events.streams import (
    CYCLES,
    ORGANIZATION,
    STRATEGY,
    WORKSPACE,
    AnyCommand,
    alignment_stream,
    closing_stream,
    objective_stream,
)
from projections.keeping.documents import Documents, made
from projections.views.objective.objective import ObjectiveView

change = Chapter("closing")

ATTEMPTS = 40
"""How often a reset is prepared because an objective has changed meanwhile: as often as a lost
race is run again, since each time at least one report has come in, and is in the next."""

PAGE = 200


class Scores(Struct, frozen=True, forbid_unknown_fields=True):
    """Scores by key result; an omitted one is computed from its progress."""

    objective_id: UUID
    scores: dict[UUID, Score] = {}
    comment: Text = ""


class NewLesson(Struct, frozen=True, forbid_unknown_fields=True):
    text: Sentence
    verdict: Verdict
    root_cause: Text = ""
    objective_id: UUID | None = None
    outcome_id: UUID | None = None

    def of_domain(self) -> Lesson:
        return Lesson(
            self.text,
            self.verdict,
            self.root_cause,
            known_as(ObjectiveId, self.objective_id),
            known_as(OutcomeId, self.outcome_id),
        )


class NewRetrospective(Struct, frozen=True, forbid_unknown_fields=True):
    unit_id: UUID | None = None
    went_well: Points = ()
    went_badly: Points = ()
    lessons: Annotated[tuple[NewLesson, ...], Meta(max_length=50)] = ()


class CarriedOver(Struct, frozen=True, forbid_unknown_fields=True, tag="carry_over"):
    objective_id: UUID


class Dropped(Struct, frozen=True, forbid_unknown_fields=True, tag="drop"):
    objective_id: UUID
    reason: Sentence


class Finished(Struct, frozen=True, forbid_unknown_fields=True, tag="finish"):
    objective_id: UUID


class NewReset(Struct, frozen=True, forbid_unknown_fields=True):
    into_cycle_id: UUID
    decisions: tuple[CarriedOver | Dropped | Finished, ...]


@change(
    "POST", "/cycles/{cycle_id:uuid}/scores", summary="Score an objective", example=examples.SCORES
)
async def score_objective(
    cycle_id: FromPath[UUID], data: JSONBody[Scores], call: NamedDependency[Call]
) -> Response[Done]:
    """Score an objective while its cycle is in scoring; score it again to replace the scores.

    A key result that is not named gets its progress on the last day. One that was never reported
    on has to be named: silence does not count as zero.
    """
    command = ScoreObjective(
        CycleId(str(cycle_id)),
        ObjectiveId(str(data.objective_id)),
        {KeyResultId(str(key)): score for key, score in data.scores.items()},
        data.comment,
    )
    return await call.carry_out(command, command.objective_id)


@change(
    "POST",
    "/cycles/{cycle_id:uuid}/retrospectives",
    summary="Hold a retrospective",
    example=examples.RETROSPECTIVE,
)
async def hold_retrospective(
    cycle_id: FromPath[UUID], data: JSONBody[NewRetrospective], call: NamedDependency[Call]
) -> Response[Done]:
    """Record the retrospective of a unit or, without one, of the company; again to amend it.

    A cycle cannot close without the company's retrospective, with at least one lesson.
    """
    command = HoldRetrospective(
        CycleId(str(cycle_id)),
        known_as(UnitId, data.unit_id),
        data.went_well,
        data.went_badly,
        tuple(one.of_domain() for one in data.lessons),
    )
    return await call.carry_out(command, command.unit_id or command.cycle_id)


@change(
    "POST",
    "/cycles/{cycle_id:uuid}/reset",
    summary="Reset a cycle into the next one",
    example=examples.RESET,
    creates=True,
)
async def reset_cycle(
    cycle_id: FromPath[UUID], data: JSONBody[NewReset], call: NamedDependency[Call]
) -> Response[Done]:
    """Decide about each published objective: carry it over, drop it or finish it. All or nothing.

    An objective that is carried over becomes a draft of the next cycle with its whole plan,
    including links between carried objectives, but without check-ins and scores. An increase or
    decrease that missed its target starts from its present value, a milestone with the steps left.
    """
    old, new = CycleId(str(cycle_id)), CycleId(str(data.into_cycle_id))
    base = uuid.UUID(call.new_id())

    def renamed(identifier: str) -> str:
        return str(uuid.uuid5(base, identifier))

    command = ResetCycle(old, new, tuple(_decision(one, renamed) for one in data.decisions))
    await call.allow(command)  # before the roll, which nobody has asked for
    called = await roll(call, old)
    for _ in range(ATTEMPTS):
        prepared = await _prepared(call, command, renamed)
        try:
            return await call.carry_out_together(
                [*called, *prepared.commands],
                old,
                made_from=prepared.made_from,
                created_at=f"/v1/scorecard/{old}",
            )
        except StaleVersion:
            continue
        except Rejection as refused:  # drafts have owners; what was sent has decisions
            raise refused.at("decisions") if refused.field == "owner" else refused from None
    raise Busy(Busy.__doc__)


def _decision(one: CarriedOver | Dropped | Finished, renamed: reset.Renamed) -> Decision:
    objective_id = ObjectiveId(str(one.objective_id))
    match one:
        case CarriedOver():
            return CarryOver(objective_id, ObjectiveId(renamed(objective_id)))
        case Dropped():
            return Drop(objective_id, one.reason)
        case Finished():
            return Finish(objective_id)


class _Prepared(Struct, frozen=True):
    commands: Sequence[AnyCommand]
    made_from: dict[str, int]


async def _prepared(call: Call, command: ResetCycle, renamed: reset.Renamed) -> _Prepared:
    """The reset with the drafts that come of it, and the versions of what they were made from."""
    carried = [one.objective_id for one in command.decisions if isinstance(one, CarryOver)]
    links = alignment_stream(command.cycle_id)
    known = await call.resources.desk.states(
        call.workspace_id,
        [WORKSPACE, CYCLES, STRATEGY, ORGANIZATION, links, *map(objective_stream, carried)],
    )
    settings: Settings = known[WORKSPACE].state
    organization: Organization = known[ORGANIZATION].state
    calendar: Calendar = known[CYCLES].state
    cycle, into = (calendar.cycles.get(one) for one in (command.cycle_id, command.into_cycle_id))
    commands: list[AnyCommand] = [command]
    if cycle is not None and into is not None:
        states = (known[objective_stream(one)].state for one in carried)
        there: list[Objective] = [one for one in states if one is not None]
        today = call.resources.clock().astimezone(settings.zone).date()
        chart = organization.at(into.as_of(today))
        year = advancing.Context(known[STRATEGY].state, calendar, into)
        for old in there:
            outcomes = advancing.possible(old.outcomes, year)
            commands += reset.drafts(old, renamed, cycle, into, chart, outcomes)
        commands += reset.links(known[links].state, there, renamed, into)
    return _Prepared(commands, {stream: one.version for stream, one in known.items()})


async def close(call: Call, cycle_id: CycleId) -> Response[Done]:
    """Close a cycle: its roll is called in the same request."""
    command = MoveCycle(cycle_id, "closed")
    await call.allow(command)  # as above
    called = await roll(call, cycle_id)
    return await call.carry_out_together([*called, command], cycle_id, about=-1)


async def roll(call: Call, cycle_id: CycleId) -> list[AnyCommand]:
    """The roll of a cycle that is being scored; nothing to call in any other phase.

    First the round, then views that know of everything up to now, then the list: so it is whole.
    A request that was sent before has its answer, and need not wait for views.
    """
    if await call.was_sent_before():
        return []
    closing = closing_stream(cycle_id)
    known = await call.resources.desk.states(call.workspace_id, [CYCLES, closing])
    cycle: Cycle | None = known[CYCLES].state.cycles.get(cycle_id)
    if cycle is None or cycle.phase != "scoring":
        return []
    head = await call.resources.log.head(call.workspace_id)
    await reach(call.resources, call.workspace_id, head.position)
    state: Closing = known[closing].state
    named = dict.fromkeys([one async for one in _published(call, cycle_id)])
    return [
        CallRoll(cycle_id, tuple({**named, **dict.fromkeys(state.scored(cycle))}), cycle.rounds)
    ]


class _Card(Struct, frozen=True):
    """What is read of an objective's document."""

    objective_id: ObjectiveId
    stage: str


_card = msgspec.json.Decoder(_Card)


async def _published(call: Call, cycle_id: CycleId) -> AsyncIterator[ObjectiveId]:
    """Raises NotMade: an objective that cannot be read must not be left out."""
    documents = Documents(call.resources.pool)
    after = ""
    while True:
        found = await documents.page(
            call.workspace_id, ObjectiveView.name, part=cycle_id, after=after, limit=PAGE
        )
        for one in found:
            card = _card.decode(made(ObjectiveView.name, one).body)
            if card.stage == "published":
                yield card.objective_id
        if len(found) < PAGE:
            return
        after = found[-1].key
