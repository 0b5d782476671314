"""Drift alerts: which key results will probably miss, how sure we are, and what makes us think so.

One document per key result that was ever reported on, and one per cycle with the likeliest misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from domain import drift
from domain.access import identity
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.dependencies.dependency import DependencyEvent
from domain.drift import Alert, Evaluation, Severity, Status, words
from domain.drift.handling import AlertEvent
from domain.drift.reasons import Cause, Evidence
from domain.health.standing import KeyResultStanding
from domain.measuring.check_in import CheckInEvent
from domain.measuring.forecast import ForecastGiven
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.organization.organization import PersonAdded
from domain.values import CycleId, KeyResultId, ObjectiveId
from domain.wording import counted
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.drift import handling
from projections.views.drift.handling import HandlingOfAlert, Judged, silenced
from projections.views.drift.ranking import Ranking
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.shared.causes import positions
from projections.views.shared.forecasts import OwnersForecast, forecast_of
from projections.views.shared.health import ended_as, goes_by, standing_of_key_result, stands_of
from projections.views.shared.seen import seen

SHOWN = 50
"""How many alerts, and how many watched key results, a cycle's document names; totals count all."""


class DriftLine(View, frozen=True):
    """One line of the evidence card: natural-log odds, and the positions of the causing events."""

    code: str
    weight: float
    reason: str
    caused_by: tuple[int, ...]


class Forecast(View, frozen=True):
    """Progress at the end of the cycle as it looks now, with an 80 % interval.

    `missed`: what is needed cannot be reached any more. Without a value there is no
    `progress`, and the chance rests on what was reported beside it.
    """

    week: int
    progress: float | None
    expected: float
    final: float
    low: float
    high: float
    needed: float
    missed: bool
    miss_probability: float


class DriftAlert(View, frozen=True):
    key_result_id: str
    objective_id: str
    title: str
    objective_title: str
    owner: Named
    status: Status
    severity: Severity | None
    since_week: int | None
    raises: int
    last_raise: int | None
    """The week in which the raise began that is up or was up last."""
    handling: HandlingOfAlert | None
    judged: Judged
    stands: str
    """Progress beside the plan in words, as every view says it."""
    text: str
    """What is to be expected, and why; of what has `ended`, how, and what was raised."""
    ended: bool
    forecast: Forecast | None
    owner_forecast: OwnersForecast | None
    evidence: tuple[DriftLine, ...]
    rule_version: int


class LearnedFrom(View, frozen=True):
    """What the odds take account of beside the reports: so many closed key results of our own."""

    key_results: int
    text: str


class DriftOfKeyResult(View, frozen=True):
    cycle: Days
    alert: DriftAlert
    learned_from: LearnedFrom | None


class DriftOfCycle(View, frozen=True):
    """Raised alerts and watched key results, likeliest miss first, of all that can be judged.

    The `quiet_total` of raised ones that were snoozed or resolved come after the others.
    """

    cycle: Days
    text: str
    judged_total: int
    raised_total: int
    quiet_total: int
    watched_total: int
    raised: tuple[DriftAlert, ...]
    watched: tuple[DriftAlert, ...]
    learned_from: LearnedFrom | None


_OF_KEY_RESULT = CheckInEvent | ForecastGiven | AlertEvent | DependencyEvent


