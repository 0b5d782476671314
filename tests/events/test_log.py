"""The contract of the log, for both that keep it."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from msgspec.structs import replace

from events.log import (
    GENESIS,
    Append,
    Appended,
    Draft,
    EventLog,
    Fact,
    Head,
    InvalidWorkspace,
    KeyReused,
    UnknownWorkspace,
    VersionConflict,
    WorkspaceExists,
)
from tests.events.appends import NOON, append, at
from tests.events.conftest import a_workspace, clock


async def test_positions_count_from_one_without_a_gap(log: EventLog, workspace: str) -> None:
    assert await log.append(workspace, append("a", "b")) == Appended(1, 2)
    assert await log.append(workspace, append("a")) == Appended(3, 3)
    assert [stored.position for stored in await log.read(workspace)] == [1, 2, 3]


async def test_versions_count_within_each_stream(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", "b", "a"))
    await log.append(workspace, append("b"))
    versions = [(stored.stream, stored.version) for stored in await log.read(workspace)]
    assert versions == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


async def test_what_comes_out_is_what_went_in(log: EventLog, workspace: str) -> None:
    given = Append(
        events=(Draft("objective:ä", "größer", b"\x00\xff not even JSON"),),
        expected={},
        actor="Žofie 🦊",
        occurred_at=at(1.0000001),
        correlation="cor",
        causation="cause",
        recorded_at=at(2),
    )
    await log.append(workspace, given)
    (stored,) = await log.read(workspace)
    assert (stored.stream, stored.type, stored.data) == (
        "objective:ä", "größer", b"\x00\xff not even JSON",
    )  # fmt: skip
    assert (stored.actor, stored.correlation, stored.causation) == ("Žofie 🦊", "cor", "cause")
    assert (stored.occurred_at, stored.recorded_at) == (given.occurred_at, given.recorded_at)


async def test_an_expected_version_that_holds_lets_the_append_in(
    log: EventLog, workspace: str
) -> None:
    await log.append(workspace, append("a", expected={"a": 0, "read only": 0}))
    await log.append(workspace, append("a", expected={"a": 1, "read only": 0}))
    assert (await log.head(workspace)).position == 2


async def test_a_changed_stream_refuses_the_whole_append(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", "b", "b"))
    with pytest.raises(VersionConflict) as refused:
        await log.append(workspace, append("a", "c", expected={"a": 1, "b": 1}))
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == ("b", 1, 2)
    assert (await log.head(workspace)).position == 3


async def test_of_two_writers_on_one_version_exactly_one_wins(
    log: EventLog, workspace: str
) -> None:
    outcomes = await asyncio.gather(
        *(log.append(workspace, append("a", expected={"a": 0})) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, VersionConflict) for outcome in outcomes) == 7


async def test_the_same_key_gives_the_first_answer(log: EventLog, workspace: str) -> None:
    once = append("a", "a", expected={"a": 0}, key="k", fingerprint=b"f")
    assert await log.append(workspace, once) == Appended(1, 2)
    await log.append(workspace, append("a"))
    assert await log.append(workspace, once) == Appended(1, 2, duplicate=True)
    assert (await log.head(workspace)).position == 3


async def test_the_same_key_at_the_same_time_stores_once(log: EventLog, workspace: str) -> None:
    once = append("a", key="k", fingerprint=b"f")
    answers = await asyncio.gather(*(log.append(workspace, once) for _ in range(6)))
    assert [answer.duplicate for answer in answers].count(False) == 1
    assert {(answer.first, answer.last) for answer in answers} == {(1, 1)}
    assert (await log.head(workspace)).position == 1


async def test_a_key_with_another_request_is_refused(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", key="k", fingerprint=b"one"))
    with pytest.raises(KeyReused) as refused:
        await log.append(workspace, append("a", key="k", fingerprint=b"two"))
    assert refused.value.key == "k"
    assert (await log.head(workspace)).position == 1


async def test_a_key_is_remembered_even_without_events(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a"))
    assert await log.append(workspace, append(key="k", fingerprint=b"f")) == Appended(2, 1)
    assert await log.find_key(workspace, "k") == (Appended(2, 1), b"f")
    assert await log.find_key(workspace, "other") is None


async def test_a_refused_append_leaves_its_key_free(log: EventLog, workspace: str) -> None:
    with pytest.raises(VersionConflict):
        await log.append(workspace, append("a", expected={"a": 7}, key="k"))
    assert await log.find_key(workspace, "k") is None
    assert await log.append(workspace, append("a", key="k")) == Appended(1, 1)


async def test_the_log_of_an_unknown_workspace_is_empty_and_takes_nothing(log: EventLog) -> None:
    for unknown in (str(uuid4()), "not even an id"):
        with pytest.raises(UnknownWorkspace):
            await log.append(unknown, append("a"))
        with pytest.raises(UnknownWorkspace):
            await log.head(unknown)
        assert await log.read(unknown) == []
        assert await log.read_streams(unknown, {"a": 0}) == []
        assert await log.find_key(unknown, "k") is None
        assert await log.position_at(unknown, NOON) == 0


async def test_workspaces_share_nothing(log: EventLog, workspace: str) -> None:
    other = await a_workspace(log)
    await log.append(workspace, append("a", key="k"))
    assert await log.append(other, append("a", expected={"a": 0}, key="k")) == Appended(1, 1)
    assert len(await log.read(workspace)) == 1


async def test_a_workspace_is_found_by_its_name(log: EventLog) -> None:
    await log.create_workspace(first := str(uuid4()), zebra := f"Zebra {uuid4()}")
    await log.create_workspace(str(uuid4()), apple := f"apple {uuid4()}")
    found = await log.find_workspace(zebra)
    assert found is not None
    assert found.workspace == first
    assert await log.find_workspace("Nobody") is None
    names = [entry.name for entry in await log.workspaces()]
    assert names == sorted(names)
    assert {zebra, apple} <= set(names)


async def test_a_workspace_is_made_once(log: EventLog) -> None:
    await log.create_workspace(first := str(uuid4()), name := f"One {uuid4()}")
    with pytest.raises(WorkspaceExists, match=name):
        await log.create_workspace(str(uuid4()), name)
    with pytest.raises(WorkspaceExists):
        await log.create_workspace(first, f"Two {uuid4()}")


NEW = "5f9b1d0e-7c1a-4c0b-9f51-3a1e0f2d4c6b"


@pytest.mark.parametrize(
    ("workspace", "name"),
    [("7", "Name"), (NEW.upper(), "Name"), (NEW, ""), (NEW, " pad"), (NEW, "line\nbreak"),
     (NEW, "n" * 201)],
)  # fmt: skip
async def test_a_workspace_needs_a_proper_id_and_name(
    log: EventLog, workspace: str, name: str
) -> None:
    with pytest.raises(InvalidWorkspace):
        await log.create_workspace(workspace, name)


async def test_a_range_is_read_in_pages(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append(*"abcdefgh"))
    read = await log.read(workspace, after=2, upto=6, limit=3)
    assert [stored.position for stored in read] == [3, 4, 5]
    assert [stored.position for stored in await log.read(workspace, 5, 6)] == [6]
    assert await log.read(workspace, after=8) == []


async def test_facts_are_the_same_events_with_less_of_each(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append(*"abcdefgh"))
    stored = await log.read(workspace, after=2, upto=6, limit=3)
    assert await log.read_facts(workspace, after=2, upto=6, limit=3) == [
        Fact(
            one.position,
            one.version,
            one.type,
            one.data,
            one.actor,
            one.recorded_at,
            one.correlation,
        )
        for one in stored
    ]
    assert await log.read_facts("no workspace") == []


async def test_streams_are_read_in_order_of_position(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", "b", "c", "a", "b", "a"))
    read = await log.read_streams(workspace, {"b": 0, "a": 1, "missing": 0})
    assert [(stored.position, stored.stream) for stored in read] == [
        (2, "b"), (4, "a"), (5, "b"), (6, "a"),
    ]  # fmt: skip
    assert await log.read_streams(workspace, {"a": 1, "b": 0}, limit=2) == read[:2]
    assert await log.read_streams(workspace, {}) == []


async def test_an_empty_log_has_a_head(log: EventLog, workspace: str) -> None:
    assert await log.head(workspace) == Head(0, GENESIS, None)


async def test_the_head_is_the_newest_event(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", "b"))
    last = (await log.read(workspace))[-1]
    assert await log.head(workspace) == Head(2, last.hash, last.recorded_at)


async def test_recorded_times_come_from_the_clock(log: EventLog, workspace: str) -> None:
    before = clock()
    await log.append(workspace, append("a"))
    recorded = (await log.head(workspace)).recorded_at
    assert recorded is not None
    assert before <= recorded <= clock()


async def test_recorded_times_never_run_backwards(log: EventLog, workspace: str) -> None:
    for minutes in (5, 3, 7):
        await log.append(workspace, append("a", recorded_at=at(minutes)))
    recorded = [stored.recorded_at for stored in await log.read(workspace)]
    assert recorded == [at(5), at(5), at(7)]


async def test_all_events_of_an_append_are_of_one_moment(log: EventLog, workspace: str) -> None:
    await log.append(workspace, append("a", "b", "c"))
    assert len({stored.recorded_at for stored in await log.read(workspace)}) == 1


async def test_a_position_is_found_by_its_time(log: EventLog, workspace: str) -> None:
    for minutes in (1, 2, 2, 4):
        await log.append(workspace, append("a", recorded_at=at(minutes)))
    moments = (0, 1, 1.5, 2, 3, 4, 5)
    found = [await log.position_at(workspace, at(moment)) for moment in moments]
    assert found == [0, 1, 1, 3, 3, 4, 4]


async def test_many_events_at_once(log: EventLog, workspace: str) -> None:
    given = replace(append(*(f"s{n % 7}" for n in range(3_000))), expected={"s1": 0})
    assert await log.append(workspace, given) == Appended(1, 3_000)
    assert len(await log.read(workspace)) == 3_000
