"""Drafts are for the unit that owns them and for reviewers: what everybody else may see of one.

The model hands out every objective veiled, so that a view which does not ask for more shows that a
draft is there, whose it is and where it stands, and none of its words.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from domain.alignment.linking import ObjectiveLinked
from domain.objectives.state import Objective

DRAFT: Final = "(a draft)"
"""What stands where the words of a draft would."""

EVERYBODY: Final = ""
REVIEWERS: Final = "reviewers"
"""Audiences of documents; any other is the id of a unit, whose members see it beside reviewers."""


def veiled(objective: Objective) -> Objective:
    """The objective as everybody may see it: itself, unless it is a draft."""
    if not objective.is_hidden:
        return objective
    return replace(
        objective,
        title=DRAFT,
        description="",
        challenge="",
        key_results={key: replace(one, title=DRAFT) for key, one in objective.key_results.items()},
        removed={key: replace(one, title=DRAFT) for key, one in objective.removed.items()},
    )


def mechanism(link: ObjectiveLinked, child: Objective) -> str:
    """How a link works, which is as much for everybody as the objective that it leads up from.

    That is as the model handed it out: veiled, or in full.
    """
    return "" if child.is_hidden and child.title == DRAFT else link.mechanism
