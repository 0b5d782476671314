"""What people are told, as the refresh writes it beside the documents: once, whatever happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
import pytest

from domain.alignment.linking import LinkObjective
from domain.conversation.comments import (
    CommentPosted,
    PostComment,
    RemoveComment,
    WithdrawComment,
)
from domain.dependencies.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    RequestDependency,
    WithdrawDependency,
)
from domain.drift.handling import ReopenAlert, ResolveAlert, SnoozeAlert
from domain.measuring.check_in import CheckIn
from domain.measuring.forecast import GiveForecast
from domain.measuring.metric import Increase
from domain.notices.notice import Addressee, Notice
from domain.objectives.negotiation import AcceptObjective, ProposeObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddPerson
from domain.organization.reorganization import GiveRole
from domain.preferences import EMPTY as UNSAID
from domain.preferences import SetNoticePreferences
from domain.values import (
    CheckInId,
    CommentId,
    DependencyId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    Owner,
    PersonId,
)
from domain.workspace import EMPTY, SetNoticePolicy
from events.database.pool import Pool, Sessions
from events.log import Append, Draft
from events.postgres import PostgresLog
from events.streams import AnyCommand, comments_stream
from projections.keeping import messages
from projections.keeping.ledger import Readers
from projections.keeping.refresh import Refresher
from projections.notices.teller import Heard
from tests.support.acme import CYCLES, OBJECTIVES, UNITS, key_result_of, planned
from tests.support.workspaces import FIRST, Acme, noon

THIRD = KeyResultId("third")
TO_TEN = Increase(0, 10)
SECOND = KeyResultId(key_result_of(OBJECTIVES[1], 0))
BOB, CYD = PersonId("bob"), PersonId("cyd")
NOW = datetime.now(UTC)
"""Messages are about what has just been recorded, by the clock of the database."""


class Told(NamedTuple):
    person: str | None
    kind: str
    title: str
    suppressed: str | None


@pytest.fixture
async def acme(event_log: PostgresLog) -> Acme:
    """In the ninth week of a quarter, with two people more; nothing is quiet."""
    here = await Acme(event_log, (NOW - timedelta(days=60)).date()).found()
    await here.say(
        NOW - timedelta(days=60),
        [
            AddPerson(BOB, "Bob", UNITS[2]),
            AddPerson(CYD, "Cyd", UNITS[1]),
            GiveRole(CYD, "unit_lead", here.starts),
            SetNoticePolicy(quiet_from=0, quiet_until=0),
        ],
    )
    return here


async def told(pool: Pool, acme: Acme, *kinds: str) -> list[Told]:
    """What was told of some kinds, in the order in which it was."""
    rows = await pool.fetch(
        "select person_id, kind, title, suppressed from public.message"
        " where workspace_id = $1 and kind = any($2) order by created_at, person_id",
        acme.workspace_id,
        kinds,
    )
    return [Told(*row) for row in rows]


async def body_of(pool: Pool, acme: Acme, kind: str, person: str) -> str:
    body: str = await pool.fetchval(
        "select body from public.message where workspace_id = $1 and kind = $2 and person_id = $3"
        " order by created_at",
        acme.workspace_id,
        kind,
        person,
    )
    return body


def comment(number: int, *mentions: PersonId, text: str = "Look at this") -> AnyCommand:
    return PostComment(OBJECTIVES[0], CommentId(f"c{number}"), text, mentions=mentions)


MENTION = Told("bob", "mention", "ada mentions you on 'Objective o0'", None)
FOR_WEBHOOKS = Told(None, "mention", "ada mentions Bob on 'Objective o0'", None)


async def test_who_is_mentioned_is_told_with_the_documents_and_never_again(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB)])
    for _ in range(2):
        await refresher.refresh(acme.workspace_id)
        assert await told(pool, acme, "mention") == [MENTION, FOR_WEBHOOKS]
    await refresher.rebuild(acme.workspace_id)
    assert await told(pool, acme, "mention") == [MENTION, FOR_WEBHOOKS]


async def test_what_a_refresh_could_not_finish_the_next_one_tells_once(
    pool: Pool, acme: Acme, event_log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Refresher(event_log, pool).refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB)])

    write = messages.write

    async def killed(*given: Any) -> None:
        await write(*given)
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(messages, "write", killed)
        with pytest.raises(ConnectionError):
            await Refresher(event_log, pool).refresh(acme.workspace_id)
    assert await told(pool, acme, "mention") == []
    await Refresher(event_log, pool).refresh(acme.workspace_id)
    assert await told(pool, acme, "mention") == [MENTION, FOR_WEBHOOKS]


async def test_what_no_column_holds_keeps_nobody_from_being_told(
    pool: Pool, acme: Acme, event_log: PostgresLog, refresher: Refresher
) -> None:
    """An older version may have let it in; facts are not refused."""
    await refresher.refresh(acme.workspace_id)
    posted = CommentPosted(OBJECTIVES[0], CommentId("c1"), "ada", "a\x00b", mentions=(BOB,))
    stream = comments_stream(OBJECTIVES[0])
    draft = Draft(stream, "comment_posted", msgspec.json.encode(posted))
    await event_log.append(acme.workspace_id, Append((draft,), {stream: 0}, "ada", NOW))
    await refresher.refresh(acme.workspace_id)
    assert await body_of(pool, acme, "mention", "bob") == '"ab"'


async def test_a_history_that_is_read_in_tells_nobody_of_what_is_long_past(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.say(NOW - timedelta(days=20), [comment(1, BOB)])
    await refresher.refresh(acme.workspace_id)
    assert await told(pool, acme, "mention") == []


async def test_a_quarter_that_is_over_is_read_in_today_without_a_word_to_anybody(
    pool: Pool, event_log: PostgresLog, refresher: Refresher
) -> None:
    old = await Acme(event_log, (NOW - timedelta(days=200)).date()).found()
    await old.slide(range(8), objective=1)
    await old.say(NOW, [AddPerson(BOB, "Bob", UNITS[2]), comment(1, BOB)])
    await refresher.refresh(old.workspace_id)
    rows = await pool.fetch(
        "select kind from public.message where workspace_id = $1", old.workspace_id
    )
    assert rows == []


async def test_an_alert_is_told_to_the_owner_with_its_reasons(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(8), objective=1)
    title = "'Key result 0' cannot reach its target any more"
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        found = await told(pool, acme, "drift_raised", "target_lost")
        assert [(one.person, one.title) for one in found] == [("cyd", title), (None, title)]
    assert (await body_of(pool, acme, "target_lost", "cyd")).startswith("Cannot be reached")


async def test_those_who_were_told_of_an_alert_find_in_the_inbox_that_it_is_over(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(8), objective=1)
    await refresher.refresh(acme.workspace_id)
    key = KeyResultId(key_result_of(OBJECTIVES[1], 0))
    await acme.say(NOW, [ResolveAlert(OBJECTIVES[1], key, "We live with it")])
    title = "The alert on 'Key result 0' was resolved"
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        found = await told(pool, acme, "drift_ended")
        assert [(one.person, one.title, one.suppressed) for one in found] == [
            ("cyd", title, "settled"),
            (None, title, None),
        ]
    assert "by ada" in await body_of(pool, acme, "drift_ended", "cyd")
    unsent = [one.suppressed for one in await told(pool, acme, "target_lost") if one.person]
    assert unsent == ["settled"]

    await acme.say(NOW, [ReopenAlert(OBJECTIVES[1], key, "We do not")])
    await refresher.refresh(acme.workspace_id)
    mine = [one for one in await told(pool, acme, "target_lost") if one.person == "cyd"]
    assert [one.suppressed for one in mine] == ["settled", None]


async def test_an_alert_that_is_snoozed_is_not_over_and_says_so_when_it_is_back(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(8), objective=1)
    await refresher.refresh(acme.workspace_id)
    key = KeyResultId(key_result_of(OBJECTIVES[1], 0))
    until = NOW.date() + timedelta(days=7)
    await acme.say(NOW, [SnoozeAlert(OBJECTIVES[1], key, until)])
    await refresher.refresh(acme.workspace_id)
    assert await told(pool, acme, "drift_ended") == []

    await refresher.refresh(acme.workspace_id, until)
    texts = await pool.fetch(
        "select body from public.message where workspace_id = $1 and kind = 'target_lost'"
        " and person_id = 'cyd' order by created_at",
        acme.workspace_id,
    )
    assert [text.startswith("It was snoozed until") for (text,) in texts] == [False, True]


async def calm(acme: Acme) -> None:
    """Two weeks in which all is well: what was up is over."""
    for day in (47, 54):
        await acme.report(day, 100, 5, objective=1)


async def ends(pool: Pool, acme: Acme) -> set[tuple[str | None, str, str]]:
    rows = await pool.fetch(
        "select person_id, title, why from public.message"
        " where workspace_id = $1 and kind = 'drift_ended'",
        acme.workspace_id,
    )
    return {(row["person_id"], row["title"].partition("' ")[2], row["why"]) for row in rows}


async def test_who_snoozed_an_alert_finds_in_the_inbox_that_it_is_over_as_the_others_do(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(3, 7), 99.0, objective=1)
    await refresher.refresh(acme.workspace_id)
    assert await told(pool, acme, "drift_raised", "target_lost")
    until = NOW.date() + timedelta(days=7)
    await acme.say_as(BOB, NOW, [SnoozeAlert(OBJECTIVES[1], SECOND, until)])
    await refresher.refresh(acme.workspace_id)
    assert await ends(pool, acme) == set()
    await calm(acme)
    for again in (refresher.refresh, refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        found = await ends(pool, acme)
        assert {(one, title) for one, title, _ in found} == {
            (one, "is no longer in danger of missing its target") for one in ("bob", "cyd", None)
        }
        assert ("bob", "because you snoozed its alert") in {(one, why) for one, _, why in found}
    held = {one.suppressed for one in await told(pool, acme, "drift_ended") if one.person}
    assert held == {"settled"}


async def test_who_resolved_an_alert_by_hand_alone_learns_when_its_cause_is_gone(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(3, 7), 99.0, objective=1)
    await refresher.refresh(acme.workspace_id)
    await acme.say_as(BOB, NOW, [ResolveAlert(OBJECTIVES[1], SECOND, "We live with it")])
    await refresher.refresh(acme.workspace_id)
    before = await ends(pool, acme)
    assert {one for one, _, _ in before} == {"cyd", None}
    await calm(acme)
    for again in (refresher.refresh, refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        [(person, title, why)] = await ends(pool, acme) - before
        assert (person, why) == ("bob", "because you resolved its alert")
        assert title == "is no longer in danger of missing its target"


async def test_an_alert_that_is_snoozed_and_then_resolved_is_over_for_the_others_then(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(3, 7), 99.0, objective=1)
    await refresher.refresh(acme.workspace_id)
    until = NOW.date() + timedelta(days=7)
    await acme.say_as(BOB, NOW, [SnoozeAlert(OBJECTIVES[1], SECOND, until)])
    await refresher.refresh(acme.workspace_id)
    await acme.say_as(BOB, NOW, [ResolveAlert(OBJECTIVES[1], SECOND, "We live with it")])
    await refresher.refresh(acme.workspace_id)
    assert {(one, title) for one, title, _ in await ends(pool, acme)} == {
        ("cyd", "was resolved"),
        (None, "was resolved"),
    }


async def test_who_is_about_to_hear_of_an_alert_does_not_once_it_is_snoozed(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(8), objective=1)
    await refresher.refresh(acme.workspace_id)
    key = KeyResultId(key_result_of(OBJECTIVES[1], 0))
    await acme.say(NOW, [SnoozeAlert(OBJECTIVES[1], key, NOW.date() + timedelta(days=7))])
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        unsent = [one.suppressed for one in await told(pool, acme, "target_lost") if one.person]
        assert unsent == ["settled"]


async def test_what_is_over_before_it_was_handed_on_is_not_sent_however_late_that_is(
    pool: Pool, owner: Sessions, acme: Acme, refresher: Refresher
) -> None:
    await acme.slide(range(8), objective=1)
    await refresher.refresh(acme.workspace_id)
    await owner.execute("update message set not_before = now() - interval '1 hour'")
    key = KeyResultId(key_result_of(OBJECTIVES[1], 0))
    await acme.say(NOW, [ResolveAlert(OBJECTIVES[1], key, "We live with it")])
    await refresher.refresh(acme.workspace_id)
    unsent = [one.suppressed for one in await told(pool, acme, "target_lost") if one.person]
    assert unsent == ["settled"]


async def test_what_somebody_else_has_answered_by_then_is_not_asked_any_more(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    key = ObjectiveId("new")
    draft = DraftObjective(key, CYCLES[0], "A better site", Owner("unit", UNITS[1]))
    await acme.say(NOW, [draft, AddKeyResult(key, THIRD, "Pages load in a second", TO_TEN)])
    await acme.say(NOW, [ProposeObjective(key)])
    await refresher.refresh(acme.workspace_id)
    asked = await told(pool, acme, "approval_asked")
    assert [(one.person, one.suppressed) for one in asked] == [("cyd", None)]
    await acme.say(NOW, [AcceptObjective(key)])
    await refresher.refresh(acme.workspace_id)
    asked = await told(pool, acme, "approval_asked")
    assert [(one.person, one.suppressed) for one in asked] == [("cyd", "settled")]


async def test_a_check_in_that_does_not_come_is_told_on_the_day_after_its_week(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.report(1, objective=1)
    await refresher.refresh(acme.workspace_id, acme.starts + timedelta(days=6))
    assert await told(pool, acme, "silence") == []
    for _ in range(2):
        await refresher.refresh(acme.workspace_id, acme.starts + timedelta(days=7))
        found = [one for one in await told(pool, acme, "silence") if one.person == "cyd"]
        assert [one.title for one in found] == ["No check-in on 'Key result 1' in week 1"]


async def test_of_check_ins_that_come_too_seldom_who_leads_the_unit_hears_once(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    for days in (7, 14, 14, 15, 21):
        await refresher.refresh(acme.workspace_id, acme.starts + timedelta(days=days))
    mine = [one for one in await told(pool, acme, "cadence") if one.person == "cyd"]
    assert [one.title for one in mine] == [
        "The check-ins of Sales have come too seldom since week 1"
    ]


async def test_who_has_not_said_where_it_will_end_is_asked_once_more_and_then_never(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    middle = acme.starts + timedelta(days=45)
    for days in (0, 1, 6, 7, 7, 8, 14):
        await refresher.refresh(acme.workspace_id, middle + timedelta(days=days))
    asked = [one for one in await told(pool, acme, "forecast_asked") if one.person == "cyd"]
    assert [one.title for one in asked if "result 0" in one.title] == [
        "Where will 'Key result 0' end?",
        "Still open: where will 'Key result 0' end?",
    ]


async def test_what_will_not_carry_a_key_result_of_the_company_its_owner_hears_once(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    link = LinkObjective(
        *(CYCLES[0], LinkId("l"), OBJECTIVES[3], OBJECTIVES[0], FIRST),
        mechanism="lever",
        strength="strong",
        link_test="yes",
    )
    await acme.say(noon(0, acme.starts), planned(3, links=[link]))
    for number, nothing in enumerate((0, 10)):
        await acme.slide(range(8), nothing, objective=3, number=number)
    for _ in range(2):
        await refresher.refresh(acme.workspace_id)
    found = await told(pool, acme, "little_holds")
    assert [one.title for one in found if one.person is None] == [
        "What works toward 'Key result 0' will probably not carry it"
    ]


async def test_what_follows_at_once_on_the_same_subject_is_told_together(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB)])
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(2, BOB)])
    await refresher.refresh(acme.workspace_id)
    mine = [one for one in await told(pool, acme, "mention") if one.person == "bob"]
    assert [one.suppressed for one in mine] == [None, "together"]


async def test_what_is_not_urgent_is_told_in_one_digest_that_grows(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    for number in range(2):
        need = DependencyId(f"d{number}")
        due = acme.starts + timedelta(days=80 + number)
        asked = RequestDependency(OBJECTIVES[1], SECOND, need, UNITS[2], f"list {number}", due)
        await acme.say(NOW, [asked, AcceptDependency(OBJECTIVES[1], need)])
        await refresher.refresh(acme.workspace_id)
        assert [one.person for one in await told(pool, acme, "digest")] == ["cyd"]
    digest = await body_of(pool, acme, "digest", "cyd")
    lines = [line.partition(" is ")[0] for line in digest.splitlines()]
    assert [line for line in lines if "list" in line] == ["- 'list 0'", "- 'list 1'"]


async def test_a_digest_asks_for_nothing_that_was_answered_before_it_goes(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    middle = acme.starts + timedelta(days=45)
    await refresher.refresh(acme.workspace_id, middle)
    question = "Where will 'Key result 0' end?"
    assert question in await body_of(pool, acme, "digest", "cyd")
    await acme.say(NOW, [GiveForecast(OBJECTIVES[1], SECOND, 12.0)])
    await refresher.refresh(acme.workspace_id, middle)
    assert question in await body_of(pool, acme, "digest", "cyd")
    await acme.say_as(CYD, NOW, [GiveForecast(OBJECTIVES[1], SECOND, 12.0)])
    await refresher.refresh(acme.workspace_id, middle)
    assert question not in await body_of(pool, acme, "digest", "cyd")
    asked = [one for one in await told(pool, acme, "forecast_asked") if one.person == "cyd"]
    assert [one.suppressed for one in asked if one.title == question] == ["settled"]


NEED = DependencyId("need")
ASKED = RequestDependency(OBJECTIVES[1], SECOND, NEED, UNITS[2], "a list", NOW.date())
PROMISE = AcceptDependency(OBJECTIVES[1], NEED, NOW.date())
FLAG = FlagDependency(OBJECTIVES[1], NEED, "Somebody is ill")


@pytest.mark.parametrize(
    ("before", "kind", "said"),
    [
        ([ASKED], "dependency_asked", WithdrawDependency(OBJECTIVES[1], NEED, "Not needed")),
        ([ASKED], "dependency_asked", PROMISE),
        ([ASKED], "dependency_asked", DeclineDependency(OBJECTIVES[1], NEED, "No time")),
        ([ASKED, PROMISE, FLAG], "dependency_at_risk", ConfirmDependency(OBJECTIVES[1], NEED)),
        (
            [ASKED, PROMISE, FLAG],
            "dependency_at_risk",
            DeliverDependency(OBJECTIVES[1], NEED, NOW.date()),
        ),
    ],
    ids=["withdrawn", "promised", "declined", "confirmed", "delivered"],
)
async def test_what_was_settled_about_a_dependency_before_it_was_sent_is_not_sent(
    pool: Pool,
    acme: Acme,
    refresher: Refresher,
    before: list[AnyCommand],
    kind: str,
    said: AnyCommand,
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, before)
    await refresher.refresh(acme.workspace_id)
    mine = [one for one in await told(pool, acme, kind) if one.person == "bob"]
    assert [one.suppressed for one in mine] != ["settled"]
    await acme.say(NOW, [said])
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        mine = [one for one in await told(pool, acme, kind) if one.person == "bob"]
        assert [one.suppressed for one in mine] == ["settled"]


async def test_of_a_gap_that_somebody_closes_before_the_digest_goes_it_says_nothing(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await acme.say(NOW, [AddPerson(PersonId("dan"), "Dan", UNITS[0])])
    await refresher.refresh(acme.workspace_id)
    await refresher.refresh(acme.workspace_id, NOW.date() + timedelta(days=1))
    gap = "Nobody works toward 'Key result 0'"
    assert gap in await body_of(pool, acme, "digest", "dan")
    link = LinkObjective(
        *(CYCLES[0], LinkId("l"), ObjectiveId("new"), OBJECTIVES[0], FIRST),
        mechanism="lever",
        strength="strong",
        link_test="yes",
    )
    draft = DraftObjective(ObjectiveId("new"), CYCLES[0], "A site", Owner("unit", UNITS[1]))
    await acme.say(NOW, [draft, link])
    await refresher.refresh(acme.workspace_id, NOW.date() + timedelta(days=1))
    assert gap not in await body_of(pool, acme, "digest", "dan")


async def test_a_digest_says_of_no_check_in_that_it_has_not_come_when_it_has(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    week_over = acme.starts + timedelta(days=7)
    await refresher.refresh(acme.workspace_id, week_over)
    missing = "No check-in on 'Key result 0' in week 1"
    assert missing in await body_of(pool, acme, "digest", "cyd")
    late = CheckIn(OBJECTIVES[1], SECOND, CheckInId("late"), acme.starts, 12.0, 4)
    await acme.say(NOW, [late])
    await refresher.refresh(acme.workspace_id, week_over)
    assert missing not in await body_of(pool, acme, "digest", "cyd")


async def test_a_digest_with_nothing_left_to_tell_is_not_sent_until_it_has_something_again(
    pool: Pool, acme: Acme
) -> None:
    def asked(number: int) -> Notice:
        to = (Addressee(BOB, "because you own it"),)
        return Notice(
            "forecast_asked", f"forecast:{number}", f"key_result:{number}", f"Where {number}?",
            "One number is enough.", "/v1/objectives/o", to, public=False,
        )  # fmt: skip

    async def write(
        *notices: Notice, answered: tuple[str, ...] = ()
    ) -> list[tuple[str | None, str]]:
        heard = Heard(list(notices), [], list(answered), [], [])
        async with pool.within(acme.workspace_id) as session, session.transaction():
            await messages.write(session, acme.workspace_id, Readers(EMPTY, UNSAID), heard)
        rows = await pool.fetch(
            "select suppressed, body from public.message where workspace_id = $1"
            " and kind = 'digest'",
            acme.workspace_id,
        )
        return [tuple(row) for row in rows]

    first, second = (f"- Where {number}? (because you own it)" for number in (1, 2))
    assert await write(asked(1)) == [(None, first)]
    assert await write(answered=("forecast:1",)) == [("settled", first)]
    assert await write(asked(2)) == [(None, second)]


async def test_a_comment_that_is_taken_back_is_repeated_nowhere_and_not_sent(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB, text="sesame"), comment(2, CYD, text="sesame")])
    await refresher.refresh(acme.workspace_id)
    assert "sesame" in await body_of(pool, acme, "mention", "bob")
    await acme.say(
        NOW,
        [
            WithdrawComment(OBJECTIVES[0], CommentId("c1")),
            RemoveComment(OBJECTIVES[0], CommentId("c2"), "unkind"),
        ],
    )
    await refresher.refresh(acme.workspace_id)
    rows = await pool.fetch(
        "select * from public.message where workspace_id = $1 and kind = 'mention'",
        acme.workspace_id,
    )
    assert len(rows) == 4
    assert "sesame" not in str(rows)
    assert {row["suppressed"] for row in rows if row["person_id"]} == {"taken back"}


async def test_a_digest_says_nothing_of_a_comment_that_was_taken_back_before_it_goes(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    policy = SetNoticePolicy(most_a_week=0, quiet_from=0, quiet_until=0)
    await acme.say(NOW, [policy, comment(1, BOB), comment(2, BOB)])
    await refresher.refresh(acme.workspace_id)
    assert (await body_of(pool, acme, "digest", "bob")).count(MENTION.title) == 2
    await acme.say(NOW, [WithdrawComment(OBJECTIVES[0], CommentId("c1"))])
    await refresher.refresh(acme.workspace_id)
    assert (await body_of(pool, acme, "digest", "bob")).count(MENTION.title) == 1
    mine = [one for one in await told(pool, acme, "mention") if one.person == "bob"]
    assert [one.suppressed for one in mine] == ["taken back", "ceiling"]


async def test_what_is_told_together_with_a_comment_that_is_taken_back_is_told_all_the_same(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB, text="sesame"), comment(2, BOB, text="stays")])
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [WithdrawComment(OBJECTIVES[0], CommentId("c1"))])
    await refresher.refresh(acme.workspace_id)
    mine = [one for one in await told(pool, acme, "mention") if one.person == "bob"]
    assert [one.suppressed for one in mine] == ["taken back", None]
    assert await body_of(pool, acme, "mention", "bob") == messages.TAKEN_BACK


async def test_beyond_the_ceiling_messages_are_kept_and_told_in_the_digest(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    policy = SetNoticePolicy(most_a_week=2, buffer_minutes=0, quiet_from=0, quiet_until=0)
    await acme.say(NOW, [policy, *(comment(number, BOB) for number in range(5))])
    await refresher.refresh(acme.workspace_id)
    mine = [one for one in await told(pool, acme, "mention") if one.person == "bob"]
    assert [one.suppressed for one in mine] == [None, None, *["ceiling"] * 3]
    assert (await body_of(pool, acme, "digest", "bob")).count(MENTION.title) == 3


async def proposed(acme: Acme, *more: AnyCommand) -> ObjectiveId:
    """An objective that waits for Cyd's agreement."""
    key = ObjectiveId("new")
    draft = DraftObjective(key, CYCLES[0], "A better site", Owner("unit", UNITS[1]))
    await acme.say(NOW, [draft, AddKeyResult(key, THIRD, "Pages load in a second", TO_TEN)])
    await acme.say(NOW, [*more, ProposeObjective(key)])
    return key


