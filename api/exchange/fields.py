"""The fields of a command, or of an item within one, and the columns that hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, NamedTuple, NewType, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from domain.measuring.metric import Metric

MEASURED = ("type", "baseline", "target", "stretch", "low", "high", "unit", "steps")
"""The columns that say how something is measured."""

_METRIC = frozenset(get_args(Metric))


class Field(NamedTuple):
    """A field and its column; an empty one is never written, as another row says it.

    `hint` is its type without None. `refers` is the type of identifier it holds, if it does. What
    holds fields of its own has them as `inside`, by the tag that tells its types apart.
    """

    name: str
    column: str
    hint: Any
    optional: bool
    default: Any
    refers: Any = None
    inside: Mapping[str, tuple[Any, Sequence[Field]]] = {}

    @property
    def is_metric(self) -> bool:
        return self.hint is Metric


class Undeclared(Exception):
    """A field that a row would have to hold, and for which no column is declared."""


def fields_of(
    struct: Any,
    columns: Mapping[str, str],
    rows: Collection[str] = (),
    without: Collection[str] = (),
) -> list[Field]:
    """The fields of a struct, in its order, each with the column that is declared for it.

    `rows` are those (as dotted paths) that are rows of their own, and are left out. Those `without`
    a column are said by another row. Raises Undeclared.
    """
    hints = get_type_hints(struct)
    return [
        _field(one, hints[one.name], columns, _within(one.name, rows), one.name in without)
        for one in fields(struct)
        if one.name not in rows
    ]


def _within(name: str, paths: Collection[str]) -> frozenset[str]:
    """Of some paths, those that lead into a field, from there on."""
    return frozenset(path.partition(".")[2] for path in paths if path.startswith(f"{name}."))


def inside_of(
    hint: Any, columns: Mapping[str, str], rows: Collection[str] = ()
) -> dict[str, tuple[Any, Sequence[Field]]]:
    """The structs that a value may be, by tag, with their fields."""
    structs = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return {
        str(one.__struct_config__.tag or ""): (one, fields_of(one, columns, rows))
        for one in structs
    }


def by_path(described: Sequence[Field], before: str = "") -> dict[str, str]:
    """The column of each field, by the dotted path that leads to it."""
    found: dict[str, str] = {}
    for field in described:
        path = f"{before}{field.name}"
        if field.is_metric:
            found |= {path: "type", **{f"{path}.{column}": column for column in MEASURED}}
        elif field.column:
            found[path] = field.column
        for _, inner in field.inside.values():
            found |= by_path(inner, f"{path}.")
    return found


def columns_of(described: Sequence[Field]) -> list[str]:
    return list(dict.fromkeys(_columns(described)))


def _columns(described: Sequence[Field]) -> Iterator[str]:
    for field in described:
        if field.is_metric:
            yield from MEASURED
            continue
        if field.column:
            yield field.column
        for _, inner in field.inside.values():
            yield from _columns(inner)


def _field(
    field: FieldInfo,
    annotated: Any,
    columns: Mapping[str, str],
    rows: Collection[str],
    without: bool,  # noqa: FBT001 - private
) -> Field:
    name = field.name
    hint, optional = _without_none(annotated)
    optional = optional or not field.required
    given = None if field.default is NODEFAULT else field.default
    if field.default_factory is not NODEFAULT:
        given = field.default_factory()
    column = columns.get(name, "")
    if _is_nested(hint):
        inner = {path: columns[f"{name}.{path}"] for path in _within(name, columns)}
        inside = inside_of(hint, inner, rows)
        if not column and "" not in inside:
            raise Undeclared(name)
        return Field(name, column, hint, optional, given, None, inside)
    if not column and not without:
        raise Undeclared(name)
    held = get_args(hint)[0] if get_origin(hint) in (tuple, dict) else hint
    refers = held if isinstance(held, NewType) else None
    return Field(name, column, hint, optional, given, refers)


def _is_nested(hint: Any) -> bool:
    """Whether it is a struct with fields of its own that have columns, or one of several."""
    if hint is Metric:
        return False
    if get_origin(hint) in (Union, UnionType):
        return all(isinstance(one, type) and issubclass(one, Struct) for one in get_args(hint))
    return isinstance(hint, type) and issubclass(hint, Struct) and hint.__name__ not in _CELLS


_CELLS = frozenset({"Owner"})
"""Structs that one cell holds."""


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    rest = [one for one in get_args(hint) if one is not NoneType]
    optional = len(rest) < len(get_args(hint))
    if set(rest) == _METRIC:
        return Metric, optional
    return (rest[0] if len(rest) == 1 else Union[tuple(rest)]), optional  # noqa: UP007
