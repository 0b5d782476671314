"""The constants of the detector, in one place and versioned.

They were fitted on simulated quarters with planted causes (see docs/drift.md): they are priors, not
laws of nature.
"""

from __future__ import annotations

from domain.measuring.expected_score import EXPECTED
from domain.messages import Value


class Rule(Value, frozen=True):
    """The constants that were fitted; `version` is reported with each alert.

    `doubtful` and `middling` are levels of confidence (1 to 5), `drop` is a fall by so many.
    """

    version: int = 3
    shrinkage: float = 0.5
    prior_pace: float = 0.9
    recent_weight: float = 0.75
    recent_shrinkage: float = 0.6
    recent_weeks: int = 3
    fastest_pace: float = 1.6
    spread_of_rest: float = 0.5
    spread_of_now: float = 0.06
    base: float = -0.5
    forecast_bound: float = 3.0
    doubtful: int = 2
    middling: int = 3
    drop: int = 2
    low_confidence: float = 1.0
    middling_confidence: float = 0.5
    confidence_drop: float = 0.5
    blocker_twice: float = 0.5
    blocker_thrice: float = 1.5
    dependency_overdue: float = 1.0
    first_check_in: int = 3
    watch_from: float = 0.60
    raise_from: float = 0.75
    raise_after: int = 2
    raise_at_once: float = 0.90
    clear_below: float = 0.50
    clear_after: int = 2


RULE = Rule()
NEEDED = EXPECTED
"""The final progress below which a key result has missed is what is expected of it when it is
scored; the one for committed is not measured."""

INTERVAL = 1.28
"""Standard deviations on each side of the forecast that hold 80 % of the outcomes."""