def of_cyd(key: ObjectiveId) -> AnyCommand:
    return PostComment(key, CommentId("c1"), "Look at this", mentions=(CYD,))


async def of_person(
    pool: Pool, acme: Acme, person: str, *kinds: str
) -> list[tuple[str, str | None]]:
    found = await told(pool, acme, *kinds)
    return [(one.kind, one.suppressed) for one in found if one.person == person]


@pytest.mark.parametrize("first", ["approval_asked", "mention"])
async def test_what_is_settled_before_it_is_sent_takes_nothing_with_it_and_is_named_nowhere(
    pool: Pool, acme: Acme, refresher: Refresher, first: str
) -> None:
    await refresher.refresh(acme.workspace_id)
    mention = of_cyd(ObjectiveId("new"))
    key = await proposed(acme, *(() if first == "approval_asked" else (mention,)))
    if first == "approval_asked":
        await acme.say(NOW, [mention])
    await refresher.refresh(acme.workspace_id)
    kinds = ("approval_asked", "mention")
    [second] = {*kinds} - {first}
    assert await of_person(pool, acme, "cyd", *kinds) == [(first, None), (second, "together")]
    await acme.say(NOW, [AcceptObjective(key)])
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        found = dict(await of_person(pool, acme, "cyd", *kinds))
        assert found == {"approval_asked": "settled", "mention": None}


