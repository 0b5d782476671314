"""The laws of the fold, on any log, cut anywhere, batched anyhow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.drift import learning
from events import streams
from events.catalog import CATALOG
from events.log import Stored
from projections.keeping import fold, rendering
from projections.keeping.fold import PROJECTIONS, Fold
from projections.keeping.rendering import Document
from projections.model import snapshot
from projections.model.workspace import Workspace
from projections.views.activity import directory
from tests.support.examples import examples
from tests.support.generated.quarters import logs
from tests.support.logs import run, tell
from tests.support.story import story

Documents = dict[tuple[str, str], Document]


@pytest.fixture(scope="module", autouse=True)
def _one_lesson_is_enough() -> Iterator[None]:
    """What closed cycles teach has to follow the log too, and generated companies are small."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(learning, "ENOUGH", 1)
        yield


def write(into: Documents, documents: Sequence[Document]) -> None:
    """What the documents table does: the newest body wins, and none means gone."""
    for one in documents:
        if one.body is None:
            into.pop((one.projection, one.key), None)
        else:
            into[one.projection, one.key] = one


def shown(one: Document) -> tuple[str, str, str]:
    return (one.etag, one.part, one.audience)


def different(one: Documents, other: Documents) -> list[str]:
    """Which documents differ, and where each begins to."""
    found = []
    for key in sorted(one.keys() | other.keys()):
        left = str(one[key].body) if key in one else ""
        right = str(other[key].body) if key in other else ""
        if left != right or (key in one and shown(one[key]) != shown(other[key])):
            at = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
            found.append(f"{key}: ...{left[at - 60 : at + 60]} / ...{right[at - 60 : at + 60]}")
    return found


def batches(log: Sequence[Stored], cuts: Sequence[int]) -> list[Sequence[Stored]]:
    places = sorted({min(cut, len(log)) for cut in cuts} | {0, len(log)})
    return [log[start:end] for start, end in pairwise(places)]


@examples(30)
@given(log=logs(), cuts=st.lists(st.integers(0, 150), max_size=12))
def test_live_equals_replay_bit_for_bit_however_it_is_batched(
    log: list[Stored], cuts: list[int]
) -> None:
    live: Documents = {}
    worker = Fold()
    for batch in batches(log, cuts):
        for stored in batch:
            worker.take(stored)
        write(live, list(worker.render()))
    assert different(live, fold.replay(log)) == []


@examples(25)
@given(log=logs(), cuts=st.lists(st.integers(0, 150), max_size=4), later=st.integers(0, 40))
def test_a_worker_that_starts_from_a_snapshot_writes_the_same_documents(
    log: list[Stored], cuts: list[int], later: int
) -> None:
    live: Documents = {}
    worker = Fold()
    for batch in batches(log, cuts):
        seen_on = worker.workspace.today
        restored = snapshot.load(snapshot.dump(worker.workspace))
        assert restored is not None
        worker = Fold(restored, rendered=restored.position)
        worker.documents_seen_on(seen_on)
        for stored in batch:
            worker.take(stored)
        write(live, list(worker.render()))
    today = worker.workspace.today + timedelta(days=later)
    worker.advance(today)
    write(live, list(worker.render()))
    assert different(live, fold.replay(log, today)) == []


@examples(12)
@given(log=logs(), days=st.lists(st.integers(0, 120), max_size=6))
def test_days_going_by_without_an_event_change_what_a_replay_on_that_day_would_show(
    log: list[Stored], days: list[int]
) -> None:
    live: Documents = {}
    worker = Fold()
    for stored in log:
        worker.take(stored)
    write(live, list(worker.render()))
    for day in sorted(days):
        worker.advance(date(2026, 7, 1) + timedelta(days=day))
        write(live, list(worker.render()))
    assert different(live, fold.replay(log, worker.workspace.today)) == []


def test_no_day_that_goes_by_leaves_a_document_behind_that_it_changes() -> None:
    """Day by day over the ends of a quarter and of a year: the next one would make up for it."""
    log = run(tell(story()))
    worker = Fold()
    for stored in log:
        worker.take(stored)
    live: Documents = {}
    write(live, list(worker.render()))
    ends = {cycle.ends for cycle in worker.workspace.calendar.cycles.values()}
    for end in sorted(end for end in ends if end > worker.workspace.today):
        for day in (end, end + timedelta(days=1), end + timedelta(days=2)):
            worker.advance(day)
            write(live, list(worker.render()))
            assert different(live, fold.replay(log, day)) == []


def folded(log: Sequence[Stored]) -> Fold:
    fold = Fold()
    for stored in log:
        fold.take(stored)
    return fold


def possible(model: Workspace) -> Documents:
    """Every document there could be of a model, whether an event has touched it or not."""
    keys = [
        *model.calendar.cycles,
        *model.objectives,
        *model.objectives.home,
        *model.promises.by_dependency,
        *(
            f"{cycle}:{unit}"
            for cycle in model.calendar.cycles
            for unit in model.organization.units
        ),
        *(
            f"{cycle}:{pool}"
            for cycle in model.calendar.cycles
            for pool in model.state(streams.POOLS).pools
        ),
        *model.state(streams.STRATEGY).outcomes,
        *map(str, model.feed.pages),
        *(
            stream.removeprefix("session:")
            for stream in model.states
            if stream.startswith("session:")
        ),
        directory.KEY,
    ]
    found: Documents = {}
    for projection in PROJECTIONS.values():
        write(found, [rendering.document(model, projection, key) for key in keys])
    return found


@examples(12)
@given(log=logs(), cut=st.integers(0, 100))
def test_no_event_leaves_a_document_behind_that_it_changes(log: list[Stored], cut: int) -> None:
    """Event by event: a later one, or the next day, would make up for what one forgot."""
    _leave_nothing_behind(batches(log, range(cut, cut + 40)))


def test_no_type_of_event_leaves_a_document_behind_that_it_changes() -> None:
    log = run(tell(story()))
    assert {stored.type for stored in log} == CATALOG.keys(), "the story has each of them"
    _leave_nothing_behind([[stored] for stored in log])


def _leave_nothing_behind(log: Sequence[Sequence[Stored]]) -> None:
    live: Documents = {}
    worker = Fold()
    afresh: list[Stored] = []
    for batch in log:
        for stored in batch:
            worker.take(stored)
        write(live, list(worker.render()))
        afresh.extend(batch)
        present = possible(folded(afresh).workspace)  # where nothing is remembered that was
        assert different(live, present) == []


@examples(12)
@given(log=logs(), cut=st.integers(0, 150))
def test_the_past_stays_as_it_was_whatever_came_after(log: list[Stored], cut: int) -> None:
    then = fold.replay(log[:cut])
    worker = Fold()
    for stored in log[:cut]:
        worker.take(stored)
    seen = {(one.projection, one.key): one for one in worker.render() if one.body is not None}
    for stored in log[cut:]:
        worker.take(stored)
    assert seen == then
