"""What a team is asked before its check-in: the rules, and which question comes before which.

What a rule sees is decided elsewhere, by drift, health and lateness; here stands only what is asked
for it. Raise VERSION when a rule comes, goes, moves or asks otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from domain.drift.card import Code

VERSION: Final = 1

Rule = Literal[
    "promise_late",
    "waiting",
    "overdue",
    "blocked",
    "confidence",
    "unproven",
    "owner_forecast",
    "stalled",
    "drifting",
    "promise_at_risk",
    "promise_unanswered",
    "unmeasured",
    "silent",
    "behind",
    "flat_confidence",
    "neglected",
    "promise_due",
    "check_in_due",
]

ORDER: Final[tuple[Rule, ...]] = get_args(Rule)
"""What weighs most first: what others wait for, what stands in the way, then what is suspected."""

NEGLECTED_FOR: Final = 2
"""A key result without work for so many weeks on end, this one included, is asked about: a single
week without is how work comes."""

ASKS: Final[Mapping[Rule, str]] = {
    "promise_late": "when will '{about}' be there?",
    "waiting": "how does '{about}' go on without what it waits for?",
    "overdue": "what is left of '{about}', and by when?",
    "blocked": "who can remove what blocks '{about}', and by when?",
    "confidence": "what would have to happen for '{about}' to be reached?",
    "unproven": "which plan gets '{about}' to its target?",
    "owner_forecast": "where will '{about}' end?",
    "stalled": "what will move '{about}' this week?",
    "drifting": "what has to change so that '{about}' is reached?",
    "promise_at_risk": "what would keep '{about}' on time?",
    "promise_unanswered": "can you promise '{about}', and for when?",
    "unmeasured": "what is the value of '{about}' today?",
    "silent": "how does '{about}' stand?",
    "behind": "how will '{about}' catch up with its plan?",
    "flat_confidence": "does your confidence in '{about}' still hold?",
    "neglected": "is '{about}' still wanted, and what will be done toward it this week?",
    "promise_due": "is '{about}' still on track?",
    "check_in_due": "how does '{about}' stand this week?",
}

BY_EVIDENCE: Final[Mapping[Code, Rule]] = {
    "unproven": "unproven",
    "dependency": "waiting",
    "blocker": "blocked",
    "confidence_drop": "confidence",
    "stalled": "stalled",
    "unmeasured": "unmeasured",
    "silence": "silent",
    "flat_confidence": "flat_confidence",
}
"""The lines of the drift card that somebody is asked about."""

BY_HEALTH: Final[Mapping[str, Rule]] = {
    "overdue": "overdue",
    "missed_already": "drifting",
    "forecast_to_miss": "drifting",
    "low_confidence": "confidence",
    "far_behind": "behind",
    "too_late": "waiting",
    "not_heard": "silent",
    "not_measured": "unmeasured",
    "flat_confidence": "flat_confidence",
}
"""The reasons of health, by their codes, that somebody is asked about."""
