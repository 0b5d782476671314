"""Contexts as a decision really gets them: without the streams that its command does not read."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from domain.messages import Value
from events import decisions
from events.basis import Withheld
from events.streams import CYCLES, ORGANIZATION, POOLS, STRATEGY, AnyCommand

C = TypeVar("C", bound=Value)

_READ_FROM = {
    "calendar": CYCLES,
    "organization": ORGANIZATION,
    "strategy": STRATEGY,
    "pools": POOLS,
}


def as_declared(command: AnyCommand, context: C) -> C:
    """The context with what the command's line in the table of decisions does not name withheld."""
    read = decisions.reads(command)
    withheld: dict[str, Any] = {
        name: Withheld(command, stream)
        for name, stream in _READ_FROM.items()
        if hasattr(context, name) and stream not in read
    }
    return replace(context, **withheld)
