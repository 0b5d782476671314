"""What a company may say in a quarter beside planning and reporting, wrong things too.

Each part of the practice has a module here with `BEGUN`, the commands that a quarter begins with,
and `commands`, a strategy for what may be said on a day later on.
"""

from __future__ import annotations

from types import ModuleType

from tests.support.practice import (
    closing,
    dependencies,
    negotiation,
    office,
    organization,
    resources,
    reviews,
    rituals,
    strategy,
    work,
)

PARTS: list[ModuleType] = [
    office,
    organization,
    negotiation,
    resources,
    reviews,
    work,
    dependencies,
    rituals,
    closing,
    strategy,
]