async def test_of_three_that_are_told_together_the_others_stay_when_the_first_is_settled(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    key = await proposed(acme)
    for number in (1, 2):
        about = PostComment(key, CommentId(f"c{number}"), "Look", mentions=(CYD,))
        await acme.say(NOW, [about])
    await acme.say(NOW, [AcceptObjective(key)])
    await refresher.refresh(acme.workspace_id)
    found = await of_person(pool, acme, "cyd", "approval_asked", "mention")
    assert found == [("approval_asked", "settled"), ("mention", None), ("mention", "together")]


async def test_who_wants_everything_in_the_digest_finds_there_what_is_not_settled_by_then(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [SetNoticePreferences(CYD, digest_only=True)])
    key = await proposed(acme)
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "cyd", "approval_asked") == [("approval_asked", "chosen")]
    assert "waits for your agreement" in await body_of(pool, acme, "digest", "cyd")
    await acme.say(NOW, [AcceptObjective(key), of_cyd(key)])
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "cyd", "approval_asked") == [("approval_asked", "settled")]
    digest = await body_of(pool, acme, "digest", "cyd")
    assert "waits for your agreement" not in digest
    assert "mentions you" in digest


async def test_a_digest_of_which_everything_is_settled_is_not_sent_until_something_comes(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    wanted = [SetNoticePreferences(BOB, digest_only=True), comment(1, BOB)]
    await acme.say(NOW, wanted)
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "bob", "digest") == [("digest", None)]
    await acme.say(NOW, [WithdrawComment(OBJECTIVES[0], CommentId("c1"))])
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "bob", "mention") == [("mention", "taken back")]
    assert await of_person(pool, acme, "bob", "digest") == [("digest", "settled")]
    await acme.say(NOW, [comment(2, BOB)])
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "bob", "digest") == [("digest", None)]


