"""What was reported on a key result of which nobody has said a value: words, confidence, blockers.

A report without a value is no progress that could be reckoned with, and it is not silence either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.measuring.check_in import CheckedIn
from domain.objectives.state import KeyResult
from domain.wording import listed

WORDS = 120
"""How many characters of a narrative are quoted."""


def without_value(key_result: KeyResult, as_of: date) -> str | None:
    """What was last reported, as a sentence; None where nothing was, or where there is a value."""
    reports = [one for one in key_result.check_ins if one.effective <= as_of]
    if not reports or any(one.value is not None for one in reports):
        return None
    last = reports[-1]
    said = list(_said(last)) or ["nothing else"]
    day = f"{last.effective.day} {last.effective:%B}"
    return f"'{key_result.title}' was reported on without a value; on {day}: {listed(said)}."


def _said(report: CheckedIn) -> Iterable[str]:
    if report.narrative:
        words = report.narrative
        yield f"'{words}'" if len(words) <= WORDS else f"'{words[:WORDS].rstrip()} ...'"
    if report.confidence is not None:
        yield f"confidence {report.confidence}"
    if report.blockers:
        yield f"blocked by {listed([one.name for one in report.blockers])}"
