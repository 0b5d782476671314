"""The constants of the detector, in one place and versioned.

They were chosen on simulated quarters with planted causes and on two public series of real ones
(see docs/drift.md): they are priors, not laws of nature.
"""

from __future__ import annotations

from domain.measuring.expected_score import EXPECTED
from domain.messages import Value


class Rule(Value, frozen=True):
    """The constants; `version` is reported with each alert. Weights are natural-log odds."""

    version: int = 6

    # The forecast
    recent_weight: float = 0.6
    recent_weeks: int = 3
    fastest_pace: float = 1.0
    """Nothing is forecast to go on faster than its plan, and what owes nothing yet goes like it."""
    closing: float = 1.3
    """How strongly a pace closes the distance to the target, ever more slowly as it gets near."""
    spread_of_rest: float = 0.46
    spread_unplanned: float = 0.66
    """The same where nobody has declared how the plan goes, so that a straight line is assumed."""
    spread_of_now: float = 0.05

    # The card
    full_trust: float = 0.69
    trust_bend: float = 1.5
    """At which share of its weeks evidence has its full weight, and how steeply that grows."""
    base: float = -0.2
    base_of_evidence: float = -2.4
    """The odds where nothing is known, and where nothing that is known speaks for a miss."""
    base_unplanned: float = -1.95
    """The latter where nobody has declared how the plan goes: less comforts there."""
    commitment: float = 0.5
    """What a commitment adds to the odds where nothing is known, since all of it is needed; it
    fades as evidence gains weight."""
    of_forecast: float = 0.6
    forecast_bound: float = 3.0
    unmeasured: float = 1.0
    doubtful: int = 2
    hopeless: int = 1
    middling: int = 3
    no_hope_twice: float = 2.5
    low_confidence: float = 1.0
    middling_confidence: float = 0.5
    no_confidence: float = 1.0
    """Where nobody has said how sure they are, or no value was reported, nothing comforts."""
    drop: int = 2
    confidence_drop: float = 0.5
    recent_reports: int = 3
    falls_from: float = 0.25
    falling: float = 1.5
    """For each level by which the confidence of the recent reports lies below that of all."""
    blocker_twice: float = 0.75
    blocker_thrice: float = 1.75
    dependency_overdue: float = 1.5
    movement: float = 0.02
    still_for: int = 3
    behind: float = 0.15
    """So far behind the plan what stands still is stalled, and a confidence that never changes
    says little."""
    stalled: float = 2.0
    flat_for: int = 4
    flat: float = 0.25
    silent_for: int = 3
    silence: float = 0.25
    confident: int = 4
    asked_from: float = 0.38
    asked_gap: float = 0.25
    unproven_gap: float = 0.45
    unproven: float = 1.25
    """A high confidence so far behind the plan is asked for evidence, and from the day on which
    evidence has its full weight it is doubted."""
    projected_short: float = 2.5
    projected_enough: float = -1.0
    projected_share: float = 0.5
    """How much the owner's own forecast counts in ours."""

    # The alert
    first_check_in: int = 3
    first_share: float = 0.3
    """With fewer check-ins, at which share of its weeks it is judged all the same."""
    watch_from: float = 0.60
    raise_from: float = 0.75
    raise_after: int = 2
    raise_at_once: float = 0.90
    clear_below: float = 0.50
    clear_after: int = 2


RULE = Rule()
NEEDED = EXPECTED
"""The final progress below which a key result has missed is what is expected of it when it is
scored."""

INTERVAL = 1.28
"""Standard deviations on each side of the forecast that hold 80 % of the outcomes."""
