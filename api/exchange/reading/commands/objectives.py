"""Objectives, key results and links of a file, as commands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from api.exchange import metrics
from api.exchange.fields import MEASURED
from api.exchange.problems import lines_of
from api.exchange.reading.commands import checks
from api.exchange.reading.commands.row_command import Plan
from api.exchange.reading.resolve.cycles import UNKNOWN, Spans
from api.exchange.reading.resolve.owners import Owners
from api.exchange.reading.row import Row
from domain.alignment.linking import LinkObjective
from domain.cycles.cycle import Cycle
from domain.measuring.metric import Metric
from domain.naming import known_as
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Stage
from domain.values import (
    Ambition,
    KeyResultId,
    LinkId,
    LinkKind,
    LinkTest,
    ObjectiveId,
    Owner,
    RevisionId,
    Strength,
)

STAGES: Sequence[Stage] = ("draft", "committed", "published")
AMBITIONS: Sequence[Ambition] = ("committed", "aspirational")
LINK_KINDS: Sequence[LinkKind] = ("contributes", "supports")
STRENGTHS: Sequence[Strength] = ("strong", "medium", "weak")
ANSWERS: Sequence[LinkTest] = ("yes", "maybe", "no")


class ObjectiveOf(Struct):
    """An objective of the file; one that is made for a theme has no row.

    It is drafted on what it `needs`, and published on what it is `measured_by`.
    """

    row: Row | None
    objective_id: ObjectiveId
    cycle: Cycle
    needs: list[Row]
    stage: Stage | None = None
    measured_by: list[Row] = []

    @property
    def published_on(self) -> list[Row]:
        return [*self.needs, *self.measured_by]


class KeyResultOf(Struct, frozen=True):
    """A key result of the file, with all that a check-in on it needs to know.

    `metric` is None where the cells that say it cannot be read.
    """

    row: Row
    objective_id: ObjectiveId
    key_result_id: KeyResultId
    metric: Metric | None
    objective: ObjectiveOf
    needs: list[Row]

    @property
    def cycle(self) -> Cycle:
        return self.objective.cycle


def nowhere(row: Row) -> ObjectiveOf:
    """Stands for the objective of a row that does not say it as it should."""
    return ObjectiveOf(None, ObjectiveId(""), UNKNOWN, [row], measured_by=[])


def _made_by(row: Row) -> str:
    """The kind of record that a row makes: one of a revision may make a key result, too."""
    makes = row.kind == "revised_key_result" and not row["key_result"].strip()
    return "key_result" if makes else row.kind


class Goals:
    """What the rows set out to do. `objectives` and `key_results` are by the ids of their rows."""

    def __init__(
        self, plan: Plan, known: dict[str, Row], owners: Owners, spans: Spans, default: str | None
    ) -> None:
        self._plan = plan
        self._known = known
        self._owners = owners
        self._spans = spans
        self._default = default
        self.objectives: dict[str, ObjectiveOf] = {}
        self.themes: dict[str, ObjectiveOf] = {}
        """By what their names are known as."""
        self.theme_names: list[str] = []
        self.key_results: dict[str, KeyResultOf] = {}
        self.links = 0
        self.without_numbers = 0

    def objective(self, row: Row) -> None:
        cycle = self._spans.of(row)
        objective_id = self._identifier(row)
        stage = next((one for one in STAGES if one == row.choice("stage", STAGES)), None)
        needs = [*self._owners.needs(row), *self._spans.needs(cycle), row]
        self.objectives[row.id] = ObjectiveOf(row, objective_id, cycle, needs, stage)
        self._plan.ask(
            DraftObjective(
                objective_id,
                cycle.cycle_id,
                row["text"],
                self._owners.of(row),
                row["description"],
                self._carried_objective(row),
            ),
            row,
            needs,
        )

    def key_result(self, row: Row) -> None:
        if row.kind == "revised_key_result":
            self._revised(row)
            return
        objective = self.objectives.get(row.parent_id) if row.parent_id else self._theme(row)
        if objective is None:
            objective = nowhere(row)
        objective.measured_by.append(row)
        cycle = objective.cycle
        key_result_id = self._measure(row, cycle)
        metric = metrics.read(row)
        if metrics.is_without_numbers(row):
            self.without_numbers += 1
        readable = not row.is_wrong_in(*MEASURED)
        needs = [*objective.needs, row]
        weight = row.number("weight")
        owner = None
        if row["owner"].strip():
            owner = self._owners.of(row)
            needs.extend(self._owners.needs(row))
        ambition = row.choice("ambition", AMBITIONS)
        command = AddKeyResult(
            objective_id=objective.objective_id,
            key_result_id=key_result_id,
            title=row["text"],
            metric=metric,
            weight=1.0 if weight is None else weight,
            owner=owner,
            due=row.day("due"),
            ambition="committed" if ambition == "committed" else "aspirational",
            midpoint=row.number("midpoint"),
            carried_from=self._carried_key_result(row),
        )
        self._plan.ask(command, row, needs)
        checks.check_key_result(row, command, self._spans.surely(cycle))
        self.key_results[row.id] = KeyResultOf(
            row,
            objective.objective_id,
            key_result_id,
            metric if readable else None,
            objective,
            needs,
        )

    def _revised(self, row: Row) -> None:
        """A key result that comes with a revision, so that it can be reported on."""
        revision = self._known.get(row.parent_id)
        objective = self.objectives.get(revision.parent_id) if revision else None
        if objective is None or _made_by(row) != "key_result":
            return
        self.key_results[row.id] = KeyResultOf(
            row,
            objective.objective_id,
            KeyResultId(self._spans.own(row)),
            metrics.read(row),
            objective,
            [*objective.needs, row],
        )

    def commit(self) -> None:
        """Commit and publish what has key results, unless the file says how far it has come."""
        left = [one for one in self.objectives.values() if not one.measured_by and not one.stage]
        if left:
            lines = lines_of(one.row.line for one in left if one.row)
            noun, end = (
                ("1 objective has", "stays a draft")
                if len(left) == 1
                else (f"{len(left)} objectives have", "stay drafts")
            )
            self._plan.notes.append(f"{noun} no key results and {end} ({lines}).")
        for one in (*self.themes.values(), *self.objectives.values()):
            told = one.row is not None and one.row["recorded"]
            stage = one.stage or ("published" if one.measured_by and not told else "draft")
            if stage != "draft":
                self._plan.ask(CommitObjective(one.objective_id), one.row, one.published_on)
            if stage == "published":
                self._plan.ask(PublishObjective(one.objective_id), one.row, one.published_on)

    def link(self, row: Row) -> None:
        """The link that a row of kind link is, or that an objective's place in the tree means."""
        child = self.objectives.get(row["from_id"].strip() if row.kind == "link" else row.id)
        if row.kind == "link" and child is None and not self._is_objective(row["from_id"].strip()):
            row.wrong("from_id", "It has to be the id of an objective: the one that is linked.")
        target = self.key_results.get(row.parent_id)
        parent = self.objectives.get(row.parent_id)
        if child is None or (target is None and parent is None):
            return
        upper = target.needs if target else parent.needs if parent else []
        above = target.objective if target else parent
        if above is None:
            return
        given = row.choice("link_kind", LINK_KINDS)
        strength = row.choice("strength", STRENGTHS)
        answer = row.choice("link_test", ANSWERS)
        how = bool(row["mechanism"].strip() or strength or answer)
        name = row.id if row.kind == "link" else f"link of {row.id}"
        own = row if row.kind == "link" else None
        self.links += 1
        command = LinkObjective(
            cycle_id=child.cycle.cycle_id,
            link_id=LinkId(self._plan.identifier(child.cycle.name, "link", name, row=own)),
            objective_id=child.objective_id,
            parent_objective_id=above.objective_id,
            key_result_id=target.key_result_id if target else None,
            kind="contributes" if (given == "contributes" or (how and not given)) else "supports",
            mechanism=row["mechanism"],
            strength=next((one for one in STRENGTHS if one == strength), None),
            link_test=next((one for one in ANSWERS if one == answer), None),
            revision_id=self._announced_by(row),
        )
        self._plan.ask(command, row, [row, *child.needs, *upper])
        # Which cycle is meant is not known of a row that names none: then it is the same one.
        unknown = UNKNOWN.cycle_id in (child.cycle.cycle_id, above.cycle.cycle_id)
        checks.check_link(row, command, child.cycle if unknown else above.cycle)

    def _announced_by(self, row: Row) -> RevisionId | None:
        name = row["revision"].strip()
        revision = self._known.get(name)
        if name and (revision is None or revision.kind != "revision"):
            row.wrong("revision", f"There is no revision with the id '{name}'.")
            return None
        return None if revision is None else RevisionId(self._spans.own(revision))

    def _identifier(self, row: Row) -> ObjectiveId:
        cycle = self._spans.of(row)
        return ObjectiveId(self._plan.identifier(cycle.name, "objective", row.id, row=row))

    def _measure(self, row: Row, cycle: Cycle) -> KeyResultId:
        return KeyResultId(self._plan.identifier(cycle.name, "key result", row.id, row=row))

    def _carried_objective(self, row: Row) -> ObjectiveId | None:
        other = self._carried(row, "objective")
        return None if other is None else self._identifier(other)

    def _carried_key_result(self, row: Row) -> KeyResultId | None:
        other = self._carried(row, "key_result")
        if other is not None and other.kind == "revised_key_result":
            return KeyResultId(self._spans.own(other))
        home = None if other is None else self.objectives.get(other.parent_id)
        return None if other is None or home is None else self._measure(other, home.cycle)

    def _carried(self, row: Row, kind: str) -> Row | None:
        """The row that one is carried over from, wherever in the file it stands."""
        name = row["carried_from"].strip()
        other = self._known.get(name)
        if name and (other is None or _made_by(other) != kind):
            row.wrong("carried_from", f"There is no {kind.replace('_', ' ')} with the id '{name}'.")
            return None
        return other

    def _is_objective(self, record: str) -> bool:
        row = self._known.get(record)
        return row is not None and row.kind == "objective"

    def _theme(self, row: Row) -> ObjectiveOf | None:
        """The company's objective for key results that stand under none."""
        theme = row["theme"].strip() or self._default or ""
        if not theme:
            row.wrong("parent_id", "It is empty, and so is the theme: under which objective is it?")
            return None
        known = self.themes.get(known_as(theme))
        if known is not None:
            return known
        if self._default is None:
            row.wrong("parent_id", "A key result without a parent needs --cycle.")
            return None
        cycle = self._spans.named(self._default)
        objective_id = ObjectiveId(self._plan.identifier(cycle.name, "theme", theme))
        company = self._owners.company()
        made = ObjectiveOf(None, objective_id, cycle, self._spans.needs(cycle))
        self.themes[known_as(theme)] = made
        self.theme_names.append(theme)
        self._plan.ask(
            DraftObjective(objective_id, cycle.cycle_id, theme, Owner("unit", company.unit_id)),
            row,
            made.needs,
            {"title": "theme"},
        )
        return made
