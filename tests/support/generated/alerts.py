"""What is done about alerts: mostly within what is allowed, of a raise that may be up."""

from __future__ import annotations

from datetime import date, timedelta

from domain.drift.handling import LONGEST_SNOOZE
from tests.support.generated.drawing import Drawing


def since_week(draw: Drawing) -> int | None:
    """As a file names it: the generated quarters are short, and few alerts are up."""
    if draw.cycle is None or draw.chance(0.2):
        return None
    current = draw.cycle.week(draw.today)
    return draw.number(1, current + 1 if draw.slips() else current)


def until(draw: Drawing) -> date:
    if draw.slips():
        return draw.day()
    day = draw.today + timedelta(draw.number(1, LONGEST_SNOOZE))
    return day if draw.cycle is None else min(day, draw.cycle.ends)
