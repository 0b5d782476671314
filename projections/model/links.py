"""The links of every cycle as the fold keeps them: by where they come from and where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from domain.alignment import linking
from domain.alignment.linking import Alignment, AlignmentEvent, ObjectiveLinked
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId, ObjectiveId
from projections.model.still import copied


class Links:
    """Who works toward what. A link of what was withdrawn stays in its cycle, but leads nowhere."""

    def __init__(self) -> None:
        self.by_cycle: dict[CycleId, Alignment] = {}
        self.into_key_result: dict[KeyResultId, list[ObjectiveLinked]] = {}
        self.into_objective: dict[ObjectiveId, list[ObjectiveLinked]] = {}

    # Questions

    def of_cycle(self, cycle_id: CycleId) -> Alignment:
        return self.by_cycle.get(cycle_id, linking.EMPTY)

    def up(self, target: Objective) -> tuple[ObjectiveLinked, ...]:
        """The links that lead from an objective to what it works toward."""
        return self.of_cycle(target.cycle_id).upward.get(target.objective_id, ())

    def into(self, target: Objective) -> Iterator[ObjectiveLinked]:
        """The links that lead to an objective as a whole, and to each of its key results."""
        yield from self.into_objective.get(target.objective_id, ())
        for key in target.key_results:
            yield from self.into_key_result.get(key, ())

    def ever_into(self, target: Objective) -> list[ObjectiveLinked]:
        """All links to an objective, also from what was withdrawn and to what was removed."""
        known = self.of_cycle(target.cycle_id).links.values()
        return [link for link in known if link.parent_objective_id == target.objective_id]

    def still(self) -> Links:
        """A copy that later events leave as it is."""
        return copied(self)

    # The fold

    def take(self, event: AlignmentEvent) -> ObjectiveLinked | None:
        """Fold an event, and give the link as it was; it is still to be let in or out."""
        before = self.of_cycle(event.cycle_id)
        self.by_cycle[event.cycle_id] = linking.evolve(before, event)
        return before.links.get(event.link_id)

    def let_in(self, link: ObjectiveLinked) -> None:
        """From now on a link leads to where it says."""
        self._into(link).append(link)

    def let_out(self, link: ObjectiveLinked) -> None:
        """A link leads nowhere any more, if it did."""
        known = self._into(link)
        if link in known:
            known.remove(link)

    def _into(self, link: ObjectiveLinked) -> list[ObjectiveLinked]:
        if link.key_result_id is None:
            return self.into_objective.setdefault(link.parent_objective_id, [])
        return self.into_key_result.setdefault(link.key_result_id, [])
