"""Drift alerts as they are noticed when documents are rendered, for those who want to be notified.

An alert is evaluated anew from all that was ever reported, so late reports and corrections can
change when it was raised, and how often. Who is notified must not depend on that: what counts is
what could be seen. So each alert is compared with what was noticed of it last: it is sent that it
is raised, and later perhaps that the target is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.drift import News
from domain.drift.handling import Silenced
from domain.values import KeyResultId
from projections.keeping.rendering import Document
from projections.model.workspace import Workspace
from projections.views.drift.drift import DriftView, alert_of
from projections.views.drift.handling import silenced

KIND = "drift.raised"

_encode = msgspec.json.Encoder().encode


class Noticed(NamedTuple):
    """A key result's alert as it is now, and what there is to tell of it.

    That is nothing if it is not raised, and as long as it is `silenced`.
    """

    key_result_id: KeyResultId
    news: News | None
    silenced: Silenced | None
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
        home = workspace.objectives.home.get(key)
        if home is None:
            continue
        objective = workspace.objectives[home]
        cycle = workspace.calendar.cycles[objective.cycle_id]
        if cycle.phase != "active" or not cycle.starts <= workspace.today <= cycle.ends:
            continue
        key_result = objective.key_results[key]
        alert = alert_of(workspace, objective, key_result)
        why = silenced(workspace, objective, key_result, alert)
        if alert.status == "raised" and why is None:
            message = _encode(Notification(KIND, now, msgspec.Raw(one.body)))
            yield Noticed(key, alert.news, None, message)
        else:
            yield Noticed(key, None, why, b"")
