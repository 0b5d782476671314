"""Drift alerts as they are noticed when documents are rendered, for those who want to be notified.

An alert is evaluated anew from all that was ever reported, so late reports and corrections can
change when it was raised, and how often. Who is notified must not depend on that: what counts is
what could be seen. So each alert is compared with what was noticed of it last, and a raise is sent
when there was none before, or a milder one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.drift import Severity
from domain.values import KeyResultId
from projections.keeping.rendering import Document
from projections.model.workspace import Workspace
from projections.views.drift.drift import DriftView, alert_of

KIND = "drift.raised"

_encode = msgspec.json.Encoder().encode


class Noticed(NamedTuple):
    """A key result's alert as it is now; without a severity it is not raised."""

    key_result_id: KeyResultId
    severity: Severity | None
    payload: bytes


class Notification(msgspec.Struct, frozen=True):
    """What a receiver gets; `data` is the key result's drift document."""

    type: str
    timestamp: datetime
    data: msgspec.Raw


def notice(workspace: Workspace, documents: Iterable[Document], now: datetime) -> Iterable[Noticed]:
    """The alerts among rendered documents, of cycles that are active today."""
    for one in documents:
        if one.projection != DriftView.name or one.body is None or one.failed:
            continue
        key = KeyResultId(one.key)
        home = workspace.home.get(key)
        if home is None:
            continue
        objective = workspace.objectives[home]
        cycle = workspace.calendar.cycles[objective.cycle_id]
        if cycle.phase != "active" or not cycle.starts <= workspace.today <= cycle.ends:
            continue
        alert = alert_of(workspace, objective, objective.key_results[key])
        if alert.status == "raised":
            message = _encode(Notification(KIND, now, msgspec.Raw(one.body)))
            yield Noticed(key, alert.severity, message)
        else:
            yield Noticed(key, None, b"")
