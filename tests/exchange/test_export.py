from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from api.exchange.reading.asked import Wanted
from api.exchange.row_kinds import BY_COMMAND, PARTS
from api.exchange.writing.exporting import Exported, export, write_atomically
from api.exchange.writing.recorded_commands import BY_EVENT, RecordedCommand, commands_of
from api.synthetic.shape import Shape
from api.synthetic.telling import stored_events
from domain.cycles.cycle import DefineYear
from domain.resources.pools import ChangeCapacity, OpenPool
from domain.values import CycleId, PoolId
from domain.workspace import CreateWorkspace, WorkspaceCreated
from events.catalog import AnyEvent
from events.streams import AnyCommand
from tests.exchange.in_memory import opened

ELSEWHERE = "6a8f1a34-6a55-4a0b-8f3e-1f1f5d0b9c11"
NOW = datetime(2026, 8, 19, 20, tzinfo=UTC)


async def company() -> list[RecordedCommand]:
    return list(commands_of(await stored_events(Shape(9, 20, 70, 4, seed=3), NOW, ELSEWHERE)))


def rows(exported: Exported) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported.csv.decode("utf-8-sig"), newline="")))


def test_everything_that_can_be_said_has_a_kind_of_row() -> None:
    """A fiscal year is written as its cycles; a workspace is there before anything is imported."""
    assert {*BY_COMMAND} == {*get_args(AnyCommand)} - {CreateWorkspace, DefineYear}


def test_every_event_can_be_told_again() -> None:
    assert {*BY_EVENT} == {*get_args(AnyEvent)} - {WorkspaceCreated}


async def test_what_was_exported_imports_as_the_same_records() -> None:
    exported = export(await company())
    exchange = await opened(NOW)
    done = await exchange.take(exported.csv, Wanted())
    assert exported.records["key_result"] == 70
    items = sum(exported.records.get(kind, 0) for kind in PARTS)
    assert exported.events == sum(done.recorded.values()) == len(exported.rows) - items
    assert exported.advice is None
    again = export(await exchange.commands())
    kept = [column for column in exported.header if column not in ("recorded", "by")]
    assert [[row.get(one, "") for one in kept] for row in again.rows] == [
        [row.get(one, "") for one in kept] for row in exported.rows
    ]
    assert (await exchange.take(exported.csv, Wanted())).status == "already up to date"


async def test_one_cycle_is_exported_with_the_organization_and_without_other_cycles() -> None:
    told = await company()
    kinds = export(told, CycleId("another")).records.keys()
    assert {"unit", "person", "pool"} <= kinds
    assert kinds.isdisjoint({"cycle", "objective", "link", "task", "claim", "check_in"})


def test_an_export_says_when_it_is_more_than_one_import_takes() -> None:
    most = Exported([], {"check_in": 9_000}, 10_000)
    assert most.advice is None
    more = Exported([], {"check_in": 9_000}, 10_001)
    assert str(more.advice).startswith("These 9,000 rows amount to 10,001 events")


def test_what_became_of_a_record_stands_below_it_with_when_and_by_whom() -> None:
    pool = OpenPool(PoolId("design"), "Design", "person-days", 5.0, NOW.date())
    change = ChangeCapacity(PoolId("design"), NOW.date(), 7.5)
    first, second = rows(
        export([RecordedCommand(pool, NOW, "ada"), RecordedCommand(change, NOW, "bo")])
    )
    assert (first["id"], first["text"], first["identifier"]) == ("design", "Design", "design")
    assert (second["kind"], second["parent_id"]) == ("capacity_changed", "design")
    assert (second["per_week"], second["starts"]) == ("7.5", "2026-08-19")
    assert (second["recorded"], second["by"]) == ("2026-08-19T20:00:00+00:00", "bo")


def test_a_file_has_only_the_columns_that_it_fills() -> None:
    pool = OpenPool(PoolId("design"), "Design", "person-days", 5.0, NOW.date())
    exported = export([RecordedCommand(pool, NOW, "ada")])
    assert "mechanism" not in exported.header
    assert exported.header[:2] == ["kind", "id"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "okrs.csv"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]