TOKYO = ZoneInfo("Asia/Tokyo")
IN_AN_HOUR = (datetime.now(UTC) + timedelta(minutes=60)).astimezone(TOKYO).hour
NIGHT_IN_TOKYO = SetNoticePolicy(
    buffer_minutes=60,
    quiet_from=(IN_AN_HOUR - 1) % 24,
    quiet_until=(IN_AN_HOUR + 3) % 24,
    digest_hour=(IN_AN_HOUR + 5) % 24,
)
"""It is not night in New York then, by whose clock the workspace goes."""


async def moments(pool: Pool, acme: Acme, kind: str) -> list[datetime]:
    rows = await pool.fetch(
        "select not_before from public.message where workspace_id = $1 and person_id = 'bob'"
        " and kind = $2 and (kind <> 'digest' or suppressed is null) order by created_at",
        acme.workspace_id,
        kind,
    )
    return [row["not_before"] for row in rows]


async def test_who_moves_while_messages_wait_is_sent_them_after_the_night_there(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [NIGHT_IN_TOKYO, comment(1, BOB), comment(2, BOB)])
    await refresher.refresh(acme.workspace_id)
    before = await moments(pool, acme, "mention")
    await acme.say(NOW, [SetNoticePreferences(BOB, "Asia/Tokyo")])
    for again in (refresher.refresh, refresher.rebuild):
        await again(acme.workspace_id)
        after = await moments(pool, acme, "mention")
        assert {one.astimezone(TOKYO).hour for one in after} == {NIGHT_IN_TOKYO.quiet_until}
        assert min(after) > max(before)
        found = await of_person(pool, acme, "bob", "mention")
        assert found == [("mention", None), ("mention", "together")]


