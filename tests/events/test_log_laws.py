"""Laws of the log, over any interleaving of appends: it equals a model of thirty lines."""

from __future__ import annotations

import asyncio
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from events.chain import check
from events.log import Append, Appended, EventLog, KeyReused, LogError, VersionConflict
from events.memory import MemoryLog
from events.postgres import PostgresLog
from tests.events.appends import append, at
from tests.events.conftest import a_workspace, clock

STREAMS = st.sampled_from("abc")


class Step(Struct, frozen=True):
    """An append to one of three workspaces."""

    workspace: int
    append: Append


@st.composite
def steps(draw: st.DrawFn) -> Step:
    key = draw(st.none() | st.sampled_from("kl"))
    streams = draw(st.lists(STREAMS, min_size=0 if key else 1, max_size=3))
    return Step(
        draw(st.integers(0, 2)),
        append(
            *streams,
            expected=draw(st.dictionaries(STREAMS, st.integers(0, 3), max_size=2)),
            key=key,
            fingerprint=draw(st.sampled_from([b"f", b"g"])),
            recorded_at=draw(st.none() | st.integers(0, 9).map(at)),
        ),
    )


#: What is asked at the same time, and then what is asked at the same time after that ...
HISTORIES = st.lists(st.lists(steps(), min_size=1, max_size=8), max_size=6)


class Model:
    """What a workspace's log has to do, said once more."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []
        self.keys: dict[str, tuple[bytes, int, int]] = {}

    def version(self, stream: str) -> int:
        return sum(name == stream for name, _ in self.events)

    def append(self, append: Append) -> tuple[object, ...]:
        if append.key is not None and append.key in self.keys:
            fingerprint, first, last = self.keys[append.key]
            return (first, last, True) if fingerprint == append.fingerprint else (KeyReused,)
        for stream, expected in append.expected.items():
            if (actual := self.version(stream)) != expected:
                return (VersionConflict, stream, expected, actual)
        first = len(self.events) + 1
        for draft in append.events:
            self.events.append((draft.stream, self.version(draft.stream) + 1))
        if append.key is not None:
            self.keys[append.key] = (append.fingerprint, first, len(self.events))
        return first, len(self.events), False


def _told(outcome: Appended | BaseException) -> tuple[object, ...]:
    match outcome:
        case Appended():
            return outcome.first, outcome.last, outcome.duplicate
        case VersionConflict():
            return VersionConflict, outcome.stream, outcome.expected, outcome.actual
        case _:
            assert isinstance(outcome, LogError), outcome
            return (type(outcome),)


async def _equals_the_model(log: EventLog, history: list[list[Step]]) -> None:
    workspaces = [await a_workspace(log) for _ in range(3)]
    models = [Model() for _ in range(3)]
    for together in history:
        outcomes = await asyncio.gather(
            *(log.append(workspaces[step.workspace], step.append) for step in together),
            return_exceptions=True,
        )
        # Those who ask at the same time are served in the order in which they came.
        modelled = [models[step.workspace].append(step.append) for step in together]
        assert [_told(outcome) for outcome in outcomes] == modelled
    for workspace, model in zip(workspaces, models, strict=True):
        stored = await log.read(workspace)
        assert [(event.stream, event.version) for event in stored] == model.events
        assert [event.position for event in stored] == list(range(1, len(stored) + 1))
        recorded = [event.recorded_at for event in stored]
        assert recorded == sorted(recorded)
        assert check(stored).broken is None


@given(HISTORIES)
async def test_any_history_in_memory_equals_the_model(history: list[list[Step]]) -> None:
    await _equals_the_model(MemoryLog(clock), history)


@settings(max_examples=60)
@given(history=HISTORIES)
async def test_any_history_in_postgres_equals_the_model(
    log_database: str, history: list[list[Step]]
) -> None:
    log = PostgresLog(log_database)
    await _equals_the_model(log, history)
    await log.close()


@settings(max_examples=20)
@given(
    sizes=st.lists(st.integers(1, 3), min_size=2, max_size=20),
    processes=st.integers(2, 3),
)
async def test_under_concurrency_positions_are_gapless_and_appends_whole(
    log_database: str, sizes: list[int], processes: int
) -> None:
    logs = [PostgresLog(log_database, connections=2) for _ in range(processes)]
    workspace = await a_workspace(logs[0])
    answers = await asyncio.gather(
        *(
            logs[n % processes].append(workspace, append(*"abc"[:size], correlation=str(n)))
            for n, size in enumerate(sizes)
        )
    )
    stored = await logs[0].read(workspace)
    assert [event.position for event in stored] == list(range(1, len(stored) + 1))
    wholes = [
        (name, [event.position for event in events])
        for name, events in groupby(stored, lambda event: event.correlation)
    ]
    assert sorted(wholes) == sorted(
        (str(n), list(range(answer.first, answer.last + 1))) for n, answer in enumerate(answers)
    )
    assert check(stored).broken is None
    for log in logs:
        await log.close()
