"""The back-test as a picture: what was said beside what happened, and the weeks.

Plain SVG, with a title and a text twin for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape

from domain.wording import listed, percent
from projections.views.drift.backtest import Backtest, BacktestOfWeek

WIDTH, HEIGHT = 820, 430
SIDE = 260
"""Of the square in which each of the two is drawn."""
TOP = 96
LEFT, RIGHT = 66, 432
INK, PALE, SAID, PRECISION, RECALL = "#1f2430", "#c9ced8", "#1d5fa8", "#1d5fa8", "#b8531a"
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)

APART = 16
"""How far two labels keep from each other."""

Point = tuple[float, float]

_LINES: tuple[tuple[str, str, Callable[[BacktestOfWeek], float | None]], ...] = (
    ("precision", PRECISION, lambda one: one.precision),
    ("recall", RECALL, lambda one: one.recall),
)


_OPENING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    f' aria-labelledby="title text" font-family="system-ui, sans-serif" fill="{INK}">'
)


def svg(view: Backtest) -> str:
    """The whole picture."""
    title = f"Drift alerts held against history: {listed([one.name for one in view.cycles])}"
    parts = [
        _OPENING,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="text">{escape(_twin(view))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(24, 32, title, size=17, weight="600"),
        *(_text(24, 52 + 16 * n, line) for n, line in enumerate(_wrapped(view.text))),
        *_reliability(view),
        *_weeks(view),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _wrapped(text: str, width: int = 112) -> list[str]:
    """In lines that fit, two at most."""
    lines: list[str] = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:2]


def _reliability(view: Backtest) -> Iterable[str]:
    """How often it happened, by what was said; the larger the dot, the more was said."""
    bins = [one for one in view.figures.reliability if one.count]
    most = max((one.count for one in bins), default=1)
    yield from _frame(
        LEFT, "chance of a miss that was stated", "share that missed", QUARTERS, percent
    )
    yield _line(LEFT, ((0, 0), (1, 1)), PALE, dashed=True)
    points = [(one.said or 0.0, one.happened or 0.0) for one in bins]
    yield _line(LEFT, points, SAID)
    for one, (said, happened) in zip(bins, points, strict=True):
        x, y = _place(LEFT, said, happened)
        size = 3 + 6 * (one.count / most) ** 0.5
        told = f"{percent(said)} stated, {percent(happened)} happened, {one.count:,} times"
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{SAID}" fill-opacity="0.75">'
            f"<title>{escape(told)}</title></circle>"
        )


def _weeks(view: Backtest) -> Iterable[str]:
    """Precision and recall of what had been raised by each week."""
    weeks = view.figures.weeks
    last = max((one.week for one in weeks), default=1)
    ticks = [number / last for number in range(1, last + 1)]
    yield from _frame(RIGHT, "week", "share", ticks, lambda at: str(round(at * last)))
    lines = [
        (
            name,
            colour,
            [(one.week / last, share) for one in weeks if (share := of(one)) is not None],
        )
        for name, colour, of in _LINES
    ]
    lowest = float(HEIGHT)
    for name, colour, points in sorted(lines, key=lambda line: line[2][-1:]):
        if points:
            yield _line(RIGHT, points, colour, dashed=name == "recall")
            x, y = _place(RIGHT, *points[-1])
            lowest = min(y + 4, lowest - APART)
            yield _text(x + 6, lowest, f"{name} {percent(points[-1][1])}", colour=colour)


def _frame(
    left: int, across: str, up: str, ticks: Sequence[float], named: Callable[[float], str]
) -> Iterable[str]:
    for share in QUARTERS:
        x, y = _place(left, 0, share)
        yield f'<path d="M{x:.1f} {y:.1f}h{SIDE}" stroke="{PALE}" stroke-width="0.6"/>'
        yield _text(x - 8, y + 4, percent(share), anchor="end")
    for share in ticks:
        x, y = _place(left, share, 0)
        yield _text(x, y + 18, named(share), anchor="middle")
    x, y = _place(left, 0.5, 0)
    yield _text(x, y + 38, across, anchor="middle")
    x, y = _place(left, 0, 1)
    yield _text(x - 42, y - 14, up)


def _line(left: int, points: Sequence[Point], colour: str, *, dashed: bool = False) -> str:
    along = " ".join("{:.1f},{:.1f}".format(*_place(left, *one)) for one in points)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{along}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _place(left: int, across: float, up: float) -> Point:
    return left + across * SIDE, TOP + 20 + (1 - up) * SIDE


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: str = "400",
    colour: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
        f' font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )


def _twin(view: Backtest) -> str:
    """The same in words."""
    figures = view.figures
    said = "; ".join(
        f"of {one.count:,} times that about {percent(one.said or 0)} was stated,"
        f" {percent(one.happened or 0)} missed"
        for one in figures.reliability
        if one.count
    )
    weeks = "; ".join(
        f"week {one.week}: precision {percent(one.precision)}, recall {percent(one.recall or 0)}"
        for one in figures.weeks
        if one.precision is not None
    )
    return " ".join(f"{one}." for one in (view.text.rstrip("."), said, weeks) if one)