async def test_a_digest_moves_with_its_person_and_is_not_told_twice(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    wanted = SetNoticePreferences(BOB, digest_only=True)
    await acme.say(NOW, [NIGHT_IN_TOKYO, wanted, comment(1, BOB)])
    await refresher.refresh(acme.workspace_id)
    [at_home] = await moments(pool, acme, "digest")
    await acme.say(NOW, [SetNoticePreferences(BOB, "Asia/Tokyo", digest_only=True)])
    await refresher.refresh(acme.workspace_id)
    [there] = await moments(pool, acme, "digest")
    assert there.astimezone(TOKYO).hour == NIGHT_IN_TOKYO.digest_hour
    assert await moments(pool, acme, "mention") == [there]
    await acme.say(NOW, [SetNoticePreferences(BOB, digest_only=True)])
    await refresher.refresh(acme.workspace_id)
    assert await moments(pool, acme, "digest") == [at_home]
    assert await moments(pool, acme, "mention") == [at_home]


async def test_who_wants_everything_in_the_digest_from_now_on_finds_there_what_waits(
    pool: Pool, acme: Acme, refresher: Refresher
) -> None:
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [comment(1, BOB), comment(2, BOB)])
    await refresher.refresh(acme.workspace_id)
    await acme.say(NOW, [SetNoticePreferences(BOB, digest_only=True)])
    await refresher.refresh(acme.workspace_id)
    assert await of_person(pool, acme, "bob", "mention") == [("mention", "chosen")] * 2
    assert (await body_of(pool, acme, "digest", "bob")).count(MENTION.title) == 2


