"""Confidence histories, twice: as it was known then, and as corrected now.

One document per key result, one per objective, and one per unit and cycle (its key is the cycle's
identifier, a colon, and the unit's).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from domain.cycles.cycle import Cycle
from domain.measuring.check_in import Blocker, CheckedIn, CheckInCorrected
from domain.objectives.objective import CommitmentEvent
from domain.objectives.planning import KeyResultAdded, ObjectiveDrafted
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.values import CheckInId, CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from projections.model.change import Change
from projections.model.reports import Report
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Days, Projection, View, audience_of, days, rounded
from projections.views.shared.health import standing_of


class Before(View, frozen=True):
    """What a check-in said until it was corrected, and why it was."""

    value: float | None
    confidence: int | None
    narrative: str
    corrected_at: datetime
    reason: str


class Point(View, frozen=True):
    """A check-in as corrected so far. Late means recorded in a later week than it took effect.

    What was said or corrected after the cycle was closed does not count in its score any more.
    """

    check_in_id: str
    position: int
    effective: date
    recorded_at: datetime
    late: bool
    after_closing: bool
    value: float | None
    progress: float | None
    confidence: int | None
    narrative: str
    blockers: tuple[Blocker, ...]
    before: tuple[Before, ...]


class ConfidenceWeek(View, frozen=True):
    """Confidence at the end of a week: what was known then, and what is known now that it was."""

    week: int
    ends: date
    known_then: float | None
    corrected: float | None


class KeyResultHistory(View, frozen=True):
    cycle: Days
    objective_id: str
    key_result_id: str
    title: str
    weeks: tuple[ConfidenceWeek, ...]
    points: tuple[Point, ...]

    def audience(self, workspace: Workspace) -> str:
        return audience_of(workspace, ObjectiveId(self.objective_id))


class Member(View, frozen=True):
    """One series within the mean."""

    id: str
    title: str
    confidence: float | None


class ObjectiveHistory(View, frozen=True):
    """The mean of its key results' confidence by weight, over those that have any."""

    cycle: Days
    objective_id: str
    title: str
    weeks: tuple[ConfidenceWeek, ...]
    key_results: tuple[Member, ...]

    def audience(self, workspace: Workspace) -> str:
        return audience_of(workspace, ObjectiveId(self.objective_id))


class UnitHistory(View, frozen=True):
    """The plain mean over the objectives that the unit, or a person in it, owns."""

    cycle: Days
    unit_id: str
    name: str
    weeks: tuple[ConfidenceWeek, ...]
    objectives: tuple[Member, ...]


Series = tuple[list[float | None], list[float | None]]


class ConfidenceView(Projection):
    name = "confidence"
    on = frozenset({ObjectiveDrafted, KeyResultAdded, CheckedIn, CheckInCorrected, *REWORDING})

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        match change.event:
            case KeyResultAdded() | CheckedIn() | CheckInCorrected() as event:
                return self._around(workspace, event.objective_id, event.key_result_id)
            case ObjectiveDrafted() as event:
                return self._around(workspace, event.objective_id, None)
            case event if isinstance(event, CommitmentEvent):
                return self._all(workspace, event.objective_id)
            case _:
                return ()

    def _all(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is not None:
            yield from objective.key_results
            yield from objective.removed
        yield from self._around(workspace, objective_id, None)

    def _around(
        self, workspace: Workspace, objective_id: ObjectiveId, key_result_id: KeyResultId | None
    ) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        if key_result_id in objective.key_results:
            yield key_result_id
        yield objective_id
        cycle = workspace.calendar.cycles[objective.cycle_id]
        unit = workspace.organization_of(cycle).unit_of(objective.owner)
        if unit is not None:
            yield f"{objective.cycle_id}:{unit}"

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        for objective_id in workspace.objectives.by_cycle.get(cycle.cycle_id, ()):
            yield objective_id
            yield from workspace.objectives[objective_id].key_results
        for unit in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit}"

    def render(self, workspace: Workspace, key: str) -> View | None:
        objective = workspace.objectives.in_full.get(ObjectiveId(key))
        if objective is not None:
            return _of_objective(workspace, objective)
        home = workspace.objectives.home.get(KeyResultId(key))
        if home is not None:
            objective = workspace.objectives.in_full[home]
            return _of_key_result(workspace, objective, objective.key_results[KeyResultId(key)])
        cycle_id, _, unit_id = key.partition(":")
        return _of_unit(workspace, CycleId(cycle_id), UnitId(unit_id))


def _of_key_result(workspace: Workspace, objective: Objective, key_result: KeyResult) -> View:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    reports = workspace.reports.on(key_result.key_result_id)
    return KeyResultHistory(
        cycle=days(workspace, cycle),
        objective_id=objective.objective_id,
        key_result_id=key_result.key_result_id,
        title=key_result.title,
        weeks=_weeks(workspace, cycle, [(1.0, key_result)]),
        points=workspace.memo.remember(
            ("points", key_result.key_result_id),
            (key_result, cycle, len(reports)),
            lambda: _points(cycle, key_result, reports),
        ),
    )


def _points(cycle: Cycle, key_result: KeyResult, reports: Sequence[Report]) -> tuple[Point, ...]:
    arrived: dict[CheckInId, list[Report]] = {}
    for report in reports:
        arrived.setdefault(report.event.check_in_id, []).append(report)
    return tuple(
        _point(cycle, key_result, check_in, arrived[check_in.check_in_id])
        for check_in in key_result.check_ins
    )


