"""A mapping: what becomes of the lines of other systems' files, written down in TOML.

It holds a list of `row`. Each tells what becomes of a line of a file (`from`, the file's name, in
which * stands for anything; a row without it is written once): a kind of row and its cells, in
which a brace stands for a cell of that line. docs/import.md describes all there is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from api.exchange.cells import NotReadable
from api.exchange.columns import COLUMNS
from api.exchange.converting.notation import Days, Numbers
from api.exchange.problems import BadMapping

LINE, COMPANY = "line", "company"
"""What stands for the number of the line, and for the company that whoever converts has named."""
ELSE = "*"
"""What stands in a table for any other word, and for that word itself."""

Read = TypeVar("Read")

_BLANK = re.compile(r"\{([^{}]+)\}")


class Name(Struct, frozen=True):
    """A column of the line, or by lookups of another one, as the tables translate it.

    One that is optional may be missing.
    """

    column: str
    lookups: tuple[str, ...] = ()
    optional: bool = False
    tables: tuple[str, ...] = ()


class Blank(Struct, frozen=True):
    """What is filled in: the first of the names that is not empty."""

    names: tuple[Name, ...]


class Rule(Struct, frozen=True):
    """What becomes of the lines of `file`: those with the cells of `when`, but not of `unless`.

    It is written for `each` item of a list; of rows with the same id, `once` counts the first.
    A file of rules that are all `if_given` need not be there.
    """

    number: int
    file: str
    when: Mapping[Name, Collection[str]]
    unless: Mapping[Name, Collection[str]]
    each: str
    once: bool
    if_given: bool
    cells: Mapping[str, tuple[str | Blank, ...]]


class Lookup(Struct, frozen=True):
    """The line of another file, or of the same, whose cell in `there` is this one's in `here`."""

    file: str
    there: Name
    here: Name
    if_given: bool


class Rules(Struct, frozen=True):
    """A mapping."""

    title: str
    about: str
    numbers: Numbers
    days: Days
    fill_down: tuple[str, ...]
    nothing: Collection[str]
    lists: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, str]]
    lookups: Mapping[str, Lookup]
    rows: tuple[Rule, ...]


def read_rules(body: bytes) -> Rules:
    """Raises BadMapping, which names the table and the key."""
    try:
        raw = tomllib.loads(body.decode())
    except ValueError as error:
        raise BadMapping("", f"it is not TOML: {error}") from None
    return _Reader(raw).rules()


def written_as(rules: Rules, numbers: str | None, dates: str | None) -> Rules:
    """The same mapping for a file that writes numbers or days otherwise. Raises BadMapping."""
    if numbers is not None:
        rules = replace(rules, numbers=_read("--numbers", lambda: Numbers(numbers)))
    if dates is not None:
        rules = replace(rules, days=_read("--dates", lambda: Days([dates])))
    return rules


def folded(text: str) -> str:
    """How cells are compared: whatever the case."""
    return " ".join(text.split()).casefold()


