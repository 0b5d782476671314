"""Where records are: an identifier belongs to one record of a workspace, whatever a file says.

Within its stream the domain keeps a record apart from others, and requests get their identifiers
made for them. A file can state one that belongs to a record somewhere else, or be one of two whose
rows have the same ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from api.exchange.problems import Problem
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import RowCommand
from api.exchange.row_kind import RowKind
from api.exchange.row_kinds import ROW_KINDS
from api.exchange.writing.recorded_commands import BY_EVENT
from events import catalog
from events.catalog import TAGS
from events.log import EventLog
from events.upcasts import UPCASTS
from projections.keeping.fold import pages

_MAKING: dict[type[Any], RowKind] = {
    **{one.command: one for one in ROW_KINDS if one.key and one.kind != "finding"},
    **{event: one for event, one in BY_EVENT.items() if one.key and one.kind != "finding"},
}
"""Which kind of row makes a record, by its command and by its event. Findings are left out: what a
rule finds is called alike in each cycle."""

_NOUNS = {"check_in": "check-in"}
"""Kinds of record that are called otherwise in a sentence."""

_TAGS = frozenset(TAGS[one] for one in _MAKING if one in TAGS)


class Place(NamedTuple):
    """What a record is, and the identifiers of what it is in."""

    kind: str
    within: tuple[str, ...]


class _Made(NamedTuple):
    """A record by its identifier; in a list of its command, by the field of the item."""

    own: str
    place: Place
    field: str = ""


class Places:
    """Where each record of a workspace is, and each that a file has made so far."""

    def __init__(self) -> None:
        self._known: dict[str, Place] = {}

    def take(self, message: Any) -> None:
        """Note the records that a command or an event makes."""
        for made in _made(message):
            self._known.setdefault(made.own, made.place)

    def elsewhere(self, one: RowCommand, rows: Sequence[Row]) -> Problem | None:
        """What is wrong with a command that makes a record which is elsewhere already."""
        for made in _made(one.command):
            known = self._known.get(made.own, made.place)
            if known != made.place:
                row = one.row_behind(made.field, rows)
                return Problem(row.line if row else 0, *_taken(made, known, row))
        return None


async def places(log: EventLog, workspace_id: str, commands: Sequence[RowCommand]) -> Places:
    """Where the records of a workspace are, if any are to be made."""
    known = Places()
    if any(type(one.command) in _MAKING for one in commands):
        async for page in pages(log, workspace_id, 0):
            for fact in page:
                if fact.type in _TAGS or fact.type in UPCASTS:
                    known.take(catalog.decode(fact.type, fact.data))
    return known


def _made(message: Any) -> Iterator[_Made]:
    """The records that a command or an event makes or, in a revision, perhaps only names."""
    kind = _MAKING.get(type(message))
    if kind is None:
        return
    *within, own = (str(getattr(message, field)) for field in kind.key)
    yield _Made(own, Place(kind.record, tuple(within)))
    for part in kind.parts:
        if part.makes:
            place = Place("key_result", (message.objective_id,))
            for number, item in enumerate(attrgetter(part.field)(message)):
                yield _Made(str(getattr(item, part.makes)), place, f"{part.field}[{number}]")


def _taken(made: _Made, known: Place, row: Row | None) -> tuple[str, str]:
    """The column that is to blame, and what to say."""
    if row is not None and row["key_result"].strip():
        return "key_result", f"'{row['key_result']}' is no key result of this objective."
    noun = _NOUNS.get(known.kind, known.kind.replace("_", " "))
    article = "an" if noun[0] in "aeio" else "a"
    what = f"{'another' if known.kind == made.place.kind else article} {noun} of this workspace"
    for column in ("identifier", "id"):
        if row is not None and row[column].strip() == made.own:
            return column, f"'{made.own}' is the identifier of {what}."
    name = row.id if row else made.own
    return "id", f"'{name}' was imported before as {what}: call this one otherwise."
