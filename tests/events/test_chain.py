"""The chain holds for what was written, and tells where it no longer does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from events.chain import Break, Verified, check, verify
from events.log import EventLog, Stored, UnknownWorkspace
from events.memory import MemoryLog
from events.postgres import PostgresLog
from tests.events.appends import append, at
from tests.events.conftest import a_workspace, clock

Tamper = Callable[[list[Stored]], list[Stored]]


async def _verified(log: EventLog, workspace: str, page: int) -> list[Verified]:
    return [verified async for verified in verify(log, workspace, page)]


async def test_an_untouched_chain_holds_to_the_head(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append(*"abcab"))
    head = await log.head(workspace)
    for page in (1, 2, 5, 100):
        reports = await _verified(log, workspace, page)
        assert reports[-1] == Verified(5, head.hash)
        assert len(reports) == -(-5 // page)


async def test_an_empty_chain_holds(log: EventLog, workspace: str) -> None:
    (report,) = await _verified(log, workspace, 10)
    assert report.position == 0
    assert report.broken is None


async def test_an_unknown_workspace_has_no_chain(log: EventLog) -> None:
    with pytest.raises(UnknownWorkspace):
        await _verified(log, "11111111-1111-1111-1111-111111111111", 10)


async def test_both_logs_compute_the_same_hashes(postgres_log: PostgresLog) -> None:
    twin = MemoryLog(clock)
    hashes = []
    for log in (postgres_log, twin):
        workspace = await a_workspace(log)
        for minutes, streams in ((0.5, "aüb"), (1, "b"), (0.25, "🦊a")):
            given = append(*streams, recorded_at=at(minutes), correlation="ü", key=streams)
            await log.append(workspace, given)
        hashes.append([stored.hash for stored in await log.read(workspace)])
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    "change",
    [{"data": b"{}"}, {"type": "other"}, {"stream": "z"}, {"version": 9}, {"actor": "else"},
     {"correlation": "x"}, {"causation": "x"}, {"occurred_at": at(9)}, {"recorded_at": at(9)},
     {"hash": bytes(32)}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
async def test_any_changed_field_breaks_the_chain_there(change: dict[str, object]) -> None:
    events = await _five_events()
    events[2] = replace(events[2], **change)
    assert check(events).broken == Break(
        3, "the hash does not fit the event and the hash before it"
    )


@pytest.mark.parametrize(
    ("tamper", "position"),
    [
        (lambda events: events[:2] + events[3:], 3),
        (lambda events: events[1:], 1),
        (lambda events: [events[1], events[0], *events[2:]], 1),
        (lambda events: [*events[:2], replace(events[3], position=3), *events[3:]], 3),
    ],
    ids=["removed", "first removed", "swapped", "replaced by its successor"],
)
async def test_a_moved_or_missing_event_breaks_the_chain_there(
    tamper: Tamper, position: int
) -> None:
    verified = check(tamper(await _five_events()))
    assert verified.broken is not None
    assert verified.broken.position == position
    assert verified.position == position - 1


async def test_a_chain_with_a_lost_end_is_not_whole() -> None:
    log = MemoryLog(clock)
    workspace = await a_workspace(log)
    await log.append(workspace, append(*"abcde"))
    del log._workspaces[workspace].events[1:4]
    (report,) = await _verified(log, workspace, 10)
    assert report.position == 1
    assert report.broken is not None


async def _five_events() -> list[Stored]:
    log = MemoryLog(clock)
    workspace = await a_workspace(log)
    await log.append(workspace, append(*"abcde"))
    return await log.read(workspace)
