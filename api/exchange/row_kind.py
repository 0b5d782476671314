"""What a kind of row is: which command its cells are, and what it inherits of the row above it.

Everything is declared, and nothing is concluded from names that two commands happen to share. What
is declared wrongly is refused when the table (`row_kinds.py`) is read, hence whenever the program
begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from api.exchange.fields import Field, Undeclared, by_path, fields_of, inside_of
from domain.messages import Command, Event
from events.catalog import TAGS


class Misdeclared(Exception):
    """A kind of row that cannot be written and read back as it is declared."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(f"The kind of row '{kind}' is not declared as it has to be: {why}.")


class Part(Struct, frozen=True, eq=False):
    """A kind of row below that of a command: one item of the list that is its field `field`.

    Of an item that is one of several structs, the column called like the kind tells which it is.
    `makes` is the field that identifies what an item makes, where it does not name what is there.
    """

    kind: str
    field: str
    item: Any
    fields: Sequence[Field]
    makes: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field, by its path within the command."""
        whole = isinstance(self.item, type)
        structs = [self.fields] if whole else [one for _, one in self.fields[0].inside.values()]
        found: dict[str, str] = {}
        for fields in structs:
            found |= by_path(fields, f"{self.field}.")
        return found


class Above(NamedTuple):
    """A kind of row that others stand below, and the identifiers that they inherit of it."""

    kind: str
    inherits: tuple[str, ...]


class RowKind(Struct, frozen=True, eq=False):
    """One kind of row, with the command that it is and the event that answers it.

    `fields` are those of the command that are no rows of their own, `cells` those of them that a
    row holds itself. `key` are the fields that tell its record from others, its own identifier
    last; a row that makes no record has none. A kind that is `read_apart` has a reader of its own,
    that knows files as people keep them; it inherits nothing in the way of the others.
    """

    kind: str
    command: type[Command]
    event: type[Event]
    fields: Sequence[Field]
    key: tuple[str, ...] = ()
    above: tuple[Above, ...] = ()
    parts: tuple[Part, ...] = ()
    alone: bool = False
    """Whether it may also stand below nothing."""
    read_apart: bool = False
    stands_for: str = ""
    """The kind of record that it makes, where that has another kind of row as well."""
    gives: tuple[str, ...] = ()
    """What those below it may inherit beside the identifiers of its own command."""

    @property
    def own(self) -> str | None:
        return self.key[-1] if self.key else None

    @property
    def record(self) -> str:
        """The kind of row that its record is known by."""
        return self.stands_for or self.kind

    @property
    def parents(self) -> tuple[str, ...]:
        return tuple(one.kind for one in self.above)

    @property
    def cells(self) -> list[Field]:
        return [one for one in self.fields if one.column or one.inside]

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field by its path, those of its parts and its own `id` included."""
        found = by_path(self.fields)
        for part in self.parts:
            found |= part.columns
        return found if self.own is None else found | {self.own: "id"}

    @property
    def names_its_cycle(self) -> bool:
        """Whether its cycle is its own affair, and not that of the rows above it."""
        inherits = any("cycle_id" in one.inherits for one in self.above)
        return "cycle_id" in self.command.__struct_fields__ and not inherits

    def inherited_of(self, record: str) -> tuple[str, ...]:
        """The identifiers that a row of this kind inherits below a record of some kind."""
        return next((one.inherits for one in self.above if one.kind == record), ())


def below(kinds: str, *, inherits: str = "") -> tuple[Above, ...]:
    return tuple(Above(kind, tuple(inherits.split())) for kind in kinds.split())


def event(
    command: type[Command], event: type[Event], /, *above: tuple[Above, ...], **declared: Any
) -> RowKind:
    """What became of a record: called like the event."""
    return record(TAGS[event], command, event, "", *above, **declared)


