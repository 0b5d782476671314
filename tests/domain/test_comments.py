from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from domain.conversation import comments
from domain.conversation.comments import (
    MOST,
    AboutTwoThings,
    CommentCommand,
    CommentEdited,
    CommentEvent,
    CommentExists,
    CommentIsGone,
    CommentPosted,
    CommentRemoved,
    CommentReplied,
    Comments,
    CommentWithdrawn,
    Context,
    EditComment,
    MentionedIsNotThere,
    NobodyToMention,
    NothingToCommentOn,
    NotYourComment,
    PostComment,
    RemoveComment,
    ReplyToComment,
    ReplyToReply,
    TooManyComments,
    UnknownComment,
    WithdrawComment,
)
from domain.dependencies.dependency import DependencyRequested
from domain.messages import Event
from domain.objectives import objective
from domain.objectives.negotiation import ObjectiveWithdrawn
from domain.objectives.objective import UnknownObjective
from domain.objectives.planning import KeyResultRemoved
from domain.objectives.state import Objective, UnknownKeyResult
from domain.organization import organization
from domain.organization.reorganization import PersonLeft
from domain.values import CheckInId, CommentId, DependencyId, KeyResultId, PersonId
from tests.support.company import (
    ADA,
    BUGS,
    CHART,
    COMPANY,
    ENDS,
    ORGANIZATION,
    RELIABLE,
    STARTS,
    drafted,
    measured,
    reported,
    week,
)
from tests.support.given import Scenario

WHY, BECAUSE = CommentId("why"), CommentId("because")
FIRST, EXPORT = CheckInId("first"), DependencyId("export")
asked = DependencyRequested(RELIABLE, BUGS, EXPORT, COMPANY, "an export", week(6))


def about(*more: Event) -> Objective:
    state = None
    for event in (drafted, measured, reported("first", week(2), 3.0), asked, *more):
        state = objective.evolve(state, event)  # type: ignore[arg-type]  # events of an objective
    assert state is not None
    return state


CONTEXT = Context("person:ada", about(), CHART)

post = PostComment(RELIABLE, WHY, "Why so few?", BUGS, mentions=(ADA,))
posted = CommentPosted(RELIABLE, WHY, "person:ada", "Why so few?", BUGS, mentions=(ADA,))
reply = ReplyToComment(RELIABLE, WHY, BECAUSE, "Because of the holidays.")
replied = CommentReplied(RELIABLE, WHY, BECAUSE, "person:ada", "Because of the holidays.")
edit = EditComment(RELIABLE, WHY, "Why so many?")
edited = CommentEdited(RELIABLE, WHY, "Why so many?")
withdraw, withdrawn = WithdrawComment(RELIABLE, WHY), CommentWithdrawn(RELIABLE, WHY)
remove = RemoveComment(RELIABLE, WHY, "Not our tone")
removed = CommentRemoved(RELIABLE, WHY, "Not our tone")


def scenario(context: Context = CONTEXT) -> Scenario:
    def decide(state: Comments, command: CommentCommand) -> Sequence[CommentEvent]:
        return comments.decide(state, command, context)

    return Scenario(decide, comments.evolve, comments.EMPTY)


bob = scenario(replace(CONTEXT, actor="person:bob"))


def test_somebody_says_something_about_a_key_result_and_mentions_others() -> None:
    scenario().when(post).then(posted)


@pytest.mark.parametrize("later", [(), (edited,), (withdrawn,), (edited, removed)])
def test_what_was_posted_is_posted_once_whatever_became_of_it(
    later: tuple[CommentEvent, ...],
) -> None:
    scenario().given(posted, *later).when(post).then_nothing()
    bob.given(posted, *later).when(post).then_nothing()
    scenario().given(posted, replied, *later).when(reply).then_nothing()


def test_a_comment_may_be_about_the_objective_as_a_whole() -> None:
    whole = replace(post, key_result_id=None)
    scenario().when(whole).then(replace(posted, key_result_id=None))


@pytest.mark.parametrize("named", [None, BUGS])
def test_a_comment_on_a_check_in_or_a_dependency_is_told_with_its_key_result(
    named: KeyResultId | None,
) -> None:
    on_report = replace(post, key_result_id=named, check_in_id=FIRST)
    scenario().when(on_report).then(replace(posted, check_in_id=FIRST))
    on_promise = replace(post, key_result_id=named, dependency_id=EXPORT)
    scenario().when(on_promise).then(replace(posted, dependency_id=EXPORT))


def test_what_is_not_there_cannot_be_commented_on() -> None:
    nowhere = KeyResultId("nowhere")
    scenario().when(replace(post, key_result_id=nowhere)).then_rejected(UnknownKeyResult, nowhere)
    scenario().when(replace(post, check_in_id=CheckInId("x"))).then_rejected(
        NothingToCommentOn, "check-in x", at="check_in_id"
    )
    scenario().when(replace(post, dependency_id=DependencyId("x"))).then_rejected(
        NothingToCommentOn, "dependency x", at="dependency_id"
    )
    both = replace(post, check_in_id=FIRST, dependency_id=EXPORT)
    scenario().when(both).then_rejected(AboutTwoThings)


def test_a_check_in_of_another_key_result_is_not_on_this_one() -> None:
    other = replace(measured, key_result_id=KeyResultId("other"))
    two = scenario(replace(CONTEXT, objective=about(other)))
    elsewhere = replace(post, key_result_id=other.key_result_id, check_in_id=FIRST)
    two.when(elsewhere).then_rejected(NothingToCommentOn, "check-in first")


