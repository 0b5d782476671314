"""Who is told of what depends on what happened alone, and on what they may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.access import holders
from domain.notices.notice import KINDS, Addressee, Notice
from domain.preferences import Preference, Preferences
from domain.telling import Policy, is_quiet, week_of
from domain.values import ObjectiveId, PersonId
from domain.workspace import Settings
from events.log import IMPORT, Stored
from projections.keeping.fold import Fold
from projections.keeping.ledger import IN_DIGESTS, Ledger, Readers, messages_of
from projections.keeping.waiting import Waiting, moved
from projections.model import snapshot
from projections.model.workspace import Workspace
from projections.notices.teller import Teller
from tests.laws.test_drafts_are_veiled import WORD, spoken
from tests.support.examples import examples
from tests.support.generated.quarters import logs
from tests.support.logs import run, tell
from tests.support.story import story

EVER = datetime(2000, 1, 1, tzinfo=UTC)
CLOCKS = [None, "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Australia/Lord_Howe"]
"""Of the workspace, and of people: on either side of the date line, with half an hour of summer."""


def heard(log: Sequence[Stored], cuts: Sequence[int] = ()) -> list[Notice]:
    """What is told of the events of a log, by workers that begin anew after each cut."""
    places = sorted({min(cut, len(log)) for cut in cuts} | {0, len(log)})
    workspace = Workspace()
    found: list[Notice] = []
    for start, end in pairwise(places):
        restored = snapshot.load(snapshot.dump(workspace))
        assert restored is not None
        worker = Fold(restored, rendered=restored.position)
        worker.teller = Teller(restored.position, EVER)
        for stored in log[start:end]:
            worker.take(stored)
        assert worker.teller.heard.faults == []
        found += worker.teller.heard.notices
        list(worker.render())
        workspace = worker.workspace
    return found


@examples(10)
@given(log=logs(), cuts=st.lists(st.integers(0, 150), max_size=6))
def test_the_same_history_tells_the_same_people_the_same_however_it_is_batched(
    log: list[Stored], cuts: list[int]
) -> None:
    assert heard(log, cuts) == heard(log)


def test_the_story_is_told_the_same_however_it_is_batched() -> None:
    log = run(tell(story()))
    told = heard(log)
    assert heard(log, range(0, len(log), 7)) == told
    assert {one.kind for one in told} >= {"mention", "approval_asked", "challenge", "escalation"}


@examples(10)
@given(log=logs())
def test_nobody_is_told_of_what_they_may_not_see_nor_of_what_they_did(log: list[Stored]) -> None:
    worker = Fold()
    worker.teller = Teller(0, EVER)
    for stored in log:
        before = len(worker.teller.heard.notices)
        worker.take(stored)
        for notice in worker.teller.heard.notices[before:]:
            check(worker.workspace, notice, stored)


def check(workspace: Workspace, notice: Notice, stored: Stored) -> None:
    objective_id: Any = msgspec.json.decode(stored.data).get("objective_id")
    day = workspace.days.recorded
    chart = workspace.organization.at(day)
    assert len({one.person_id for one in notice.to}) == len(notice.to)
    for one in notice.to:
        assert one.why.startswith("because ")
        assert one.person_id in chart.people
        assert stored.actor != f"person:{one.person_id}"
    about = workspace.objectives.planned_in_full(ObjectiveId(objective_id or ""))
    if about is None:
        return
    for one in notice.to:
        others = workspace.organization.stood_in_for(one.person_id, day)
        assert holders.sees(about, chart, chart.people[one.person_id], others)


def test_what_is_read_from_a_file_is_told_to_nobody() -> None:
    log = [replace(one, correlation=f"{IMPORT}it") for one in run(tell(story()))]
    assert heard(log) == []


@examples(10)
@given(log=logs())
def test_webhooks_are_told_no_word_of_a_draft(log: list[Stored]) -> None:
    words = (f"{one.title} {one.text}" for one in heard(spoken(log)) if one.public)
    assert not any(WORD in text for text in words)


policies = st.builds(
    Policy,
    st.integers(0, 60),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 4),
)


notices = st.builds(
    Notice,
    st.sampled_from([kind for kind in KINDS if kind != "digest"]),
    st.integers(0, 99).map(str),
    st.sampled_from(["one", "another", "a third"]),
    st.just("title"),
    st.just("text"),
    st.just("/v1/inbox"),
    st.lists(st.sampled_from(["ada", "bob"]), unique=True).map(
        lambda people: tuple(Addressee(PersonId(one), "because") for one in people)
    ),
    st.booleans(),
)


ADA, BOB = PersonId("ada"), PersonId("bob")
wishes = st.builds(Preference, st.sampled_from(CLOCKS), st.sampled_from([False, False, True]))
readers = st.builds(
    lambda policy, clock, of_ada, of_bob: Readers(
        Settings("Acme", clock or "UTC", notices=policy),
        Preferences({ADA: of_ada, BOB: of_bob}),
    ),
    policies,
    st.sampled_from(CLOCKS),
    wishes,
    wishes,
)


@examples(100)
@given(told=st.lists(notices, max_size=40), readers=readers, hours=st.integers(0, 6_000))
def test_quiet_hours_and_the_ceiling_hold_where_each_person_is_whatever_is_to_be_told(
    told: list[Notice], readers: Readers, hours: int
) -> None:
    policy = readers.policy
    sent: dict[tuple[str, datetime], int] = {}
    now = datetime(2026, 11, 27, 15, tzinfo=UTC) + timedelta(hours=hours)
    ledger = Ledger(readers, now)
    for one in messages_of(told):
        ledger.enter(one)
    for row in ledger.rows:
        if row.person_id is None or row.suppressed is not None:
            continue
        zone = readers.zone(PersonId(row.person_id))
        assert not readers.digest_only(PersonId(row.person_id))
        assert not is_quiet(policy, row.not_before, zone)
        if KINDS[row.kind] == "soon":
            week = week_of(row.not_before, zone)
            sent[row.person_id, week] = sent.get((row.person_id, week), 0) + 1
    assert all(count <= policy.most_a_week for count in sent.values())


def waiting_of(ledger: Ledger) -> Iterator[Waiting]:
    for row in ledger.rows:
        if row.person_id is not None and row.suppressed != "settled":
            person, goes = PersonId(row.person_id), row.not_before
            yield Waiting(row.message_id, person, row.subject, goes, row.suppressed, row.created_at)


@examples(100)
@given(
    told=st.lists(notices, max_size=40, unique_by=lambda one: one.cause),
    before=readers,
    after=readers,
    hours=st.integers(0, 6_000),
    later=st.integers(0, 60),
)
def test_nothing_that_waits_is_sent_in_the_quiet_hours_of_where_its_person_is_by_then(
    told: list[Notice], before: Readers, after: Readers, hours: int, later: int
) -> None:
    now = datetime(2026, 11, 27, 15, tzinfo=UTC) + timedelta(hours=hours)
    ledger = Ledger(before, now)
    for one in messages_of(told):
        ledger.enter(one)
    now += timedelta(minutes=later)
    waiting = {one.message_id: one for one in waiting_of(ledger) if one.not_before > now}
    changed = {one.message_id: one for one in moved(waiting.values(), after, now)}
    for goes in {**waiting, **changed}.values():
        assert not is_quiet(after.policy, goes.not_before, after.zone(goes.person_id))
        assert now <= goes.not_before <= now + timedelta(days=4)
        if after.digest_only(goes.person_id):
            assert goes.suppressed in IN_DIGESTS
    assert not list(moved({**waiting, **changed}.values(), after, now))


@examples(100)
@given(
    told=st.lists(notices, max_size=40, unique_by=lambda one: one.cause),
    before=readers,
    after=readers,
)
def test_what_is_told_together_still_is_when_its_person_moves(
    told: list[Notice], before: Readers, after: Readers
) -> None:
    now = datetime(2026, 11, 27, 19, 58, tzinfo=UTC)
    ledger = Ledger(before, now)
    for one in messages_of(told):
        ledger.enter(one)
    waiting = list(waiting_of(ledger))
    changed = {one.message_id: one for one in moved(waiting, after, now)}
    then = [changed.get(one.message_id, one) for one in waiting]
    heads = {(one.person_id, one.subject, one.not_before) for one in then if one.suppressed is None}
    assert all(
        (one.person_id, one.subject, one.not_before) in heads
        for one in then
        if one.suppressed == "together"
    )
