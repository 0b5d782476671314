"""Confidence week by week on a page: as it is now known, or as it was known by the end of a week.

Of all that pages show, the histories alone have kept what was known when. A day that is asked for
stands for the week that it lies in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from api.http.requests.query import refused
from projections.views.objective.confidence import ConfidenceWeek, Point

STEP: Final = 24
"""How far apart the weeks of a line are drawn."""

RISE: Final = 12
"""How far apart its levels are, of which five is at the top."""


class Slider(NamedTuple):
    """Where in its weeks a page stands: `week` is None for now, and else the last that is shown."""

    weeks: Sequence[ConfidenceWeek]
    week: ConfidenceWeek | None
    before: ConfidenceWeek | None
    after: ConfidenceWeek | None

    @property
    def day(self) -> date | None:
        """What the field for a day holds."""
        return None if self.week is None else self.week.ends


class Line(NamedTuple):
    """A drawn line: the weeks that follow on each other without a gap, and where each is."""

    width: int
    runs: Sequence[str]
    dots: Sequence[tuple[int, float, float]]


def slider(weeks: Sequence[ConfidenceWeek], day: str | None) -> Slider:
    """Raises InvalidRequest for what is no day."""
    last = len(weeks) - 1
    at = last if not day else _at(weeks, _day(day))
    if not weeks or at == last:
        return Slider(weeks, None, weeks[-2] if len(weeks) > 1 else None, None)
    before = weeks[at - 1] if at else None
    return Slider(weeks[: at + 1], weeks[at], before, weeks[at + 1])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refused("on", "has to be a day, such as 2026-06-30") from None


def _at(weeks: Sequence[ConfidenceWeek], day: date) -> int:
    return next((at for at, one in enumerate(weeks) if one.ends >= day), len(weeks) - 1)


def level(week: ConfidenceWeek, *, then: bool) -> float | None:
    return week.known_then if then else week.corrected


def line(weeks: Sequence[ConfidenceWeek], *, then: bool, room: int) -> Line:
    """Drawn with room for so many weeks: those of the cycle."""
    dots: list[tuple[int, float, float]] = []
    runs: list[list[str]] = [[]]
    for place, week in enumerate(weeks):
        known = level(week, then=then)
        if known is None:
            runs.append([])
            continue
        x, y = STEP * place + STEP // 2, RISE * (5 - known) + RISE
        dots.append((x, y, known))
        runs[-1].append(f"{x},{y:g}")
    return Line(STEP * room, [" ".join(one) for one in runs if one], dots)


def known_by(points: Iterable[Point], end: date, zone: ZoneInfo) -> list[Point]:
    """The check-ins that were recorded by the end of a day, each as it was not yet corrected."""
    return [
        _as_known(one, end, zone)
        for one in points
        if one.recorded_at.astimezone(zone).date() <= end
    ]


def _as_known(point: Point, end: date, zone: ZoneInfo) -> Point:
    corrections = point.before
    for at, one in enumerate(corrections):
        if one.corrected_at.astimezone(zone).date() > end:
            return replace(
                point,
                value=one.value,
                progress=None,
                confidence=one.confidence,
                narrative=one.narrative,
                before=corrections[:at],
            )
    return point
