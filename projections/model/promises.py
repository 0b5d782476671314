"""What was said about dependencies, and where they are."""

from __future__ import annotations

from domain.dependencies.dependency import DependencyEvent
from domain.values import CycleId, DependencyId, KeyResultId, ObjectiveId
from projections.model.change import Recorded
from projections.model.still import copied


class Promises:
    """Each dependency from the first request on."""

    def __init__(self) -> None:
        self.by_dependency: dict[DependencyId, list[Recorded]] = {}
        """What was said about each, by whom and when."""
        self.asking: dict[CycleId, dict[DependencyId, tuple[ObjectiveId, KeyResultId]]] = {}
        """Where the dependencies of a cycle are."""

    def about(self, dependency_id: DependencyId) -> list[Recorded]:
        return self.by_dependency.get(dependency_id, [])

    def take(self, cycle_id: CycleId, recorded: Recorded, event: DependencyEvent) -> None:
        self.by_dependency.setdefault(event.dependency_id, []).append(recorded)
        place = (event.objective_id, event.key_result_id)
        self.asking.setdefault(cycle_id, {}).setdefault(event.dependency_id, place)

    def still(self) -> Promises:
        """A copy that later events leave as it is."""
        return copied(self)
