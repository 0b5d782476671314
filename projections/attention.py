"""What about a key result needs somebody's attention, in sentences, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.commitment import KeyResult
from domain.cycle import Cycle
from projections.health import DOUBTFUL
from projections.standing import KeyResultStanding
from projections.wording import chance, counted, listed

BEHIND = 0.2
"""How far progress may lie behind the plan before it is said."""

QUIET = 2
"""After how many weeks without a report it is said."""


def attention(
    key_result: KeyResult, now: KeyResultStanding, cycle: Cycle, as_of: date
) -> Iterable[str]:
    title = f"'{key_result.title}'"
    evaluation = now.alert.evaluation
    if now.alert.status == "raised" and evaluation is not None:
        yield f"{title} will probably miss: the chance is {chance(evaluation.miss_probability)}."
    confidence = now.confidence.confidence
    if confidence is not None and confidence <= DOUBTFUL:
        falling = " and falling" if now.trend == "falling" else ""
        yield f"Confidence in {title} is {confidence}{falling}."
    if now.progress is not None and now.expected - now.progress.clamped >= BEHIND:
        yield f"{title} is at {now.progress.clamped:.0%}, where the plan has {now.expected:.0%}."
    blockers = key_result.check_ins[-1].blockers if key_result.check_ins else ()
    if blockers:
        yield f"{title} is blocked: {listed([one.name for one in blockers])}."
    weeks = (as_of - (now.last_effective or cycle.starts)).days // 7
    if weeks >= QUIET:
        yield f"Nothing was reported on {title} for {counted(weeks, 'week')}."
