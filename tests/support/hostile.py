"""A story in which all that people wrote looks like markup, or would act on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import replace

from events import catalog
from events.log import Stored

MARKUP = "«[/checkout] [beta] :smile:»"
"""What is read as a closing tag, an unknown tag and an emoji where markup is."""

ACTING = "\x1b[2J\r\n\u202e\u2066\x9b\u2028\x7f"
"""Clears a screen, breaks lines, turns the writing around, begins a colour, deletes."""

NOT_WRITTEN = {"id", "time_zone"}
"""Plain strings that no person words."""


def hostile(log: Sequence[Stored]) -> list[Stored]:
    """The log with markup in every text that somebody wrote, and in whoever it was."""
    found = []
    for one in log:
        event = _turned(catalog.decode(one.type, one.data), None)
        data = catalog.draft(one.stream, event).data
        found.append(replace(one, data=data, actor=f"{one.actor} {MARKUP}"))
    return found


_hints = cache(get_type_hints)


def _turned(value: Any, hint: Any) -> Any:
    """Identifiers have types of their own; what is declared as a mere string was written."""
    if isinstance(value, str):
        return f"{value} {MARKUP}" if value and str in (hint, *get_args(hint)) else value
    if isinstance(value, tuple):
        inner = next((one for one in (hint, *get_args(hint)) if get_args(one)), None)
        return tuple(_turned(one, get_args(inner)[0]) for one in value)
    if isinstance(value, Struct):
        hints = _hints(type(value))
        names = [name for name in value.__struct_fields__ if name not in NOT_WRITTEN]
        return replace(
            value, **{name: _turned(getattr(value, name), hints[name]) for name in names}
        )
    return value
