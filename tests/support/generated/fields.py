"""What each field of a command may be, by its name, from what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import (
    CloseReview,
    OpenReview,
    RaiseFinding,
    ReopenFinding,
    ResolveFinding,
)
from domain.closing.closing import CallRoll
from domain.closing.reset import ResetCycle
from domain.closing.retrospective import HoldRetrospective
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import Cycle, DefineCycle, DefineYear
from domain.dependencies import dependency as promising
from domain.dependencies.dependency import RequestDependency
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.objectives.negotiation import STEPS
from domain.objectives.planning import (
    AddKeyResult,
    DraftObjective,
    EditKeyResult,
    EditObjective,
    RemoveKeyResult,
)
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Objective
from domain.organization.chart import UnitRecord
from domain.organization.organization import AddPerson, AddUnit
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import OpenPool
from domain.rituals.schedule import DeclareHoliday
from domain.rituals.sessions import AnswerEscalation, OpenSession
from domain.strategy.outcome import RefreshOutcome, SetOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import CycleId, DependencyId, UnitId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from tests.support.generated import parts
from tests.support.generated.drawing import NOWHERE, Drawing
from tests.support.generated.known import Known, dependencies

Maker = Callable[[Drawing], Any]

# Which objectives a command can be about, mostly


def _can_take(step: type) -> Callable[[Objective], bool]:
    return lambda objective: objective.stage in STEPS[step].before


def _is_edited(objective: Objective) -> bool:
    return objective.stage in ("draft", "challenged")


def _waits_for_others(step: type) -> Callable[[Objective], bool]:
    return lambda objective: bool(_waiting(objective, step))


def _waiting(objective: Objective, step: type) -> list[DependencyId]:
    """The dependencies with which a step can be taken."""
    known = dependencies(objective.key_results.values())
    return [one.asked.dependency_id for one in known if one.status in promising.STEPS[step]]


def _was_revised(objective: Objective) -> bool:
    return bool(objective.revisions)


def _takes_reports(objective: Objective) -> bool:
    return objective.stage == "published"


FITTING: dict[type, Callable[[Objective], bool]] = {
    **{step: _can_take(step) for step in STEPS},
    **dict.fromkeys([AddKeyResult, EditKeyResult, EditObjective, RemoveKeyResult], _is_edited),
    **{step: _waits_for_others(step) for step in promising.STEPS},
    **dict.fromkeys([LinkObjective, UnlinkObjective], _is_edited),
    **dict.fromkeys([ApproveRevision, DeclineRevision], _was_revised),
    **dict.fromkeys([CheckIn, CorrectCheckIn, RequestRevision, ScoreObjective], _takes_reports),
}


def _objective(draw: Drawing) -> Any:
    if draw.kind is DraftObjective:
        return draw.fresh("o", draw.known.objectives)
    known = draw.known.objectives
    if "cycle_id" in draw.chosen and not draw.slips():
        known = {name: one for name, one in known.items() if one.cycle_id == draw.cycle_id}
    fits = FITTING.get(draw.kind)
    fitting = [name for name, one in known.items() if fits and fits(one)]
    return draw.there(fitting if fitting and not draw.slips() else known)


def _key_result(draw: Drawing) -> Any:
    about = draw.objective
    if draw.kind is LinkObjective:
        about = draw.known.objectives.get(str(draw.chosen["parent_objective_id"]))
    if about is None:
        return NOWHERE
    if draw.kind is AddKeyResult:
        return draw.fresh("k", [*about.key_results, *about.removed])
    return draw.there(about.removed if about.removed and draw.slips() else about.key_results)


def _toward(draw: Drawing) -> Any:
    """Half of what is named by two fields, rarely."""
    named = draw.chosen.get("objective_id") is not None or draw.kind is LinkObjective
    return _key_result(draw) if named != draw.slips() else None


def _dependency(draw: Drawing) -> Any:
    about = draw.objective
    known = dependencies(about.key_results.values()) if about else []
    names = [one.asked.dependency_id for one in known]
    if draw.kind is RequestDependency:
        return draw.fresh("d", names)
    fitting = _waiting(about, draw.kind) if about else []
    return draw.there(fitting if fitting and not draw.slips() else names)


def _producing(draw: Drawing) -> Any:
    """Mostly none, or an objective of the unit that was asked."""
    about = draw.objective
    known = dependencies(about.key_results.values()) if about else []
    asked = {one.asked.dependency_id: one.asked.provider_id for one in known}
    provider = asked.get(draw.chosen["dependency_id"])
    theirs = [name for name, one in draw.known.objectives.items() if one.owner.id == provider]
    if draw.chance(0.5):
        return None
    return draw.there(theirs if theirs and not draw.slips() else draw.known.objectives)


def _check_in(draw: Drawing) -> Any:
    names = [one.check_in_id for one in draw.key_result.check_ins] if draw.key_result else []
    return draw.fresh("c", names) if draw.kind is CheckIn else draw.there(names)


def _revision(draw: Drawing) -> Any:
    about = draw.objective
    names = [one.revision_id for one in about.revisions] if about else []
    if draw.kind is RequestRevision:
        return draw.fresh("r", names)
    pending = about.pending if about else None
    return pending.revision_id if pending and not draw.slips() else draw.there(names)


def _link(draw: Drawing) -> Any:
    links = draw.known.alignment(draw.cycle_id).links
    return draw.fresh("l", links) if draw.kind is LinkObjective else draw.there(links)


def _child(draw: Drawing) -> Any:
    """Of a link that is taken back, mostly the one that has it."""
    link = draw.known.alignment(draw.cycle_id).links.get(draw.chosen["link_id"])
    return link.objective_id if link and not draw.slips() else _objective(draw)


def _parent(draw: Drawing) -> Any:
    """Mostly one of the same cycle; sometimes one that is there no more, or that is below."""
    siblings = draw.known.objectives_of(draw.cycle_id)
    links = draw.known.alignment(draw.cycle_id).links.values()
    about = draw.chosen["objective_id"]
    ways: list[list[str]] = [
        [one.objective_id for one in siblings],
        [one.objective_id for one in siblings if one.withdrawn],
        [one.objective_id for one in links if one.parent_objective_id == about],
        [one.parent_objective_id for one in links if one.objective_id == about],
        [*draw.known.objectives],
    ]
    found: list[list[str]] = [way for way in ways if way] or [[]]
    return draw.there(draw.one(found) if draw.slips() else found[0])


def _announced(draw: Drawing) -> Any:
    about = draw.objective
    return draw.there(one.revision_id for one in about.revisions) if about else None


# Cycles, units, people and what they have


def _cycle(draw: Drawing) -> Any:
    cycles = draw.known.calendar.cycles
    if draw.kind in (DefineCycle, DefineYear):
        return draw.fresh("cycle", cycles)
    fits = CYCLES_FITTING.get(draw.kind)
    fitting = [name for name, one in cycles.items() if fits and fits(draw.known, one)]
    return draw.there(fitting if fitting and not draw.slips() else cycles)


def _can_be_reset(known: Known, cycle: Cycle) -> bool:
    closing = known.closing(cycle.cycle_id)
    return closing.looked_back and closing.reset is None


CYCLES_FITTING: dict[type, Callable[[Known, Cycle], bool]] = {
    **dict.fromkeys([SetOutcome], lambda _, one: one.kind == "year"),
    LinkObjective: lambda known, one: any(map(_is_edited, known.objectives_of(one.cycle_id))),
    ClaimResource: lambda known, one: bool(known.objectives_of(one.cycle_id)),
    ResetCycle: _can_be_reset,
    **dict.fromkeys(
        [CallRoll, ScoreObjective, HoldRetrospective],
        lambda _, one: one.phase == "scoring",
    ),
    **dict.fromkeys(
        [ChangeClaim, ReleaseClaim],
        lambda known, one: bool(known.claims(one.cycle_id).claims),
    ),
    **dict.fromkeys(
        [EditTask, MoveTask, FinishTask, DropTask], lambda known, one: bool(_working(known, one))
    ),
    **dict.fromkeys(
        [RaiseFinding, CloseReview], lambda known, one: known.reviews(one.cycle_id).open is not None
    ),
    **dict.fromkeys(
        [ResolveFinding, ReopenFinding],
        lambda known, one: bool(known.reviews(one.cycle_id).findings),
    ),
    UnlinkObjective: lambda known, one: bool(known.alignment(one.cycle_id).links),
}


def _working(known: Known, cycle: Cycle) -> list[UnitId]:
    return [unit for unit in known.organization.units if known.work(cycle.cycle_id, unit).tasks]


def _later_year(draw: Drawing) -> Any:
    outcome = draw.known.strategy.outcomes.get(draw.chosen["outcome_id"])
    now = draw.known.cycle(outcome.cycle_id) if outcome else None
    years = [one for one in draw.known.calendar.cycles.values() if one.kind == "year"]
    later = [one.cycle_id for one in years if now and one.starts > now.ends]
    return draw.there(later if later and not draw.slips() else draw.known.calendar.cycles)


def _next_cycle(draw: Drawing) -> Any:
    cycles, now = draw.known.calendar.cycles, draw.cycle
    after = [name for name, one in cycles.items() if now and one.starts > now.ends]
    return draw.there(after if after and not draw.slips() else cycles)


def _quarters(draw: Drawing) -> tuple[CycleId, ...]:
    first = draw.known.position + 1
    names = [CycleId(f"quarter{first}-{number}") for number in range(4)]
    if draw.slips():
        names[0] = draw.one([names[1], *draw.known.calendar.cycles])
    return tuple(names)


def _phase(draw: Drawing) -> Any:
    phases = ["drafting", "review", "active", "scoring", "closed"]
    now = phases.index(draw.cycle.phase) if draw.cycle else 0
    return phases[min(now + 1, 4)] if not draw.slips() else draw.one(phases)


def _unit(draw: Drawing) -> Any:
    known = draw.known.organization.units
    if draw.kind is AddUnit:
        return draw.fresh("unit", known)
    share = 0.9 if draw.kind in (EditTask, MoveTask, FinishTask, DropTask) else 0.3
    working = _working(draw.known, draw.cycle) if draw.cycle else []
    return draw.there(working if working and draw.chance(share) else known)


def _other_unit(draw: Drawing) -> Any:
    if draw.kind is AddUnit and (draw.chosen["kind"] == "company") != draw.slips():
        return None
    named = [one for one in draw.known.organization.units.values() if _is_named(one, draw)]
    if named and draw.kind is AddUnit:  # to be beside it
        return draw.one(named).parent_on(draw.today)
    return draw.there(draw.known.organization.units)


def _is_named(unit: UnitRecord, draw: Drawing) -> bool:
    return draw.chosen.get("name") in [name for _, name in unit.names]


def _person(draw: Drawing) -> Any:
    known = draw.known.organization.people
    return draw.fresh("person", known) if draw.kind is AddPerson else draw.there(known)


def _name(draw: Drawing) -> str:
    units, people = draw.known.organization.units, draw.known.organization.people
    pools, cycles = draw.known.pools.pools, draw.known.calendar.cycles
    taken_by: dict[type, list[str]] = {
        OpenPool: [one.name for one in pools.values()],
        DefineCycle: [one.name for one in cycles.values()],
        AddPerson: [name for one in people.values() for _, name in one.names],
    }
    taken = taken_by.get(draw.kind, [name for one in units.values() for _, name in one.names])
    return draw.one(taken) if taken and draw.slips() else f"Name {draw.number(1, 40)}"


def _pool(draw: Drawing) -> Any:
    known = draw.known.pools.pools
    return draw.fresh("pool", known) if draw.kind is OpenPool else draw.there(known)


def _claim(draw: Drawing) -> Any:
    known = draw.known.claims(draw.cycle_id).claims
    return draw.fresh("claim", known) if draw.kind is ClaimResource else draw.there(known)


def _task(draw: Drawing) -> Any:
    known = draw.known.work(draw.cycle_id, draw.unit_id).tasks
    return draw.fresh("t", known) if draw.kind is PlanTask else draw.there(known)


def _week(draw: Drawing) -> int:
    now = draw.cycle.week(draw.today) if draw.cycle else 1
    return now + (draw.number(-20, 20) if draw.slips() else draw.number(-2, 2))


def _session(draw: Drawing) -> Any:
    known = draw.known.sessions
    if draw.kind is OpenSession:
        return draw.fresh("s", known)
    waiting = [name for name, one in known.items() if one.open_escalations]
    fits = draw.kind is AnswerEscalation and waiting and not draw.slips()
    return draw.there(waiting if fits else known)


def _escalation(draw: Drawing) -> int:
    about = draw.known.sessions.get(draw.chosen["session_id"])
    numbers = [*about.open_escalations, *about.answers] if about else []
    return draw.one(numbers) if numbers and not draw.slips() else draw.number(1, 4)


def _holiday(draw: Drawing) -> Any:
    known = draw.known.rituals.holidays
    return draw.fresh("holiday", known) if draw.kind is DeclareHoliday else draw.there(known)


def _review(draw: Drawing) -> Any:
    state = draw.known.reviews(draw.cycle_id)
    known = [*([state.open] * 3 if state.open else []), *state.closed]
    return draw.fresh("review", known) if draw.kind is OpenReview else draw.there(known)


def _finding(draw: Drawing) -> Any:
    known = draw.known.reviews(draw.cycle_id).findings
    return draw.fresh("f", known) if draw.kind is RaiseFinding else draw.there(known)


def _outcome(draw: Drawing) -> Any:
    known = draw.known.strategy.outcomes
    if draw.kind is SetOutcome:
        return draw.fresh("outcome", known)
    carried = [one.refreshed_from for one in known.values() if one.refreshed_from]
    return draw.there(carried if carried and draw.slips() else known)


def _outcomes(draw: Drawing) -> tuple[Any, ...]:
    """Mostly those of the year that the objective belongs to."""
    known, cycle = draw.known.strategy.outcomes, draw.cycle
    year = draw.known.calendar.year_of(cycle) if cycle else None
    theirs = [name for name, one in known.items() if year and one.cycle_id == year.cycle_id]
    return draw.some([*known, NOWHERE] if draw.slips() else theirs)


def _bet(draw: Drawing) -> Any:
    known = draw.known.strategy.bets
    return draw.fresh("bet", known) if draw.kind is PlaceBet else draw.there(known)


def _carried_from(draw: Drawing) -> Any:
    if draw.kind is DraftObjective:
        return draw.there(draw.known.objectives)
    source = draw.known.objectives.get(str(draw.objective.carried_from)) if draw.objective else None
    return draw.there(source.key_results) if source else None


def _roll(draw: Drawing) -> tuple[Any, ...]:
    published = [
        one.objective_id
        for one in draw.known.objectives_of(draw.cycle_id)
        if one.stage == "published"
    ]
    return tuple(published[:-1] if draw.slips() else published)


def _round(draw: Drawing) -> int:
    rounds = draw.cycle.rounds if draw.cycle else 1
    return rounds + draw.slips()


def _starts(draw: Drawing) -> date:
    if draw.kind is PlaceBet:
        return draw.today + timedelta(draw.number(-400, 400))
    if draw.kind is DefineCycle:
        return date(draw.number(1969, 1971), 1, 1) if draw.slips() else draw.day()
    return draw.within(draw.cycle) if draw.cycle and not draw.slips() else draw.day()


def _ends(draw: Drawing) -> date:
    most = 1500 if draw.kind in (DefineCycle, PlaceBet) and draw.slips() else 100
    return parts.later(draw, draw.chosen["starts"], most)


def _last(draw: Drawing) -> date:
    return parts.later(draw, draw.chosen["first"], 500 if draw.slips() else 20)


def _texts(draw: Drawing) -> str:
    return draw.one(parts.TEXTS)


def _sentences(draw: Drawing) -> str:
    return draw.one(parts.SENTENCES)


FIELDS: Mapping[str, Maker] = {
    **dict.fromkeys(["answer", "deliverable", "how", "reason", "text", "title"], _sentences),
    **dict.fromkeys(
        ["comment", "description", "measure", "mechanism", "narrative", "note", "summary"], _texts
    ),
    **dict.fromkeys(["closes", "day", "first", "opens", "promised", "starting"], Drawing.day),
    **dict.fromkeys(["effective", "on"], Drawing.lately),
    **dict.fromkeys(["into_id", "parent_id", "provider_id"], _other_unit),
    **dict.fromkeys(["hours", "per_week"], parts.number),
    "at": parts.at,
    "bet_id": _bet,
    "blockers": lambda draw: draw.some(parts.BLOCKERS),
    "by_objective_id": _producing,
    "carried_from": _carried_from,
    "changes": parts.changes,
    "check_in_id": _check_in,
    "claim_id": _claim,
    "confidence": lambda draw: draw.one([None, 1, 2, 3, 4, 5]),
    "cycle_id": _cycle,
    "decisions": parts.decisions,
    "dependency_id": _dependency,
    "done": parts.done,
    "due": Drawing.day,
    "ends": _ends,
    "finding_id": _finding,
    "found": parts.findings,
    "holiday_id": _holiday,
    "into_cycle_id": _next_cycle,
    "key_result_id": _key_result,
    "last": _last,
    "lessons": lambda draw: draw.some(parts.SENTENCES),
    "link_id": _link,
    "measured_in": lambda draw: draw.one(["person-days", "GPU hours"]),
    "metric": parts.metric,
    "midpoint": lambda draw: draw.one([0.2, 0.8]),
    "minutes": lambda draw: draw.one([15, 30, 90]),
    "month": lambda draw: draw.one([1, 4, 10]),
    "name": _name,
    "number": _escalation,
    "objective_id": _objective,
    "objectives": _roll,
    "outcome_id": _outcome,
    "outcome_ids": _outcomes,
    "output": parts.output,
    "outputs": parts.outputs,
    "owner": parts.owner,
    "parent_objective_id": _parent,
    "person_id": _person,
    "pool_id": _pool,
    "quarter_ids": _quarters,
    "recurrence": parts.recurrence,
    "refreshed_as": lambda draw: draw.fresh("outcome", draw.known.strategy.outcomes),
    "review_id": _review,
    "revision_id": _revision,
    "round": _round,
    "scores": parts.scores,
    "session_id": _session,
    "starts": _starts,
    "task_id": _task,
    "time_zone": lambda draw: draw.one(parts.ZONES),
    "unit_id": _unit,
    "unit_ids": lambda draw: (_unit(draw), *draw.some(draw.known.organization.units)),
    "value": parts.value,
    "week": _week,
    "weight": parts.weight,
    "went_badly": lambda draw: draw.some(parts.SENTENCES),
    "went_well": lambda draw: draw.some(parts.SENTENCES),
    "year": lambda draw: draw.today.year + draw.number(-1, 1),
}

OF_ITS_OWN: Mapping[tuple[type, str], Maker] = {
    (UnlinkObjective, "objective_id"): _child,
    (LinkObjective, "revision_id"): _announced,
    (RefreshOutcome, "cycle_id"): _later_year,
    (UnlinkObjective, "revision_id"): _announced,
    (HoldRetrospective, "lessons"): lambda draw: tuple(
        parts.lesson(draw) for _ in range(draw.number(0, 2))
    ),
}
"""Where a name is not enough to know what a field is."""

OF_TWO: Mapping[str, Maker] = {"key_result_id": _toward}
"""Optional fields that are named with another one or not at all."""