def _point(
    cycle: Cycle,
    key_result: KeyResult,
    check_in: CheckedIn,
    reports: Sequence[Report],
) -> Point:
    first = reports[0]
    value = attainment.stated(key_result.metric, check_in)
    progress = attainment.progress(key_result.metric, attainment.Reading(value))
    before = []
    for said, corrected in pairwise(reports):
        if isinstance(corrected.event, CheckInCorrected):
            before.append(
                Before(
                    said.event.value,
                    said.event.confidence,
                    said.event.narrative,
                    corrected.recorded_at,
                    corrected.event.reason,
                )
            )
    return Point(
        check_in_id=check_in.check_in_id,
        position=first.position,
        effective=check_in.effective,
        recorded_at=first.recorded_at,
        late=first.day > cycle.last_day(cycle.week(check_in.effective)),
        after_closing=reports[-1].after_closing,
        value=check_in.value,
        progress=rounded(progress.raw) if progress else None,
        confidence=check_in.confidence,
        narrative=check_in.narrative,
        blockers=check_in.blockers,
        before=tuple(before),
    )


def _of_objective(workspace: Workspace, objective: Objective) -> View:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    as_of = workspace.as_of(cycle)
    return ObjectiveHistory(
        cycle=days(workspace, cycle),
        objective_id=objective.objective_id,
        title=objective.title,
        weeks=_weeks_of(workspace, cycle, objective),
        key_results=tuple(
            Member(
                one.key_result_id,
                one.title,
                attainment.confidence(one, as_of).level,
            )
            for one in objective.key_results.values()
        ),
    )


def _of_unit(workspace: Workspace, cycle_id: CycleId, unit_id: UnitId) -> View | None:
    cycle = workspace.calendar.cycles.get(cycle_id)
    if cycle is None:
        return None
    owned = [workspace.objectives[one] for one in workspace.by_unit(cycle).get(unit_id, ())]
    if not owned:
        return None
    series = [_weeks_of(workspace, cycle, one) for one in owned]
    weeks = tuple(
        ConfidenceWeek(
            column[0].week,
            column[0].ends,
            rounded(attainment.mean((1.0, week.known_then) for week in column)),
            rounded(attainment.mean((1.0, week.corrected) for week in column)),
        )
        for column in zip(*series, strict=True)
    )
    return UnitHistory(
        cycle=days(workspace, cycle),
        unit_id=unit_id,
        name=workspace.organization_of(cycle).name_of(Owner("unit", unit_id)),
        weeks=weeks,
        objectives=tuple(
            Member(
                one.objective_id,
                one.title,
                rounded(standing_of(workspace, one).confidence),
            )
            for one in owned
        ),
    )


def _weeks_of(
    workspace: Workspace, cycle: Cycle, objective: Objective
) -> tuple[ConfidenceWeek, ...]:
    return workspace.memo.remember(
        ("weeks", objective.objective_id),
        (objective, cycle, workspace.as_of(cycle)),
        lambda: _weeks(
            workspace, cycle, [(one.weight, one) for one in objective.key_results.values()]
        ),
    )


def _weeks(
    workspace: Workspace, cycle: Cycle, parts: Sequence[tuple[float, KeyResult]]
) -> tuple[ConfidenceWeek, ...]:
    as_of = workspace.as_of(cycle)
    ends = cycle.last_days[: cycle.week(as_of)]
    series = [_series(workspace, key_result, ends) for _, key_result in parts]
    if len(series) == 1:
        then, now = series[0]
        return tuple(map(ConfidenceWeek, range(1, len(ends) + 1), ends, then, now))
    weights = [weight for weight, _ in parts]
    return tuple(
        ConfidenceWeek(
            index + 1,
            end,
            rounded(attainment.mean(zip(weights, (one[0][index] for one in series), strict=True))),
            rounded(attainment.mean(zip(weights, (one[1][index] for one in series), strict=True))),
        )
        for index, end in enumerate(ends)
    )


def _series(workspace: Workspace, key_result: KeyResult, ends: Sequence[date]) -> Series:
    """As known then and as corrected now, remembered: key result, objective and unit share it."""
    return workspace.memo.remember(
        ("confidence", key_result.key_result_id),
        (key_result, len(ends)),
        lambda: (
            _known_then(workspace.reports.on(key_result.key_result_id), ends),
            _corrected(key_result, ends),
        ),
    )


def _corrected(key_result: KeyResult, ends: Sequence[date]) -> list[float | None]:
    """The latest confidence by effective date at the end of each week."""
    found: list[float | None] = []
    place, latest = 0, None
    check_ins = key_result.check_ins
    for end in ends:
        while place < len(check_ins) and check_ins[place].effective <= end:
            latest = check_ins[place].confidence or latest
            place += 1
        found.append(None if latest is None else float(latest))
    return found


def _known_then(reports: Sequence[Report], ends: Sequence[date]) -> list[float | None]:
    """The same from what had been recorded by the end of each week, and from nothing else."""
    found: list[float | None] = []
    said: dict[CheckInId, tuple[date, int | None]] = {}
    place, latest = 0, None
    for end in ends:
        arrived = False
        while place < len(reports) and reports[place].day <= end:
            event = reports[place].event
            place += 1
            arrived = True
            if isinstance(event, CheckedIn):
                said[event.check_in_id] = (event.effective, event.confidence)
            elif event.check_in_id in said:
                said[event.check_in_id] = (said[event.check_in_id][0], event.confidence)
        if arrived:
            latest = _latest(said.values())
        found.append(None if latest is None else float(latest))
    return found


def _latest(said: Iterable[tuple[date, int | None]]) -> int | None:
    """The stated confidence with the latest effective date; of one day's, the last recorded."""
    latest: tuple[date, int] | None = None
    for effective, confidence in said:
        if confidence is not None and (latest is None or effective >= latest[0]):
            latest = (effective, confidence)
    return None if latest is None else latest[1]
