from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.exchange.exporting import Exported, export, write_atomically
from api.exchange.spans import Wanted
from api.synthetic.shape import Shape
from api.synthetic.telling import stored_events
from projections.workspace import Workspace
from tests.exchange.office import opened

ELSEWHERE = "6a8f1a34-6a55-4a0b-8f3e-1f1f5d0b9c11"
NOW = datetime(2026, 8, 19, 20, tzinfo=UTC)


async def company() -> Workspace:
    workspace = Workspace()
    for stored in await stored_events(Shape(9, 20, 70, 4, seed=3), NOW, ELSEWHERE):
        workspace.take(stored)
    return workspace


async def test_what_was_exported_imports_as_the_same_records() -> None:
    before = await company()
    exported = export(before, list(before.calendar.cycles.values()))
    office = await opened(NOW)
    done = await office.take(exported.body, Wanted())
    after = await office.workspace()
    assert after.organization == before.organization
    assert after.calendar == before.calendar
    assert after.objectives == before.objectives
    assert after.alignments == before.alignments
    assert exported.records["key_result"] == 70
    assert exported.events == sum(done.recorded.values())
    assert exported.advice is None


def test_an_export_says_when_it_is_more_than_one_import_takes() -> None:
    most = Exported(b"", {"check_in": 9_000}, 10_000)
    assert most.advice is None
    more = Exported(b"", {"check_in": 9_000}, 10_001)
    assert str(more.advice).startswith("These 9,000 rows amount to 10,001 events")


async def test_an_export_imported_where_it_came_from_changes_nothing() -> None:
    before = await company()
    body = export(before, list(before.calendar.cycles.values())).body
    office = await opened(NOW)
    await office.take(body, Wanted())
    again = export(await office.workspace(), list(before.calendar.cycles.values()))
    assert again.body == body
    assert (await office.take(body, Wanted())).status == "already up to date"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "okrs.csv"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]
