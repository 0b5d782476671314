"""What the log does not admit, it names, and nothing is stored."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from events.admission import MAX_DATA, MAX_EVENTS, MAX_FINGERPRINT, MAX_TEXT
from events.log import Draft, EventLog, InvalidAppend
from tests.events.appends import NOON, append, draft

ELSEWHERE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("events", {"events": ()}),
        ("events", {"events": (draft(),) * (MAX_EVENTS + 1)}),
        ("stream", {"events": (Draft("", "noted", b""),)}),
        ("stream", {"events": (Draft("a\0b", "noted", b""),)}),
        ("stream", {"events": (Draft("s" * (MAX_TEXT + 1), "noted", b""),)}),
        ("type", {"events": (Draft("a", "", b""),)}),
        ("data", {"events": (Draft("a", "noted", bytes(MAX_DATA + 1)),)}),
        ("expected", {"expected": {"a": -1}}),
        ("expected stream", {"expected": {"": 0}}),
        ("actor", {"actor": ""}),
        ("actor", {"actor": "half a \ud83e fox"}),
        ("correlation", {"correlation": "\0"}),
        ("causation", {"causation": "c" * (MAX_TEXT + 1)}),
        ("key", {"key": ""}),
        ("key", {"key": "k" * (MAX_TEXT + 1)}),
        ("fingerprint", {"fingerprint": bytes(MAX_FINGERPRINT + 1)}),
        ("occurred_at", {"occurred_at": datetime(2026, 1, 1)}),  # noqa: DTZ001  the mistake meant
        ("occurred_at", {"occurred_at": NOON.astimezone(ELSEWHERE)}),
        ("recorded_at", {"recorded_at": NOON.replace(tzinfo=None)}),
    ],
)
async def test_what_cannot_be_stored_is_named(
    log: EventLog, workspace: str, field: str, change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidAppend, match=f"as it was given: {field}: "):
        await log.append(workspace, replace(append("a"), **change))
    assert (await log.head(workspace)).position == 0


async def test_the_longest_texts_are_admitted(log: EventLog, workspace: str) -> None:
    longest = "🦊" * MAX_TEXT
    await log.append(workspace, append(longest, expected={longest: 0}, key=longest))
    assert (await log.head(workspace)).position == 1
