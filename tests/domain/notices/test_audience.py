"""Who hears of what, and why them."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from msgspec.structs import replace

from domain.access import identity
from domain.conversation import comments
from domain.conversation.comments import (
    Comment,
    CommentEdited,
    CommentPosted,
    CommentReplied,
    Comments,
)
from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import (
    DependencyAccepted,
    DependencyConfirmed,
    DependencyDeclined,
    DependencyDelivered,
    DependencyEvent,
    DependencyFlagged,
    DependencySlipped,
    DependencyWithdrawn,
)
from domain.notices import audience, happened, promised, said, seen
from domain.notices.audience import Occasion
from domain.notices.notice import KINDS, Kind, Notice
from domain.notices.said import Agreement
from domain.objectives.negotiation import (
    ObjectiveAccepted,
    ObjectiveChallenged,
    ObjectiveProposed,
    ObjectiveRefined,
)
from domain.objectives.revision import RevisionApproved, RevisionDeclined, RevisionRequested
from domain.objectives.state import Changes, Revision
from domain.organization.organization import PersonAdded
from domain.organization.reorganization import RoleGiven
from domain.rituals.adherence import Week
from domain.rituals.sessions import Escalation, Session
from domain.values import CommentId, ObjectiveId, Owner, PersonId, RevisionId, SessionId
from tests.domain.notices.company import (
    ACME,
    BOSS,
    FAST,
    NEED,
    Q3,
    SALES,
    SALES_LEAD,
    SALES_MEMBER,
    SOMEBODY_STANDS_IN,
    SUB,
    TECH_HEAD,
    TODAY,
    WEB,
    WEB_LEAD,
    WEB_MEMBER,
    asked,
    company,
    done_by,
    goal,
    people,
    revised,
)

GOAL = ObjectiveId("o")
REVISION = RevisionId("r")
SAID = CommentId("c")
REQUESTED = Revision(REVISION, identity.person(WEB_MEMBER), "too much", Changes(title="Less"))
DRAFT = goal("proposed")
AGAIN = date(2026, 8, 19), date(2026, 8, 27)


AGREEMENTS: list[tuple[Agreement, PersonId, Kind, list[PersonId]]] = [
    (ObjectiveProposed(GOAL), WEB_MEMBER, "approval_asked", [WEB_LEAD]),
    (ObjectiveProposed(GOAL), WEB_LEAD, "approval_asked", [TECH_HEAD]),
    (ObjectiveChallenged(GOAL, "More"), TECH_HEAD, "challenge", [WEB_LEAD]),
    (ObjectiveRefined(GOAL, "Here"), WEB_LEAD, "answer", [TECH_HEAD]),
    (ObjectiveAccepted(GOAL, "Good"), TECH_HEAD, "decided", [WEB_LEAD]),
    (
        RevisionRequested(GOAL, REVISION, REQUESTED.requested_by, "too much", REQUESTED.changes),
        WEB_MEMBER,
        "approval_asked",
        [WEB_LEAD],
    ),
    (RevisionApproved(GOAL, REVISION), WEB_LEAD, "decided", [WEB_MEMBER]),
    (RevisionDeclined(GOAL, REVISION, "No"), WEB_LEAD, "decided", [WEB_MEMBER]),
]


@pytest.mark.parametrize(("event", "by", "kind", "heard"), AGREEMENTS)
def test_agreement_is_asked_of_the_nearest_who_may_and_told_to_who_asked(
    event: Agreement, by: PersonId, kind: Kind, heard: list[PersonId]
) -> None:
    of_revision = isinstance(event, RevisionRequested | RevisionApproved | RevisionDeclined)
    objective = revised(goal(), REQUESTED) if of_revision else DRAFT
    challenger = identity.person(TECH_HEAD)
    notice = said.agreement(done_by(by, objective), event, challenger, "1")
    assert (notice.kind, people(notice)) == (kind, heard)


def test_every_step_of_an_agreement_is_in_the_table() -> None:
    assert {type(one) for one, *_ in AGREEMENTS} == set(get_args(Agreement))


def test_an_answer_answers_what_was_asked_for_and_nothing_else() -> None:
    events = [event for event, *_ in AGREEMENTS]
    answered = [
        (type(one), type(asked)) for one in events for asked in events if said.answers(one, asked)
    ]
    assert set(answered) == {
        (ObjectiveChallenged, ObjectiveProposed),
        (ObjectiveChallenged, ObjectiveRefined),
        (ObjectiveAccepted, ObjectiveProposed),
        (ObjectiveAccepted, ObjectiveRefined),
        (RevisionApproved, RevisionRequested),
        (RevisionDeclined, RevisionRequested),
    }
    assert not said.answers(RevisionApproved(GOAL, RevisionId("other")), AGREEMENTS[5][0])


WAITING, PROMISING = [WEB_LEAD], [SALES_LEAD]
PROMISES: list[tuple[DependencyEvent, PersonId, Kind, list[PersonId]]] = [
    (asked().asked, WEB_MEMBER, "dependency_asked", PROMISING),
    (DependencyAccepted(GOAL, FAST, NEED, AGAIN[0]), SALES_LEAD, "dependency_answered", WAITING),
    (DependencyAccepted(GOAL, FAST, NEED, AGAIN[1]), SALES_LEAD, "dependency_too_late", WAITING),
    (
        DependencyAccepted(GOAL, FAST, NEED, AGAIN[1]),
        SALES_MEMBER,
        "dependency_too_late",
        WAITING + PROMISING,
    ),
    (
        DependencySlipped(GOAL, FAST, NEED, date(2026, 8, 15), AGAIN[0], "ill"),
        SALES_MEMBER,
        "dependency_slipped",
        WAITING + PROMISING,
    ),
    (
        DependencySlipped(GOAL, FAST, NEED, date(2026, 8, 15), AGAIN[1], "ill"),
        SALES_LEAD,
        "dependency_too_late",
        WAITING,
    ),
    (DependencyDeclined(GOAL, FAST, NEED, "no"), SALES_LEAD, "dependency_at_risk", WAITING),
    (DependencyFlagged(GOAL, FAST, NEED, "late"), WEB_LEAD, "dependency_at_risk", PROMISING),
    (DependencyConfirmed(GOAL, FAST, NEED), SALES_LEAD, "dependency_answered", WAITING),
    (DependencyDelivered(GOAL, FAST, NEED, TODAY), SALES_LEAD, "dependency_answered", WAITING),
    (DependencyWithdrawn(GOAL, FAST, NEED, "moot"), WEB_LEAD, "dependency_answered", PROMISING),
]


@pytest.mark.parametrize(("event", "by", "kind", "heard"), PROMISES)
def test_both_sides_of_a_dependency_hear_what_the_other_one_does(
    event: DependencyEvent, by: PersonId, kind: Kind, heard: list[PersonId]
) -> None:
    occasion = done_by(by)
    key_result = occasion.objective.key_results[FAST]
    notice = promised.promise(occasion, event, key_result, asked(), "1")
    assert (notice.kind, people(notice)) == (kind, heard)


def test_how_much_too_late_a_promise_is_stands_in_the_title() -> None:
    event = DependencySlipped(GOAL, FAST, NEED, date(2026, 8, 15), AGAIN[1], "Two are ill")
    occasion = done_by(SALES_LEAD)
    notice = promised.promise(occasion, event, occasion.objective.key_results[FAST], asked(), "1")
    assert notice.title == ("'a list' slips from 15 August to 27 August, 7 days after it is needed")
    assert notice.text == "Sam says: Two are ill"
    assert notice.to[0].why == (
        "because you lead Web, which owns 'Pages load in a second', which needs 'a list'"
    )


def posted(*mentions: PersonId, text: str = "Look") -> CommentPosted:
    return CommentPosted(GOAL, SAID, identity.person(WEB_MEMBER), text, mentions=mentions)


def mentioned(
    by: PersonId, event: said.Talk, before: Comments, stage: str = "published"
) -> list[tuple[Kind, list[PersonId]]]:
    found = said.comment(done_by(by, goal(stage)), event, before, "1")  # type: ignore[arg-type]
    return [(one.kind, people(one)) for one in found]


def test_a_mention_is_told_to_who_is_mentioned_but_never_to_who_wrote_it() -> None:
    event = posted(TECH_HEAD, WEB_MEMBER, SALES_MEMBER)
    assert mentioned(WEB_MEMBER, event, comments.EMPTY) == [("mention", [TECH_HEAD, SALES_MEMBER])]


def test_nobody_is_told_of_a_draft_that_they_may_not_see() -> None:
    event = posted(SALES_MEMBER, SALES_LEAD)
    assert mentioned(WEB_MEMBER, event, comments.EMPTY, "draft") == [("mention", [SALES_LEAD])]
    (notice,) = said.comment(done_by(WEB_MEMBER, DRAFT), event, comments.EMPTY, "1")
    assert not notice.public


def test_a_reply_is_told_to_who_wrote_what_it_replies_to() -> None:
    first = posted()
    before = Comments({SAID: Comment(first, first.text, ())})
    reply = CommentReplied(GOAL, SAID, CommentId("d"), identity.person(TECH_HEAD), "Yes")
    assert mentioned(TECH_HEAD, reply, before) == [("reply", [WEB_MEMBER])]
    with_mention = replace(reply, mentions=(WEB_MEMBER,))
    assert mentioned(TECH_HEAD, with_mention, before) == [("mention", [WEB_MEMBER])]


def test_an_edited_comment_tells_those_who_are_mentioned_for_the_first_time() -> None:
    first = posted(TECH_HEAD)
    before = Comments({SAID: Comment(first, first.text, (TECH_HEAD,))})
    edited = CommentEdited(GOAL, SAID, "Look here", (TECH_HEAD, BOSS))
    assert mentioned(WEB_MEMBER, edited, before) == [("mention", [BOSS])]


def test_what_everybody_may_know_speaks_to_nobody_of_them() -> None:
    """A room that is told reads who is meant by 'you'."""
    chart = company().at(TODAY)
    name = {one: chart.people[one].name for one in (TECH_HEAD, WEB_MEMBER)}
    (mention,) = said.comment(done_by(WEB_MEMBER), posted(TECH_HEAD), comments.EMPTY, "1")
    assert mention.title.endswith(" mentions you on 'A site that is quick'")
    assert mention.for_everybody().title == (
        f"{name[WEB_MEMBER]} mentions {name[TECH_HEAD]} on 'A site that is quick'"
    )
    first = posted()
    before = Comments({SAID: Comment(first, first.text, ())})
    reply = CommentReplied(GOAL, SAID, CommentId("d"), identity.person(TECH_HEAD), "Yes")
    (answer,) = said.comment(done_by(TECH_HEAD), reply, before, "1")
    assert answer.for_everybody().title.startswith(
        f"{name[TECH_HEAD]} replies to {name[WEB_MEMBER]} on "
    )
    for event, by, *_ in AGREEMENTS:
        told = said.agreement(done_by(by, revised(goal(), REQUESTED)), event, "", "1")
        assert not {"you", "your"} & set(told.for_everybody().title.lower().split())


def test_a_long_comment_is_quoted_only_as_far_as_a_message_has_room() -> None:
    long = posted(TECH_HEAD, text="word " * 200)
    (notice,) = said.comment(done_by(WEB_MEMBER), long, comments.EMPTY, "1")
    assert notice.text.endswith(' ..."')
    assert len(notice.text) < said.QUOTED + 10


def test_whoever_stands_in_is_told_beside_whom_they_stand_in_for() -> None:
    occasion = done_by(None, goal(), SOMEBODY_STANDS_IN)
    notice = seen.drift(occasion, goal().key_results[FAST], "raised", 1, "It stalls.")
    assert [(one.person_id, one.why) for one in notice.to] == [
        (WEB_LEAD, "because you lead Web, which owns 'Pages load in a second'"),
        (SUB, "because you stand in for Lia"),
    ]


def test_an_alert_is_told_to_the_owner_and_to_who_leads_their_unit() -> None:
    key_result = replace(goal().key_results[FAST], owner=Owner("person", WEB_MEMBER))
    notice = seen.drift(done_by(None), key_result, "raised", 1, "It stalls.")
    assert [(one.person_id, one.why) for one in notice.to] == [
        (WEB_MEMBER, "because you own 'Pages load in a second'"),
        (WEB_LEAD, "because you lead the unit that answers for 'Pages load in a second'"),
    ]


def test_whoever_reopened_or_settled_an_alert_is_not_told_of_it() -> None:
    key_result = goal().key_results[FAST]
    words = seen.settled(key_result, "Resolved by Lia on 12 August: Known.")
    assert people(seen.drift(done_by(WEB_LEAD), key_result, "raised", 2, "Reopened.")) == []
    assert people(seen.drift_ended(done_by(WEB_LEAD), key_result, 1, words)) == []
    assert people(seen.drift_ended(done_by(TECH_HEAD), key_result, 1, words)) == [WEB_LEAD]


def test_the_end_of_an_alert_ends_what_was_told_of_that_raise() -> None:
    key_result = goal().key_results[FAST]
    told = seen.drift(done_by(None), key_result, "raised", 2, "It stalls.")
    ended = seen.drift_ended(done_by(None), key_result, 2, seen.calm_again(key_result, "Fine."))
    assert (ended.ends, ended.cause) == (told.cause, f"{told.cause}:ended")


def test_what_an_owner_is_asked_leads_to_what_is_there_before_anything_was_reported() -> None:
    asked_for = seen.forecast_asked(
        done_by(None), goal().key_results[FAST], TODAY, "nothing", again=False
    )
    assert asked_for.link == f"/v1/objectives/{GOAL}"


def test_a_unit_without_a_lead_answers_with_everybody_in_it() -> None:
    chart = company().at(TODAY)
    leaderless = replace(
        chart,
        person_records={key: one for key, one in chart.person_records.items() if key != WEB_LEAD},
    )
    found = list(audience.of_unit(leaderless, WEB, "which is asked"))
    assert [(one.person_id, one.why) for one in found] == [
        (WEB_MEMBER, "because you are in Web, which is asked")
    ]


def test_an_escalation_goes_to_whom_it_is_addressed() -> None:
    session = Session(SessionId("s"), "sync", Q3.cycle_id, TODAY, (WEB, SALES))
    occasion = Occasion(TODAY, company(), Q3, identity.person(WEB_LEAD), "Lia")
    for to, heard in ((Owner("unit", SALES), SALES_LEAD), (Owner("person", BOSS), BOSS)):
        notice = happened.escalation(occasion, Escalation("Who decides?", to), session, "1")
        assert people(notice) == [heard]
        hands_on = "The cross-team sync of Web and Sales hands something on to"
        assert notice.title == f"{hands_on} you"
        assert notice.for_everybody().title == f"{hands_on} {company().at(TODAY).name_of(to)}"


def rungs(owner: Owner, *reviewers: PersonId) -> list[list[PersonId]]:
    key_result = replace(goal().key_results[FAST], owner=owner)
    found = audience.ladder(done_by(None), key_result, reviewers)
    return [[one.person_id for one in rung] for rung in found]


def test_silence_climbs_from_the_owner_over_the_reviewer_and_the_lead_to_the_executive() -> None:
    owner = Owner("person", WEB_MEMBER)
    assert rungs(owner, SALES_LEAD) == [
        [WEB_MEMBER], [SALES_LEAD], [WEB_LEAD], [TECH_HEAD],
    ]  # fmt: skip


def test_nobody_stands_on_two_rungs_and_an_empty_rung_is_none() -> None:
    assert rungs(Owner("unit", WEB), WEB_LEAD) == [[WEB_LEAD], [TECH_HEAD]]
    assert rungs(Owner("unit", SALES)) == [[SALES_LEAD], [BOSS]]


def test_silence_comes_up_to_who_administers_only_where_there_is_no_executive_at_all() -> None:
    """An executive who answers for a goal of the company has heard of it already."""
    chief = PersonAdded(PersonId("cleo"), "Cleo", ACME)
    leads = RoleGiven(PersonId("cleo"), "executive", date(2026, 1, 1))
    key_result = replace(goal().key_results[FAST], owner=Owner("unit", ACME))
    found = audience.ladder(done_by(None, None, chief, leads), key_result, ())
    assert [[one.person_id for one in rung] for rung in found] == [["cleo"]]
    assert rungs(Owner("unit", SALES)) == [[SALES_LEAD], [BOSS]]


def test_a_week_of_silence_is_told_with_how_many_there_were() -> None:
    key_result = goal().key_results[FAST]
    one, third = (seen.silence(done_by(None), key_result, 6, n, ()) for n in (1, 3))
    assert one.title == "No check-in on 'Pages load in a second' in week 6"
    assert "in a row" not in one.text
    assert "It is the third week in a row without one." in third.text


@pytest.mark.parametrize(
    ("cycle", "past"),
    [
        (Q3, False),
        (replace(Q3, ends=date(2026, 8, 1)), False),
        (replace(Q3, ends=date(2026, 7, 20)), True),
        (replace(Q3, phase="closed"), True),
    ],
)
def test_what_happens_in_a_cycle_that_is_over_for_long_or_closed_is_told_to_nobody(
    cycle: Cycle, *, past: bool
) -> None:
    assert happened.is_past(cycle, Occasion(TODAY, company(), cycle, "", "")) == past


def test_each_kind_is_told_in_some_way() -> None:
    assert set(KINDS) == set(get_args(Kind))


def words(notice: Notice) -> str:
    return f"{notice.title} {notice.text}"


@pytest.mark.parametrize(
    ("again", "begins"), [(False, "Where will"), (True, "Still open: where will")]
)
def test_an_owner_is_asked_for_a_forecast_by_a_day(begins: str, *, again: bool) -> None:
    key_result, until = goal().key_results[FAST], date(2026, 8, 29)
    notice = seen.forecast_asked(done_by(None), key_result, until, "40%", again=again)
    assert words(notice) == (
        f"{begins} 'Pages load in a second' end?"
        " Now 40%. Please answer by 29 August: one number is enough."
    )


def test_who_answers_for_a_unit_hears_that_its_check_ins_come_too_seldom() -> None:
    occasion = Occasion(TODAY, company(), Q3, "", "")
    notice = seen.cadence(occasion, WEB, 3, [Week(3, 4, 1), Week(5, 4, 2)])
    assert words(notice).startswith(
        "The check-ins of Web have come too seldom since week 3 Since then 3 of 8 check-ins came"
        " in time, fewer than 70% in each week."
    )
    assert people(notice) == [WEB_LEAD]
    assert notice.link == f"/v1/adherence/{Q3.cycle_id}:{WEB}"


def test_who_answers_for_a_unit_hears_of_the_questions_of_its_week() -> None:
    occasion = Occasion(TODAY, company(), Q3, "", "")
    asked = ["Who removes it?", "When will it be there?"]
    notice = seen.prompts(occasion, WEB, 4, 5, asked)
    assert notice.title.startswith("5 questions for ")
    assert notice.text == "- Who removes it?\n- When will it be there?\n\nAnd 3 more."
    assert notice.link == f"/v1/prompts/{Q3.cycle_id}:{WEB}"
    assert notice.to != ()
    assert all(one.why.endswith(", which is asked this week") for one in notice.to)


def test_a_change_is_not_put_to_whoever_counts_as_who_asks_for_it() -> None:
    by = identity.person(SUB)
    asked_for = RevisionRequested(GOAL, REVISION, by, "too much", REQUESTED.changes)
    occasion = done_by(SUB, goal(), SOMEBODY_STANDS_IN)
    assert people(said.agreement(occasion, asked_for, "", "1")) == [TECH_HEAD]
