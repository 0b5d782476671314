"""What was exported and imported into an empty workspace is the same workspace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from msgspec import json

from api.exchange.reading.asked import Wanted, Who
from api.exchange.reading.importing import Imported, import_file
from api.exchange.writing.exporting import export
from api.exchange.writing.recorded_commands import commands_of
from domain.access.identity import acting
from domain.organization.organization import AddPerson
from domain.values import PersonId
from domain.workspace import CreateWorkspace
from events import catalog
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from projections.keeping import fold
from tests.support.asking import accept, planned, request, slip
from tests.support.company import week
from tests.support.examples import examples
from tests.support.generated.quarters import logs
from tests.support.logs import WORKSPACE, run
from tests.support.quarter import SUPPORT


async def imported(
    log: list[Stored], now: datetime, zone: str = "America/New_York"
) -> tuple[MemoryLog, Imported, Imported]:
    fresh = MemoryLog(lambda: now)
    await fresh.create_workspace(WORKSPACE, "Acme")
    desk = Desk(fresh)
    founding = CreateWorkspace("Acme", zone)
    await desk.handle(WORKSPACE, Request([founding], acting("somebody", "administrator"), now))
    who = Who(WORKSPACE, "Acme", acting("importer", "administrator"), now)
    body = export(list(commands_of(log))).csv
    done = await import_file(fresh, desk, who, body, Wanted(), dry_run=False)
    return fresh, done, await import_file(fresh, desk, who, body, Wanted(), dry_run=False)


def facts(log: list[Stored]) -> list[tuple[str, object]]:
    return [(one.stream, catalog.read(one)) for one in log]


AS_RECORDED: dict[str, set[str] | None] = {
    "feed": {"recorded_at", "actor", "text"},  # units are called as on the day of recording
    "objective": {"recorded_at", "actor", "owner_forecast"},  # which says who gave it
    "drift": {"owner_forecast"},
    "confidence": {"recorded_at", "corrected_at", "known_then", "late"},
    "dependencies": {"recorded_at", "on", "by"},
    "promises": {"on", "by"},
    "weekly": {"neglected_for", "neglected"},
    "conversation": {"at", "edited_at"},
    "acknowledgements": None,  # what waits is sorted by when it was recorded
    "adherence": None,
    "prompts": None,  # which check-ins are due is told by when others were recorded
    "profile": None,  # a habit is told by when check-ins were recorded
    "backtest": None,  # an alert is judged by what was recorded when it would have been raised
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


@examples(15)
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


def test_two_people_of_one_name_in_one_unit_stay_two() -> None:
    """As happens where one of them is announced for later."""
    quarter = planned().say(
        AddPerson(PersonId("kim"), "Kim", SUPPORT),
        AddPerson(PersonId("other-kim"), "Kim", SUPPORT, date(2027, 3, 2)),
    )
    fresh, *_ = run(imported(quarter.log, datetime(2026, 9, 1, 16, tzinfo=UTC), "UTC"))
    assert facts(run(fresh.read(WORKSPACE, limit=100_000))) == facts(quarter.log)


def test_an_imported_quarter_knows_since_when_a_promise_was_too_late() -> None:
    """The law of dependencies, where the generated quarters hardly go: late by a slip, and told."""
    quarter = planned().say(request("quick", SUPPORT, "export", week(9)), accept("quick", "export"))
    for number in range(1, 8):
        if number == 4:
            quarter.on(week(4)).say(slip("quick", "export", week(11), "Bo is ill"))
        quarter.on(week(number)).report("quick", "latency", 3 * number, 3)
    log = quarter.log
    now = datetime(2026, 9, 1, 16, tzinfo=UTC)
    copied = run(run(imported(log, now, "UTC"))[0].read(WORKSPACE, limit=100_000))
    assert facts(copied) == facts(log)
    place = ("drift", "latency")
    found = documents(log, now.date())[place]
    assert "is promised for 12 September, 14 days after it is needed" in found["alert"]["text"]
    assert without(documents(copied, now.date())[place], {"caused_by"}) == without(
        found, {"caused_by"}
    )
