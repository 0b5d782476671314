"""How numbers and states look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.text import Text

from domain.measuring import expected_score
from domain.wording import counted
from projections.views.projection import Days

BARS = "▁▂▃▄▅▆▇█"
STATUS = {
    "on_track": ("● on track", "green"),
    "needs_attention": ("▲ needs attention", "yellow"),
    "at_risk": ("■ at risk", "bold red"),
    "pending": ("○ too little reported", "dim"),
    "reached": ("✓ reached", "green"),
    "missed": ("✗ missed", "red"),
}
TREND = {"rising": "↑", "steady": "→", "falling": "↓", "unknown": ""}
BANDS = {"red": "bold red", "yellow": "yellow", "green": "green"}
NOTHING = "-"
SHORT_ID = 8
OLD = 14
"""From so many days on an age is given in weeks."""


def status(name: str) -> Text:
    word, style = STATUS[name]
    return Text(word, style)


def score(number: float | None) -> Text:
    """A score in the colour of its band."""
    if number is None:
        return Text(f"  {NOTHING} ", "dim")
    return Text(f"{number:.2f}", BANDS[expected_score.band(number)])


def percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}"


def rolled_up(progress: float | None, coverage: float) -> str:
    """The progress of an objective, with how much of it was reported on where that is not all."""
    part = "" if progress is None or coverage == 1 else f" ({percent(coverage)} of it reported)"
    return f"{percent(progress)}{part}"


def confidence(number: float | None, trend: str = "unknown") -> Text:
    if number is None:
        return Text(NOTHING, "dim")
    style = "red" if number <= 2 else "yellow" if number <= 3 else "green"  # noqa: PLR2004
    shown = f"{number:.1f}".removesuffix(".0")
    return Text(f"{shown}{TREND[trend]}", style)


def age(stated: date | None, as_of: date) -> str:
    """How old a report is: (today), (6 days ago), (8 weeks ago)."""
    if stated is None:
        return ""
    days = (as_of - stated).days
    if days < OLD:
        return {0: " (today)", 1: " (yesterday)"}.get(days, f" ({days} days ago)")
    return f" ({counted(round(days / 7), 'week')} ago)"


def sparkline(numbers: Iterable[float | None], low: float = 1, high: float = 5) -> str:
    """One bar per number; a gap where there is none."""
    return "".join(
        " " if number is None else BARS[round((number - low) / (high - low) * (len(BARS) - 1))]
        for number in numbers
    )


def short(identifier: str) -> str:
    """Enough of an identifier to name it again."""
    return identifier[:SHORT_ID]


def bar(share: float | None, width: int = 10) -> str:
    if share is None:
        return "·" * width
    full = round(min(max(share, 0), 1) * width)
    return "█" * full + "░" * (width - full)


def heading(cycle: Days, of: str = "") -> Text:
    """What a view is of, and of which day; and that it has what came after the cycle was closed."""
    late = cycle.after_closing
    more = f", with {counted(late, 'report')} that came after it was closed" if late else ""
    day = f"  week {cycle.week} of {cycle.weeks}, as of {cycle.as_of}{more}"
    return Text.assemble((f"{of}{cycle.name}", "bold"), (day, "dim"))
