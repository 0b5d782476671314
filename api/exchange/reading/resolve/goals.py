"""Which objectives and key results a file has, in which cycle, and what each belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from api.exchange.reading.resolve.cycles import UNKNOWN, Cycles
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.resolve.owners import Owners
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from domain.cycles.cycle import Cycle
from domain.naming import known_as
from domain.objectives.planning import DraftObjective
from domain.values import KeyResultId, ObjectiveId, Owner


class ObjectiveOf(Struct, frozen=True, eq=False):
    """An objective of the file; one that is made for a theme has no row.

    It is drafted on the rows that it `needs`, and published on what it is `measured_by` as well.
    """

    row: Row | None
    objective_id: ObjectiveId
    cycle: Cycle
    owner: Owner
    needs: Sequence[Row]
    measured_by: list[Row]

    @property
    def published_on(self) -> list[Row]:
        return [*self.needs, *self.measured_by]


class KeyResultOf(Struct, frozen=True, eq=False):
    """A key result of the file; `owner` is whom its row names, if anybody."""

    row: Row
    key_result_id: KeyResultId
    objective: ObjectiveOf
    owner: Owner | None
    needs: Sequence[Row]

    @property
    def cycle(self) -> Cycle:
        return self.objective.cycle


def makes_key_result(row: Row) -> bool:
    """Whether a row makes a key result: one of a revision may, or change one that there is."""
    return row.kind == "key_result" or (
        row.kind == "revised_key_result" and not row["key_result"].strip()
    )


def nowhere(row: Row) -> ObjectiveOf:
    """Stands for the objective of a row that does not say it as it should."""
    return ObjectiveOf(None, ObjectiveId(""), UNKNOWN, Owner("unit", ""), [row], [])


class Goals(Struct, frozen=True):
    """All that are `drafted` and `measured`, and the same by the ids of their rows.

    `themes` are by their names, in the order in which those come.
    """

    drafted: Sequence[tuple[Row, ObjectiveOf]]
    measured: Sequence[KeyResultOf]
    objectives: Mapping[str, ObjectiveOf]
    key_results: Mapping[str, KeyResultOf]
    themes: Mapping[str, ObjectiveOf]


class GoalsFound:
    """Finds them; themes become objectives of the company, and are asked for."""

    def __init__(
        self,
        into: Collector,
        known: Mapping[str, Row],
        owners: Owners,
        cycles: Cycles,
        default: str | None,
    ) -> None:
        self._into = into
        self._known = known
        self._owners = owners
        self._cycles = cycles
        self._default = default
        self._drafted: list[tuple[Row, ObjectiveOf]] = []
        self._measured: list[KeyResultOf] = []
        self._objectives: dict[str, ObjectiveOf] = {}
        self._key_results: dict[str, KeyResultOf] = {}
        self._themes: dict[str, ObjectiveOf] = {}
        self._names: dict[str, str] = {}

    def find(self) -> Goals:
        """Go through the rows: objectives, wherever they stand, come before key results."""
        for row in self._into.rows:
            if row.kind == "objective":
                self._into.place(Step.OBJECTIVES, row)
                self._objective(row)
        for row in self._into.rows:
            if row.kind in ("key_result", "revised_key_result"):
                self._into.place(Step.KEY_RESULTS, row)
                self._key_result(row)
        themes = {self._names[key]: one for key, one in self._themes.items()}
        return Goals(self._drafted, self._measured, self._objectives, self._key_results, themes)

    def _objective(self, row: Row) -> None:
        cycle = self._cycles.of(row)
        objective_id = ObjectiveId(self._identifier(cycle.name, "objective", row.id, row=row))
        owner = self._owners.of(row)
        needs = [*self._owners.needs(owner), *self._cycles.needs(cycle), row]
        made = ObjectiveOf(row, objective_id, cycle, owner, needs, [])
        self._drafted.append((row, made))
        self._objectives[row.id] = made

    def _key_result(self, row: Row) -> None:
        if row.kind == "revised_key_result":
            self._revised(row)
            return
        objective = self._objectives.get(row.parent_id) if row.parent_id else self._theme(row)
        if objective is None:
            objective = nowhere(row)
        objective.measured_by.append(row)
        own = self._identifier(objective.cycle.name, "key result", row.id, row=row)
        needs = [*objective.needs, row]
        owner = self._owners.of(row) if row["owner"].strip() else None
        if owner is not None:
            needs.extend(self._owners.needs(owner))
        self._take(KeyResultOf(row, KeyResultId(own), objective, owner, needs))

    def _revised(self, row: Row) -> None:
        """A key result that comes with a revision, so that it can be reported on."""
        revision = self._known.get(row.parent_id)
        objective = self._objectives.get(revision.parent_id) if revision else None
        if objective is None or not makes_key_result(row):
            return
        own = KeyResultId(self._cycles.own(row))
        needs = [*objective.needs, row]
        self._take(KeyResultOf(row, own, objective, None, needs))

    def _take(self, one: KeyResultOf) -> None:
        self._measured.append(one)
        self._key_results[one.row.id] = one

    def _theme(self, row: Row) -> ObjectiveOf | None:
        """The company's objective for key results that stand under none."""
        theme = row["theme"].strip() or self._default or ""
        wrong = self._into.read.wrong
        if not theme:
            wrong(
                row, "parent_id", "It is empty, and so is the theme: under which objective is it?"
            )
            return None
        known = self._themes.get(known_as(theme))
        if known is not None:
            return known
        if self._default is None:
            wrong(row, "parent_id", "A key result without a parent needs --cycle.")
            return None
        cycle = self._cycles.named(self._default)
        objective_id = ObjectiveId(self._identifier(cycle.name, "theme", theme))
        company = Owner("unit", self._owners.company().unit_id)
        made = ObjectiveOf(None, objective_id, cycle, company, self._cycles.needs(cycle), [])
        self._themes[known_as(theme)] = made
        self._names[known_as(theme)] = theme
        command = DraftObjective(objective_id, cycle.cycle_id, theme, company)
        self._into.ask(command, row, made.needs, {"title": "theme"})
        return made

    def _identifier(self, *path: str, row: Row | None = None) -> str:
        return identifier(self._into.present.workspace_id, *path, row=row)
