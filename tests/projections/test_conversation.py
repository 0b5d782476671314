from __future__ import annotations

from typing import Any

from domain.conversation.comments import (
    EditComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    WithdrawComment,
)
from domain.dependencies.dependency import RequestDependency
from domain.objectives.planning import DraftObjective, EditObjective
from domain.organization.organization import AddPerson
from domain.organization.reorganization import RenamePerson
from domain.values import (
    CheckInId,
    CommentId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    PersonId,
)
from projections.keeping import fold
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3, STARTS, unit, week
from tests.support.quarter import SALES, Quarter

QUICK, LATENCY = ObjectiveId("quick"), KeyResultId("latency")
ONE, TWO, THREE = (CommentId(name) for name in ("one", "two", "three"))


def company() -> Quarter:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency", "errors"])
    return quarter.report("quick", "latency", 80, 4, name="first")


def card(found: dict[str, Any], thread: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = found["threads"][thread]["comment"]
    return said


def texts(quarter: Quarter) -> list[str]:
    return [one["text"] for one in quarter.view("feed", "0")["activities"]]


def test_what_nobody_talks_about_has_no_conversation() -> None:
    quarter = company()
    assert quarter.view("conversation", "quick") is None
    assert quarter.view("objective", "quick")["comments"] == 0


def test_each_comment_is_shown_with_what_it_is_about_and_with_its_replies() -> None:
    quarter = company().say(
        RequestDependency(QUICK, LATENCY, DependencyId("logs"), SALES, "the logs", week(6)),
        PostComment(QUICK, ONE, "Well begun", mentions=(ADA,)),
        PostComment(QUICK, TWO, "Why?", check_in_id=CheckInId("first")),
        PostComment(QUICK, THREE, "When?", dependency_id=DependencyId("logs")),
        PostComment(QUICK, CommentId("four"), "Slow", LATENCY),
        ReplyToComment(QUICK, TWO, CommentId("five"), "So"),
    )
    found = quarter.view("conversation", "quick")
    assert (found["title"], found["owner"]["name"]) == ("Quick", "Engineering")
    assert found["comments"] == 5
    assert [one["about"] for one in found["threads"]] == [
        {"kind": "objective", "id": "quick", "title": "Quick", "key_result_id": None},
        {
            "kind": "check_in",
            "id": "first",
            "title": f"Latency, {STARTS}",
            "key_result_id": "latency",
        },
        {"kind": "dependency", "id": "logs", "title": "the logs", "key_result_id": "latency"},
        {"kind": "key_result", "id": "latency", "title": "Latency", "key_result_id": "latency"},
    ]
    assert card(found)["mentions"] == [{"kind": "person", "id": ADA, "name": "Ada"}]
    assert [one["text"] for one in found["threads"][1]["replies"]] == ["So"]
    shown = quarter.view("objective", "quick")
    assert (shown["comments"], [one["comments"] for one in shown["key_results"]]) == (5, [4, 0])


def test_a_comment_says_that_it_was_edited_and_what_is_gone_says_nothing() -> None:
    quarter = company().say(
        PostComment(QUICK, ONE, "Sesame", mentions=(ADA,)),
        PostComment(QUICK, TWO, "Sesame"),
        ReplyToComment(QUICK, TWO, THREE, "Sesame"),
        EditComment(QUICK, ONE, "Open"),
    )
    found = quarter.view("conversation", "quick")
    assert (card(found)["text"], card(found)["mentions"]) == ("Open", [])
    assert card(found)["edited_at"] is not None
    assert card(found, 1)["edited_at"] is None
    quarter.say(WithdrawComment(QUICK, THREE), RemoveComment(QUICK, TWO, "Magic"))
    found = quarter.view("conversation", "quick")
    (reply,) = found["threads"][1]["replies"]
    assert (reply["gone"], reply["text"]) == ("withdrawn", "")
    assert (card(found, 1)["gone"], card(found, 1)["why_gone"]) == ("removed", "Magic")
    assert "Sesame" not in str(found)
    assert (found["comments"], quarter.view("objective", "quick")["comments"]) == (1, 1)


def test_somebody_is_called_by_the_name_that_the_organization_has_for_them() -> None:
    quarter = company().say(PostComment(QUICK, ONE, "Yes"), actor=f"person:{ADA}")
    quarter.say(PostComment(QUICK, TWO, "No"), actor="person:zoe")
    by = [card(quarter.view("conversation", "quick"), number)["by"] for number in (0, 1)]
    assert by == [
        {"kind": "person", "id": ADA, "name": "Ada"},
        {"kind": "name", "id": "person:zoe", "name": "person:zoe"},
    ]
    quarter.say(RenamePerson(ADA, "Ada B.", STARTS), AddPerson(PersonId("zoe"), "Zoe", COMPANY))
    found = quarter.view("conversation", "quick")
    assert [card(found, number)["by"]["name"] for number in (0, 1)] == ["Ada B.", "Zoe"]


def test_a_conversation_about_a_draft_is_for_those_who_may_read_it() -> None:
    draft = ObjectiveId("draft")
    quarter = company().say(
        DraftObjective(draft, Q3, "Sesame", unit(ENGINEERING)), PostComment(draft, ONE, "Sesame")
    )
    assert fold.replay(quarter.log)["conversation", "draft"].audience == ENGINEERING
    assert texts(quarter)[0] == "Commented on '(a draft)'"
    quarter.say(EditObjective(draft, "Open"))
    assert quarter.view("conversation", "draft")["title"] == "Open"


def test_the_feed_tells_who_talks_about_what_and_not_what_they_say() -> None:
    quarter = company().say(
        PostComment(QUICK, ONE, "Sesame"),
        PostComment(QUICK, TWO, "Sesame", LATENCY, CheckInId("first"), mentions=(ADA,)),
        ReplyToComment(QUICK, TWO, THREE, "Sesame"),
        EditComment(QUICK, THREE, "Sesame!"),
        WithdrawComment(QUICK, THREE),
        RemoveComment(QUICK, TWO, "Magic"),
    )
    assert list(reversed(texts(quarter)))[-6:] == [
        "Commented on 'Quick'",
        "Commented on a check-in on 'Latency', mentioning one person",
        "Replied to a comment on 'Latency'",
        "Put a comment on 'Latency' differently",
        "Took back a comment on 'Latency'",
        "Took down a comment on 'Latency'",
    ]
