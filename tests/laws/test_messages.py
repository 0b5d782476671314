"""Who is told of what depends on what happened alone, and on what they may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.access import holders
from domain.notices.notice import KINDS, Addressee, Notice
from domain.telling import Policy, is_quiet, week_of
from domain.values import ObjectiveId, PersonId
from events.log import Stored
from projections.keeping.fold import Fold
from projections.keeping.messages import Ledger, messages_of
from projections.model import snapshot
from projections.model.workspace import Workspace
from projections.notices.teller import Teller
from tests.laws.test_drafts_are_veiled import WORD, spoken
from tests.support.examples import examples
from tests.support.generated.quarters import logs
from tests.support.logs import run, tell
from tests.support.story import story

EVER = datetime(2000, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


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


@examples(100)
@given(told=st.lists(notices, max_size=40), policy=policies, hours=st.integers(0, 400))
def test_quiet_hours_and_the_ceiling_hold_whatever_is_to_be_told(
    told: list[Notice], policy: Policy, hours: int
) -> None:
    sent: dict[tuple[str, datetime], int] = {}
    now = datetime(2026, 11, 27, 15, tzinfo=UTC) + timedelta(hours=hours)
    ledger = Ledger(policy, BERLIN, now)
    for one in messages_of(told):
        ledger.enter(one)
    for row in ledger.rows:
        if row.person_id is None or row.suppressed is not None:
            continue
        assert not is_quiet(policy, row.not_before, BERLIN)
        if KINDS[row.kind] == "soon":
            week = week_of(row.not_before, BERLIN)
            sent[row.person_id, week] = sent.get((row.person_id, week), 0) + 1
    assert all(count <= policy.most_a_week for count in sent.values())
