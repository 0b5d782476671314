"""What day it is, by clocks that may be wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from projections.model.workspace import Workspace

SKEW = timedelta(hours=1)
"""By how much the clocks of two workers may differ, and neither is taken to be wrong."""


def is_to_come(day: date, workspace: Workspace, now: datetime) -> bool:
    """Whether a day is still to come, so that only a clock which was ahead can have named it.

    Of an event that was recorded under such a clock, the day is a fact.
    """
    return day > workspace.day_of(max(now + SKEW, workspace.recorded_at))
