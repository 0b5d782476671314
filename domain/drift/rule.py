"""The constants of the detector, in one place and versioned.

They were chosen on simulated quarters with planted causes and on two public series of real ones
(see docs/drift.md): they are priors, not laws of nature.
"""

from __future__ import annotations

from domain.measuring.expected_score import EXPECTED
from domain.messages import Value


class Rule(Value, frozen=True):
    """The constants; `version` is reported with each alert. Weights are natural-log odds."""

    version: int = 5

    # The forecast
    shrinkage: float = 0.05
    """How much the prior pace counts, in units of plan; less as the plan goes by, by the square of
    what is left."""
    prior_pace: float = 0.9
    recent_weight: float = 0.6
    recent_weeks: int = 3
    fastest_pace: float = 1.6
    slackening: float = 0.85
    """At which share of the pace kept so far the rest is done: work slows toward the end."""
    spread_of_rest: float = 0.55
    spread_unplanned: float = 0.7
    """The same where nobody has declared how the plan goes, so that a straight line is assumed."""
    interval_of_rest: float = 0.46
    """What holds 80 % of the ends of a declared plan is narrower than its odds are careful."""
    spread_of_now: float = 0.04

    # The card
    full_trust: float = 0.69
    trust_bend: float = 1.5
    """At which share of its weeks evidence has its full weight, and how steeply that grows."""
    base: float = -0.3
    base_of_evidence: float = -1.7
    """The odds where nothing is known, and where nothing that is known speaks for a miss."""
    base_unplanned: float = -1.58
    """The latter where nobody has declared how the plan goes: less comforts there."""
    of_forecast: float = 0.65
    forecast_bound: float = 3.0
    unmeasured: float = 1.0
    doubtful: int = 2
    hopeless: int = 1
    middling: int = 3
    no_hope: float = 1.5
    no_hope_twice: float = 2.5
    low_confidence: float = 1.0
    middling_confidence: float = 0.25
    no_confidence: float = 1.0
    """Where nobody has said how sure they are, or no value was reported, nothing comforts."""
    drop: int = 2
    confidence_drop: float = 0.5
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
    unproven: float = 1.0
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
