"""Somebody's inbox, for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from api.inbox.messages import Message, Which

NOTHING: Final[dict[Which, str]] = {
    "open": "Nothing waits here.",
    "unread": "Everything was read.",
    "done": "Nothing is done yet.",
    "all": "Nothing has been told yet.",
    "held": "Everything was sent by itself.",
}


class Inbox(msgspec.Struct, frozen=True):
    """Messages of a person, newest first; their times are shown in a time zone."""

    person: str
    time_zone: str
    which: Which
    unread: int
    items: list[Message]


class Page(msgspec.Struct, frozen=True):
    """An inbox with the text of each message line by line: a terminal is shown no line breaks."""

    inbox: Inbox
    lines: list[list[str]]


def page(inbox: Inbox) -> Page:
    return Page(inbox, [one.text.splitlines() for one in inbox.items])


def shown(body: bytes) -> Iterable[RenderableType]:
    told = msgspec.json.decode(body, type=Page)
    found = told.inbox
    yield Text.assemble((found.person, "bold"), f"  {found.unread} unread")
    if not found.items:
        yield Text(NOTHING[found.which])
    zone = ZoneInfo(found.time_zone)
    for one, lines in zip(found.items, told.lines, strict=True):
        yield Text()
        yield Text(one.title, "bold" if one.read_at is None else "")
        yield from (Padding(Text(line), (0, 0, 0, 2)) for line in lines if line)
        yield Padding(Text(f"You get this {one.why}.", "dim"), (0, 0, 0, 2))
        yield Padding(Text(_when(one, zone), "dim"), (0, 0, 0, 2))


def _when(one: Message, zone: ZoneInfo) -> str:
    came = f"{one.created_at.astimezone(zone):%Y-%m-%d %H:%M}"
    sent = f"{one.sent_from.astimezone(zone):%Y-%m-%d %H:%M}"
    how = f"sent from {sent} on"
    if one.not_sent is not None:
        how = f"not sent by itself: {one.not_sent.text[:1].lower()}{one.not_sent.text[1:]}"
        how = how.rstrip(".")
    return f"{came}, {how}  {one.link}"
