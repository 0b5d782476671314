"""Numbers at the edges of what is accepted, put into what is said, or into facts beyond them."""

from __future__ import annotations

from math import inf, nextafter
from typing import Any, TypeVar, get_args

import msgspec
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from domain.measuring.metric import Decrease, Increase
from domain.values import FINEST, LARGEST, finest
from events import catalog
from events.catalog import Unknown
from events.log import Stored
from tests.support.logs import GivenCommand

T = TypeVar("T")

EDGES = [
    0.0, -0.0, 5e-324, -5e-324, 2.3e-308, 1e-200, FINEST, 0.1, 1 / 3, 1.0, nextafter(1, 2),
    100.0, 1e9 + 0.5, LARGEST, -LARGEST, nextafter(LARGEST, 0),
]  # fmt: skip

accepted = st.sampled_from(EDGES) | st.floats(-LARGEST, LARGEST)


def said_in_extremes(draw: st.DrawFn, said: list[GivenCommand]) -> list[GivenCommand]:
    """The same commands with other numbers in many of them."""
    return [replace(one, command=_valid(draw, one.command)) for one in said]


def recorded_in_extremes(draw: st.DrawFn, log: list[Stored]) -> list[Stored]:
    """The same facts with other numbers in many of them, also spans that would be refused now."""
    found = []
    for stored in log:
        event = catalog.read(stored)
        if not isinstance(event, Unknown):
            data = msgspec.json.encode(_valid(draw, event))
            stored = replace(stored, data=data)  # noqa: PLW2901 - the same fact
        found.append(stored)
    return found


def _valid(draw: st.DrawFn, said: T) -> T:
    """With other numbers, unless it could not be read with them."""
    other = _renumbered(draw, said)
    try:
        return msgspec.convert(msgspec.to_builtins(other), type=type(said))
    except msgspec.ValidationError:
        return said


def _renumbered(draw: st.DrawFn, value: Any) -> Any:
    match value:
        case Increase() | Decrease():
            return _spanning(draw, value)
        case msgspec.Struct():
            known = {one.name: (getattr(value, one.name), one.type) for one in fields(value)}
            return replace(
                value,
                **{
                    name: draw(accepted)
                    if _is_number(one) and _takes_any(kind) and draw(st.booleans())
                    else _renumbered(draw, one)
                    for name, (one, kind) in known.items()
                },
            )
        case tuple():
            return tuple(_renumbered(draw, one) for one in value)
        case dict():
            return {key: _renumbered(draw, one) for key, one in value.items()}
        case _:
            return value


def _spanning(draw: st.DrawFn, metric: Increase | Decrease) -> Increase | Decrease:
    """Two numbers in the right order: far apart, or as near as they may be, or nearer."""
    low = draw(st.sampled_from([0.0, 0.0, -5e-324, 1.0, LARGEST / 2, -LARGEST]) | accepted)
    match draw(st.integers(0, 5)):
        case 0:
            high = nextafter(low, inf)
        case 1 | 2:
            high = low + 1.001 * finest(low)
        case 3:
            high = LARGEST
        case _:
            low, high = sorted((low, draw(accepted)))
    one, other = (low, high) if isinstance(metric, Increase) else (high, low)
    return replace(metric, baseline=one, target=other, stretch=None)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _takes_any(kind: Any) -> bool:
    """Whether a type of a field is that of a number with a fraction, perhaps among others."""
    return kind is float or any(_takes_any(one) for one in get_args(kind))
