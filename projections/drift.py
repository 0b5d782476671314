"""Drift alerts: which key results will probably miss, how sure we are, and what makes us think so.

One document per key result that was ever reported on, and one per cycle with the likeliest misses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain import drift
from domain.check_in import CheckedIn, CheckInCorrected
from domain.cycle import Cycle, CycleDefined
from domain.drift import Alert, Evaluation, Severity, Status
from domain.messages import Event
from domain.objective import KeyResult, Objective
from domain.values import CheckInId, CycleId, KeyResultId, ObjectiveId
from projections.projection import Days, Named, View, days, named
from projections.workspace import Recorded, Workspace

SHOWN = 50
"""How many alerts, and how many watched key results, a cycle's document names; totals count all."""


class Line(View, frozen=True):
    """One line of the evidence card: natural-log odds, and the positions of the causing events."""

    code: str
    weight: float
    reason: str
    caused_by: tuple[int, ...]


class Forecast(View, frozen=True):
    """Progress at the end of the cycle as it looks now, with an 80 % interval."""

    week: int
    progress: float
    expected: float
    final: float
    low: float
    high: float
    needed: float
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
    text: str
    forecast: Forecast | None
    evidence: tuple[Line, ...]
    rule_version: int


class DriftOfKeyResult(View, frozen=True):
    cycle: Days
    alert: DriftAlert


class DriftOfCycle(View, frozen=True):
    """Raised alerts and watched key results, likeliest miss first."""

    cycle: Days
    text: str
    raised_total: int
    watched_total: int
    raised: tuple[DriftAlert, ...]
    watched: tuple[DriftAlert, ...]


class Subject(NamedTuple):
    objective: Objective
    key_result: KeyResult
    alert: Alert


