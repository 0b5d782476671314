"""How appends travel together, seen without a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from events.group_commit import MAX_REQUESTS, GroupCommit, Outcome
from events.log import Append, Appended, LogUnavailable, VersionConflict
from tests.events.appends import append


class Gate:
    """A store whose calls wait until they are let through."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.open = asyncio.Event()
        #: By the number of the call, from 1.
        self.failures: dict[int, Exception] = {}

    async def store(self, workspace: str, appends: Sequence[Append]) -> Sequence[Outcome]:
        self.calls.append((workspace, [append.correlation for append in appends]))
        number = len(self.calls)
        await self.open.wait()
        if number in self.failures:
            raise self.failures[number]
        return [
            VersionConflict("a", 0, 1) if append.correlation == "bad" else Appended(1, 1)
            for append in appends
        ]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def groups(gate: Gate) -> GroupCommit:
    return GroupCommit(gate.store)


async def _waiting(
    groups: GroupCommit, *names: str, workspace: str = "w"
) -> list[asyncio.Task[Appended]]:
    tasks = [
        asyncio.create_task(groups.append(workspace, append("a", correlation=name)))
        for name in names
    ]
    await asyncio.sleep(0)
    return tasks


async def test_what_arrives_during_a_call_shares_the_next(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, "1", "2", "3", "4")
    gate.open.set()
    await asyncio.gather(*tasks)
    assert gate.calls == [("w", ["1"]), ("w", ["2", "3", "4"])]


async def test_workspaces_do_not_wait_for_each_other(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, "1", workspace="v") + await _waiting(groups, "2", workspace="w")
    assert gate.calls == [("v", ["1"]), ("w", ["2"])]
    gate.open.set()
    await asyncio.gather(*tasks)


async def test_a_refused_request_does_not_spoil_its_group(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, "1", "2", "bad", "3")
    gate.open.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        Appended, Appended, VersionConflict, Appended,
    ]  # fmt: skip


async def test_a_lost_call_is_told_to_its_group_and_the_queue_goes_on(
    gate: Gate, groups: GroupCommit
) -> None:
    gate.failures = {1: LogUnavailable("gone"), 2: LogUnavailable("gone")}
    tasks = await _waiting(groups, "1", *map(str, range(MAX_REQUESTS)), "2", "3")
    gate.open.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    lost = [isinstance(outcome, LogUnavailable) for outcome in outcomes]
    assert lost == [True] * (MAX_REQUESTS + 1) + [False] * 2


async def test_an_unforeseen_error_reaches_everybody_in_the_group(
    gate: Gate, groups: GroupCommit
) -> None:
    gate.failures = {2: ZeroDivisionError()}
    tasks = await _waiting(groups, "1", "2", "3")
    gate.open.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        Appended, ZeroDivisionError, ZeroDivisionError,
    ]  # fmt: skip


async def test_a_cancelled_caller_withdraws_only_itself(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, "in flight", "waiting", "stays")
    for task in tasks[:2]:
        task.cancel()
    gate.open.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        asyncio.CancelledError, asyncio.CancelledError, Appended,
    ]  # fmt: skip
    assert gate.calls == [("w", ["in flight"]), ("w", ["stays"])]


async def test_a_group_is_bounded(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, *(str(n) for n in range(MAX_REQUESTS + 11)))
    gate.open.set()
    await asyncio.gather(*tasks)
    assert [len(names) for _, names in gate.calls] == [1, MAX_REQUESTS, 10]


async def test_an_idle_workspace_leaves_nothing_behind(gate: Gate, groups: GroupCommit) -> None:
    tasks = await _waiting(groups, "1", "2", "bad")
    gate.open.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await groups.finish()
    assert not groups._waiting
    assert not groups._tasks
