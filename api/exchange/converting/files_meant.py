"""Which files, and which of their columns, a mapping means by the names that it gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.exchange.converting.mapping import COMPANY, LINE, Blank, Name, Rules
from api.exchange.converting.sources import Source, columns_called, files_called
from api.exchange.problems import ConvertRefused, Problem

Columns = Mapping[tuple[str, str], str]
"""What each column is called that was found, by its file and its name in the mapping."""


def meant_files(rules: Rules, given: Sequence[str]) -> dict[str, str]:
    """The file that each name of the mapping means. Raises ConvertRefused."""
    asked = [(rule.file, rule.if_given) for rule in rules.rows if rule.file]
    asked.extend((one.file, one.if_given) for one in rules.lookups.values())
    needed = {file for file, if_given in asked if not if_given}
    meant: dict[str, str] = {}
    problems = []
    for pattern in dict.fromkeys(file for file, _ in asked):
        found = files_called(pattern, given)
        if len(found) == 1:
            meant[pattern] = found[0]
        elif found:
            shown = ", ".join(found)
            said = f"Several files are called like {pattern}, and one is meant: {shown}."
            problems.append(Problem(0, "", said))
        elif pattern in needed:
            said = f"The mapping needs a file that is called {pattern}."
            problems.append(Problem(0, "", said))
    known = ", ".join(dict.fromkeys(file for file, _ in asked)) or "none"
    problems.extend(
        Problem(0, "", f"The mapping does not read {name}; it reads: {known}.")
        for name in given
        if not any(files_called(pattern, [name]) for pattern, _ in asked)
    )
    if problems:
        raise ConvertRefused(problems)
    return meant


def needed_columns(rules: Rules, file: str) -> list[tuple[str, ...]]:
    """The columns that a file has to have, each by the names it may have."""
    named = (name for called, name in _named(rules) if called == file and not name.optional)
    return [_names(rules, one) for one in dict.fromkeys(named) if one.column not in (LINE, COMPANY)]


def meant_columns(rules: Rules, sources: Mapping[str, Source]) -> Columns:
    """Which column is meant by each name of the mapping. Raises ConvertRefused for those missing.

    The files are given by what the mapping calls them.
    """
    columns: dict[tuple[str, str], str] = {}
    problems: dict[Problem, None] = {}
    for file, name in _named(rules):
        source = sources.get(file)
        if source is None or name.column in (LINE, COMPANY):
            continue
        names = _names(rules, name)
        each = (columns_called(one, source.header) for one in names)
        found = next((one for one in each if one), [])
        if len(found) > 1:
            said = f"{source.name} has several columns that may be meant by it."
            problems[Problem(source.top, name.column, said)] = None
        elif found:
            columns[source.name, name.column] = found[0]
        elif not name.optional:
            shown = ", ".join(one for one in source.header if one)
            such = "such column" if names == (name.column,) else f"column {' or '.join(names)}"
            said = f"{source.name} has no {such}; it has: {shown}."
            problems[Problem(source.top, name.column, said)] = None
    if problems:
        raise ConvertRefused(list(problems))
    return columns


def _names(rules: Rules, name: Name) -> tuple[str, ...]:
    return rules.columns.get(name.column, (name.column,))


def _named(rules: Rules) -> Iterator[tuple[str, Name]]:
    """The columns that the mapping names, each with the file that should have it."""
    for one in rules.lookups.values():
        yield one.file, one.there
    for rule in rules.rows:
        names = [*rule.when, *rule.unless]
        if rule.each:
            names.append(Name(rule.each))
        for part in (one for parts in rule.cells.values() for one in parts):
            names.extend(part.names if isinstance(part, Blank) else ())
        for name in names:
            file = rule.file
            for lookup in (rules.lookups[one] for one in name.lookups):
                yield file, lookup.here
                file = lookup.file
            yield file, name