class DriftView:
    name = "drift"
    on: frozenset[type[Event]] = frozenset({CycleDefined, CheckedIn, CheckInCorrected})

    def affected(self, workspace: Workspace, recorded: Recorded) -> Iterable[str]:
        match recorded.event:
            case CycleDefined() as event:
                return (event.cycle_id,)
            case CheckedIn() | CheckInCorrected() as event:
                objective = workspace.objectives.get(event.objective_id)
                if objective is None or event.key_result_id not in objective.key_results:
                    return ()
                return (event.key_result_id, objective.cycle_id)
            case _:
                return ()

    def daily(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for _, key_result in _reported(workspace, cycle.cycle_id):
            yield key_result.key_result_id

    def version(self, workspace: Workspace, key: str) -> int | None:  # noqa: ARG002 - the protocol's
        return None

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle = workspace.calendar.cycles.get(CycleId(key))
        if cycle is not None:
            return self._cycle(workspace, cycle)
        home = workspace.home.get(KeyResultId(key))
        if home is None:
            return None
        objective = workspace.objectives[home]
        key_result = objective.key_results[KeyResultId(key)]
        if not key_result.check_ins:
            return None
        cycle = workspace.calendar.cycles[objective.cycle_id]
        subject = Subject(objective, key_result, alert_of(workspace, cycle, key_result))
        return DriftOfKeyResult(days(workspace, cycle), _document(workspace, subject))

    def _cycle(self, workspace: Workspace, cycle: Cycle) -> View:
        found = sorted(drifting(workspace, cycle).values(), key=_likeliest)
        raised = [one for one in found if one.alert.status == "raised"]
        watched = [one for one in found if one.alert.status == "watch"]
        return DriftOfCycle(
            cycle=days(workspace, cycle),
            text=_summary(len(raised), len(watched)),
            raised_total=len(raised),
            watched_total=len(watched),
            raised=tuple(_document(workspace, one) for one in raised[:SHOWN]),
            watched=tuple(_document(workspace, one) for one in watched[:SHOWN]),
        )


def _reported(workspace: Workspace, cycle_id: CycleId) -> Iterable[tuple[Objective, KeyResult]]:
    for objective_id in workspace.by_cycle.get(cycle_id, ()):
        objective = workspace.objectives[objective_id]
        for key_result in objective.key_results.values():
            if key_result.check_ins:
                yield objective, key_result


def alert_of(workspace: Workspace, cycle: Cycle, key_result: KeyResult) -> Alert:
    as_of = workspace.as_of(cycle)
    return workspace.standings.key_result(key_result, cycle, as_of).alert


def drifting(workspace: Workspace, cycle: Cycle) -> dict[KeyResultId, Subject]:
    """The raised and the watched, brought up to date by looking only at what was reported on.

    After a day has gone by, or in a cold process, every key result of the cycle is looked at.
    """
    as_of = workspace.as_of(cycle)
    found: dict[KeyResultId, Subject] = workspace.standings.remember(
        ("drifting", cycle.cycle_id), (as_of,), lambda: _all_drifting(workspace, cycle)
    )
    for key in sorted(workspace.stirred):
        objective = workspace.objectives.get(workspace.home.get(key, ObjectiveId("")))
        if objective is None or objective.cycle_id != cycle.cycle_id:
            continue
        workspace.stirred.discard(key)
        key_result = objective.key_results[key]
        alert = alert_of(workspace, cycle, key_result)
        if alert.status == "none":
            found.pop(key, None)
        else:
            found[key] = Subject(objective, key_result, alert)
    return found


def _all_drifting(workspace: Workspace, cycle: Cycle) -> dict[KeyResultId, Subject]:
    return {
        key_result.key_result_id: Subject(objective, key_result, alert)
        for objective, key_result in _reported(workspace, cycle.cycle_id)
        if (alert := alert_of(workspace, cycle, key_result)).status != "none"
    }


def _likeliest(one: Subject) -> tuple[float, str]:
    chance = one.alert.evaluation.miss_probability if one.alert.evaluation else 0.0
    return (-chance, one.key_result.key_result_id)


def _summary(raised: int, watched: int) -> str:
    if not raised and not watched:
        return "No key result drifts."
    noun = "key result drifts" if raised == 1 else "key results drift"
    return f"{raised} {noun}; {watched} more to keep an eye on."


def _document(workspace: Workspace, subject: Subject) -> DriftAlert:
    return workspace.standings.remember(
        ("drift", subject.key_result.key_result_id),
        (subject.key_result, subject.alert),
        lambda: _alert(workspace, subject),
    )


def _alert(workspace: Workspace, subject: Subject) -> DriftAlert:
    objective, key_result, alert = subject
    positions: dict[CheckInId, list[int]] = {}
    for report in workspace.reports.get(key_result.key_result_id, ()):
        positions.setdefault(report.event.check_in_id, []).append(report.position)
    evaluation = alert.evaluation
    return DriftAlert(
        key_result_id=key_result.key_result_id,
        objective_id=objective.objective_id,
        title=key_result.title,
        objective_title=objective.title,
        owner=named(workspace, key_result.owner or objective.owner),
        status=alert.status,
        severity=alert.severity,
        since_week=alert.since_week,
        raises=alert.raises,
        text=in_words(alert),
        forecast=None if evaluation is None else _forecast(evaluation),
        evidence=tuple(
            Line(
                line.code,
                round(line.weight, 2),
                line.reason,
                tuple(sorted(at for cause in line.causes for at in positions.get(cause, ()))),
            )
            for line in (evaluation.evidence if evaluation else ())
        ),
        rule_version=drift.RULE.version,
    )


def _forecast(evaluation: Evaluation) -> Forecast:
    return Forecast(
        week=evaluation.week,
        progress=round(evaluation.progress, 4),
        expected=round(evaluation.expected, 4),
        final=round(evaluation.forecast, 4),
        low=round(evaluation.low, 4),
        high=round(evaluation.high, 4),
        needed=evaluation.needed,
        miss_probability=round(evaluation.miss_probability, 4),
    )


def in_words(alert: Alert) -> str:
    """The chance of a miss with the reasons for it, those that weigh most first."""
    if alert.evaluation is None:
        return "Too few check-ins to tell: drift is judged from the third on."
    lines = sorted(alert.evaluation.evidence, key=lambda line: -line.weight)
    reasons = ", ".join(f"{line.reason} ({line.weight:+.2f})" for line in lines)
    return f"Chance of a miss {alert.evaluation.miss_probability:.0%}: {reasons}."
