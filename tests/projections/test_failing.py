"""What goes wrong with one document, one event or one clock stays with it, and is said."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from events.catalog import UnreadableEvent
from events.database.pool import Pool, Sessions
from events.log import Append, Draft
from events.postgres import PostgresLog
from projections.keeping import documents
from projections.keeping.documents import Documents, NotMade
from projections.keeping.fold import LAYOUT, as_of, replay
from projections.keeping.proof import Proof, verify
from projections.keeping.refresh import Refresher
from projections.model.change import Change, Recorded
from projections.model.failures import FailedDocument, Stop, Unfoldable
from projections.model.workspace import Workspace
from projections.views.drift.drift import DriftView
from projections.views.projection import View
from tests.projections.test_refresh import replayed, stored_documents
from tests.support.acme import OBJECTIVES, STARTS
from tests.support.workspaces import FIRST, Acme, noon

BROKEN = Draft("objective:x", "checked_in", b'{"type": 7}')
NO_PATIENCE = timedelta(0)


async def proven(pool: Pool, acme: Acme, now: datetime | None = None) -> Proof:
    return await verify(acme.log, pool, acme.workspace_id, now=now, patience=NO_PATIENCE)


async def broken(acme: Acme) -> int:
    """An event that no version can read; its position."""
    appended = await acme.log.append(acme.workspace_id, Append((BROKEN,), {}, "ada", noon(1)))
    return appended.last


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name.startswith("projections")]


class Bug(Exception):
    pass


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> Iterable[pytest.MonkeyPatch]:
    """The drift of one key result cannot be rendered; the rest of that view can."""
    rendered = DriftView.render

    def render(self: DriftView, workspace: Workspace, key: str) -> View | None:
        if key == FIRST:
            raise Bug("with what somebody has written")
        return rendered(self, workspace, key)

    with monkeypatch.context() as patched:
        patched.setattr(DriftView, "render", render)
        yield patched


# One document


async def test_a_document_that_cannot_be_made_says_so_and_the_others_go_on(
    pool: Pool, acme: Acme, refresher: Refresher, bug: pytest.MonkeyPatch
) -> None:
    assert bug is not None
    since = await acme.report(3)
    assert await refresher.refresh(acme.workspace_id) == since
    head = await acme.report(4)
    assert await refresher.refresh(acme.workspace_id) == head
    stored = await stored_documents(pool, acme.workspace_id)
    assert stored == await replayed(acme)
    assert stored["drift", FIRST] == (
        f'{{"not_made":{{"projection":"drift","key":"{FIRST}","error":"Bug"}}}}'.encode()
    )
    reading = Documents(pool)
    with pytest.raises(NotMade, match=f"The drift view {FIRST} cannot be made since position"):
        await reading.read(acme.workspace_id, "drift", FIRST)
    assert await reading.failed(acme.workspace_id) == [FailedDocument("drift", FIRST, "Bug", since)]
    assert await reading.read(acme.workspace_id, "drift", "q3") is not None


async def test_it_is_told_to_the_log_once_with_what_it_was(
    acme: Acme,
    event_log: PostgresLog,
    pool: Pool,
    bug: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert bug is not None
    for day in (3, 4, 5):
        await acme.report(day)
        await Refresher(event_log, pool).refresh(acme.workspace_id)
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.getMessage() == "a view cannot be made"
    assert record.exc_info is not None
    said = record.__dict__
    assert (said["projection"], said["key"], said["error"]) == ("drift", FIRST, "Bug")
    assert said["workspace"] == acme.workspace_id


async def test_the_proof_names_it_and_does_not_hold(
    pool: Pool, acme: Acme, refresher: Refresher, bug: pytest.MonkeyPatch
) -> None:
    since = await acme.report(3)
    await refresher.refresh(acme.workspace_id)
    proof = await proven(pool, acme)
    assert proof.failed == (FailedDocument("drift", FIRST, "Bug", since),)
    assert proof.differences == ()
    assert not proof.holds
    bug.undo()
    assert [one.problem for one in (await proven(pool, acme)).differences] == ["different"]


@pytest.mark.parametrize("heal", ["another process", "another day", "a report", "a rebuild"])
async def test_once_the_fault_is_mended_it_heals(
    pool: Pool,
    acme: Acme,
    event_log: PostgresLog,
    bug: pytest.MonkeyPatch,
    heal: str,
) -> None:
    refresher = Refresher(event_log, pool)
    await acme.report(3)
    await refresher.refresh(acme.workspace_id)
    bug.undo()
    await refresher.refresh(acme.workspace_id)
    assert await Documents(pool).failed(acme.workspace_id)
    today = None
    match heal:
        case "another process":
            await Refresher(event_log, pool).refresh(acme.workspace_id)
        case "another day":
            today = STARTS + timedelta(days=4)
            await refresher.refresh(acme.workspace_id, today=today)
        case "a report":
            await acme.report(3)
            await refresher.refresh(acme.workspace_id)
        case _:
            await refresher.rebuild(acme.workspace_id)
    assert await Documents(pool).failed(acme.workspace_id) == []
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, today)
    assert (await proven(pool, acme)).holds


async def test_a_draft_that_cannot_be_shown_is_known_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch, acme: Acme
) -> None:
    log = await acme.log.read(acme.workspace_id)
    drafts = [stored for stored in log if stored.type != "objective_published"]
    fine = replay(drafts)

    def render(*_: object) -> View:
        raise Bug

    monkeypatch.setattr("projections.views.objective.objective.ObjectiveView.render", render)
    failed = replay(drafts)
    for key in OBJECTIVES[:4]:
        one, other = fine["objective", key], failed["objective", key]
        assert other.failed
        assert (one.part, one.audience) == (other.part, other.audience)


async def test_an_event_whose_documents_cannot_be_told_touches_all_of_its_view(
    pool: Pool,
    acme: Acme,
    refresher: Refresher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await refresher.refresh(acme.workspace_id)

    def affected(self: DriftView, workspace: Workspace, change: Change) -> Iterable[str]:
        del self, workspace, change
        raise Bug

    with monkeypatch.context() as patched:
        patched.setattr(DriftView, "affected", affected)
        await acme.slide(range(5, 9))
        await refresher.refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)
    assert told(caplog) == ["more views are made than need be"]


# One event


async def test_views_stop_before_an_event_that_cannot_be_folded_and_say_so(
    pool: Pool,
    acme: Acme,
    event_log: PostgresLog,
    refresher: Refresher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    last = await acme.report(3)
    at = await broken(acme)
    await acme.report(4)
    for worker in (refresher, refresher, Refresher(event_log, pool)):
        assert await worker.refresh(acme.workspace_id) == last
    log = await acme.log.read(acme.workspace_id, upto=last)
    stored = await stored_documents(pool, acme.workspace_id)
    assert stored == {key: one.body for key, one in replay(log).items()}
    reached = await Documents(pool).checkpoint(acme.workspace_id)
    assert reached is not None
    assert (reached.position, reached.stopped) == (last, Stop(at, "UnreadableEvent"))
    assert told(caplog) == ["an event cannot be folded: the views stop before it"]
    proof = await proven(pool, acme)
    assert (proof.stopped, proof.behind, proof.holds) == (Stop(at, "UnreadableEvent"), 2, False)


async def test_days_go_by_in_views_that_have_stopped(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    last = await acme.report(3)
    await broken(acme)
    await refresher.refresh(acme.workspace_id)
    later = STARTS + timedelta(days=20)
    await refresher.refresh(acme.workspace_id, today=later)
    log = await acme.log.read(acme.workspace_id, upto=last)
    stored = await stored_documents(pool, acme.workspace_id)
    assert stored == {key: one.body for key, one in replay(log, later).items()}


async def test_the_past_of_a_log_that_cannot_be_read_to_its_end_can_be_asked_for(
    acme: Acme, event_log: PostgresLog
) -> None:
    at = await broken(acme)
    assert (await as_of(event_log, acme.workspace_id, at - 1)).position == at - 1
    with pytest.raises(Unfoldable, match=f"The event at position {at} cannot be folded") as error:
        await as_of(event_log, acme.workspace_id, at)
    assert isinstance(error.value.__cause__, UnreadableEvent)


def fails_at(position: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that cannot fold an event which others could."""
    fold = Workspace.fold

    def failing(self: Workspace, recorded: Recorded) -> Change:
        if recorded.position == position:
            raise Bug
        return fold(self, recorded)

    monkeypatch.setattr(Workspace, "fold", failing)


