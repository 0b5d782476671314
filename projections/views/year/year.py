"""The year: what it is for, and what each of its quarters does and did about it.

A quarter is not a quarter of the year. Objectives of different quarters are different things, so
nothing here adds them up: where an outcome stands is what was reported on the outcome itself, and
beside it stand the quarters with what was scored and learned in each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import get_args

from domain.alignment.coverage import OUTCOMES_OF_A_YEAR
from domain.closing.closing import Closing
from domain.closing.retrospective import RetrospectiveHeld
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Metric
from domain.objectives.advancing import OutcomesAdvanced
from domain.objectives.negotiation import NegotiationEvent
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded
from domain.rituals.cadence import RitualKind
from domain.rituals.sessions import Decision, Session, SessionEvent
from domain.strategy.outcome import OutcomeDropped, OutcomeEdited, OutcomeSet
from domain.strategy.outcome_reports import OutcomeAssessed, OutcomeReported, Verdict
from domain.strategy.strategy import Bet, BetEnded, BetPlaced
from domain.values import BetId, CycleId, ObjectiveId, OutcomeId
from domain.wording import counted, listed, spoken
from events.streams import closing_stream
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Projection, View
from projections.views.rituals.session import session_of, sessions
from projections.views.shared.years import outcomes_of, spans_of, strategy, years_of
from projections.views.year.advancing import SHOWN, Span
from projections.views.year.outcome import OUTCOMES, OutcomeInYear, outcome_in_year

ENDED: dict[Verdict, str] = {
    "reached": "was reached",
    "partly": "was partly reached",
    "missed": "was missed",
}


REVIEW: RitualKind = "strategy_review"


class BetInYear(View, frozen=True):
    bet_id: str
    kind: str
    title: str
    description: str
    measure: str
    metric: Metric | None
    starts: date
    ends: date | None
    ended_on: date | None
    ended_because: str


class Quarter(View, frozen=True):
    """A span of the year with what the company learned in it, whatever it was about."""

    cycle_id: str
    name: str
    phase: str
    present: bool
    lessons_total: int
    lessons: tuple[str, ...]


class StrategyReview(View, frozen=True):
    """A session in which the year was reviewed, and what it decided."""

    session_id: str
    day: date
    closed: bool
    summary: str
    decisions: tuple[str, ...]


class Year(View, frozen=True):
    cycle_id: str
    name: str
    starts: date
    ends: date
    phase: str
    as_of: date
    text: tuple[str, ...]
    bets_total: int
    bets: tuple[BetInYear, ...]
    quarters: tuple[Quarter, ...]
    outcomes_total: int
    outcomes: tuple[OutcomeInYear, ...]
    reviews_total: int
    reviews: tuple[StrategyReview, ...]


class YearView(Projection):
    name = "year"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            BetPlaced,
            BetEnded,
            OutcomeSet,
            OutcomeEdited,
            OutcomeDropped,
            OutcomeReported,
            OutcomeAssessed,
            OutcomesAdvanced,
            KeyResultAdded,
            *get_args(NegotiationEvent),
            CheckedIn,
            CheckInCorrected,
            ForecastGiven,
            *get_args(DependencyEvent),
            ObjectiveScored,
            RetrospectiveHeld,
            *get_args(SessionEvent),
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CycleDefined() | CycleMoved() | ObjectiveScored() | RetrospectiveHeld() as event:
                cycle = workspace.calendar.cycles.get(event.cycle_id)
                return () if cycle is None else years_of(workspace, cycle)
            case BetPlaced() | BetEnded() as event:
                return _under(workspace, event.bet_id)
            case (
                OutcomeSet()
                | OutcomeEdited()
                | OutcomeDropped()
                | OutcomeReported()
                | OutcomeAssessed()
            ) as event:
                return _kindred(workspace, event.outcome_id)
            case OutcomesAdvanced() as event:
                return _around(workspace, event.objective_id)
            case CheckedIn() | CheckInCorrected() | ForecastGiven() as event:
                return self._advancing(workspace, event.objective_id)
            case _ as event if isinstance(event, SessionEvent):
                session = session_of(workspace, event.session_id)
                return (session.cycle_id,) if session.kind == REVIEW and session.cycle_id else ()
            case _ as event if isinstance(event, CommitmentEvent | DependencyEvent):
                return self._advancing(workspace, event.objective_id)
            case _:
                return ()

    def _advancing(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is None or not objective.outcomes:
            return ()
        return _around(workspace, objective_id)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return years_of(workspace, cycle)

    def render(self, workspace: Workspace, key: str) -> View | None:
        year = workspace.calendar.cycles.get(CycleId(key))
        if year is None or year.kind != "year":
            return None
        spans = spans_of(workspace, year)
        present = _present(workspace, year, spans)
        known = outcomes_of(workspace, year.cycle_id)
        outcomes = [
            outcome_in_year(workspace, one, year, spans, present) for one in known[:OUTCOMES]
        ]
        held = sessions(workspace, workspace.sessions.about.get((year.cycle_id, REVIEW), ()))
        bets = [one for one in strategy(workspace).bets.values() if _runs(one, year)]
        return Year(
            cycle_id=year.cycle_id,
            name=year.name,
            starts=year.starts,
            ends=year.ends,
            phase=year.phase,
            as_of=workspace.as_of(year),
            text=tuple(_sentences(workspace, year, present, outcomes)),
            bets_total=len(bets),
            bets=tuple(_bet(one) for one in bets[:OUTCOMES]),
            quarters=tuple(
                _quarter(workspace, one, present) for one in spans if one.kind != "year"
            ),
            outcomes_total=len(known),
            outcomes=tuple(outcomes),
            reviews_total=len(held),
            reviews=tuple(_review(one) for one in held[-SHOWN:]),
        )


def _under(workspace: Workspace, bet_id: BetId) -> Iterable[str]:
    """The years in which a bet runs as it was placed: one that ended early is still shown."""
    bet = strategy(workspace).bets.get(bet_id)
    if bet is not None:
        for year in workspace.calendar.cycles.values():
            if year.kind == "year" and _runs(bet, year):
                yield year.cycle_id


def _runs(bet: Bet, year: Cycle) -> bool:
    last = bet.placed.ends
    return bet.placed.starts <= year.ends and (last is None or last >= year.starts)


def _kindred(workspace: Workspace, outcome_id: OutcomeId) -> Iterable[str]:
    """The year of an outcome, and those that show it as where they come from or lead to."""
    outcomes = strategy(workspace).outcomes
    outcome = outcomes.get(outcome_id)
    if outcome is None:
        return
    yield outcome.cycle_id
    for other in outcomes.values():
        if other.refreshed_from == outcome_id or other.outcome_id == outcome.refreshed_from:
            yield other.cycle_id


def _around(workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
    objective = workspace.objectives.planned(objective_id)
    if objective is None:
        return ()
    return years_of(workspace, workspace.calendar.cycles[objective.cycle_id])


def _present(workspace: Workspace, year: Cycle, spans: list[Cycle]) -> tuple[Cycle, ...]:
    """The quarters that the year is in, or else the other spans of that day."""
    day = workspace.as_of(year)
    here = [one for one in spans if one.kind != "year" and one.starts <= day <= one.ends]
    return tuple(one for one in here if one.kind == "quarter") or tuple(here)


def _bet(bet: Bet) -> BetInYear:
    placed, ended = bet.placed, bet.ended
    return BetInYear(
        bet_id=placed.bet_id,
        kind=placed.kind,
        title=placed.title,
        description=placed.description,
        measure=placed.measure,
        metric=placed.metric,
        starts=placed.starts,
        ends=placed.ends,
        ended_on=None if ended is None else ended.on,
        ended_because="" if ended is None else ended.reason,
    )


def _quarter(workspace: Workspace, cycle: Cycle, present: Sequence[Cycle]) -> Quarter:
    closing: Closing = workspace.state(closing_stream(cycle.cycle_id))
    company = closing.retrospectives.get("")
    lessons = () if company is None else company.lessons
    return Quarter(
        cycle_id=cycle.cycle_id,
        name=cycle.name,
        phase=cycle.phase,
        present=cycle in present,
        lessons_total=len(lessons),
        lessons=tuple(lesson.text for lesson in lessons[:SHOWN]),
    )


def _review(session: Session) -> StrategyReview:
    decisions = [one.text for one in session.outputs if isinstance(one, Decision)]
    return StrategyReview(
        session.session_id, session.day, session.closed, session.summary, tuple(decisions[:SHOWN])
    )


def _sentences(
    workspace: Workspace, year: Cycle, present: Sequence[Cycle], outcomes: list[OutcomeInYear]
) -> Iterable[str]:
    standing = sum(one.dropped is None for one in outcomes_of(workspace, year.cycle_id))
    if year.is_ahead(workspace.today):
        yield f"{year.name} has not begun."
    if not standing and year.is_over(workspace.today):
        yield "No outcome was set for this year."
    elif not standing:
        yield "No outcome has been set for this year yet."
    if standing > OUTCOMES_OF_A_YEAR:
        yield f"There are {standing} outcomes; three to five are usual for a year."
    for one in outcomes:
        if one.dropped is not None:
            continue
        if one.assessment is not None:
            yield f"'{one.title}' {ENDED[one.assessment.verdict]}."
        elif year.phase in ("scoring", "closed"):
            yield f"'{one.title}' is still to be assessed."
        elif one.neglected:
            quarters = listed([cycle.name for cycle in present])
            yield f"No objective advances '{one.title}' in {quarters}."
        else:
            now = {cycle.cycle_id for cycle in present}
            yield from (
                _going(one.title, quarter)
                for quarter in one.quarters
                if quarter.cycle_id in now and quarter.objectives
            )


def _going(title: str, quarter: Span) -> str:
    """How it goes with what is not scored yet, and what the rest came to."""
    going = [
        (quarter.at_risk, "at risk"),
        (quarter.needs_attention, "in need of attention"),
        (quarter.pending, "with too little reported"),
    ]
    said = [f"{number} {what}" for number, what in going if number]
    if quarter.on_track:
        said = [f"{quarter.on_track} on track", *said]
    scores = [spoken(one.score) for one in quarter.advancing if one.score is not None]
    if quarter.scored > len(scores):
        said.append(f"{quarter.scored} scored")
    elif scores:
        number = f"{quarter.scored} " if said else ""
        said.append(f"{number}scored {listed(scores)}")
    objectives = counted(quarter.objectives, "objective")
    return f"'{title}': {objectives} in {quarter.name}, {', '.join(said)}."
