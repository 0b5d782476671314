"""How a page is made of documents: templates, and what they write numbers and days with.

Nothing is worked out here. What a page says stands in a document; a template only lays it out.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from api.http.pages.documents import Documents
from api.http.pages.history import level
from api.http.requests import pages
from api.http.views.lists import NO_MORE, tagged
from domain.health.on_track import Status
from domain.wording import counted, spoken_day
from projections.views.projection import Days

NOTHING: Final = "-"

SIGNS: Final[dict[Status, str]] = {
    "on_track": "●",
    "needs_attention": "▲",
    "at_risk": "■",
    "pending": "○",
    "reached": "✓",
    "missed": "✗",
}
"""Beside its word, so that a status has a shape as well as a colour."""

TRENDS: Final = {"rising": "↑", "steady": "→", "falling": "↓", "unknown": ""}

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(
    documents: Documents,
    template: str,
    title: str,
    headers: Mapping[str, str] = NO_MORE,
    **content: Any,
) -> Response[Any]:
    """A page, or that the browser has it already."""
    text = _TEMPLATES.get_template(template).render(
        title=title,
        stopped=documents.stopped,
        named=documents.request.user.name,
        **{"cycle": None, "cycle_id": _cycle_id(content), "here": "", **content},
    )
    return tagged(documents.request, text.encode(), pages.MEDIA_TYPE, headers)


def _cycle_id(content: Mapping[str, Any]) -> str | None:
    """The cycle whose pages the navigation leads to."""
    cycle: Days | None = content.get("cycle")
    return None if cycle is None else cycle.cycle_id


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}"


def _number(number: float | None) -> str:
    return NOTHING if number is None else f"{round(number, 2):,.15g}"


def _level(confidence: float | None) -> str:
    return NOTHING if confidence is None else f"{confidence:.1f}".removesuffix(".0")


def _day(day: date | None, on: date | None = None) -> str:
    return NOTHING if day is None else spoken_day(day, on)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    here = moment.astimezone(zone)
    return f"{spoken_day(here.date())} {here:%Y, %H:%M}"


def _along(share: float) -> str:
    """Where a share of the way lies on a scale of a hundred, as far as that is drawn."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


def _shade(confidence: float | None) -> str:
    return "none" if confidence is None else str(min(5, max(1, int(confidence + 0.5))))


_TEMPLATES.globals |= {"signs": SIGNS, "trends": TRENDS, "style": pages.STYLE}
_TEMPLATES.filters |= {
    "along": _along,
    "counted": counted,
    "day": _day,
    "id": lambda key: quote(key, safe=":"),
    "known": level,
    "level": _level,
    "moment": _moment,
    "number": _number,
    "percent": _percent,
    "shade": _shade,
    "shell": shlex.quote,
    "spaced": lambda word: word.replace("_", " "),
}
