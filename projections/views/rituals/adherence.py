"""Adherence: which check-ins were due in each week, which came on time, and whose cadence drifts.

One document for each unit in a cycle, and one for the cycle.
Weeks that are over do not change any more, so a check-in touches the document of one unit only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never, get_args

from domain.cycles.cycle import Cycle, CycleDefined, CycleMoved
from domain.measuring.check_in import CheckedIn
from domain.objectives.negotiation import ObjectivePublished
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.organization.chart import Chart
from domain.organization.organization import UnitAdded
from domain.rituals import adherence, rhythm
from domain.rituals.adherence import Punctual, Week
from domain.rituals.check_ins_held import CHECK_IN
from domain.rituals.schedule import (
    HolidayDeclared,
    HolidayWithdrawn,
    RitualCancelled,
    RitualEvent,
    RitualRestored,
    RitualScheduled,
)
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from domain.wording import out_of
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Days, Named, Projection, View, days, named
from projections.views.shared.check_ins_held import held_in, owners, rituals

SHOWN = 50
"""How many units of a cycle, and how many silent key results of a unit, are named."""


class AdherenceWeek(View, frozen=True):
    """`share` is what came on time, None when nothing was due; what came late is counted apart."""

    week: int
    ends: date
    due: int
    on_time: int
    late: int
    share: float | None


class WeekOfAll(View, frozen=True):
    """A week that is over, for all units; what came late is left out, since it may still come."""

    week: int
    ends: date
    due: int
    on_time: int
    share: float | None


class SilentKeyResult(View, frozen=True):
    """A key result whose check-in of this week is due and has not come yet."""

    key_result_id: str
    objective_id: str
    title: str
    owner: Named


class Below(View, frozen=True):
    """The units below, in the weeks that are over."""

    units: int
    due: int
    on_time: int
    share: float | None


class AdherenceOfUnit(View, frozen=True):
    """`weeks` goes up to the present one, which does not count yet."""

    cycle: Days
    unit: Named
    text: str
    drifts_since: int | None
    due: int
    on_time: int
    late: int
    share: float | None
    weeks: tuple[AdherenceWeek, ...]
    silent_total: int
    silent: tuple[SilentKeyResult, ...]
    below: Below


class UnitLine(View, frozen=True):
    unit: Named
    due: int
    on_time: int
    share: float | None
    drifts_since: int | None


class AdherenceOfCycle(View, frozen=True):
    """All units in the weeks that are over: those whose cadence drifts first, then the lowest."""

    cycle: Days
    text: str
    due: int
    on_time: int
    share: float | None
    weeks: tuple[WeekOfAll, ...]
    units_total: int
    drifting_total: int
    units: tuple[UnitLine, ...]


class AdherenceView(Projection):
    name = "adherence"
    on = frozenset(
        {
            CycleDefined,
            CycleMoved,
            CheckedIn,
            ObjectivePublished,
            *REWORDING,
            UnitAdded,
            *get_args(RitualEvent),
        }
    )

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        match event:
            case CycleDefined() | CycleMoved():
                cycle = workspace.calendar.cycles.get(event.cycle_id)
                yield from () if cycle is None else self.of_cycle(workspace, cycle)
            case UnitAdded():
                for cycle_id in workspace.calendar.cycles:
                    yield f"{cycle_id}:{event.unit_id}"
            case CheckedIn():
                yield from self._reported(workspace, change, event)
            case ObjectivePublished():
                yield from self._published(workspace, event.objective_id)
            case _ if isinstance(event, CommitmentEvent) and type(event) in REWORDING:
                yield from self._revised(workspace, change, event.objective_id)
            case _ if isinstance(event, RitualEvent):
                yield from self._scheduled(workspace, event)
            case _:
                return

    def _scheduled(self, workspace: Workspace, event: RitualEvent) -> Iterable[str]:
        match event:
            case RitualScheduled() | RitualCancelled() | RitualRestored():
                if event.kind == CHECK_IN:
                    yield from self._from_day(workspace, event.starting, event.unit_id)
            case HolidayDeclared() | HolidayWithdrawn():
                known = rituals(workspace).holidays.get(event.holiday_id)
                if known is not None:
                    yield from self._from_day(workspace, known.first, known.unit_id)
            case _:
                assert_never(event)

    def _reported(self, workspace: Workspace, change: Change, event: CheckedIn) -> Iterable[str]:
        """The unit; where a week that is over can still change, whoever counts such weeks too."""
        objective = workspace.objectives.planned(event.objective_id)
        key_result = None if objective is None else objective.key_results.get(event.key_result_id)
        if objective is None or key_result is None:
            return
        cycle = workspace.calendar.cycles[objective.cycle_id]
        organization = workspace.organization_of(cycle)
        unit_id = organization.unit_of(key_result.owner or objective.owner)
        if unit_id is None:
            return
        yield f"{cycle.cycle_id}:{unit_id}"
        week = cycle.week(event.effective)
        if week > weeks_over(workspace, cycle):
            return
        if workspace.day_of(change.recorded.recorded_at) <= cycle.last_day(week):
            yield cycle.cycle_id
            for above in rhythm.chain(organization, unit_id):
                yield f"{cycle.cycle_id}:{above}"

    def _published(self, workspace: Workspace, objective_id: ObjectiveId) -> Iterable[str]:
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return
        cycle = workspace.calendar.cycles[objective.cycle_id]
        if weeks_over(workspace, cycle) == cycle.weeks:
            yield from self.of_cycle(workspace, cycle)
        organization = workspace.organization_of(cycle)
        for key_result in objective.key_results.values():
            unit_id = organization.unit_of(key_result.owner or objective.owner)
            yield f"{cycle.cycle_id}:{unit_id}"

    def _revised(
        self, workspace: Workspace, change: Change, objective_id: ObjectiveId
    ) -> Iterable[str]:
        """The units that answer for it, or did; where others do from now on, who counts them too.

        Weeks that are over are counted again then: who answers for something always did.
        """
        objective, was = workspace.objectives.planned(objective_id), change.was
        if objective is None or was is None or objective_id not in workspace.phases.since:
            return
        cycle = workspace.calendar.cycles[objective.cycle_id]
        organization = workspace.organization_of(cycle)
        before, now = _answering(organization, was), _answering(organization, objective)
        others = before != now
        if others:
            yield cycle.cycle_id
        for unit_id in {*before.values(), *now.values()}:
            if unit_id is not None:
                counting = rhythm.chain(organization, unit_id) if others else (unit_id,)
                yield from (f"{cycle.cycle_id}:{one}" for one in counting)

    def _from_day(self, workspace: Workspace, day: date, unit_id: UnitId | None) -> Iterable[str]:
        """What counts weeks from a day on: of a unit, those below and above it, or of all."""
        for cycle in workspace.calendar.cycles.values():
            if cycle.ends < day:
                continue
            yield cycle.cycle_id
            organization = workspace.organization_of(cycle)
            own = () if unit_id is None else rhythm.chain(organization, unit_id)
            for one in workspace.organization.units:
                if unit_id is None or one in own or unit_id in rhythm.chain(organization, one):
                    yield f"{cycle.cycle_id}:{one}"

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        yield cycle.cycle_id
        for unit_id in workspace.organization.units:
            yield f"{cycle.cycle_id}:{unit_id}"

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None:
            return None
        if not unit_id:
            return _of_cycle(workspace, cycle)
        if unit_id not in workspace.units_of(cycle):
            return None
        return _of_unit(workspace, cycle, UnitId(unit_id))


def _of_unit(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> AdherenceOfUnit:
    weeks = _weeks(workspace, cycle, unit_id, cycle.week(workspace.as_of(cycle)))
    over = weeks[: weeks_over(workspace, cycle)]
    total = _sum(over)
    since = adherence.drifts_since(over)
    silent = silent_in(workspace, cycle, unit_id)
    return AdherenceOfUnit(
        cycle=days(workspace, cycle),
        unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
        text=_in_words(total, since, over=cycle.is_over(workspace.today)),
        drifts_since=since,
        due=total.due,
        on_time=total.on_time,
        late=total.late,
        share=_share(total),
        weeks=_shown(cycle, weeks),
        silent_total=len(silent),
        silent=tuple(_silence(workspace, *one) for one in silent[:SHOWN]),
        below=_below(workspace, cycle, unit_id),
    )


def _of_cycle(workspace: Workspace, cycle: Cycle) -> AdherenceOfCycle:
    counted = weeks_of_units(workspace, cycle)
    lines = [
        UnitLine(
            named(workspace, Owner("unit", unit_id), cycle.cycle_id),
            total.due,
            total.on_time,
            _share(total),
            adherence.drifts_since(weeks),
        )
        for unit_id, weeks in counted.items()
        if (total := _sum(weeks)).due
    ]
    lines.sort(key=lambda one: (one.drifts_since is None, one.share or 0, one.unit.name))
    weeks = [_sum([of_unit[at] for of_unit in counted.values()], at + 1)
             for at in range(weeks_over(workspace, cycle))]  # fmt: skip
    total, drifting = _sum(weeks), sum(one.drifts_since is not None for one in lines)
    text = _in_words(total, None, over=cycle.is_over(workspace.today))
    if drifting:
        text += f" {out_of(drifting, len(lines), 'unit', 'has', 'have')} a drifting cadence."
    return AdherenceOfCycle(
        cycle=days(workspace, cycle),
        text=text,
        due=total.due,
        on_time=total.on_time,
        share=_share(total),
        weeks=tuple(
            WeekOfAll(one.week, cycle.last_day(one.week), one.due, one.on_time, _share(one))
            for one in weeks
        ),
        units_total=len(lines),
        drifting_total=drifting,
        units=tuple(lines[:SHOWN]),
    )


# Counting


def weeks_over(workspace: Workspace, cycle: Cycle) -> int:
    """How many weeks are over; the last one already on its last day if the cycle is scored then."""
    over = sum(last < workspace.today for last in cycle.last_days)
    scored = cycle.phase in ("scoring", "closed")
    return over + (workspace.today == cycle.ends and scored)


def weeks_of_units(workspace: Workspace, cycle: Cycle) -> dict[UnitId, list[Week]]:
    """The weeks that are over, for every unit.

    Counted again only when something has changed that could change them: no check-in can, unless
    the last week was declared over before it was.
    """
    over = weeks_over(workspace, cycle)
    organization = workspace.organization_of(cycle)
    early = over == cycle.weeks and not cycle.is_over(workspace.today)
    moment = workspace.position if early else 0
    return workspace.memo.remember(
        ("adherence", cycle.cycle_id),
        (
            *(over, moment, organization, rituals(workspace), cycle),
            *workspace.changes.last(cycle.cycle_id, "weeks gone by", "commitments"),
        ),
        lambda: {
            unit_id: _weeks(workspace, cycle, unit_id, over)
            for unit_id in workspace.units_of(cycle)
        },
    )


def cadences(workspace: Workspace, cycle: Cycle) -> dict[UnitId, int | None]:
    """Since which week the cadence of each unit drifts, of those that had check-ins due."""
    return {
        unit_id: adherence.drifts_since(weeks)
        for unit_id, weeks in weeks_of_units(workspace, cycle).items()
        if _sum(weeks).due
    }


def _answering(organization: Chart, objective: Objective) -> dict[KeyResultId, UnitId | None]:
    """Which unit answers for each key result."""
    return {
        key: None if objective.withdrawn else organization.unit_of(one.owner or objective.owner)
        for key, one in objective.key_results.items()
    }


def _weeks(workspace: Workspace, cycle: Cycle, unit_id: UnitId, upto: int) -> list[Week]:
    due, on_time, late = [0] * upto, [0] * upto, [0] * upto
    last = min(upto, last_week(workspace, cycle))
    held = [week for week in held_in(workspace, cycle, unit_id) if week <= last]
    for objective, key_result in answered(workspace, cycle, unit_id):
        first = first_week(workspace, cycle, objective, key_result)
        came = weeks_reported(workspace, cycle, key_result)
        for week in held:
            if first is not None and week >= first:
                due[week - 1] += 1
                on_time[week - 1] += week in came.on_time
                late[week - 1] += week in came.late
    return [Week(at + 1, due[at], on_time[at], late[at]) for at in range(upto)]


def answered(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId
) -> Iterable[tuple[Objective, KeyResult]]:
    """The published key results that a unit, or somebody in it, answers for."""
    for owner in owners(workspace, cycle).get(unit_id, ()):
        for objective_id in workspace.objectives.answering.get(owner, ()):
            objective = workspace.objectives[objective_id]
            elsewhere = objective.cycle_id != cycle.cycle_id or objective.withdrawn
            if elsewhere or objective_id not in workspace.phases.since:
                continue
            for key_result in objective.key_results.values():
                if (key_result.owner or objective.owner) == owner:
                    yield objective, key_result


def first_week(
    workspace: Workspace, cycle: Cycle, objective: Objective, key_result: KeyResult
) -> int | None:
    """The first week in which a published key result of an active cycle has check-ins due."""
    active = workspace.phases.since.get(cycle.cycle_id)
    committed = workspace.phases.committed_since(objective, key_result.key_result_id)
    if active is None or committed is None:
        return None
    day = max(active, committed)
    return cycle.week(day) if day <= cycle.ends else None


def last_week(workspace: Workspace, cycle: Cycle) -> int:
    """The last week in which anything is due: that in which the cycle stopped being active."""
    return cycle.week(workspace.phases.until.get(cycle.cycle_id, cycle.ends))


def weeks_reported(workspace: Workspace, cycle: Cycle, key_result: KeyResult) -> Punctual:
    reports = workspace.reports.on(key_result.key_result_id)
    return workspace.memo.remember(
        ("punctual", key_result.key_result_id),
        (len(reports), cycle),
        lambda: adherence.punctual(
            (
                (report.event.effective, report.day)
                for report in reports
                if isinstance(report.event, CheckedIn)
            ),
            cycle,
        ),
    )


def silent_in(
    workspace: Workspace, cycle: Cycle, unit_id: UnitId
) -> list[tuple[Objective, KeyResult]]:
    """The key results of a unit whose check-in of this week is due and has not come yet."""
    week = cycle.week(workspace.as_of(cycle))
    present = weeks_over(workspace, cycle) < week <= last_week(workspace, cycle)
    if not present or week not in held_in(workspace, cycle, unit_id):
        return []
    found = []
    for objective, key_result in answered(workspace, cycle, unit_id):
        first = first_week(workspace, cycle, objective, key_result)
        came = weeks_reported(workspace, cycle, key_result)
        if first is not None and first <= week and week not in came.on_time:
            found.append((objective, key_result))
    return sorted(found, key=lambda one: (one[1].title, one[1].key_result_id))


def _below(workspace: Workspace, cycle: Cycle, unit_id: UnitId) -> Below:
    organization, over = workspace.organization_of(cycle), weeks_over(workspace, cycle)
    below: dict[UnitId, list[UnitId]] = workspace.memo.remember(
        ("units below", cycle.cycle_id),
        (organization,),
        lambda: rhythm.below(organization, workspace.units_of(cycle)),
    )
    units = below.get(unit_id, []) if over else []
    counted = weeks_of_units(workspace, cycle) if units else {}
    totals = [total for one in units if (total := _sum(counted[one])).due]
    total = _sum(totals)
    return Below(len(totals), total.due, total.on_time, _share(total))


# Showing


def _sum(weeks: Sequence[Week], number: int = 0) -> Week:
    return sum(weeks, Week(number))


def _share(week: Week) -> float | None:
    return round(week.on_time / week.due, 4) if week.due else None


def _shown(cycle: Cycle, weeks: Sequence[Week]) -> tuple[AdherenceWeek, ...]:
    return tuple(
        AdherenceWeek(
            one.week, cycle.last_day(one.week), one.due, one.on_time, one.late, _share(one)
        )
        for one in weeks
    )


def _silence(workspace: Workspace, objective: Objective, key_result: KeyResult) -> SilentKeyResult:
    return SilentKeyResult(
        key_result.key_result_id,
        objective.objective_id,
        key_result.title,
        named(workspace, key_result.owner or objective.owner, objective.cycle_id),
    )


def _in_words(total: Week, since: int | None, *, over: bool) -> str:
    if not total.due:
        return "No check-in was due." if over else "No check-in has been due yet."
    text = f"{total.on_time} of {total.due} check-ins came on time."
    if since is None:
        return text
    drifting = f"fewer than seven in ten have come on time since week {since}"
    return f"{text} The cadence is drifting: {drifting}."