def test_people_go_on_talking_about_what_was_removed_or_withdrawn() -> None:
    gone = about(KeyResultRemoved(RELIABLE, BUGS), ObjectiveWithdrawn(RELIABLE, "No time"))
    scenario(replace(CONTEXT, objective=gone)).when(post).then(posted)


@pytest.mark.parametrize("command", [post, reply, edit, withdraw, remove])
def test_an_objective_that_is_not_there_has_no_comments(command: CommentCommand) -> None:
    nobody = scenario(replace(CONTEXT, objective=None))
    nobody.given(posted).when(command).then_rejected(UnknownObjective, RELIABLE)


def test_only_those_who_are_known_are_mentioned() -> None:
    new = replace(post, comment_id=CommentId("new"))
    for command in (new, reply, edit):
        asking = replace(command, mentions=(PersonId("stranger"),))
        there = scenario().given(posted)
        there.when(asking).then_rejected(NobodyToMention, "stranger", at="mentions")


def test_who_has_left_is_mentioned_no_more_but_stays_where_they_were_mentioned() -> None:
    left = organization.evolve(ORGANIZATION, PersonLeft(ADA, STARTS))
    later = scenario(replace(CONTEXT, chart=left.at(ENDS)))
    later.when(post).then_rejected(MentionedIsNotThere, "Ada", at="mentions")
    put = replace(edit, mentions=(ADA,))
    later.given(posted).when(put).then(replace(edited, mentions=(ADA,)))


def test_somebody_mentioned_twice_is_mentioned_once() -> None:
    scenario().when(replace(post, mentions=(ADA, ADA))).then(posted)


def test_another_comment_under_the_same_identifier_is_refused() -> None:
    scenario().given(posted).when(replace(post, text="Else")).then_rejected(CommentExists, WHY)
    as_reply = replace(reply, reply_id=WHY)
    scenario().given(posted).when(as_reply).then_rejected(CommentExists, WHY)


def test_anybody_replies_to_a_comment_in_one_level() -> None:
    scenario().given(posted).when(reply).then(replied)
    bob.given(posted).when(reply).then(replace(replied, by="person:bob"))
    deeper = replace(reply, comment_id=BECAUSE, reply_id=CommentId("and"))
    scenario().given(posted, replied).when(deeper).then_rejected(ReplyToReply, WHY)
    scenario().when(reply).then_rejected(UnknownComment, WHY)


@pytest.mark.parametrize("gone", [withdrawn, removed])
def test_nothing_is_added_to_what_is_gone(gone: CommentEvent) -> None:
    word = "withdrawn" if gone is withdrawn else "removed"
    for command in (edit, reply):
        scenario().given(posted, gone).when(command).then_rejected(CommentIsGone, word)


def test_whoever_wrote_a_comment_puts_it_differently_and_takes_it_back() -> None:
    scenario().given(posted).when(edit).then(edited)
    scenario().given(posted, edited).when(edit).then_nothing()
    scenario().given(posted, edited).when(withdraw).then(withdrawn)
    scenario().given(posted, removed).when(withdraw).then_nothing()


def test_a_reply_is_put_differently_and_taken_back_like_a_comment() -> None:
    of_reply = replace(edit, comment_id=BECAUSE)
    there = scenario().given(posted, replied)
    there.when(of_reply).then(replace(edited, comment_id=BECAUSE))
    there.when(replace(withdraw, comment_id=BECAUSE)).then(replace(withdrawn, comment_id=BECAUSE))


@pytest.mark.parametrize("command", [edit, withdraw])
def test_nobody_else_changes_a_comment(command: CommentCommand) -> None:
    bob.given(posted).when(command).then_rejected(NotYourComment)
    bob.when(command).then_rejected(UnknownComment, WHY)


def test_a_comment_is_taken_down_once_with_a_reason() -> None:
    bob.given(posted).when(remove).then(removed)
    bob.given(posted, withdrawn).when(remove).then_nothing()
    bob.when(remove).then_rejected(UnknownComment, WHY)
    state = bob.state(posted, removed).known[WHY]
    assert (state.gone, state.why_gone) == ("removed", "Not our tone")


def test_an_objective_takes_only_so_many_comments() -> None:
    many = [replace(posted, comment_id=CommentId(str(n))) for n in range(MOST)]
    full = scenario().given(*many)
    full.when(post).then_rejected(TooManyComments, str(MOST))
    full.when(replace(reply, comment_id=CommentId("1"))).then_rejected(TooManyComments)


def test_what_is_said_of_a_comment_that_is_not_there_changes_nothing() -> None:
    assert scenario().state(edited, withdrawn, removed) == comments.EMPTY


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "turned\u202earound", "bell\x07"])
def test_a_comment_says_something_that_can_be_seen(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(post), "text": text}, PostComment)


def test_a_comment_may_have_paragraphs() -> None:
    said = {**msgspec.to_builtins(post), "text": "One thing.\n\n\tAnd another, ÄÖÜ 日本."}
    assert "another" in msgspec.convert(said, PostComment).text


def test_days_are_none_of_a_comments_business() -> None:
    late = replace(CONTEXT, chart=ORGANIZATION.at(date(2030, 1, 1)))
    scenario(late).when(post).then(posted)
