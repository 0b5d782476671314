"""Which cycles a file is about: those in the workspace, those it defines, and the one asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from api.exchange.reading.asked import Wanted
from api.exchange.reading.resolve.cycle_names import NotUnderstood, Span, span_named, span_of
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector
from api.exchange.row_kinds import BY_KIND
from domain.cycles import cycle as cycles
from domain.cycles.cycle import Cycle, CycleKind, DefineCycle, Phase
from domain.errors import Rejection
from domain.naming import known_as
from domain.values import CycleId

KINDS: Sequence[CycleKind] = ("quarter", "year", "custom")
PHASES: Sequence[Phase] = ("drafting", "review", "active", "scoring", "closed")

UNKNOWN = Cycle(CycleId(""), "", "custom", date.min, date.max)
"""Stands for a cycle that a file does not name, or whose days it does not say: all of them."""

_NO_SPAN = Span(UNKNOWN.starts, UNKNOWN.ends, UNKNOWN.kind, "")

_OF_A_CYCLE = frozenset({"cycle_id", "objective_id", "key_result_id"})
"""What tells that a record belongs to a cycle."""

_ASKED_FOR = {"name": "cycle"}
_IN_A_CELL = dict.fromkeys(("name", "starts", "ends", "kind"), "cycle")
"""Where what is wrong with a cycle is told that is asked for, or that another row names."""


class CyclesMeant(Struct, frozen=True):
    """The cycles that there are and that the file makes, and how far it says that they have come.

    `rows` are those of the file, by what the name of the cycle is known as. `doubtful` are cycles
    whose days the file does not say as it should.
    """

    by_id: Mapping[CycleId, Cycle]
    rows: Mapping[str, Row]
    phases: Mapping[CycleId, Phase]
    doubtful: frozenset[CycleId]

    def surely(self, cycle: Cycle) -> Cycle:
        """A cycle with the days that a date has to lie within: all, if its own are wrong."""
        return replace(UNKNOWN, phase=cycle.phase) if cycle.cycle_id in self.doubtful else cycle

    def row_of(self, cycle: Cycle) -> Row | None:
        return self.rows.get(known_as(cycle.name))


class Cycles:
    """Cycles by name; new ones are asked for as they are found."""

    def __init__(self, into: Collector, known: Mapping[str, Row], wanted: Wanted) -> None:
        self._into = into
        self._read = into.read
        self._known = known
        self._wanted = wanted
        cycles = into.present.calendar.cycles.values()
        self._by_name = {known_as(one.name): one for one in cycles}
        self._by_id = dict(into.present.calendar.cycles)
        self._by_row: dict[str, Cycle] = {}
        self._rows: dict[str, Row] = {}
        self._phases: dict[CycleId, Phase] = {}
        self._doubtful: set[CycleId] = set()
        for row in into.rows:
            if row.kind == "cycle":
                self._define(row)

    def of(self, row: Row) -> Cycle:
        """The cycle that a row names or, if it names none, the one that was asked for."""
        name = row["cycle"].strip() or self._wanted.name
        if not name:
            self._read.wrong(row, "cycle", "It names no cycle; name one here, or with --cycle.")
            return UNKNOWN
        return self.named(name, row if row["cycle"].strip() else None)

    def own(self, row: Row) -> str:
        """The identifier of the record that a row makes: another one in each cycle."""
        return self._identifier(self._within(row), row.kind, row.id, row=row)

    def _within(self, row: Row) -> str:
        """The name of the cycle that the record of a row belongs to, empty if it does to none."""
        kind = BY_KIND.get(row.kind)
        if kind is not None and _OF_A_CYCLE.isdisjoint(kind.command.__struct_fields__):
            return ""
        climbs = kind is None or not kind.names_its_cycle
        here: Row | None = row
        seen: set[str] = set()
        name = self._wanted.name or ""
        while here is not None and here.id not in seen:
            cell = here["text"] if here.kind == "cycle" else here["cycle"]
            if cell.strip():
                name = cell
                break
            seen.add(here.id)
            here = self._known.get(here.parent_id) if climbs else None
        known = self.known(name)
        return (name if known is None else known.name).strip()

    def meant(self) -> CyclesMeant:
        return CyclesMeant(
            dict(self._by_id), dict(self._rows), dict(self._phases), frozenset(self._doubtful)
        )

    def needs(self, cycle: Cycle) -> list[Row]:
        """The row of a cycle, where the file has one."""
        row = self._rows.get(known_as(cycle.name))
        return [] if row is None else [row]

    def known(self, name: str) -> Cycle | None:
        """A cycle that is in the workspace or in the file, by its row, its name or its id."""
        name = name.strip()
        known = self._by_row.get(name) or self._by_name.get(known_as(name))
        return known or self._by_id.get(CycleId(name)) or self._of_the_same_days(name)

    def _of_the_same_days(self, name: str) -> Cycle | None:
        """The one cycle with the days that a name speaks of: Q4 2026 is 2026-Q4."""
        span = span_named(name, self._into.present.fiscal_start)
        if span is None or (name == self._wanted.name and self._wanted.starts is not None):
            return None
        days = (span.starts, span.ends)
        same = [one for one in self._by_id.values() if (one.starts, one.ends) == days]
        if len(same) != 1:
            return None
        self._into.notes.append(f"The cycle '{name}' is the one called '{same[0].name}'.")
        self._by_name[known_as(name)] = same[0]
        return same[0]

    def named(self, name: str, row: Row | None = None) -> Cycle:
        known = self.known(name)
        wanted = self._wanted
        here = name == wanted.name and wanted.starts is not None
        if known is None:
            span = self._span(name, row, wanted if here else Wanted())
            known = self._new(name, span.starts, span.ends, span.kind)
            self._phases[known.cycle_id] = "active"
            if span is _NO_SPAN:
                self._doubtful.add(known.cycle_id)
                self._into.missing.add(known.cycle_id)
                return known
            command = DefineCycle(known.cycle_id, name, span.starts, span.ends, span.kind)
            self._ask(command, row, called=_ASKED_FOR if row is None else _IN_A_CELL)
            note = f"The cycle '{name}' is new: {span.starts} to {span.ends}, {span.how}."
            self._into.notes.append(note)
        elif here and (known.starts, known.ends) != (wanted.starts, wanted.ends):
            command = DefineCycle(
                known.cycle_id, name, wanted.starts or known.starts, wanted.ends or known.ends,
                known.kind,
            )  # fmt: skip
            self._ask(command, None)  # refused as what it is: another cycle of that name
        return known

    def _span(self, name: str, row: Row | None, wanted: Wanted) -> Span:
        if wanted.starts and wanted.ends:
            return Span(wanted.starts, wanted.ends, "custom", "as asked for")
        present = self._into.present
        try:
            return span_of(name, present.today, present.fiscal_start)
        except NotUnderstood as problem:
            if row is None:
                self._into.wrong(str(problem), "cycle")
            else:
                self._read.wrong(row, "cycle", str(problem))
            return _NO_SPAN

    def _define(self, row: Row) -> None:
        name = row["text"]
        starts, ends = self._read.day(row, "starts"), self._read.day(row, "ends")
        kind = next(
            (one for one in KINDS if one == self._read.choice(row, "type", KINDS)), KINDS[0]
        )
        phase = self._read.choice(row, "phase", PHASES) or (
            "drafting" if row["recorded"] else "active"
        )
        if starts is None or ends is None:
            for column in ("starts", "ends"):
                if not row[column].strip():
                    self._read.wrong(
                        row, column, "It is empty; a cycle has a first and a last day."
                    )
            known = self._called(row) or self._new(name, date.min, date.max, kind, row)
            self._by_row[row.id] = known
            self._doubtful.add(known.cycle_id)
            self._rows[known_as(name)] = row
            return
        known = self._called(row) or self._new(name, starts, ends, kind, row)
        self._by_row[row.id] = known
        self._ask(DefineCycle(known.cycle_id, known.name, starts, ends, kind), row, [row], {})
        self._rows[known_as(name)] = row
        self._phases[known.cycle_id] = next(one for one in PHASES if one == phase)

    def _called(self, row: Row) -> Cycle | None:
        """The cycle that a row calls by its name: as it is spelled, where that was recorded."""
        known = self._by_name.get(known_as(row["text"]))
        letter_by_letter = row["recorded"] and known is not None and known.name != row["text"]
        return None if letter_by_letter else known

    def _ask(
        self,
        command: DefineCycle,
        row: Row | None,
        needs: Sequence[Row] = (),
        called: Mapping[str, str] = _ASKED_FOR,
    ) -> None:
        self._into.ask(command, row, needs, called)
        try:
            cycles.decide(self._into.present.calendar, command)
        except Rejection:
            self._doubtful.add(command.cycle_id)

    def _identifier(self, *path: str, row: Row | None = None) -> str:
        return identifier(self._into.present.workspace_id, *path, row=row)

    def _new(
        self, name: str, starts: date, ends: date, kind: CycleKind, row: Row | None = None
    ) -> Cycle:
        record = row.id if row else ""
        cycle_id = CycleId(self._identifier("cycle", name, record or name, row=row))
        self._by_name[known_as(name)] = cycle = Cycle(cycle_id, name, kind, starts, ends)
        self._by_id[cycle_id] = cycle
        return cycle
