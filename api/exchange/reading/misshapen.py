"""What is wrong with the shape of a command, in words for people who never saw a type."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import fields

from events.streams import AnyCommand


def misshapen(command: AnyCommand) -> list[tuple[str, str]]:
    """The fields whose texts are too long, numbers out of their range ..., and why."""
    try:
        msgspec.convert(msgspec.to_builtins(command), type(command))
    except msgspec.ValidationError:
        pass
    else:
        return []
    found = []
    for field in fields(type(command)):
        try:
            msgspec.convert(msgspec.to_builtins(getattr(command, field.name)), field.type)
        except msgspec.ValidationError as error:
            reason, _, path = str(error).partition(" - at `$")
            inside = path.strip("`").replace("[...]", "")
            found.append((f"{field.name}{inside}", _plain(reason, listed="[...]" in path)))
    return found


_BOUNDED = re.compile(r"Expected `str` of length (>=|<=) (\d+)")


def _plain(reason: str, *, listed: bool) -> str:
    """The sentence of msgspec for people who never saw a type."""
    subject = "A part of it" if listed else "It"
    bounded = _BOUNDED.match(reason)
    if bounded and bounded[1] == ">=":
        return f"{subject} is empty."
    if "matching regex" in reason:  # all our patterns are about what a text may hold
        return f"{subject} has nothing readable, or control characters."
    if bounded:
        return f"{subject} is longer than {int(bounded[2]):,} characters."
    words = reason.replace("`", "").replace("Expected int", f"{subject} has to be a whole number")
    return words.replace("Expected float", f"{subject} has to be a number") + "."
