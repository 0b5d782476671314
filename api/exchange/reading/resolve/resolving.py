"""The second stage of an import: what its names, owners, cycles and ids are in this workspace.

What is not there has to be made: the commands for that are what this stage comes to, beside what
each row and each of its cells stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from api.exchange.reading.asked import Answers, Wanted
from api.exchange.reading.parse.rows import Parsed
from api.exchange.reading.resolve.cycles import Cycles, CyclesMeant
from api.exchange.reading.resolve.goals import Goals, GoalsFound, makes_key_result
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.resolve.owners import Owners
from api.exchange.reading.resolve.references import References, ReferencesFound
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collected, Collector, Present, Teller
from api.exchange.row_kinds import BY_KIND, PARTS, TELLING_WHO
from domain.access import identity
from domain.values import FindingId, Owner, PersonId


class Resolved(Struct, frozen=True):
    """The rows, with what they stand for. `made` is what the workspace lacks, as commands.

    `known` are rows by their ids, `identifiers` those of the records that rows make, by their
    lines, `people` the units and people that rows speak of, by their ids, and `tellers` who said
    what a row states, by its line.
    """

    present: Present
    rows: tuple[Row, ...]
    known: Mapping[str, Row]
    cycles: CyclesMeant
    goals: Goals
    people: Mapping[str, Owner]
    identifiers: Mapping[int, str]
    references: References
    tellers: Mapping[int, Teller]
    made: Collected
    notes_of_owners: tuple[str, ...]


def resolve(parsed: Parsed, present: Present, wanted: Wanted, answers: Answers) -> Resolved:
    rows = parsed.rows
    into = Collector(present, rows, parsed.problems)
    known = {row.id: row for row in reversed(rows) if row.id}
    cycles = Cycles(into, known, wanted)
    owners = Owners(into, rows, known, answers)
    goals = GoalsFound(into, known, owners, cycles, wanted.name).find()
    # Taken now, as a cycle that only later records name stays in planning.
    cycles_meant = cycles.meant()
    identifiers = _identifiers(present.workspace_id, rows, cycles, owners, goals)
    references = ReferencesFound(into, known, owners, cycles, goals, identifiers).find()
    tellers = {row.line: _teller(row, owners) for row in rows if row.kind in TELLING_WHO}
    notes = tuple(owners.doubt_and_describe_new())
    return Resolved(
        present, rows, known, cycles_meant, goals, owners.by_row, identifiers, references, tellers,
        into.collected(), notes,
    )  # fmt: skip


def _teller(row: Row, owners: Owners) -> Teller:
    return Teller(*(_person(row, column, owners) for column in ("by_person", "for_person")))


def _person(row: Row, column: str, owners: Owners) -> str:
    name = row[column].strip()
    return identity.person(PersonId(owners.called(row, column, name, "person"))) if name else ""


def _identifiers(
    workspace_id: str, rows: Iterable[Row], cycles: Cycles, owners: Owners, goals: Goals
) -> dict[int, str]:
    """The identifier of the record that each row makes, by its line."""
    found: dict[int, str] = {row.line: one.objective_id for row, one in goals.drafted}
    found |= {one.row.line: one.key_result_id for one in goals.measured}
    for row in rows:
        cycle_name = _cycle_of(row, goals)
        if row.line in found:
            continue
        if row.kind in ("unit", "person") and row.id in owners.by_row:
            found[row.line] = owners.by_row[row.id].id
        elif row.kind == "cycle" and (cycle := cycles.known(row.id)):
            found[row.line] = cycle.cycle_id
        elif cycle_name is not None:
            path = (cycle_name, row.kind.replace("_", "-"), row.id)
            found[row.line] = identifier(workspace_id, *path, row=row)
        elif _makes_a_record(row):
            found[row.line] = _own(row, cycles)
    return found


def _cycle_of(row: Row, goals: Goals) -> str | None:
    """The name of the cycle that a link or a check-in belongs to, empty if it says none."""
    if row.kind == "link":
        child = goals.objectives.get(row["from_id"].strip())
        return "" if child is None else child.cycle.name
    if row.kind == "check_in":
        about = goals.key_results.get(row.parent_id)
        return "" if about is None else about.cycle.name
    return None


def _makes_a_record(row: Row) -> bool:
    if row.kind in PARTS:
        return makes_key_result(row)
    kind = BY_KIND.get(row.kind)
    return kind is not None and kind.own is not None and not kind.read_apart


def _own(row: Row, cycles: Cycles) -> str:
    kind = BY_KIND.get(row.kind)
    refers = None if kind is None else next(
        one.refers for one in kind.fields if one.name == kind.own
    )  # fmt: skip
    if refers is FindingId and not row["identifier"].strip():
        return row.id
    return cycles.own(row)
