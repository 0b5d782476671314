"""Objectives and key results of a file, as commands."""

from __future__ import annotations

from collections.abc import Sequence

from api.exchange.fields import MEASURED
from api.exchange.problems import lines_of
from api.exchange.reading.commands import checks
from api.exchange.reading.metric import read_metric
from api.exchange.reading.resolve.goals import KeyResultOf, ObjectiveOf, makes_key_result
from api.exchange.reading.resolve.resolving import Resolved
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from domain.measuring.metric import Metric
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Stage
from domain.values import Ambition, KeyResultId, ObjectiveId

STAGES: Sequence[Stage] = ("draft", "committed", "published")
AMBITIONS: Sequence[Ambition] = ("committed", "aspirational")


def draft_objectives(resolved: Resolved, into: Collector) -> dict[str, Stage | None]:
    """Ask for the objectives. Gives the stage that each row states, by its row's id."""
    stages: dict[str, Stage | None] = {}
    for row, one in resolved.goals.drafted:
        into.place(Step.OBJECTIVES, row)
        chosen = into.read.choice(row, "stage", STAGES)
        stages[row.id] = next((stage for stage in STAGES if stage == chosen), None)
        command = DraftObjective(
            one.objective_id,
            one.cycle.cycle_id,
            row["text"],
            one.owner,
            row["description"],
            _carried_objective(resolved, into, row),
        )
        into.ask(command, row, one.needs)
    return stages


def add_key_results(resolved: Resolved, into: Collector) -> dict[str, Metric | None]:
    """Ask for the key results. Gives how each is measured, by its row's id: None if unreadable."""
    metrics: dict[str, Metric | None] = {}
    for one in resolved.goals.measured:
        row = one.row
        into.place(Step.KEY_RESULTS, row)
        metric = read_metric(into.read, row)
        unreadable = row.kind == "key_result" and into.read.is_wrong_in(row, *MEASURED)
        metrics[row.id] = None if unreadable else metric
        if row.kind == "key_result":
            _add(resolved, into, one, metric)
    return metrics


def _add(resolved: Resolved, into: Collector, one: KeyResultOf, metric: Metric) -> None:
    row, read = one.row, into.read
    weight = read.number(row, "weight")
    ambition = read.choice(row, "ambition", AMBITIONS)
    command = AddKeyResult(
        objective_id=one.objective.objective_id,
        key_result_id=one.key_result_id,
        title=row["text"],
        metric=metric,
        weight=1.0 if weight is None else weight,
        owner=one.owner,
        due=read.day(row, "due"),
        ambition="committed" if ambition == "committed" else "aspirational",
        midpoint=read.number(row, "midpoint"),
        carried_from=_carried_key_result(resolved, into, row),
    )
    into.ask(command, row, one.needs)
    checks.check_key_result(read, row, command, resolved.cycles.surely(one.cycle))


def publish(resolved: Resolved, into: Collector, stages: dict[str, Stage | None]) -> None:
    """Commit and publish what has key results, unless the file says how far it has come."""
    objectives, themes = resolved.goals.objectives, resolved.goals.themes
    left = [one for name, one in objectives.items() if not one.measured_by and not stages[name]]
    if left:
        lines = lines_of(one.row.line for one in left if one.row)
        noun, end = (
            ("1 objective has", "stays a draft")
            if len(left) == 1
            else (f"{len(left)} objectives have", "stay drafts")
        )
        into.notes.append(f"{noun} no key results and {end} ({lines}).")
    into.place(Step.PUBLISHING)
    for one in themes.values():
        _publish(into, one, None)
    for name, one in objectives.items():
        _publish(into, one, stages[name])


def _publish(into: Collector, one: ObjectiveOf, stated: Stage | None) -> None:
    recorded = one.row is not None and one.row["recorded"]
    stage = stated or ("published" if one.measured_by and not recorded else "draft")
    if stage != "draft":
        into.ask(CommitObjective(one.objective_id), one.row, one.published_on)
    if stage == "published":
        into.ask(PublishObjective(one.objective_id), one.row, one.published_on)


def _carried_objective(resolved: Resolved, into: Collector, row: Row) -> ObjectiveId | None:
    other = _carried(resolved, into, row, "objective")
    return None if other is None else ObjectiveId(resolved.identifiers[other.line])


def _carried_key_result(resolved: Resolved, into: Collector, row: Row) -> KeyResultId | None:
    other = _carried(resolved, into, row, "key_result")
    if other is None:
        return None
    stands_alone = other.kind == "key_result" and other.parent_id not in resolved.goals.objectives
    return None if stands_alone else KeyResultId(resolved.identifiers[other.line])


def _carried(resolved: Resolved, into: Collector, row: Row, kind: str) -> Row | None:
    """The row that one is carried over from, wherever in the file it stands."""
    name = row["carried_from"].strip()
    other = resolved.known.get(name)
    fits = other is not None and (
        makes_key_result(other) if kind == "key_result" else other.kind == kind
    )
    if name and not fits:
        why = f"There is no {kind.replace('_', ' ')} with the id '{name}'."
        into.read.wrong(row, "carried_from", why)
        return None
    return other
