"""A strategic outcome as the year shows it: what is above it, where it stands, what advances it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.cycles.cycle import Cycle
from domain.measuring.metric import Metric
from domain.progress import attainment
from domain.strategy.outcome import Outcome
from domain.strategy.outcome_reports import Verdict
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded
from projections.views.shared.years import strategy
from projections.views.year.advancing import Span, span

OUTCOMES = 20
"""How many outcomes, and how many bets, are shown; the totals count all."""


class Above(View, frozen=True):
    """The bet or north star that an outcome serves."""

    bet_id: str
    kind: str
    title: str


class Kin(View, frozen=True):
    """The same outcome in another year."""

    outcome_id: str
    cycle_id: str
    title: str


class Assessment(View, frozen=True):
    verdict: Verdict
    comment: str
    lessons: tuple[str, ...]


class OutcomeInYear(View, frozen=True):
    """`value` and `progress` are what was last reported on the outcome itself, `as_of` its day."""

    outcome_id: str
    title: str
    description: str
    owner: Named
    bet: Above | None
    refreshed_from: Kin | None
    refreshed_as: tuple[Kin, ...]
    dropped: str | None
    metric: Metric | None
    value: float | None
    progress: float | None
    as_of: date | None
    assessment: Assessment | None
    neglected: bool
    """Whether nobody advances it in the present quarter."""
    quarters: tuple[Span, ...]


def outcome_in_year(
    workspace: Workspace,
    outcome: Outcome,
    year: Cycle,
    spans: list[Cycle],
    present: Sequence[Cycle],
) -> OutcomeInYear:
    as_of = workspace.as_of(year)
    reading = attainment.reading_of_outcome(outcome, as_of)
    progress = None if outcome.metric is None else attainment.progress(outcome.metric, reading)
    quarters = [span(workspace, outcome, cycle) for cycle in spans]
    now = {cycle.cycle_id for cycle in present}
    outcomes = strategy(workspace).outcomes
    before = None if outcome.refreshed_from is None else outcomes.get(outcome.refreshed_from)
    after = [one for one in outcomes.values() if one.refreshed_from == outcome.outcome_id]
    assessed = outcome.course.assessed
    return OutcomeInYear(
        outcome_id=outcome.outcome_id,
        title=outcome.title,
        description=outcome.description,
        owner=named(workspace, outcome.owner, year.cycle_id),
        bet=_above(workspace, outcome),
        refreshed_from=None if before is None else _kin(before),
        refreshed_as=tuple(_kin(one) for one in after[:OUTCOMES]),
        dropped=outcome.dropped,
        metric=outcome.metric,
        value=reading.value,
        progress=rounded(progress.clamped) if progress else None,
        as_of=outcome.course.reports[-1].effective if outcome.course.reports else None,
        assessment=None
        if assessed is None
        else Assessment(assessed.verdict, assessed.comment, assessed.lessons),
        neglected=outcome.dropped is None
        and bool(present)
        and not any(one.objectives for one in quarters if one.cycle_id in now),
        quarters=tuple(one for one in quarters if one.objectives or one.kind != "year"),
    )


def _above(workspace: Workspace, outcome: Outcome) -> Above | None:
    bet = None if outcome.bet_id is None else strategy(workspace).bets.get(outcome.bet_id)
    return None if bet is None else Above(bet.placed.bet_id, bet.placed.kind, bet.placed.title)


def _kin(outcome: Outcome) -> Kin:
    return Kin(outcome.outcome_id, outcome.cycle_id, outcome.title)
