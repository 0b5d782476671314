"""Files of other systems made into import files, by a mapping that is written down in TOML.

A mapping holds a list of `row`. Each tells what becomes of a line of a file (`from`, by the file's
name; a row without it is written once): a kind of row and its cells, in which `{column}` stands for
a cell of that line, `{one|other}` for the first of two that is not empty, and `{column>table}` for
what the mapping's table of that name makes of it. `{line}` is the line's number. `when` names the
cells that a line must have. Rows that come out the same are written once.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import msgspec
from msgspec import Struct

from api.exchange.columns import COLUMNS
from api.exchange.delimited import LONGEST_CELL
from api.exchange.problems import ImportRefused, Problem
from domain.values import trimmed

_BLANK = re.compile(r"\{([^{}]+)\}")

Record = dict[str, str]


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a line of the file `from`, if it has the cells of `when`."""

    cells: dict[str, str]
    from_file: str | None = msgspec.field(default=None, name="from")
    when: dict[str, list[str]] = {}


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping; `tables` translate cells."""

    row: list[Rule]
    about: str = ""
    tables: dict[str, dict[str, str]] = {}


def read_rules(body: bytes) -> Rules:
    """Raises ImportRefused for what is no mapping."""
    try:
        rules = msgspec.convert(tomllib.loads(body.decode()), Rules)
    except (ValueError, msgspec.ValidationError) as error:
        raise _refused(0, "", f"It is no mapping: {error}.") from None
    for number, rule in enumerate(rules.row, 1):
        for column, text in rule.cells.items():
            if column not in COLUMNS:
                raise _refused(0, column, f"Row {number} of the mapping fills no such column.")
            if not {"{", "}"}.isdisjoint(_BLANK.sub("", text)):
                said = f"Row {number} of the mapping has a brace without its other half: {text}"
                raise _refused(0, column, f"{said}.")
    return rules


def convert(rules: Rules, files: Mapping[str, bytes]) -> bytes:
    """An import file. Raises ImportRefused, by line and column of the file that is converted."""
    header: dict[str, None] = dict.fromkeys(("kind", "id", "parent_id", "text"))
    written: dict[object, Record] = {}
    for record in _records(rules, files):
        known = written.setdefault(record.get("id") or tuple(record.items()), record)
        if known != record:
            raise _refused(0, "id", f"Two different rows would have the id '{record.get('id')}'.")
        header.update(dict.fromkeys(record))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(header), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(written.values())
    return text.getvalue().encode()


def _records(rules: Rules, files: Mapping[str, bytes]) -> Iterator[Record]:
    lines = {name: _lines(name, body) for name, body in files.items()}
    for rule in rules.row:
        if rule.from_file is None:
            yield _filled(rule, rules, {}, 0)
            continue
        if rule.from_file not in lines:
            raise _refused(0, "", f"The mapping needs the file {rule.from_file} as well.")
        for number, line in lines[rule.from_file]:
            if all(line.get(column, "") in wanted for column, wanted in rule.when.items()):
                yield _filled(rule, rules, line, number)


def _lines(name: str, body: bytes) -> Sequence[tuple[int, Record]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(0, "", f"{name} is not UTF-8 text.") from None
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(trimmed, cells))]
    except csv.Error as error:
        raise _refused(reader.line_num, "", f"{name} is no CSV file: {error}.") from None
    if not lines:
        return []
    (_, header), *rest = lines
    found = []
    for number, cells in rest:
        if any(map(trimmed, cells[len(header) :])):
            said = f"{name} has {len(cells)} cells under {len(header)} columns here."
            raise _refused(number, "", said)
        filled = zip_longest(header, map(trimmed, cells[: len(header)]), fillvalue="")
        found.append((number, dict(filled)))
    return found


def _filled(rule: Rule, rules: Rules, line: Record, number: int) -> Record:
    def cell(found: re.Match[str]) -> str:
        names, _, table = found[1].partition(">")
        value = next((one for one in (_cell(name) for name in names.split("|")) if one), "")
        return _translated(value, table) if table else value

    def _cell(name: str) -> str:
        if name == "line":
            return str(number)
        if name not in line:
            raise _refused(number, name, f"{rule.from_file or 'the mapping'} has no such column.")
        return line[name]

    def _translated(value: str, table: str) -> str:
        known: dict[str, Any] = rules.tables.get(table, {})
        if value not in known:
            raise _refused(number, table, f"The table does not say what '{value}' means.")
        return str(known[value])

    cells = {column: _BLANK.sub(cell, text) for column, text in rule.cells.items()}
    return {column: text for column, text in cells.items() if text}


def _refused(line: int, column: str, message: str) -> ImportRefused:
    return ImportRefused([Problem(line, column, message)])
