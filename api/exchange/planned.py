"""What an import file amounts to: commands, each with the row it comes from."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from api.exchange.problems import Problem
from api.exchange.table import Row
from domain.cycle import Calendar
from domain.organization import Organization
from events.streams import AnyCommand

_NAMESPACE = uuid.UUID("0f6f0b52-3a0b-5f5e-8d43-5d1d3c2b8a77")

_COLUMN_OF = {
    "title": "text", "name": "text", "kind": "type", "objective_id": "id", "key_result_id": "id",
    "parent_objective_id": "parent_id", "unit_id": "id", "metric": "type", "cycle_id": "cycle",
}  # fmt: skip
"""The column behind a field of a command, where the two are called differently."""


class Present(Struct, frozen=True):
    """What is in the workspace now, as far as an import looks at it."""

    workspace_id: str
    workspace_name: str
    today: date
    organization: Organization
    calendar: Calendar


class Planned(NamedTuple):
    """A command, the row that asks for it, and the lines of the rows that it rests on."""

    command: AnyCommand
    row: Row | None
    needs: frozenset[int]


class Plan:
    """Commands in an order in which they can be carried out, and what to say about them."""

    def __init__(self, present: Present) -> None:
        self.present = present
        self.commands: list[Planned] = []
        self.notes: list[str] = []
        self.left_out: list[Problem] = []

    def identifier(self, *path: str) -> str:
        """The same identifier for the same record of a file, whenever it is imported.

        A record whose id is a UUID already (as in an exported file) keeps it.
        """
        try:
            if str(uuid.UUID(path[-1])) == path[-1]:
                return path[-1]
        except ValueError:
            pass
        name = "\n".join((self.present.workspace_id, *path))
        return str(uuid.uuid5(_NAMESPACE, name))

    def ask(self, command: AnyCommand, row: Row | None, needs: Iterable[Row] = ()) -> None:
        """Add a command, unless its own shape is wrong already."""
        if row is not None and (problem := _misshapen(command)):
            row.wrong(*problem)
        lines = frozenset(one.line for one in (*needs, row) if one is not None)
        self.commands.append(Planned(command, row, lines))

    def leave_out(self, row: Row, column: str, why: str) -> None:
        self.left_out.append(Problem(row.line, column, why))


def column_of(field: str | None) -> str:
    """The column that a field of a command (`metric.target`) was read from."""
    if not field:
        return ""
    first, _, rest = field.partition(".")
    name = rest if first == "metric" and rest else first
    return _COLUMN_OF.get(name, name)


def _misshapen(command: AnyCommand) -> tuple[str, str] | None:
    """The column and the reason, if a text is too long, a number out of its range ..."""
    try:
        msgspec.convert(msgspec.to_builtins(command), type(command))
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        field = path.strip("`").lstrip(".").replace("[...]", "")
        column = field.split(".")[0] if field.startswith(("blockers", "done")) else field
        return column_of(column.split(".steps")[0] if ".steps" in column else column), _plain(
            reason
        )
    return None


def _plain(reason: str) -> str:
    """The sentence of msgspec for people who never saw a type."""
    words = reason.replace("`", "").replace("Expected int", "It has to be a whole number")
    words = words.replace("Expected str of length", "It needs a length of")
    words = words.replace("Expected float", "It has to be a number")
    words = words.replace("Expected str matching regex", "It has to match")
    return f"{words}."
