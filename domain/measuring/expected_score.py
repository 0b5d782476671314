"""The score that a key result is expected to come to, and the band that a score lies in.

Bands are those of Google's guide to OKRs and of Doerr, made half-open: red below 0.4, yellow from
0.4 to below 0.7, green from 0.7 on. Their ranges (0.0 to 0.3, 0.4 to 0.6, 0.7 to 1.0) say nothing
of a 0.35 or a 0.65. A committed key result is expected to reach 1.0, whatever its band.
"""

from __future__ import annotations

from typing import Literal

from domain.values import Ambition

Band = Literal["red", "yellow", "green"]

YELLOW, GREEN = 0.4, 0.7

EXPECTED: dict[Ambition, float] = {"committed": 1.0, "aspirational": GREEN}
"""The score that counts as reached."""


def band(score: float) -> Band:
    if score < YELLOW:
        return "red"
    return "yellow" if score < GREEN else "green"
