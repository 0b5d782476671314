"""Silence: key results whose check-ins were due in the weeks that are over, and have not come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.cycles.cycle import Cycle
from domain.objectives.state import KeyResult, Objective
from projections.model.workspace import Workspace
from projections.views.rituals.adherence import answered, first_week, last_week, weeks_reported
from projections.views.shared.check_ins_held import held_in


class Silent(NamedTuple):
    """A key result, and how many check-ins in a row have not come."""

    objective: Objective
    key_result: KeyResult
    missed: int


def silent(workspace: Workspace, cycle: Cycle, week: int) -> Iterable[Silent]:
    """Those for which a check-in was due in a week and none has come since, not even a late one."""
    if week > last_week(workspace, cycle):
        return
    for unit_id in workspace.units_of(cycle):
        held = [one for one in sorted(held_in(workspace, cycle, unit_id)) if one <= week]
        if week not in held:
            continue
        for objective, key_result in answered(workspace, cycle, unit_id):
            first = first_week(workspace, cycle, objective, key_result)
            came = weeks_reported(workspace, cycle, key_result)
            last = max(came.on_time | came.late, default=0)
            if first is not None and first <= week and last < week:
                missed = sum(max(first, last + 1) <= one for one in held)
                yield Silent(objective, key_result, missed)
