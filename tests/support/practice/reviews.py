"""Alignment reviews: opened, added to, settled and closed, in any order."""

from __future__ import annotations

from domain.alignment.review import (
    OpenReview,
)
from domain.values import CycleId, ReviewId
from events.streams import AnyCommand
from tests.support.acme import CYCLES


def review_of(cycle: CycleId, number: int) -> ReviewId:
    return ReviewId(f"r{number} of {cycle}")


BEGUN: list[AnyCommand] = [OpenReview(CYCLES[0], review_of(CYCLES[0], 0))]
