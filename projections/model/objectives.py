"""All objectives of a workspace, as everybody may see them and in full, and where to find them.

Reports wait until somebody looks: all reports on an objective are taken into it at once, since its
states in between are nobody's business, and to make them was most of the work of a fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.measuring.check_in import CheckInEvent
from domain.objectives import objective
from domain.objectives.objective import ObjectiveEvent
from domain.objectives.state import Objective
from domain.values import CycleId, KeyResultId, ObjectiveId, OutcomeId, Owner
from projections.model.change import Recorded
from projections.model.failures import Unfoldable
from projections.model.still import copied
from projections.model.veil import veiled


class Objectives(Mapping[ObjectiveId, Objective]):
    """As a mapping: all objectives, the newest reports in them, as everybody may see them."""

    def __init__(self, *, unveiled: bool = False) -> None:
        """Unveiled, drafts are handed out in full."""
        self.versions: dict[ObjectiveId, int] = {}
        self.by_cycle: dict[CycleId, list[ObjectiveId]] = {}
        self.company: dict[CycleId, list[ObjectiveId]] = {}
        self.advancing: dict[OutcomeId, dict[ObjectiveId, None]] = {}
        """The objectives that say they advance an outcome, in no order to rely on."""
        self.answering: dict[Owner, dict[ObjectiveId, None]] = {}
        """The objectives in which somebody answers for a key result, or did before."""
        self.home: dict[KeyResultId, ObjectiveId] = {}
        self.successors: dict[ObjectiveId, ObjectiveId] = {}
        """What an objective was carried over into, last."""
        self.agreed: dict[ObjectiveId, list[Recorded]] = {}
        """How a commitment came about and was revised: who asked what, who accepted, and when."""
        self.forecasts: dict[KeyResultId, list[Recorded]] = {}
        """Where the owner of a key result expected it to end, by whom and when it was said."""
        self._in_full: dict[ObjectiveId, Objective] = {}
        self._shown: dict[ObjectiveId, Objective] = {}
        """The same as everybody may see them."""
        self._waiting: dict[ObjectiveId, dict[int, CheckInEvent]] = {}
        """Reports on each by their position in the log."""
        self._unveiled = unveiled

    # Questions

    def __getitem__(self, objective_id: ObjectiveId) -> Objective:
        if self._waiting:
            self.settle()
        return self._shown[objective_id]

    def __iter__(self) -> Iterator[ObjectiveId]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def in_full(self) -> dict[ObjectiveId, Objective]:
        """The same with the words of drafts, for documents that not everybody is shown."""
        if self._waiting:
            self.settle()
        return self._in_full

    def planned(self, objective_id: ObjectiveId) -> Objective | None:
        """An objective as it was planned: asking leaves its newest reports waiting."""
        return self._shown.get(objective_id)

    def planned_in_full(self, objective_id: ObjectiveId) -> Objective | None:
        return self._in_full.get(objective_id)

    def of_company(self, cycle_id: CycleId) -> list[Objective]:
        """What the company wants in a cycle, but for what was withdrawn."""
        known = (self[one] for one in self.company.get(cycle_id, ()))
        return [one for one in known if not one.withdrawn]

    def present(self, cycle_id: CycleId) -> list[Objective]:
        """The objectives of a cycle that were not withdrawn."""
        known = (self[one] for one in self.by_cycle.get(cycle_id, ()))
        return [one for one in known if not one.withdrawn]

    def as_shown(self, known: Objective) -> Objective:
        return known if self._unveiled else veiled(known)

    def still(self) -> Objectives:
        """A copy that later events leave as it is."""
        self.settle()
        return copied(self)

    # The fold

    def hold(self, known: Objective) -> None:
        """Take an objective as it is now."""
        self._in_full[known.objective_id] = known
        self._shown[known.objective_id] = self.as_shown(known)

    def evolve(self, recorded: Recorded, event: ObjectiveEvent) -> Objective | None:
        self.settle_one(event.objective_id)
        after = objective.evolve(self._in_full.get(event.objective_id), event)
        if after is not None:
            self.hold(after)
            self.versions[event.objective_id] = recorded.version
            self.index_answers(after)
        return after

    def report(self, recorded: Recorded, event: CheckInEvent) -> None:
        """Let a report wait until somebody looks."""
        self.versions[event.objective_id] = recorded.version
        if event.key_result_id in self._in_full[event.objective_id].key_results:
            waiting = self._waiting.get(event.objective_id)
            if waiting is None:
                self._waiting[event.objective_id] = {recorded.position: event}
            else:
                waiting[recorded.position] = event

    def settle(self) -> None:
        """Bring the reports that were folded since into their objectives, before anybody looks."""
        for key in list(self._waiting):
            self.settle_one(key)

    def settle_one(self, key: ObjectiveId) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        try:
            self.hold(objective.take_reports(self._in_full[key], list(waiting.values())))
        except MemoryError:
            raise
        except Exception as error:
            raise Unfoldable(self._culprit(key, waiting), error) from error

    def _culprit(self, key: ObjectiveId, waiting: dict[int, CheckInEvent]) -> int:
        """The position of the first report that cannot be taken, after those before it."""
        positions, reports = list(waiting), list(waiting.values())
        for upto in range(1, len(reports)):
            try:
                objective.take_reports(self._in_full[key], reports[:upto])
            except Exception:  # noqa: BLE001 - it was raised by all of them together before
                return positions[upto - 1]
        return positions[-1]

    def restore(self, version: int, known: Objective) -> None:
        """Take an objective from a snapshot."""
        self.hold(known)
        self.versions[known.objective_id] = version
        self.index(known)
        self.index_answers(known)
        self.home.update(dict.fromkeys(known.key_results, known.objective_id))

    def index(self, drafted: Objective) -> None:
        self.by_cycle.setdefault(drafted.cycle_id, []).append(drafted.objective_id)
        if drafted.carried_from is not None:
            self.successors[drafted.carried_from] = drafted.objective_id
        if drafted.level == "company":
            self.company.setdefault(drafted.cycle_id, []).append(drafted.objective_id)
        self.index_outcomes(None, drafted)

    def index_answers(self, planned: Objective) -> None:
        for key_result in planned.key_results.values():
            owner = key_result.owner or planned.owner
            self.answering.setdefault(owner, {})[planned.objective_id] = None

    def index_outcomes(self, before: Objective | None, after: Objective) -> None:
        for outcome in before.outcomes if before else ():
            del self.advancing[outcome][after.objective_id]
        for outcome in after.outcomes:
            self.advancing.setdefault(outcome, {})[after.objective_id] = None

    def house(self, after: Objective) -> None:
        """Say where its key results are to be found, and where they no longer are."""
        self.home.update(dict.fromkeys(after.key_results, after.objective_id))
        for key in after.removed:
            self.home.pop(key, None)
