"""Which units plan work, and toward what."""

from __future__ import annotations

from domain.values import CycleId, ObjectiveId, UnitId
from domain.work import Work
from projections.model.still import copied


class AtWork:
    """Who works in a cycle, and who toward an objective."""

    def __init__(self) -> None:
        self.units: dict[CycleId, list[UnitId]] = {}
        """The units that have planned work in a cycle."""
        self.toward: dict[ObjectiveId, dict[UnitId, None]] = {}
        """The units that have, or had, a task toward an objective."""

    def begin(self, cycle_id: CycleId, unit_id: UnitId, work: Work) -> None:
        """A unit plans its first work of a cycle, or is restored with what it has planned."""
        self.units.setdefault(cycle_id, []).append(unit_id)
        for task in work.tasks.values():
            self.aim(task.objective_id, unit_id)

    def aim(self, objective_id: ObjectiveId | None, unit_id: UnitId) -> None:
        if objective_id is not None:
            self.toward.setdefault(objective_id, {})[unit_id] = None

    def still(self) -> AtWork:
        """A copy that later events leave as it is."""
        return copied(self)
