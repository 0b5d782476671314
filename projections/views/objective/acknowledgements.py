"""What waits for acknowledgement: the latest check-ins of a unit that nobody of its line has read.

Of each key result only the latest report waits: whoever reads that knows what came before. Nothing
waits any more once a cycle is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.conversation.acknowledging import CheckInAcknowledged
from domain.cycles.cycle import Cycle
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.objectives.state import KeyResult, Objective
from domain.values import CycleId, ObjectiveId, Owner, UnitId
from domain.wording import counted
from projections.model.change import Change
from projections.model.rewording import REWORDING
from projections.model.workspace import Workspace
from projections.views.projection import Days, Named, Projection, View, days, named

SHOWN = 50
"""How many of those that wait are shown, the longest first; `waiting_total` counts all."""


class WaitingReport(View, frozen=True):
    """A check-in that nobody has acknowledged; `waits` are the days since it was recorded."""

    objective_id: str
    objective: str
    key_result_id: str
    key_result: str
    owner: Named
    check_in_id: str
    effective: date
    recorded: date
    waits: int
    value: float | None
    confidence: int | None
    blockers: int


class AcknowledgementsOfUnit(View, frozen=True):
    """`read` counts the key results of which the latest report was acknowledged."""

    cycle: Days
    unit: Named
    text: str
    read: int
    waiting_total: int
    waiting: tuple[WaitingReport, ...]


class AcknowledgementsView(Projection):
    name = "acknowledgements"
    on = frozenset({CheckedIn, CheckInCorrected, CheckInAcknowledged, *REWORDING})

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        objective_id: ObjectiveId = change.event.objective_id  # type: ignore[attr-defined]  # each has one
        objective = workspace.objectives.planned(objective_id)
        if objective is None:
            return ()
        chart = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
        return (f"{objective.cycle_id}:{chart.unit_of(objective.owner)}",)

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return (f"{cycle.cycle_id}:{unit}" for unit in workspace.organization.units)

    def render(self, workspace: Workspace, key: str) -> View | None:
        cycle_id, _, unit_id = key.partition(":")
        cycle = workspace.calendar.cycles.get(CycleId(cycle_id))
        if cycle is None or cycle.phase == "closed":
            return None
        known = [
            workspace.objectives[one]
            for one in workspace.by_unit(cycle).get(UnitId(unit_id), ())
            if workspace.objectives[one].stage == "published"
        ]
        if not known:
            return None
        reports = [
            (objective, key_result, key_result.check_ins[-1])
            for objective in known
            for key_result in objective.key_results.values()
            if key_result.check_ins
        ]
        waiting = [
            _waiting(workspace, cycle, *one)
            for one in reports
            if not any(workspace.acknowledged(one[0].objective_id).of(one[2].check_in_id))
        ]
        waiting.sort(key=lambda one: (one.recorded, one.effective, one.key_result_id))
        return AcknowledgementsOfUnit(
            cycle=days(workspace, cycle),
            unit=named(workspace, Owner("unit", unit_id), cycle.cycle_id),
            text=_said(waiting),
            read=len(reports) - len(waiting),
            waiting_total=len(waiting),
            waiting=tuple(waiting[:SHOWN]),
        )


def _waiting(
    workspace: Workspace,
    cycle: Cycle,
    objective: Objective,
    key_result: KeyResult,
    report: CheckedIn,
) -> WaitingReport:
    recorded = _recorded(workspace, report)
    return WaitingReport(
        objective_id=objective.objective_id,
        objective=objective.title,
        key_result_id=key_result.key_result_id,
        key_result=key_result.title,
        owner=named(workspace, key_result.owner or objective.owner, cycle.cycle_id),
        check_in_id=report.check_in_id,
        effective=report.effective,
        recorded=recorded,
        waits=max((workspace.as_of(cycle) - recorded).days, 0),
        value=report.value,
        confidence=report.confidence,
        blockers=len(report.blockers),
    )


def _recorded(workspace: Workspace, report: CheckedIn) -> date:
    """The day on which a check-in arrived, whatever was corrected since."""
    arrived = workspace.reports.on(report.key_result_id)
    return next(
        (one.day for one in reversed(arrived) if _makes(one.event, report)), report.effective
    )


def _makes(event: CheckedIn | CheckInCorrected, report: CheckedIn) -> bool:
    return isinstance(event, CheckedIn) and event.check_in_id == report.check_in_id


def _said(waiting: list[WaitingReport]) -> str:
    if not waiting:
        return "No check-in waits for acknowledgement."
    reports = counted(len(waiting), "check-in")
    verb = "waits" if len(waiting) == 1 else "wait"
    longest = waiting[0].waits
    since = f", the longest for {counted(longest, 'day')}" if longest else ""
    return f"{reports} {verb} for acknowledgement{since}."