class DriftView(Projection):
    name = "drift"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            *get_args(CheckInEvent),
            ForecastGiven,
            *get_args(AlertEvent),
            *get_args(DependencyEvent),
            ObjectiveScored,
            PersonAdded,
            *REWORDING,
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case CycleDefined() as event:
                return (event.cycle_id,)
            case CycleMoved() as event:
                # Its documents stay as they are, but in an active cycle raised alerts are told.
                cycle = workspace.calendar.cycles.get(event.cycle_id)
                return () if cycle is None else self.of_cycle(workspace, cycle)
            case PersonAdded() as event:
                # A file may tell what somebody answered before it adds them.
                return self._answered_by(workspace, identity.person(event.person_id))
            case _ as event if isinstance(event, _OF_KEY_RESULT):
                objective = workspace.objectives.planned(event.objective_id)
                if objective is None or event.key_result_id not in objective.key_results:
                    return ()
                return (event.key_result_id, objective.cycle_id)
            case event if isinstance(event, CommitmentEvent | ObjectiveScored):
                return self._reworded(workspace, event.objective_id)
            case _:
                return ()

    def _answered_by(self, workspace: Workspace, by: str) -> Iterable[str]:
        for objective_id in workspace.conversations.speaking.get(by, ()):
            objective = workspace.objectives.planned(objective_id)
            if objective is not None:
                for key in workspace.alerts_of(objective_id).said:
                    yield objective.cycle_id
                    yield key

    def _reworded(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        """What was reported on, and the cycle that lists it: a plan has no drift yet."""
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        for key, key_result in objective.ever_measured_by.items():
            if key_result.check_ins:
                yield objective.cycle_id
                yield key

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for _, key_result in _reported(workspace, cycle.cycle_id):
            yield key_result.key_result_id

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is not None:
            return self._cycle(workspace, cycle)
        home = workspace.objectives.home.get(KeyResultId(key))
        if home is None:
            return None
        objective = workspace.objectives[home]
        key_result = objective.key_results[KeyResultId(key)]
        if not key_result.check_ins or objective.withdrawn:
            return None
        cycle = workspace.calendar.cycles[objective.cycle_id]
        return DriftOfKeyResult(
            days(workspace, cycle),
            _document(workspace, key_result, objective),
            _learned_from(workspace, cycle),
        )

    def _cycle(self, workspace: Workspace, cycle: Cycle) -> View:
        ranking = _ranking(workspace, cycle)
        raised, watched = ranking.count("raised"), ranking.count("watch")
        return DriftOfCycle(
            cycle=days(workspace, cycle),
            text=_summary(cycle, ranking, over=cycle.has_ended(workspace.today)),
            judged_total=ranking.judged,
            raised_total=raised,
            quiet_total=ranking.quiet,
            watched_total=watched,
            raised=tuple(_documents(workspace, ranking.first("raised", SHOWN))),
            watched=tuple(_documents(workspace, ranking.first("watch", SHOWN))),
            learned_from=_learned_from(workspace, cycle),
        )


def _learned_from(workspace: Workspace, cycle: Cycle) -> LearnedFrom | None:
    found = seen(workspace, cycle.cycle_id).learned
    if not found.key_results:
        return None
    return LearnedFrom(found.key_results, words.lesson(found))


def _reported(workspace: Workspace, cycle_id: CycleId) -> Iterable[tuple[Objective, KeyResult]]:
    for objective in workspace.objectives.present(cycle_id):
        for key_result in objective.key_results.values():
            if key_result.check_ins:
                yield objective, key_result


def alert_of(workspace: Workspace, objective: Objective, key_result: KeyResult) -> Alert:
    return standing_of_key_result(workspace, objective, key_result).alert


def _ranking(workspace: Workspace, cycle: Cycle) -> Ranking:
    """The ranking of a cycle, brought up to date by looking only at what was reported on since.

    After a day has gone by, or a revision that took something away, or in a cold process, every key
    result of the cycle is looked at.
    """
    now = seen(workspace, cycle.cycle_id)
    ranking: Ranking = workspace.memo.remember(
        ("ranking", cycle.cycle_id),
        (
            *workspace.changes.last(cycle.cycle_id, "commitments"),
            *(cycle, now.as_of, now.over, now.organization, now.rituals, now.learned),
        ),
        lambda: _ranked(workspace, cycle),
    )
    for key in workspace.changes.stirred_since(ranking.upto):
        home = workspace.objectives.home.get(key)
        objective = None if home is None else workspace.objectives[home]
        if objective is None or objective.cycle_id != cycle.cycle_id or objective.withdrawn:
            continue
        key_result = objective.key_results[key]
        if key_result.check_ins:
            _put(workspace, ranking, objective, key_result)
    ranking.upto = workspace.position  # once all are looked at: what fails is looked at again
    return ranking


def _ranked(workspace: Workspace, cycle: Cycle) -> Ranking:
    ranking = Ranking(workspace.position)
    for objective, key_result in _reported(workspace, cycle.cycle_id):
        _put(workspace, ranking, objective, key_result)
    return ranking


def _put(
    workspace: Workspace, ranking: Ranking, objective: Objective, key_result: KeyResult
) -> None:
    alert = alert_of(workspace, objective, key_result)
    quiet = silenced(workspace, objective, key_result, alert) is not None
    ranking.put(key_result.key_result_id, alert, quiet=quiet)


def _summary(cycle: Cycle, ranking: Ranking, *, over: bool) -> str:
    """What drifts, and of how many key results that can be said at all."""
    if not ranking.reported:
        if over:
            return f"Nothing was reported in {cycle.name}, so drift cannot be judged."
        return f"Nothing has been reported in {cycle.name} yet, so drift cannot be judged."
    if not ranking.judged:
        return (
            f"Too little {'was' if over else 'has been'} reported to judge drift: that takes three"
            " check-ins on a key result, or fewer once a third of its time has passed."
        )
    raised, watched = ranking.count("raised"), ranking.count("watch")
    text = _drifting(raised, ranking.judged, over=over)
    text = f"At the end of {cycle.name}, {text}" if over else f"{text[0].upper()}{text[1:]}"
    if ranking.quiet:
        text += _quiet(ranking.quiet, raised, over=over)
    if watched:
        was = ("was" if watched == 1 else "were") if over else ("is" if watched == 1 else "are")
        text += f"; {watched}{' more' if raised else ''} {was} on watch"
    unjudged = ranking.reported - ranking.judged
    if unjudged:
        text += f"; too little {'was' if over else 'has been'} reported on {unjudged} to tell"
    return f"{text}."


def _drifting(raised: int, judged: int, *, over: bool) -> str:
    if raised:
        now = counted(raised, "key result is", "key results are")
        then = counted(raised, "key result was", "key results were")
        return f"{then if over else now} drifting"
    is_now = "was" if over else "is"
    if judged == 1:
        return f"the only key result that can be judged {is_now} not drifting"
    return f"none of the {judged} key results that can be judged {is_now} drifting"


def _quiet(quiet: int, raised: int, *, over: bool) -> str:
    if quiet == raised == 1:
        return ", but was snoozed or resolved" if over else ", but is snoozed or resolved"
    which = "all of which" if quiet == raised else f"{quiet} of which"
    are = ("was" if over else "is") if quiet == 1 else "were" if over else "are"
    return f", {which} {are} snoozed or resolved"


def _documents(workspace: Workspace, keys: Iterable[KeyResultId]) -> Iterable[DriftAlert]:
    for key in keys:
        objective = workspace.objectives[workspace.objectives.home[key]]
        yield _document(workspace, objective.key_results[key], objective)


def _document(workspace: Workspace, key_result: KeyResult, objective: Objective) -> DriftAlert:
    said = handling.said_of(workspace, objective, key_result)
    return workspace.memo.remember(
        ("drift", key_result.key_result_id),
        (goes_by(workspace, objective), said),
        lambda: _alert(workspace, objective, key_result),
    )


def _alert(workspace: Workspace, objective: Objective, key_result: KeyResult) -> DriftAlert:
    standing = standing_of_key_result(workspace, objective, key_result)
    behind = positions(workspace, key_result)
    said = forecast_of(workspace, objective, key_result)
    alert, evaluation = standing.alert, standing.alert.evaluation
    ended = ended_as(workspace, objective, key_result)
    return DriftAlert(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        objective_title=objective.title,
        owner=named(workspace, key_result.owner or objective.owner, objective.cycle_id),
        status=alert.status,
        severity=alert.severity,
        since_week=alert.since_week,
        raises=alert.raises,
        last_raise=alert.last_raise,
        handling=handling.shown(workspace, objective, key_result, alert),
        judged=handling.judged(handling.said_of(workspace, objective, key_result)),
        stands=stands_of(workspace, objective, key_result),
        text=_text(alert, ended),
        ended=ended is not None,
        forecast=None if evaluation is None else _forecast(evaluation, standing),
        owner_forecast=said,
        evidence=tuple(
            DriftLine(
                line.code,
                round(line.weight, 2),
                line.reason,
                _positions(line, behind, said),
            )
            for line in (evaluation.evidence if evaluation else ())
        ),
        rule_version=drift.RULE.version,
    )


def _text(alert: Alert, ended: str | None) -> str:
    if ended is None:
        return " ".join(words.sentences(alert))
    return f"{ended} {words.in_the_past(alert)}"


def _positions(
    line: Evidence, of: Mapping[Cause, Iterable[int]], said: OwnersForecast | None
) -> tuple[int, ...]:
    """Where the log has what is behind a line of the card."""
    if line.code == "projected":
        return () if said is None else (said.position,)
    return tuple(sorted(at for cause in line.causes for at in of.get(cause, ())))


def _forecast(evaluation: Evaluation, now: KeyResultStanding) -> Forecast:
    """As of the last week that was judged; the plan is that of the day, as in every other view."""
    return Forecast(
        week=evaluation.week,
        progress=round(evaluation.progress, 4) if evaluation.measured else None,
        expected=round(now.expected, 4),
        final=round(evaluation.forecast, 4),
        low=round(evaluation.low, 4),
        high=round(evaluation.high, 4),
        needed=evaluation.needed,
        missed=evaluation.missed,
        miss_probability=round(evaluation.miss_probability, 4),
    )
