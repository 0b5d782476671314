"""What is asked of a plan, answered, revised and given up."""

from __future__ import annotations

from domain.alignment.linking import LinkObjective
from domain.values import LinkId
from events.streams import AnyCommand
from tests.support.acme import (
    CYCLES,
    OBJECTIVES,
    STILL_DRAFTS,
    planned,
)

_OF_DRAFTS: list[AnyCommand] = [
    LinkObjective(
        CYCLES[0], LinkId(f"of {OBJECTIVES[index]}"), OBJECTIVES[index], OBJECTIVES[upper],
        kind="supports",
    )
    for index, upper in zip(STILL_DRAFTS, (0, *STILL_DRAFTS), strict=False)
]  # fmt: skip

BEGUN: list[AnyCommand] = [
    command
    for index, link in zip(STILL_DRAFTS, _OF_DRAFTS, strict=True)
    for command in (*planned(index)[:-2], link)
]
