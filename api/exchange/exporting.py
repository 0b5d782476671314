"""A workspace as a file that `importing` reads back: the same records under the same identifiers.

What is exported is what is true now; how it came about (who, when, what was corrected) stays in the
log.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from api.exchange.cells import written, written_done, written_list
from api.exchange.columns import COLUMNS
from domain.alignment import ObjectiveLinked
from domain.chart import Person, Unit
from domain.check_in import CheckedIn
from domain.cycle import Cycle
from domain.metric import Metric, Milestone
from domain.objective import KeyResult, Objective
from domain.values import Owner
from events.admission import MAX_EVENTS
from projections.workspace import Workspace

Record = dict[str, str]

LEGACY = frozenset({"theme", "result", "result_pct", "parent_kind", "depth", "quarter"})
"""Columns that are read and never written."""

HEADER = [column for column in COLUMNS if column not in LEGACY]


_STEPS = {"committed": 1, "published": 2, "active": 1, "scoring": 2, "closed": 3}
"""How many events bring a new objective to its stage, or a new cycle to its phase."""


class Exported(Struct, frozen=True):
    """A file, how many records it has by kind, and how many events an empty workspace records."""

    body: bytes
    records: dict[str, int]
    events: int

    @property
    def advice(self) -> str | None:
        """What to do about a file that is more than one import takes."""
        if self.events <= MAX_EVENTS:
            return None
        return (
            f"These {sum(self.records.values()):,} rows amount to {self.events:,} events, and one"
            f" import takes {MAX_EVENTS:,}: export cycle by cycle (--cycle), or import the file"
            " in parts (docs/import.md)."
        )


def export(workspace: Workspace, cycles: Sequence[Cycle]) -> Exported:
    """The records of some cycles with the whole organization."""
    counts: Counter[str] = Counter()
    events = 0
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    for record in _records(workspace, cycles):
        counts[record["kind"]] += 1
        events += 1 + _STEPS.get(record.get("stage") or record.get("phase") or "", 0)
        writer.writerow(record)
    return Exported(text.getvalue().encode(), dict(counts), events)


def write_atomically(path: Path, body: bytes) -> None:
    """Put a file in its place whole, or leave what was there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _records(workspace: Workspace, cycles: Sequence[Cycle]) -> Iterator[Record]:
    for cycle in cycles:
        yield {
            "kind": "cycle", "id": cycle.cycle_id, "text": cycle.name, "type": cycle.kind,
            "starts": cycle.starts.isoformat(), "ends": cycle.ends.isoformat(),
            "phase": cycle.phase,
        }  # fmt: skip
    yield from _organization(workspace)
    names = _names(workspace)
    for cycle in cycles:
        for objective_id in workspace.by_cycle.get(cycle.cycle_id, ()):
            yield from _objective(workspace.objectives[objective_id], cycle, names)
    for cycle in cycles:
        alignment = workspace.alignments.get(cycle.cycle_id)
        for link in alignment.links.values() if alignment else ():
            yield _link(link)


def _units(workspace: Workspace) -> list[Unit]:
    """All units there ever were, since past cycles may speak of them, as they were last."""
    records = workspace.organization.units.values()
    return [record.unit_on(workspace.today) for record in records]


def _people(workspace: Workspace) -> list[Person]:
    records = workspace.organization.people.values()
    return [record.person_on(workspace.today) for record in records]


def _organization(workspace: Workspace) -> Iterator[Record]:
    for unit in _units(workspace):
        yield {
            "kind": "unit", "id": unit.unit_id, "parent_id": unit.parent_id or "",
            "text": unit.name, "level": unit.kind,
        }  # fmt: skip
    for person in _people(workspace):
        yield {
            "kind": "person", "id": person.person_id, "parent_id": person.unit_id,
            "text": person.name,
        }  # fmt: skip


def _names(workspace: Workspace) -> dict[str, str]:
    """How each owner is written: by name, or by identifier where the name would be ambiguous."""
    named: dict[str, str] = {unit.unit_id: unit.name for unit in _units(workspace)}
    named |= {person.person_id: person.name for person in _people(workspace)}
    often = Counter(name.strip() for name in named.values())
    return {
        owner: name if often[name] == 1 and name not in named else owner
        for owner, name in named.items()
    }


def _objective(objective: Objective, cycle: Cycle, names: dict[str, str]) -> Iterator[Record]:
    yield {
        "kind": "objective", "id": objective.objective_id, "text": objective.title,
        "description": objective.description, "owner": _owner(objective.owner, names),
        "cycle": cycle.name, "stage": objective.stage,
    }  # fmt: skip
    for key_result in objective.key_results.values():
        yield _key_result(objective, key_result, names)
        for check_in in key_result.check_ins:
            yield _check_in(check_in)


def _owner(owner: Owner | None, names: dict[str, str]) -> str:
    return "" if owner is None else names.get(owner.id, owner.id)


def _key_result(objective: Objective, key_result: KeyResult, names: dict[str, str]) -> Record:
    return {
        "kind": "key_result", "id": key_result.key_result_id, "parent_id": objective.objective_id,
        "text": key_result.title, "owner": _owner(key_result.owner, names),
        "weight": written(key_result.weight), "due": _day(key_result.due),
        "ambition": key_result.ambition, "midpoint": written(key_result.midpoint),
        **_metric(key_result.metric),
    }  # fmt: skip


def _day(day: object) -> str:
    return "" if day is None else str(day)


def _metric(metric: Metric) -> Record:
    record = {"type": str(metric.__struct_config__.tag), "unit": getattr(metric, "unit", "")}
    for column in ("baseline", "target", "stretch", "low", "high"):
        record[column] = written(getattr(metric, column, None))
    if isinstance(metric, Milestone):
        record["steps"] = written_list(
            [step.name, written(step.weight), _day(step.due)] for step in metric.steps
        )
    return record


def _check_in(check_in: CheckedIn) -> Record:
    return {
        "kind": "check_in", "id": check_in.check_in_id, "parent_id": check_in.key_result_id,
        "effective": check_in.effective.isoformat(),
        "value": "" if check_in.done is not None else written(check_in.value),
        "confidence": "" if check_in.confidence is None else str(check_in.confidence),
        "narrative": check_in.narrative,
        "blockers": written_list([one.name, one.kind, one.note] for one in check_in.blockers),
        "done": written_done(check_in.done),
    }  # fmt: skip


def _link(link: ObjectiveLinked) -> Record:
    return {
        "kind": "link", "id": link.link_id, "from_id": link.objective_id,
        "parent_id": link.key_result_id or link.parent_objective_id, "link_kind": link.kind,
        "mechanism": link.mechanism, "strength": link.strength or "",
        "link_test": link.link_test or "",
    }  # fmt: skip
