"""Copies of the parts of the model that share nothing with them that changes."""

from __future__ import annotations

from copy import copy
from typing import TypeVar, cast

T = TypeVar("T")


def copied(part: T) -> T:
    """A part of the model with containers of its own; the states in them are immutable."""
    made = copy(part)
    for name, value in vars(part).items():
        setattr(made, name, own(value))
    return made


def own(value: T) -> T:
    """A container like this one with containers of its own in it; anything else is as it is."""
    if isinstance(value, dict):
        return cast("T", {key: own(inside) for key, inside in value.items()})
    if isinstance(value, list):
        return cast("T", [own(inside) for inside in value])
    return cast("T", set(value)) if isinstance(value, set) else value
