"""What a body may look like before its texts are trimmed: the wanted type, with any texts.

A body is decoded straight into this shape. Anything else is never built, however large it is, so
that what Python has to look at has the size of an honest request.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Union

import msgspec
from msgspec import UNSET, Meta, UnsetType, inspect

MOST_ITEMS = 10_000
"""Items that a list in a request may have: as many as the events that are stored together."""

_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.StrType: str,
    inspect.UUIDType: str,
    inspect.DateType: str,
    inspect.DateTimeType: str,
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.BoolType: bool,
    inspect.NoneType: None,
}


@cache
def decoder_of(wanted: Any) -> msgspec.json.Decoder[Any]:
    """The shape that takes every body which is valid once its texts are trimmed.

    Raises TypeError for a type whose shape is not known.
    """
    return msgspec.json.Decoder(_shape(inspect.type_info(wanted)))


def _shape(wanted: inspect.Type) -> Any:
    match wanted:
        case inspect.Metadata():
            return _shape(wanted.type)
        case inspect.StructType():
            return _struct(wanted)
        case inspect.UnionType():
            return _either(_shape(one) for one in wanted.types)
        case inspect.LiteralType():
            return _either(type(one) for one in wanted.values)
        case inspect.DictType():
            # What a name has to look like is said when the texts are looked at.
            return _bounded(dict[str, _shape(wanted.value_type)], wanted.max_length)  # type: ignore[misc]
        case inspect.VarTupleType():
            return _bounded(list[_shape(wanted.item_type)], wanted.max_length)  # type: ignore[misc]
        case _ if type(wanted) in _PLAIN:
            return _PLAIN[type(wanted)]
        case _:
            raise TypeError(wanted)


def _either(types: Iterable[Any]) -> Any:
    return Union[tuple(types)]  # noqa: UP007 - they are known at run time only


def _bounded(items: Any, most: int | None) -> Any:
    return Annotated[items, Meta(max_length=min(most or MOST_ITEMS, MOST_ITEMS))]


def _struct(wanted: inspect.StructType) -> type[msgspec.Struct]:
    """A field that may be absent stays absent, so that its default is left to the wanted type.

    One that nobody knows is refused in whatever it is part of: values of the domain are also read
    from events, which pass over what a newer version has added to them.
    """
    return msgspec.defstruct(
        wanted.cls.__name__,
        [
            (one.name, _shape(one.type))
            if one.required
            else (one.name, _either((_shape(one.type), UnsetType)), UNSET)
            for one in wanted.fields
        ],
        tag=wanted.tag,
        tag_field=wanted.tag_field,
        rename={one.name: one.encode_name for one in wanted.fields},
        forbid_unknown_fields=True,
        kw_only=True,
    )
