"""How people want to be told, in sentences."""

from __future__ import annotations

from domain.preferences import PreferenceEvent
from projections.model.feed import Entry


def tell(_: PreferenceEvent, entry: Entry) -> str:
    return f"'{entry.subject}' is told of things at other hours from now on."
