"""Appends in few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from events.log import Append, Draft

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def draft(stream: str = "a", data: bytes = b'{"x":1}') -> Draft:
    return Draft(stream, "noted", data)


def append(
    *streams: str,
    expected: Mapping[str, int] | None = None,
    key: str | None = None,
    fingerprint: bytes = b"",
    recorded_at: datetime | None = None,
    correlation: str = "",
) -> Append:
    """One event for each stream named."""
    return Append(
        events=tuple(draft(stream) for stream in streams),
        expected=expected or {},
        actor="somebody",
        occurred_at=NOON,
        key=key,
        fingerprint=fingerprint,
        recorded_at=recorded_at,
        correlation=correlation,
    )