async def test_a_version_that_can_fold_the_event_goes_on_from_there(
    pool: Pool, acme: Acme, event_log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    worse, better = Refresher(event_log, pool), Refresher(event_log, pool)
    head = await acme.report(3)
    with monkeypatch.context() as patched:
        fails_at(head, patched)
        assert await worse.refresh(acme.workspace_id) == head - 1
    assert await better.refresh(acme.workspace_id) == head
    reached = await Documents(pool).checkpoint(acme.workspace_id)
    assert reached is not None
    assert reached.stopped is None
    assert (await proven(pool, acme)).holds


async def test_documents_that_are_beyond_it_stay_whatever_is_tried(
    pool: Pool, acme: Acme, event_log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = await acme.report(3)
    await Refresher(event_log, pool).refresh(acme.workspace_id)
    before = await stored_documents(pool, acme.workspace_id)
    fails_at(head - 2, monkeypatch)
    worse = Refresher(event_log, pool)
    await acme.report(4)
    assert await worse.refresh(acme.workspace_id) == head
    assert await worse.rebuild(acme.workspace_id) == head
    assert await stored_documents(pool, acme.workspace_id) == before
    proof = await proven(pool, acme)
    assert proof.stopped == Stop(head - 2, "Bug")
    assert not proof.holds


async def test_what_fails_only_on_a_model_in_memory_is_tried_on_a_fresh_one(
    acme: Acme, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refresher.refresh(acme.workspace_id)
    head = await acme.report(3)
    fold = Workspace.fold
    failures = [Bug()]

    def failing(self: Workspace, recorded: Recorded) -> Change:
        if recorded.position == head and failures:
            raise failures.pop()
        return fold(self, recorded)

    monkeypatch.setattr(Workspace, "fold", failing)
    assert await refresher.refresh(acme.workspace_id) == head


async def test_the_report_that_cannot_be_taken_is_named_among_those_that_wait(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain.measuring import check_in  # noqa: PLC0415 - where it is patched

    positions = [await acme.report(day) for day in (3, 4, 5)]
    taken = check_in.evolve

    def evolve(state: Any, event: Any) -> Any:
        if event.effective == STARTS + timedelta(days=4):
            raise Bug
        return taken(state, event)

    monkeypatch.setattr(check_in, "evolve", evolve)
    with pytest.raises(Unfoldable, match=f"position {positions[1]} "):
        replay(await acme.log.read(acme.workspace_id))


async def test_the_proof_finds_an_event_that_no_view_has_come_to(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    at = await broken(acme)
    proof = await proven(pool, acme)
    assert (proof.stopped, proof.behind) == (Stop(at, "UnreadableEvent"), 1)
    assert not proof.holds


# Views that are not where the log is


async def test_the_proof_does_not_hold_while_the_views_are_behind(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    head = (await acme.log.head(acme.workspace_id)).position
    assert (await proven(pool, acme)).behind == head
    await refresher.refresh(acme.workspace_id)
    assert (await proven(pool, acme)).holds
    await acme.report(3)
    proof = await proven(pool, acme)
    assert (proof.behind, proof.holds) == (1, False)


async def test_an_older_version_leaves_newer_documents_alone_and_says_so_once(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher, caplog: pytest.LogCaptureFixture
) -> None:
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set layout = $1", LAYOUT + 1)
    for day in (3, 4):
        await acme.report(day)
        await refresher.refresh(acme.workspace_id)
    assert told(caplog) == ["a newer version keeps the views, this one leaves them alone"]
    proof = await proven(pool, acme)
    assert (proof.layout, proof.behind, proof.holds) == ("newer", 2, False)


async def test_a_rebuild_makes_documents_of_a_newer_version_again(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher, event_log: PostgresLog
) -> None:
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update checkpoint set layout = $1", LAYOUT + 1)
    await owner.execute("update document set body = 'newer', etag = 'newer'")
    await owner.execute(
        "insert into snapshot (workspace_id, position, layout, body) values ($1, 1000, $2, '')",
        acme.workspace_id,
        LAYOUT + 1,
    )
    head = await acme.report(3)
    assert await refresher.rebuild(acme.workspace_id) == head
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme)
    assert (await proven(pool, acme)).holds
    assert await owner.fetchval("select count(*) from snapshot") == 0
    await acme.report(4)
    await Refresher(event_log, pool).refresh(acme.workspace_id)
    assert (await proven(pool, acme)).holds


# A clock that was ahead

PRESENT = noon(10)


async def once_ahead(pool: Pool, acme: Acme, days: int) -> None:
    ahead = Refresher(acme.log, pool, clock=lambda: PRESENT + timedelta(days=days))
    await ahead.refresh(acme.workspace_id)


@pytest.mark.parametrize("heal", ["a refresh", "a rebuild"])
@pytest.mark.parametrize("days", [1, 40, 4000])
async def test_views_of_a_day_to_come_are_made_again_as_of_today(
    pool: Pool,
    acme: Acme,
    event_log: PostgresLog,
    caplog: pytest.LogCaptureFixture,
    heal: str,
    days: int,
) -> None:
    await acme.report(3)
    worker = Refresher(event_log, pool, clock=lambda: PRESENT)
    await worker.refresh(acme.workspace_id)
    await once_ahead(pool, acme, days)
    proof = await proven(pool, acme, now=PRESENT)
    assert (proof.ahead, proof.holds) == (True, False)
    if heal == "a refresh":
        await worker.refresh(acme.workspace_id)
        assert told(caplog) == ["a clock was ahead: the views are made again as of today"]
    else:
        await worker.rebuild(acme.workspace_id)
    today = STARTS + timedelta(days=10)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, today)
    assert (await proven(pool, acme, now=PRESENT)).holds
    await acme.report(9)
    await Refresher(event_log, pool, clock=lambda: PRESENT).refresh(acme.workspace_id)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, today)


async def test_clocks_that_differ_by_a_little_at_midnight_do_not_undo_each_others_work(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    midnight = datetime(2026, 7, 12, 4, tzinfo=UTC)  # in New York
    before, after = midnight - timedelta(minutes=30), midnight + timedelta(seconds=1)
    await Refresher(event_log, pool, clock=lambda: after).refresh(acme.workspace_id)
    await Refresher(event_log, pool, clock=lambda: before).refresh(acme.workspace_id)
    at = await Documents(pool).checkpoint(acme.workspace_id)
    assert at is not None
    assert at.as_of == date(2026, 7, 12)


async def test_the_day_of_an_event_is_a_fact_whatever_the_clock_was(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    await acme.report(40)
    worker = Refresher(event_log, pool, clock=lambda: PRESENT)
    for _ in range(2):
        await worker.refresh(acme.workspace_id)
        at = await Documents(pool).checkpoint(acme.workspace_id)
        assert at is not None
        assert at.as_of == STARTS + timedelta(days=40)
    assert not (await proven(pool, acme, now=PRESENT)).ahead


async def test_a_snapshot_from_under_a_clock_that_was_ahead_is_passed_over(
    pool: Pool, acme: Acme, event_log: PostgresLog
) -> None:
    from projections.model import snapshot  # noqa: PLC0415 - used here alone

    await acme.report(3)
    worker = Refresher(event_log, pool, clock=lambda: PRESENT)
    await worker.refresh(acme.workspace_id)
    ahead = await as_of(event_log, acme.workspace_id, noon(3))
    ahead.advance(date(2030, 1, 1))
    body = snapshot.dump(ahead)
    await documents.write_snapshot(pool, acme.workspace_id, ahead.position, body)
    await acme.report(9)
    await Refresher(event_log, pool, clock=lambda: PRESENT).refresh(acme.workspace_id)
    today = STARTS + timedelta(days=10)
    assert await stored_documents(pool, acme.workspace_id) == await replayed(acme, today)
