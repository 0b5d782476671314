"""Cycles, units, people and what they have, as a command may name them; and their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.alignment.review import (
    AnswerFinding,
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
from domain.cycles.cycle import Cycle, DefineCycle, DefineYear, MoveCycle
from domain.organization.chart import UnitRecord
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.standing_in import NameStandIn
from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import OpenPool
from domain.rituals.schedule import DeclareHoliday
from domain.rituals.sessions import AnswerEscalation, OpenSession
from domain.strategy.outcome import SetOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import CycleId, UnitId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from tests.support.generated import objectives, parts
from tests.support.generated.drawing import NOWHERE, Drawing
from tests.support.generated.known import Known

# Cycles, units, people and what they have


def cycle(draw: Drawing) -> Any:
    cycles = draw.known.calendar.cycles
    if draw.kind in (DefineCycle, DefineYear):
        return draw.fresh("cycle", cycles)
    fits = CYCLES_FITTING.get(draw.kind)
    fitting = [name for name, one in cycles.items() if fits and fits(draw.known, one)]
    return draw.there(fitting if fitting and not draw.slips() else cycles)


def can_be_reset(known: Known, cycle: Cycle) -> bool:
    closing = known.closing(cycle.cycle_id)
    return closing.looked_back and closing.reset is None


CYCLES_FITTING: dict[type, Callable[[Known, Cycle], bool]] = {
    **dict.fromkeys([SetOutcome], lambda _, one: one.kind == "year"),
    LinkObjective: lambda known, one: any(
        map(objectives.is_edited, known.objectives_of(one.cycle_id))
    ),
    ClaimResource: lambda known, one: bool(known.objectives_of(one.cycle_id)),
    ResetCycle: can_be_reset,
    MoveCycle: lambda known, one: known.closing(one.cycle_id).reset is not None,
    **dict.fromkeys(
        [CallRoll, ScoreObjective, HoldRetrospective],
        lambda _, one: one.phase == "scoring",
    ),
    **dict.fromkeys(
        [ChangeClaim, ReleaseClaim],
        lambda known, one: bool(known.claims(one.cycle_id).claims),
    ),
    **dict.fromkeys(
        [EditTask, MoveTask, FinishTask, DropTask], lambda known, one: bool(working(known, one))
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


def working(known: Known, cycle: Cycle) -> list[UnitId]:
    return [unit for unit in known.organization.units if known.work(cycle.cycle_id, unit).tasks]


def later_year(draw: Drawing) -> Any:
    outcome = draw.known.strategy.outcomes.get(draw.chosen["outcome_id"])
    now = draw.known.cycle(outcome.cycle_id) if outcome else None
    years = [one for one in draw.known.calendar.cycles.values() if one.kind == "year"]
    later = [one.cycle_id for one in years if now and one.starts > now.ends]
    return draw.there(later if later and not draw.slips() else draw.known.calendar.cycles)


def next_cycle(draw: Drawing) -> Any:
    cycles, now = draw.known.calendar.cycles, draw.cycle
    after = [name for name, one in cycles.items() if now and one.starts > now.ends]
    return draw.there(after if after and not draw.slips() else cycles)


def quarters(draw: Drawing) -> tuple[CycleId, ...]:
    first = draw.known.position + 1
    names = [CycleId(f"quarter{first}-{number}") for number in range(4)]
    if draw.slips():
        names[0] = draw.one([names[1], *draw.known.calendar.cycles])
    return tuple(names)


def phase(draw: Drawing) -> Any:
    phases = ["drafting", "review", "active", "scoring", "closed"]
    now = phases.index(draw.cycle.phase) if draw.cycle else 0
    return phases[min(now + 1, 4)] if not draw.slips() else draw.one(phases)


def unit(draw: Drawing) -> Any:
    known = draw.known.organization.units
    if draw.kind is AddUnit:
        return draw.fresh("unit", known)
    share = 0.9 if draw.kind in (EditTask, MoveTask, FinishTask, DropTask) else 0.3
    busy = working(draw.known, draw.cycle) if draw.cycle else []
    return draw.there(busy if busy and draw.chance(share) else known)


def other_unit(draw: Drawing) -> Any:
    if draw.kind is AddUnit and (draw.chosen["kind"] == "company") != draw.slips():
        return None
    named = [one for one in draw.known.organization.units.values() if is_named(one, draw)]
    if named and draw.kind is AddUnit:  # to be beside it
        return draw.one(named).parent_on(draw.today)
    return draw.there(draw.known.organization.units)


def is_named(unit: UnitRecord, draw: Drawing) -> bool:
    return draw.chosen.get("name") in [name for _, name in unit.names]


def person(draw: Drawing) -> Any:
    known = draw.known.organization.people
    return draw.fresh("person", known) if draw.kind is AddPerson else draw.there(known)


def substitute(draw: Drawing) -> Any:
    """Mostly somebody else."""
    known = draw.known.organization.people
    others = [one for one in known if one != draw.chosen["person_id"]]
    return draw.there(others if others and not draw.slips() else known)


def stand_in(draw: Drawing) -> Any:
    known = draw.known.organization.stand_ins
    if draw.kind is NameStandIn:
        return draw.fresh("stand-in", known)
    going_on = [name for name, one in known.items() if one.ended is None]
    return draw.there(going_on if going_on and not draw.slips() else known)


def name(draw: Drawing) -> str:
    units, people = draw.known.organization.units, draw.known.organization.people
    pools, cycles = draw.known.pools.pools, draw.known.calendar.cycles
    taken_by: dict[type, list[str]] = {
        OpenPool: [one.name for one in pools.values()],
        DefineCycle: [one.name for one in cycles.values()],
        AddPerson: [name for one in people.values() for _, name in one.names],
    }
    taken = taken_by.get(draw.kind, [name for one in units.values() for _, name in one.names])
    return draw.one(taken) if taken and draw.slips() else f"Name {draw.number(1, 40)}"


def pool(draw: Drawing) -> Any:
    known = draw.known.pools.pools
    return draw.fresh("pool", known) if draw.kind is OpenPool else draw.there(known)


def claim(draw: Drawing) -> Any:
    known = draw.known.claims(draw.cycle_id).claims
    return draw.fresh("claim", known) if draw.kind is ClaimResource else draw.there(known)


def task(draw: Drawing) -> Any:
    known = draw.known.work(draw.cycle_id, draw.unit_id).tasks
    return draw.fresh("t", known) if draw.kind is PlanTask else draw.there(known)


def week(draw: Drawing) -> int:
    now = draw.cycle.week(draw.today) if draw.cycle else 1
    return now + (draw.number(-20, 20) if draw.slips() else draw.number(-2, 2))


def session(draw: Drawing) -> Any:
    known = draw.known.sessions
    if draw.kind is OpenSession:
        return draw.fresh("s", known)
    waiting = [name for name, one in known.items() if one.open_escalations or one.answers]
    fits = draw.kind is AnswerEscalation and waiting and not draw.slips()
    return draw.there(waiting if fits else known)


def escalation(draw: Drawing) -> int:
    about = draw.known.sessions.get(draw.chosen["session_id"])
    numbers = [*about.open_escalations, *about.answers] if about else []
    if about and about.answers and draw.slips():
        return draw.one(list(about.answers))
    return draw.one(numbers) if numbers and not draw.slips() else draw.number(1, 4)


def ritual_changed(draw: Drawing) -> Any:
    known = draw.known.rituals.settings
    return draw.one(list(known) if known and not draw.slips() else ["check_in", "sync"])


def place_of_change(draw: Drawing) -> Any:
    """A unit for which something was said about the ritual, or the whole workspace."""
    places = draw.known.rituals.settings.get(draw.chosen["kind"], {})
    return draw.there(places if places and not draw.slips() else [""]) or None


def holiday(draw: Drawing) -> Any:
    known = draw.known.rituals.holidays
    return draw.fresh("holiday", known) if draw.kind is DeclareHoliday else draw.there(known)


def review(draw: Drawing) -> Any:
    state = draw.known.reviews(draw.cycle_id)
    known = [*([state.open] * 3 if state.open else []), *state.closed]
    return draw.fresh("review", known) if draw.kind is OpenReview else draw.there(known)


def finding(draw: Drawing) -> Any:
    known = draw.known.reviews(draw.cycle_id).findings
    is_new = draw.kind is RaiseFinding or (draw.kind is AnswerFinding and draw.chance(0.5))
    return draw.fresh("f", known) if is_new else draw.there(known)


def words_of_finding(draw: Drawing) -> str:
    return draw.one(["", "a1", "b2"])


def outcome(draw: Drawing) -> Any:
    known = draw.known.strategy.outcomes
    if draw.kind is SetOutcome:
        return draw.fresh("outcome", known)
    carried = [one.refreshed_from for one in known.values() if one.refreshed_from]
    return draw.there(carried if carried and draw.slips() else known)


def outcomes(draw: Drawing) -> tuple[Any, ...]:
    """Mostly those of the year that the objective belongs to."""
    known, cycle = draw.known.strategy.outcomes, draw.cycle
    year = draw.known.calendar.year_of(cycle) if cycle else None
    theirs = [name for name, one in known.items() if year and one.cycle_id == year.cycle_id]
    return draw.some([*known, NOWHERE] if draw.slips() else theirs)


def bet(draw: Drawing) -> Any:
    known = draw.known.strategy.bets
    return draw.fresh("bet", known) if draw.kind is PlaceBet else draw.there(known)


def starts(draw: Drawing) -> date:
    if draw.kind is PlaceBet:
        return draw.today + timedelta(draw.number(-400, 400))
    if draw.kind is DefineCycle:
        return date(draw.number(1969, 1971), 1, 1) if draw.slips() else draw.day()
    return draw.within(draw.cycle) if draw.cycle and not draw.slips() else draw.day()


def ends(draw: Drawing) -> date:
    most = 1500 if draw.kind in (DefineCycle, PlaceBet) and draw.slips() else 100
    return parts.later(draw, draw.chosen["starts"], most)


def last(draw: Drawing) -> date:
    return parts.later(draw, draw.chosen["first"], 500 if draw.slips() else 20)