def record(
    kind: str,
    command: type[Command],
    event: type[Event],
    key: str,
    /,
    *above: tuple[Above, ...],
    cells: str = "",
    without: str = "",
    parts: tuple[Part, ...] = (),
    alone: bool = False,
    read_apart: bool = False,
    stands_for: str = "",
    gives: str = "",
) -> RowKind:
    """A row that makes a record, with the fields that identify it as its `key`.

    `cells` are the fields that a row holds itself: `due` in the column of that name, `title:text`
    in the column `text`, `changes.title:text` the title within the changes. Fields `without` a
    column are never written: the reader of that kind knows them from elsewhere.
    """
    parents = tuple(one for group in above for one in group)
    columns = _columns(cells)
    identifiers = key.split()
    silent = {*identifiers[-1:], *without.split()}
    silent.update(name for one in parents for name in one.inherits)
    rows = [part.field for part in parts]
    try:
        fields = fields_of(command, columns, rows, silent)
    except Undeclared as field:
        raise Misdeclared(kind, f"{field} has no column and is not inherited") from None
    _check_columns(kind, columns, fields)
    if not read_apart:
        _check_one_each(kind, fields)
    return RowKind(
        kind, command, event, fields, tuple(identifiers), parents, parts, alone or not parents,
        read_apart, stands_for, tuple(gives.split()),
    )  # fmt: skip


def part(kind: str, field: str, item: Any, *, cells: str, makes: str = "") -> Part:
    columns = _columns(cells)
    try:
        if isinstance(item, type):
            fields: Sequence[Field] = fields_of(item, columns)
        else:
            one_of = columns.pop(kind)
            fields = [Field(kind, one_of, item, False, None, None, inside_of(item, columns))]
    except Undeclared as name:
        raise Misdeclared(kind, f"{name} has no column") from None
    made = Part(kind, field, item, fields, makes)
    _check_columns(kind, columns, fields if isinstance(item, type) else _inner(fields[0]))
    return made


def _inner(field: Field) -> list[Field]:
    return [inner for _, fields in field.inside.values() for inner in fields]


def _columns(cells: str) -> dict[str, str]:
    """The declared column of each field, by its dotted path."""
    declared = (cell.partition(":") for cell in cells.split())
    return {path: column or path.rpartition(".")[2] for path, _, column in declared}


def _check_columns(kind: str, columns: Mapping[str, str], fields: Sequence[Field]) -> None:
    unknown = columns.keys() - by_path(fields).keys()
    if unknown:
        raise Misdeclared(kind, f"there is no field {' or '.join(sorted(unknown))}")


def _check_one_each(kind: str, fields: Sequence[Field]) -> None:
    held = [one.column for one in fields if one.column]
    shared = sorted({column for column in held if held.count(column) > 1})
    if shared:
        raise Misdeclared(kind, f"the column {' and '.join(shared)} would hold several fields")


def check_inheritance(kinds: Iterable[RowKind]) -> None:
    """Whether what is inherited is there to be, is of one type, and tells one record from others.

    Raises Misdeclared.
    """
    by_kind = {one.kind: one for one in kinds}
    for one in by_kind.values():
        types = {field.name: field.refers for field in one.fields}
        for parent, inherits in one.above:
            if parent not in by_kind:
                raise Misdeclared(one.kind, f"there is no kind {parent} for it to stand below")
            if one.read_apart:
                continue
            above = by_kind[parent]
            given = {field.name: field.refers for field in above.fields if field.refers}
            for name in inherits:
                if name not in types:
                    raise Misdeclared(one.kind, f"it inherits {name}, which is no field of it")
                if name not in given and name not in above.gives:
                    raise Misdeclared(one.kind, f"{parent} has no {name} to inherit")
                if name in given and given[name] is not types[name]:
                    raise Misdeclared(one.kind, f"the {name} of {parent} is of another type")
            missing = [name for name in above.key if name not in inherits]
            if missing:
                raise Misdeclared(
                    one.kind, f"without {' and '.join(missing)} its {parent} cannot be told"
                )
