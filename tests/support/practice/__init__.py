"""What a quarter begins with beside its plan, so that everything can be spoken of later.

Each part of the practice has a module here with `BEGUN`, the commands that a quarter begins with.
What is said later on is made of what is there then, in `tests/support/generated`.
"""

from __future__ import annotations

from types import ModuleType

from tests.support.practice import (
    closed,
    closing,
    dependencies,
    negotiation,
    organization,
    resources,
    reviews,
    rituals,
    situations,
    strategy,
    work,
)

PARTS: list[ModuleType] = [
    organization,
    negotiation,
    resources,
    reviews,
    work,
    dependencies,
    rituals,
    closing,
    closed,
    situations,
    strategy,
]
