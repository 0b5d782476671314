"""How many examples a law is tried on: what it says itself, or many times that in a long run."""

from __future__ import annotations

import os

from hypothesis import settings

TIMES = float(os.environ.get("SIGHTLINE_LAWS_TIMES", "1"))


def examples(number: int) -> settings:
    return settings(max_examples=max(1, round(number * TIMES)))
