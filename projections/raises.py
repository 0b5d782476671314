"""Raised drift alerts, as the notifications that are sent of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.values import KeyResultId
from projections.drift import DriftView, alert_of
from projections.fold import Document
from projections.workspace import Workspace

KIND = "drift.raised"

_encode = msgspec.json.Encoder().encode


class Raise(NamedTuple):
    """One raise of one alert: `<key result>:<how many times it was raised or stepped up>`."""

    raise_id: str
    payload: bytes


class Notification(msgspec.Struct, frozen=True):
    """What a receiver gets; `data` is the key result's drift document."""

    type: str
    timestamp: datetime
    data: msgspec.Raw


def raised(workspace: Workspace, documents: Iterable[Document], now: datetime) -> Iterable[Raise]:
    """The raised alerts among rendered documents, of cycles that are active today."""
    for one in documents:
        if one.projection != DriftView.name or one.body is None:
            continue
        key = KeyResultId(one.key)
        home = workspace.home.get(key)
        if home is None:
            continue
        objective = workspace.objectives[home]
        cycle = workspace.calendar.cycles[objective.cycle_id]
        if cycle.phase != "active" or not cycle.starts <= workspace.today <= cycle.ends:
            continue
        alert = alert_of(workspace, cycle, objective.key_results[key])
        if alert.status == "raised":
            payload = _encode(Notification(KIND, now, msgspec.Raw(one.body)))
            yield Raise(f"{key}:{alert.raises}", payload)
