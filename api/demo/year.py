"""What lies above and beside the quarters of the demo: the years, the organization, the rhythm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.demo.cast import (
    ASSESSED,
    BEFORE,
    BETS,
    BOSS,
    PEOPLE,
    POOLS,
    UNITS,
    YEAR,
    Aspiration,
    role_of,
)
from api.demo.stage import Scene, Story, at
from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.cycles.cycle import Cycle, DefineCycle, DefineYear, MoveCycle
from domain.organization.organization import AddPerson, AddUnit
from domain.organization.reorganization import GiveRole, MergeUnit, MoveUnit, RenameUnit
from domain.resources.pools import OpenPool
from domain.rituals.schedule import DeclareHoliday
from domain.strategy.outcome import RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, ReportOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import BetId, HolidayId, OutcomeId, PoolId
from domain.workspace import SetFiscalStart
from events.streams import AnyCommand

FOUNDED = timedelta(days=40)
"""So long before its first quarter the company began with Sightline."""


def founded(story: Story) -> datetime:
    return at(story.begins - FOUNDED, 8)


def framed(story: Story) -> Iterator[Scene]:
    began = founded(story)
    yield Scene(began, BOSS, list(_company(story)))
    yield Scene(began + timedelta(days=1), BOSS, list(_last_year(story)))
    reviewed = began + timedelta(days=15)
    yield Scene(reviewed, BOSS, list(_learned(story)))
    yield Scene(reviewed + timedelta(days=1), BOSS, list(_aims(story)))
    yield Scene(at(story.begins, 7), BOSS, [MoveCycle(story.year.cycle_id, "active")])
    for aspiration in YEAR:
        for days, value, note in aspiration.reports:
            day = story.begins + timedelta(days=days)
            report = ReportOutcome(story.outcome(aspiration.name), day, value, note=note)
            yield Scene(at(day, 11), BOSS, [report])
    yield from _rhythm(story)
    yield from _reorganized(story)


# The company, and what it shares


def _company(story: Story) -> Iterator[AnyCommand]:
    for name, kind, parent in UNITS:
        yield AddUnit(story.unit(name), name, kind, story.unit(parent) if parent else None)
    for name, unit in PEOPLE:
        yield AddPerson(story.person(name), name, story.unit(unit))
        yield GiveRole(story.person(name), role_of(name), founded(story).date())
    for pool in POOLS:
        yield OpenPool(
            PoolId(story.identifier("pool", pool.name)),
            pool.name,
            pool.measured_in,
            pool.per_week,
            story.begins,
            story.unit(pool.unit),
        )
    first, second, present, following = (one.cycle_id for one in story.quarters)
    yield _defined(story.year_before)
    yield SetFiscalStart(story.begins.month)
    yield DefineYear(story.year.cycle_id, (first, second, present, following), story.ends_in)


def _defined(cycle: Cycle) -> DefineCycle:
    return DefineCycle(cycle.cycle_id, cycle.name, cycle.starts, cycle.ends, cycle.kind)


# The years


def _last_year(story: Story) -> Iterator[AnyCommand]:
    yield SetOutcome(
        _before(story),
        story.year_before.cycle_id,
        BEFORE.title,
        story.owner(BEFORE.owner),
        BEFORE.description,
    )
    yield MoveCycle(story.year_before.cycle_id, "active")


def _learned(story: Story) -> Iterator[AnyCommand]:
    """The annual strategy review: the year before is assessed, looked back on and closed."""
    year = story.year_before.cycle_id
    yield AssessOutcome(_before(story), ASSESSED.verdict, ASSESSED.comment, tuple(ASSESSED.lessons))
    yield MoveCycle(year, "scoring")
    yield CallRoll(year, (), 1)
    lessons = tuple(Lesson(text, "change", outcome_id=_before(story)) for text in ASSESSED.lessons)
    yield HoldRetrospective(year, lessons=lessons)
    yield MoveCycle(year, "closed")


def _aims(story: Story) -> Iterator[AnyCommand]:
    for bet in BETS:
        last = story.begins.replace(year=story.begins.year + (bet.years or 0))
        yield PlaceBet(
            BetId(story.identifier("bet", bet.name)),
            bet.kind,
            bet.title,
            story.begins,
            last - timedelta(days=1) if bet.years else None,
            bet.description,
            bet.measure,
        )
    for aspiration in YEAR:
        if aspiration.name == BEFORE.name:
            yield _refreshed(story, aspiration)
            continue
        yield SetOutcome(
            story.outcome(aspiration.name),
            story.year.cycle_id,
            aspiration.title,
            story.owner(aspiration.owner),
            aspiration.description,
            aspiration.metric,
            _bet(story, aspiration),
        )


def _refreshed(story: Story, aspiration: Aspiration) -> RefreshOutcome:
    return RefreshOutcome(
        _before(story),
        story.outcome(aspiration.name),
        story.year.cycle_id,
        aspiration.title,
        story.owner(aspiration.owner),
        aspiration.description,
        aspiration.metric,
        _bet(story, aspiration),
    )


def _before(story: Story) -> OutcomeId:
    return OutcomeId(story.identifier("outcome", BEFORE.name, "before"))


def _bet(story: Story, aspiration: Aspiration) -> BetId | None:
    return BetId(story.identifier("bet", aspiration.bet)) if aspiration.bet else None


# The rhythm, and the reorganization in the middle of the second quarter


def _rhythm(story: Story) -> Iterator[Scene]:
    first, _, present, _ = story.quarters
    away = first.starts + timedelta(weeks=6)
    yield Scene(
        at(first.starts, 8), BOSS,
        [DeclareHoliday(HolidayId(story.identifier("holiday", "away")), "Company week off",
                        away, away + timedelta(days=6))],
    )  # fmt: skip
    founding = present.starts + timedelta(weeks=4)
    yield Scene(
        at(present.starts, 8), BOSS,
        [DeclareHoliday(HolidayId(story.identifier("holiday", "founding")), "Founding day",
                        founding, founding)],
    )  # fmt: skip


def _reorganized(story: Story) -> Iterator[Scene]:
    """Told ten days ahead, so that everybody knows on the day."""
    _, second, _, _ = story.quarters
    day = second.starts + timedelta(weeks=6)
    yield Scene(
        at(day - timedelta(days=10), 16),
        BOSS,
        [
            MergeUnit(story.unit("Partnerships"), story.unit("Sales"), day),
            MoveUnit(story.unit("Onboarding"), story.unit("Customers"), day),
            RenameUnit(story.unit("Brand"), "Design", day),
        ],
    )
