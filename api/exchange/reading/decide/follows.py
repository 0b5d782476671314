"""What merely follows from something that is wrong already, and is not told of again."""

from __future__ import annotations

from collections.abc import Iterable

from api.exchange.reading.row_command import RowCommand
from api.exchange.row_kinds import BY_COMMAND
from domain.measuring.check_in import CheckIn
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.values import ObjectiveId
from events.streams import AnyCommand


class Failed:
    """Lines that something is wrong with, and records that are not made because of it."""

    def __init__(self, lines: Iterable[int], names: Iterable[str]) -> None:
        self._lines = set(lines)
        self._names = set(names)

    def concerns(self, one: RowCommand) -> bool:
        return (
            not one.well_formed
            or not one.needs.isdisjoint(self._lines)
            or not _rests_on(one.command).isdisjoint(self._names)
        )

    def add(self, one: RowCommand) -> None:
        """Count a command as one that is not carried out."""
        self._names |= _makes(one.command)

    def blame(self, one: RowCommand) -> None:
        """Count the row that has been told of as well."""
        self.add(one)
        if one.row is not None:
            self._lines.add(one.row.line)


def _makes(command: AnyCommand) -> set[str]:
    """What is there once a command has been carried out, and what others may rest on."""
    if isinstance(command, CommitObjective | PublishObjective):
        return {_published(command.objective_id)}
    kind = BY_COMMAND.get(type(command))
    return set() if kind is None or kind.own is None else {getattr(command, kind.own)}


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