class _Reader:
    """Reads the tables of a TOML document one by one, and says where one is wrong."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw
        self._tables: Mapping[str, Mapping[str, str]] = {}
        self._lookups: Mapping[str, Lookup] = {}

    def rules(self) -> Rules:
        top = _Table(self._raw, "the mapping")
        self._tables = {
            name: {folded(word): _text(f"tables.{name}", word, to) for word, to in table.items()}
            for name, table in top.tables("tables").items()
        }
        self._lookups = {
            name: self._lookup(_Table(table, f"lookup.{name}"))
            for name, table in top.tables("lookup").items()
        }
        read = Rules(
            title=top.text("title"),
            about=top.text("about").strip(),
            numbers=_read("numbers", lambda: Numbers(top.text("numbers") or "1234.5")),
            days=_read("dates", lambda: Days(top.texts("dates"))),
            fill_down=top.texts("fill_down"),
            nothing=frozenset(map(folded, top.texts("nothing"))),
            lists=top.plain("lists"),
            columns={name: top.inner("columns").texts(name) for name in top.inner("columns").raw},
            tables=self._tables,
            lookups=self._lookups,
            rows=tuple(self._rule(number, one) for number, one in enumerate(top.rows(), 1)),
        )
        top.check_all_known()
        return read

    def _lookup(self, table: _Table) -> Lookup:
        where = table.plain("where")
        if len(where) != 1:
            raise BadMapping(
                table.name, "'where' names one column there, and the one here that it equals"
            )
        ((there, here),) = where.items()
        read = Lookup(
            file=table.text("from") or "*",
            there=self._name(there, table.name),
            here=self._name(here, table.name),
            if_given=table.flag("if_given"),
        )
        table.check_all_known()
        return read

    def _rule(self, number: int, raw: Any) -> Rule:
        table = _Table(raw, f"row {number}")
        read = Rule(
            number=number,
            file=table.text("from"),
            when=self._conditions(table, "when"),
            unless=self._conditions(table, "unless"),
            each=table.text("each"),
            once=table.flag("once"),
            if_given=table.flag("if_given"),
            cells=self._cells(table.inner("cells")),
        )
        if not read.cells:
            raise BadMapping(table.name, "it has no cells")
        blanks = (one for parts in read.cells.values() for one in parts if isinstance(one, Blank))
        if not read.file and any(name.column != COMPANY for one in blanks for name in one.names):
            raise BadMapping(table.name, "it has no 'from', so nothing can be filled in")
        table.check_all_known()
        return read

    def _conditions(self, table: _Table, key: str) -> dict[Name, Collection[str]]:
        inner = table.inner(key)
        return {
            self._name(column, inner.name): frozenset(map(folded, inner.texts(column)))
            for column in inner.raw
        }

    def _cells(self, table: _Table) -> dict[str, tuple[str | Blank, ...]]:
        cells = {}
        for column in table.raw:
            if column not in COLUMNS:
                raise BadMapping(table.name, f"there is no column '{column}' to fill")
            text = table.text(column)
            if not {"{", "}"}.isdisjoint(_BLANK.sub("", text)):
                raise BadMapping(table.name, f"{column} has a brace without its other half: {text}")
            parts = _BLANK.split(text)
            cells[column] = tuple(
                self._blank(part, f"{table.name}.{column}") if place % 2 else part
                for place, part in enumerate(parts)
                if place % 2 or part
            )
        return cells

    def _blank(self, text: str, where: str) -> Blank:
        return Blank(tuple(self._name(one, where) for one in text.split("|")))

    def _name(self, text: str, where: str) -> Name:
        called, *tables = text.split(">")
        for table in tables:
            if table not in self._tables:
                known = ", ".join(self._tables) or "none"
                raise BadMapping(where, f"there is no table '{table}'; there are: {known}")
        lookups: list[str] = []
        while called.partition(".")[0] in self._lookups and "." in called:
            lookup, _, called = called.partition(".")
            lookups.append(lookup)
        if not called.strip("? "):
            raise BadMapping(where, f"'{text}' names no column")
        column, optional = called.removesuffix("?"), called.endswith("?")
        return Name(column, tuple(lookups), optional=optional, tables=tuple(tables))


class _Table:
    """A table of the mapping under its name; its readers refuse what does not fit their key."""

    def __init__(self, raw: Any, name: str) -> None:
        if not isinstance(raw, dict):
            raise BadMapping(name, "it has to be a table of keys")
        self.raw = raw
        self.name = name
        self._known: set[str] = set()

    def inner(self, key: str) -> _Table:
        return _Table(self._get(key, {}), self._named(key))

    def tables(self, key: str) -> dict[str, dict[str, Any]]:
        inner = self.inner(key)
        return {name: _Table(one, f"{key}.{name}").raw for name, one in inner.raw.items()}

    def plain(self, key: str) -> dict[str, str]:
        inner = self.inner(key)
        return {name: inner.text(name) for name in inner.raw}

    def rows(self) -> list[Any]:
        rows = self._get("row", [])
        if not isinstance(rows, list) or not rows:
            raise BadMapping("row", "a mapping has at least one [[row]]")
        return rows

    def text(self, key: str) -> str:
        return _text(self.name, key, self._get(key, ""))

    def texts(self, key: str) -> tuple[str, ...]:
        raw = self._get(key, [])
        return tuple(
            _text(self.name, key, one) for one in (raw if isinstance(raw, list) else [raw])
        )

    def flag(self, key: str) -> bool:
        raw = self._get(key, default=False)
        if not isinstance(raw, bool):
            raise BadMapping(self.name, f"{key} has to be true or false, not {raw!r}")
        return raw

    def check_all_known(self) -> None:
        for key in self.raw:
            if key not in self._known:
                known = ", ".join(sorted(self._known))
                raise BadMapping(self.name, f"there is no key '{key}'; there are: {known}")

    def _get(self, key: str, default: Any) -> Any:
        self._known.add(key)
        return self.raw.get(key, default)

    def _named(self, key: str) -> str:
        return key if self.name == "the mapping" else f"{self.name}, {key}"


def _read(key: str, reading: Callable[[], Read]) -> Read:
    try:
        return reading()
    except NotReadable as problem:
        raise BadMapping(key, str(problem)) from None


def _text(table: str, key: str, raw: Any) -> str:
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        return str(raw)
    raise BadMapping(table, f"{key} has to be a text in quotes, not {raw!r}")
