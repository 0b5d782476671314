"""A command that a file amounts to, with the row to blame for it; and how they are collected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from api.exchange.columns import BY_FIELD, COLUMNS
from api.exchange.problems import Problem
from api.exchange.reading.misshapen import misshapen
from api.exchange.reading.reader import Reader
from api.exchange.reading.row import Problems, Row
from api.exchange.row_kinds import BY_COMMAND
from domain.access import identity
from domain.cycles.cycle import Calendar
from domain.cycles.fiscal import JANUARY, Month
from domain.messages import Command
from domain.organization.chart import Chart
from events.handling import Given
from events.streams import AnyCommand

_AS_USUAL: Mapping[str, str] = {}


class Teller(NamedTuple):
    """The identities of who said what a row states, and of whom they stood in for, if it says."""

    by: str = ""
    acting_for: str = ""


_UNKNOWN = Teller()
_NOBODY: Mapping[int, Teller] = {}


class Present(Struct, frozen=True):
    """What is in the workspace now, as far as an import looks at it."""

    workspace_id: str
    workspace_name: str
    actor: str
    """The identity of whoever imports."""
    now: datetime
    today: date
    organization: Chart
    calendar: Calendar
    fiscal_start: Month = JANUARY
    """The month in which fiscal years begin."""


class Step(IntEnum):
    """In which order commands are carried out, as far as it is the same for all files."""

    CYCLES = 0
    UNITS = 1
    PEOPLE = 2
    OBJECTIVES = 3
    """Before the key results that refer to them, wherever they stand in the file."""
    KEY_RESULTS = 4
    LINKS = 5
    """They are part of what is published."""
    PUBLISHING = 6
    OPENING = 7
    """Check-ins need cycles that are out of planning."""
    CHECK_INS = 8
    RECORDS = 9
    SCORING = 10
    CLOSING = 11
    """What is stated of cycles once they are where the file says that they are."""


_ITEM = re.compile(r"(?P<list>.+?)\[(?P<number>\d+)\]")


class RowCommand(NamedTuple):
    """A command, the row to blame for it, and the lines of the rows that it `needs`.

    `called` has the columns that its values come from, where those are not the usual ones. `given`
    tells when and by whom it was given first, if its row does. It has its place in a `step`: that
    of the line `at`, and `after` the rows on some lines.
    """

    command: AnyCommand
    row: Row | None
    needs: frozenset[int]
    called: Mapping[str, str]
    well_formed: bool
    given: Given | None
    step: Step
    at: int
    after: tuple[int, ...] = ()

    def problem(self, field: str | None, message: str, rows: Sequence[Row]) -> Problem:
        row = self.row_behind(field or "", rows)
        column = column_of(field or "", type(self.command), row, self.called)
        return Problem(row.line if row else 0, column, message)

    def row_behind(self, field: str, rows: Sequence[Row]) -> Row | None:
        """The row behind a field: of all `rows`, some hold items of lists."""
        item = _ITEM.match(field)
        if self.row is None or item is None:
            return self.row
        for part in BY_COMMAND[type(self.command)].parts:
            below = [one for one in rows if (one.kind, one.parent_id) == (part.kind, self.row.id)]
            if part.field == item["list"] and int(item["number"]) < len(below):
                return below[int(item["number"])]
        return self.row


class Collected(Struct, frozen=True):
    """What a stage came to: commands, remarks, and all problems that are known after it.

    `missing` are identifiers of what should be there and is not, as has been told.
    """

    commands: tuple[RowCommand, ...]
    problems: Problems
    missing: frozenset[str]
    notes: tuple[str, ...]
    left_out: tuple[Problem, ...] = ()

    def with_all(self, later: Collected) -> Collected:
        """What this stage and a later one came to together."""
        return Collected(
            (*self.commands, *later.commands),
            later.problems,
            self.missing | later.missing,
            (*self.notes, *later.notes),
            (*self.left_out, *later.left_out),
        )


class Collector:
    """Collects commands within a stage, with what there is to say about them."""

    def __init__(
        self,
        present: Present,
        rows: Sequence[Row],
        problems: Problems,
        tellers: Mapping[int, Teller] = _NOBODY,
    ) -> None:
        self.present = present
        self.rows = rows
        self._tellers = tellers
        self.read = Reader(problems)
        self.commands: list[RowCommand] = []
        self.notes: list[str] = []
        self.left_out: list[Problem] = []
        self.missing: set[str] = set()
        self._place = (Step.CYCLES, 0)
        self._given: dict[int, Given | None] = {}

    def collected(self) -> Collected:
        return Collected(
            tuple(self.commands),
            self.read.problems,
            frozenset(self.missing),
            tuple(self.notes),
            tuple(self.left_out),
        )

    def place(self, step: Step, row: Row | None = None) -> None:
        """What is asked for from here on belongs to a step, and there to a row."""
        self._place = (step, 0 if row is None else row.line)

    def ask(
        self,
        command: AnyCommand,
        row: Row | None,
        needs: Iterable[Row] = (),
        called: Mapping[str, str] = _AS_USUAL,
        after: tuple[int, ...] = (),
    ) -> None:
        """Add a command. What is wrong with its shape is told of the row, or else of the file.

        It rests on what it `needs`: on its row only if that is among them.
        """
        wrong = misshapen(command)
        lines = frozenset(one.line for one in needs)
        given = None if row is None else self._first_given(row)
        asked = RowCommand(command, row, lines, called, not wrong, given, *self._place, after)
        self.commands.append(asked)
        found = [asked.problem(field, reason, self.rows) for field, reason in wrong]
        problems = self.read.problems
        if row is None:
            problems.of_file(found)
        else:
            problems.of_row(
                row, [one for one in found if not problems.is_wrong_in(row, one.column)]
            )

    def _first_given(self, row: Row) -> Given | None:
        if row.line not in self._given:
            at = self.read.moment(row, "recorded")
            if at is not None and at > self.present.now:
                self.read.wrong(row, "recorded", f"'{row['recorded']}' is still to come.")
            teller = self._tellers.get(row.line, _UNKNOWN)
            by = row["by"].strip()
            if not identity.is_name(by):
                self.read.wrong(row, "by", f"'{by}' is no name; write the person in by_person.")
            by = teller.by or by
            moment = at or self.present.now
            given = Given(moment, by or self.present.actor, teller.acting_for)
            self._given[row.line] = given if at or by else None
        return self._given[row.line]

    def wrong(self, message: str, column: str = "") -> None:
        """Note what is wrong with the file as a whole."""
        self.read.problems.of_file([Problem(0, column, message)])

    def leave_out(self, row: Row, column: str, why: str) -> None:
        self.left_out.append(Problem(row.line, column, why))


_NUMBER = re.compile(r"\[\d+\]")


def column_of(
    field: str, command: type[Command], row: Row | None, called: Mapping[str, str] = _AS_USUAL
) -> str:
    """The column of a row that a field of a command (`metric.target`) was read from."""
    columns = {**BY_FIELD.get(command, {}), **called}
    path = _NUMBER.sub("", field)
    while path and path not in columns:
        path = path.rpartition(".")[0]
    column = columns.get(path, "")
    if row is None or row.kind in COLUMNS.get(column, ()):
        return column
    return "id" if field.endswith("_id") else ""
