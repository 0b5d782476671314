"""What was exported and imported into an empty workspace is the same workspace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from msgspec import json

from api.exchange.exporting import export
from api.exchange.importing import Imported, Who, import_file
from api.exchange.retelling import said
from api.exchange.spans import Wanted
from domain.workspace import CreateWorkspace
from events import catalog
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from projections import fold
from tests.support.logs import WORKSPACE, logs, run


async def imported(log: list[Stored], now: datetime) -> tuple[MemoryLog, Imported, Imported]:
    fresh = MemoryLog(lambda: now)
    await fresh.create_workspace(WORKSPACE, "Acme")
    desk = Desk(fresh)
    founding = CreateWorkspace("Acme", "America/New_York")
    await desk.handle(WORKSPACE, Request([founding], "somebody", "administrator", now))
    who = Who(WORKSPACE, "Acme", "importer", "administrator", now)
    body = export(list(said(log))).csv
    done = await import_file(fresh, desk, who, body, Wanted(), dry_run=False)
    return fresh, done, await import_file(fresh, desk, who, body, Wanted(), dry_run=False)


def facts(log: list[Stored]) -> list[tuple[str, object]]:
    return [(one.stream, catalog.read(one)) for one in log]


AS_RECORDED: dict[str, set[str] | None] = {
    "feed": {"recorded_at", "actor"},
    "objective": {"recorded_at", "actor"},
    "confidence": {"recorded_at", "corrected_at", "known_then", "late"},
    "dependencies": {"recorded_at", "on", "by"},
    "promises": {"on", "by"},
    "weekly": {"neglected_for", "neglected"},
    "adherence": None,
}
"""What says when something was recorded, and by whom, in which document; None: all of it does."""


def documents(log: list[Stored], today: date) -> dict[tuple[str, str], Any]:
    """All documents, but for what says when something was recorded."""
    found = {}
    for place, document in fold.replay(log, today).items():
        forgotten: set[str] | None = AS_RECORDED.get(place[0], set())
        if forgotten is not None:
            found[place] = without(json.decode(document.body or b"null"), forgotten)
    return found


def without(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items() if key not in names}
    return [without(one, names) for one in value] if isinstance(value, list) else value


@settings(max_examples=60)
@given(log=logs())
def test_an_import_of_what_was_exported_gives_the_same_events_and_documents(
    log: list[Stored],
) -> None:
    now = log[-1].recorded_at + timedelta(days=1)
    fresh, _, again = run(imported(log, now))
    assert again.status == "already up to date"
    copied = run(fresh.read(WORKSPACE, limit=100_000))
    assert facts(copied) == facts(log)
    assert documents(copied, now.date()) == documents(log, now.date())