def removal() -> str:
    """What the page on notices says can be removed."""
    page = (Path(__file__).parents[2] / "docs" / "notices.md").read_text(encoding="utf-8")
    return page.partition("```sql\n")[2].partition("```")[0]


async def test_what_is_removed_when_it_is_old_enough_is_not_told_again(
    pool: Pool, owner_database: str, event_log: PostgresLog
) -> None:
    """Events, days and alerts of a quarter five years ago, told then."""
    then = NOW - timedelta(days=5 * 365)
    old = await Acme(event_log, (then - timedelta(days=60)).date()).found()
    await old.say(then - timedelta(days=60), [AddPerson(CYD, "Cyd", UNITS[1])])
    await old.slide(range(7), objective=1)
    refresher = Refresher(event_log, pool)
    for day in (30, 45, 52, 60):
        await refresher.refresh(old.workspace_id, old.starts + timedelta(days=day))
    about = await pool.fetch("select kind from message where workspace_id = $1", old.workspace_id)
    assert {row["kind"] for row in about} >= {"target_lost", "gap", "digest"}
    owner = await asyncpg.connect(owner_database)
    await owner.execute(
        "update message set created_at = created_at - interval '5 years',"
        " not_before = not_before - interval '5 years'"
    )
    for statement in removal().strip().split(";\n"):
        await owner.execute(statement)
    await owner.close()
    count = "select count(*) from public.message where workspace_id = $1"
    assert await pool.fetchval(count, old.workspace_id) == 0
    for again in (refresher.refresh, refresher.rebuild):
        await again(old.workspace_id, NOW.date())
        assert await pool.fetchval(count, old.workspace_id) == 0
    await refresher.close()
