"""What an import file amounts to: commands, each with the row it comes from."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from api.exchange.columns import BY_FIELD, COLUMNS
from api.exchange.problems import Problem
from api.exchange.reading.parse.rows import as_uuid
from api.exchange.reading.row import Row
from api.exchange.row_kinds import BY_COMMAND
from domain.cycles.cycle import Calendar
from domain.cycles.fiscal import JANUARY, Month
from domain.measuring.check_in import CheckIn
from domain.messages import Command
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.chart import Chart
from domain.values import ObjectiveId
from events.handling import Said
from events.streams import AnyCommand

_NAMESPACE = uuid.UUID("0f6f0b52-3a0b-5f5e-8d43-5d1d3c2b8a77")

_AS_USUAL: Mapping[str, str] = {}


class Present(Struct, frozen=True):
    """What is in the workspace now, as far as an import looks at it."""

    workspace_id: str
    workspace_name: str
    actor: str
    now: datetime
    today: date
    organization: Chart
    calendar: Calendar
    fiscal_start: Month = JANUARY
    """The month in which fiscal years begin."""


_ITEM = re.compile(r"(?P<list>.+?)\[(?P<number>\d+)\]")


class Planned(NamedTuple):
    """A command, the row to blame for it, and the lines of the rows that it rests on.

    `called` has the columns that its values come from, where those are not the usual ones. `said`
    tells when and by whom it was said first, if its row does.
    """

    command: AnyCommand
    row: Row | None
    needs: frozenset[int]
    called: Mapping[str, str]
    well_formed: bool
    said: Said | None = None

    def problem(self, field: str | None, message: str, rows: Sequence[Row]) -> Problem:
        row = self.at(field or "", rows)
        column = column_of(field or "", type(self.command), row, self.called)
        return Problem(row.line if row else 0, column, message)

    def at(self, field: str, rows: Sequence[Row]) -> Row | None:
        """The row behind a field: of all `rows`, some hold items of lists."""
        item = _ITEM.match(field)
        if self.row is None or item is None:
            return self.row
        for part in BY_COMMAND[type(self.command)].parts:
            below = [one for one in rows if (one.kind, one.parent_id) == (part.kind, self.row.id)]
            if part.field == item["list"] and int(item["number"]) < len(below):
                return below[int(item["number"])]
        return self.row


class Failed:
    """What is wrong already, so that nobody is told again of what merely follows from it."""

    def __init__(self, lines: Iterable[int], names: Iterable[str]) -> None:
        self._lines = set(lines)
        self._names = set(names)

    def concerns(self, planned: Planned) -> bool:
        return (
            not planned.well_formed
            or not planned.needs.isdisjoint(self._lines)
            or not _rests_on(planned.command).isdisjoint(self._names)
        )

    def add(self, planned: Planned) -> None:
        """Count a command as one that is not carried out."""
        self._names |= _makes(planned.command)

    def blame(self, planned: Planned) -> None:
        """Count the row that has been told of as well."""
        self.add(planned)
        if planned.row is not None:
            self._lines.add(planned.row.line)


class Plan:
    """Commands in an order in which they can be carried out, and what to say about them."""

    def __init__(self, present: Present, rows: Sequence[Row]) -> None:
        self.present = present
        self.rows = rows
        self.commands: list[Planned] = []
        self.notes: list[str] = []
        self.left_out: list[Problem] = []
        self.problems: list[Problem] = []
        self.missing: set[str] = set()
        """Identifiers of what should be there and is not, as has been told."""
        self._first_said: dict[int, Said | None] = {}

    def identifier(self, *path: str, row: Row | None = None) -> str:
        """The same identifier for the same record of a file, whenever it is imported.

        A record keeps the one that its row states, or that its id is (as in an exported file).
        """
        if row is not None and row["identifier"].strip():
            return row["identifier"].strip()
        name = "\n".join((self.present.workspace_id, *path))
        return as_uuid(path[-1]) or str(uuid.uuid5(_NAMESPACE, name))

    def ask(
        self,
        command: AnyCommand,
        row: Row | None,
        needs: Iterable[Row] = (),
        called: Mapping[str, str] = _AS_USUAL,
    ) -> None:
        """Add a command. What is wrong with its shape is told of the row, or else of the file.

        It rests on what it `needs`: on its row only if that is among them.
        """
        misshapen = _misshapen(command)
        lines = frozenset(one.line for one in needs)
        said = None if row is None else self._said(row)
        planned = Planned(command, row, lines, called, not misshapen, said)
        self.commands.append(planned)
        problems = self.problems if row is None else row.problems
        found = [planned.problem(field, reason, self.rows) for field, reason in misshapen]
        problems.extend(one for one in found if row is None or not row.is_wrong_in(one.column))

    def in_order(self) -> None:
        """Put what was said before in the order in which it was, and all else after it."""
        self.commands.sort(key=_moment)

    def _said(self, row: Row) -> Said | None:
        if row.line not in self._first_said:
            at = row.moment("recorded")
            if at is not None and at > self.present.now:
                row.wrong("recorded", f"'{row['recorded']}' is still to come.")
            by = row["by"].strip()
            said = Said(at or self.present.now, by or self.present.actor)
            self._first_said[row.line] = said if at or by else None
        return self._first_said[row.line]

    def leave_out(self, row: Row, column: str, why: str) -> None:
        self.left_out.append(Problem(row.line, column, why))


def _moment(planned: Planned) -> tuple[bool, datetime, int]:
    if planned.said is None or planned.row is None or not planned.row["recorded"]:
        return (True, _LATEST, 0)
    return (False, planned.said.at, planned.row.line)


_LATEST = datetime.max.replace(tzinfo=UTC)


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


def _makes(command: AnyCommand) -> set[str]:
    """What is there once a command has been carried out, and what others may rest on."""
    if isinstance(command, CommitObjective | PublishObjective):
        return {_published(command.objective_id)}
    act = BY_COMMAND.get(type(command))
    return set() if act is None or act.own is None else {getattr(command, act.own)}


def _rests_on(command: AnyCommand) -> set[str]:
    """Everything that a command refers to, the record that it makes included."""
    named = {
        getattr(command, field)
        for field in command.__struct_fields__
        if field.endswith("_id") and getattr(command, field)
    }
    if isinstance(command, DraftObjective | AddKeyResult) and command.owner is not None:
        named.add(command.owner.id)
    if isinstance(command, PublishObjective | CheckIn):
        named.add(_published(command.objective_id))
    return named


def _published(objective_id: ObjectiveId) -> str:
    return f"{objective_id} published"


def _misshapen(command: AnyCommand) -> list[tuple[str, str]]:
    """The fields whose texts are too long, numbers out of their range ..., and why."""
    try:
        msgspec.convert(msgspec.to_builtins(command), type(command))
    except msgspec.ValidationError:
        pass
    else:
        return []
    found = []
    for field in fields(type(command)):
        try:
            msgspec.convert(msgspec.to_builtins(getattr(command, field.name)), field.type)
        except msgspec.ValidationError as error:
            reason, _, path = str(error).partition(" - at `$")
            inside = path.strip("`").replace("[...]", "")
            found.append((f"{field.name}{inside}", _plain(reason, listed="[...]" in path)))
    return found


_BOUNDED = re.compile(r"Expected `str` of length (>=|<=) (\d+)")


def _plain(reason: str, *, listed: bool) -> str:
    """The sentence of msgspec for people who never saw a type."""
    subject = "A part of it" if listed else "It"
    bounded = _BOUNDED.match(reason)
    if bounded and bounded[1] == ">=":
        return f"{subject} is empty."
    if "matching regex" in reason:  # all our patterns are about what a text may hold
        return f"{subject} has nothing readable, or control characters."
    if bounded:
        return f"{subject} is longer than {int(bounded[2]):,} characters."
    words = reason.replace("`", "").replace("Expected int", f"{subject} has to be a whole number")
    return words.replace("Expected float", f"{subject} has to be a number") + "."
