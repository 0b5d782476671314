"""A cycle as it is seen now."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from domain.closing.closing import Closing
from domain.cycles.cycle import Cycle
from domain.drift.learning import Learned
from domain.organization.chart import Chart
from domain.rituals.schedule import Rituals
from domain.values import CycleId
from events.streams import closing_stream
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import rituals
from projections.views.shared.lessons import learned_for


class Seen(NamedTuple):
    """What all that is said of where the objectives of a cycle stand rests on."""

    cycle: Cycle
    as_of: date
    over: bool
    organization: Chart
    rituals: Rituals
    closing: Closing
    learned: Learned


def seen(workspace: Workspace, cycle_id: CycleId) -> Seen:
    """One object for as long as nothing of it changes, so that memory can go by it."""
    now = workspace.memo.now(workspace.position, workspace.today)
    found: Seen | None = now.get(("seen", cycle_id))
    if found is None:
        found = now["seen", cycle_id] = _seen(workspace, workspace.calendar.cycles[cycle_id])
    return found


def _seen(workspace: Workspace, cycle: Cycle) -> Seen:
    now = Seen(
        cycle,
        workspace.as_of(cycle),
        cycle.has_ended(workspace.today),
        workspace.organization_of(cycle),
        rituals(workspace),
        workspace.state(closing_stream(cycle.cycle_id)),
        learned_for(workspace, cycle),
    )
    return workspace.memo.remember(("seen", cycle.cycle_id), now, lambda: now)
