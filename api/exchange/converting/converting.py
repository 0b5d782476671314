"""Files of other systems made into an import file, by a mapping.

What does not fit is told by line and column of the file that is converted, all of it at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from api.exchange.cells import NotReadable, is_broken
from api.exchange.converting.files_meant import meant_columns, meant_files, needed_columns
from api.exchange.converting.mapping import COMPANY, ELSE, LINE, Blank, Name, Rule, Rules, folded
from api.exchange.converting.sources import Line, Source, Wanted, read_source
from api.exchange.problems import ConvertRefused, Problem
from api.exchange.writing.workbook import DAYS, NUMBERS

_NUMBERS = NUMBERS | {"result_pct"}
_FIRST = ("kind", "id", "parent_id", "text")
_EMPTY_ID = (
    "It is empty, and a row takes its id from it. Where it holds on from the line above, the"
    " mapping says fill_down; where such lines are passed over, it says unless."
)

Record = dict[str, str]


class Converted(NamedTuple):
    """An import file, how many rows it has, and what was concluded about the files."""

    body: bytes
    rows: int
    notes: Sequence[str]


class Place(NamedTuple):
    """A line of a file as a rule sees it, with the item that stands for a list."""

    source: Source
    line: Line
    each: str = ""
    item: str = ""


def convert(
    rules: Rules,
    files: Mapping[str, bytes],
    *,
    sheet: str | None = None,
    company: str | None = None,
) -> Converted:
    """An import file, of workbooks perhaps of a certain `sheet`, and of a `company` of that name.

    Raises ConvertRefused, by line and column of the file that is converted.
    """
    conversion = _Conversion(rules, files, sheet, company)
    records = conversion.records()
    header = dict.fromkeys((*_FIRST, *(column for record in records for column in record)))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(header), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return Converted(text.getvalue().encode(), len(records), conversion.notes)


class _Conversion:
    def __init__(
        self, rules: Rules, files: Mapping[str, bytes], sheet: str | None, company: str | None
    ) -> None:
        self._rules = rules
        self._company = company
        self._problems: dict[Problem, None] = {}
        self._files = files
        self._sources = {
            called: read_source(name, files[name], _wanted(rules, called, sheet))
            for called, name in meant_files(rules, list(files)).items()
        }
        self.notes = [f"{one.name}: {note}" for one in self._sources.values() for note in one.notes]
        self._columns = meant_columns(rules, self._sources)
        self._found = {
            name: self._by_cell(self._sources[lookup.file], lookup.there)
            for name, lookup in rules.lookups.items()
            if lookup.file in self._sources
        }

    def records(self) -> list[Record]:
        """The rows of the import file; those that come out the same are one."""
        written: dict[object, tuple[Record, Place | None]] = {}
        for rule in self._rules.rows:
            for place in self._places(rule):
                record = self._filled(rule, place)
                key = record.get("id") or tuple(record.items())
                known, first = written.setdefault(key, (record, place))
                if known != record and not rule.once:
                    self._differs(place, first, known, record)
        if self._problems:
            raise ConvertRefused(list(self._problems))
        return [record for record, _ in written.values()]

    def _by_cell(self, source: Source, name: Name) -> dict[str, Place]:
        """The lines of a file by what they hold in a column; of several the first."""
        found: dict[str, Place] = {}
        for place in (Place(source, line) for line in source.lines):
            found.setdefault(folded(self._cell(name, place)), place)
        return found

    def _places(self, rule: Rule) -> Iterator[Place | None]:
        """The lines that a rule is about, each once for each item of its list."""
        if not rule.file:
            yield None
        source = self._sources.get(rule.file)
        for line in source.lines if source else ():
            place = Place(source, line) if source else None
            for item in self._items(rule, place):
                here = place and place._replace(each=rule.each, item=item)
                if all(self._fits(here, rule.when)) and not any(self._fits(here, rule.unless)):
                    yield here

    def _items(self, rule: Rule, place: Place | None) -> Sequence[str]:
        if place is None or not rule.each:
            return [""]
        return self._split(rule.each, self._whole(rule.each, place))

    def _fits(self, place: Place | None, wanted: Mapping[Name, Collection[str]]) -> Iterator[bool]:
        return (folded(self._cell(name, place)) in words for name, words in wanted.items())

    def _filled(self, rule: Rule, place: Place | None) -> Record:
        record = {}
        for column, parts in rule.cells.items():
            text = self._text(parts, place)
            if text:
                record[column] = self._read(column, text, parts, place)
            elif column == "id":
                self._wrong(place, _first_column(parts), _EMPTY_ID)
        return record

    def _text(self, parts: Sequence[str | Blank], place: Place | None) -> str:
        """What is written there, with what is filled in; nothing where all of that is empty."""
        if len(parts) == 1 and isinstance(parts[0], Blank):
            return self._blank(parts[0], place)
        written = [self._blank(one, place) if isinstance(one, Blank) else one for one in parts]
        blanks = [text for one, text in zip(parts, written, strict=True) if isinstance(one, Blank)]
        return "".join(written) if any(blanks) or not blanks else ""

    def _read(
        self, column: str, text: str, parts: Sequence[str | Blank], place: Place | None
    ) -> str:
        """What an import reads in a column, of what the file writes there."""
        try:
            if column in _NUMBERS:
                return self._rules.numbers.read(text)
            if column in DAYS:
                return self._rules.days.read(text)
        except NotReadable as problem:
            self._wrong(place, _first_column(parts) or column, f"{problem}.")
        return self._rules.numbers.unit(text) if column == "unit" else text

    def _blank(self, blank: Blank, place: Place | None) -> str:
        return next((one for one in (self._cell(name, place) for name in blank.names) if one), "")

    def _cell(self, name: Name, place: Place | None) -> str:
        """A cell as the tables translate it."""
        value = self._untranslated(name, place)
        for table in name.tables:
            words = self._rules.tables[table]
            known = words.get(folded(value), words.get(ELSE) if value else "")
            if known is None:
                said = f"The table '{table}' of the mapping does not say what '{value}' means."
                self._wrong(place, name.column, said)
            value = value if known == ELSE else known or ""
        return value

    def _untranslated(self, name: Name, place: Place | None) -> str:
        """A cell; of a list the item that it is about or, where it is about none, the first."""
        if name.column == COMPANY:
            return self._named_company()
        for lookup in name.lookups:
            here = self._cell(self._rules.lookups[lookup].here, place)
            place = self._found.get(lookup, {}).get(folded(here)) if here else None
        if place is None:
            return ""
        if name.column == LINE:
            return str(place.line.number)
        if name.column == place.each:
            return place.item
        return next(iter(self._split(name.column, self._whole(name.column, place))), "")

    def _named_company(self) -> str:
        if self._company is None:
            self._wrong(None, "", "It does not say who the company is; name it: --company NAME.")
        return self._company or ""

    def _split(self, column: str, text: str) -> Sequence[str]:
        separator = self._rules.lists.get(column)
        if separator is None:
            return [text]
        items = text.split(separator) if separator.strip() else text.split()
        return [item.strip() for item in items if item.strip()]

    def _whole(self, column: str, place: Place) -> str:
        cell = place.line.cells.get(self._columns.get((place.source.name, column), ""), "")
        if isinstance(cell, NotReadable):
            self._wrong(place, column, f"{cell}.")
            return ""
        if is_broken(cell):
            self._wrong(place, column, f"'{cell}' is what a program writes where it has no value.")
            return ""
        return cell

    def _differs(
        self, place: Place | None, first: Place | None, known: Record, record: Record
    ) -> None:
        columns = [one for one in {**known, **record} if known.get(one, "") != record.get(one, "")]
        where = f"that of line {first.line.number}" if first else "one of the mapping"
        said = (
            f"Two different rows would have the id '{record.get('id')}': this one and {where}."
            f" They differ in {', '.join(columns)}. Where the first counts, say once = true."
        )
        self._wrong(place, "", said)

    def _wrong(self, place: Place | None, column: str, message: str) -> None:
        if place is None:
            self._problems[Problem(0, column, message)] = None
            return
        called = self._columns.get((place.source.name, column), column)
        file = f"{place.source.name}: " if len(self._files) > 1 else ""
        self._problems[Problem(place.line.number, called, f"{file}{message}")] = None


def _wanted(rules: Rules, file: str, sheet: str | None) -> Wanted:
    filled = [one for name in rules.fill_down for one in rules.columns.get(name, (name,))]
    return Wanted(needed_columns(rules, file), filled, rules.nothing, sheet)


def _first_column(parts: Sequence[str | Blank]) -> str:
    """The column of the file that a cell is filled from."""
    return next((part.names[0].column for part in parts if isinstance(part, Blank)), "")
