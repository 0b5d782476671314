"""What the plans of a cycle say by how they hang together and how many they are: fewer finish."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Final, Literal

from domain.alignment.linking import ObjectiveLinked, covers
from domain.objectives.state import Objective

Cover = Literal["gap", "overload", "covered"]
Apart = Literal["orphan", "refused", "unconnected"]
"""Linked to nothing; linked, though by its owner's own answer it will not contribute; or linked,
but to what does not lead up to the company."""

OVERLOAD: Final = 5
"""From this many units on that work toward it, a key result counts as overloaded: each of them has
to hear of what the others do. How many objectives they have is stated, but decides nothing."""

CROWDED: Final = 7
"""More objectives than this for one unit in a cycle mean that it has not chosen (source: the
alignment framework that the product is built on, which recommends three to five)."""

OUTCOMES_OF_A_YEAR: Final = 5
"""Three to five outcomes are what a year can be for; more are allowed, but pointed out."""


def coverage(units: Collection[Hashable]) -> Cover:
    """How a key result of the company is covered, by the unit of each objective that covers it.

    A unit counts once, however many of the objectives are its own.
    """
    if not units:
        return "gap"
    return "overload" if len(set(units)) >= OVERLOAD else "covered"


def is_orphan(objective: Objective, upward: Collection[ObjectiveLinked]) -> bool:
    """Whether an objective works toward nothing, and is not one that others work toward."""
    return objective.level != "company" and not upward


def apart(upward: Collection[ObjectiveLinked]) -> Apart:
    """Why nothing leads up to the company from an objective with these links, if nothing does."""
    if not upward:
        return "orphan"
    return "unconnected" if any(map(covers, upward)) else "refused"
