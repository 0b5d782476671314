from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from domain import conversation
from domain.conversation import (
    MOST,
    About,
    AcknowledgeCheckIn,
    CheckInAcknowledged,
    CommentEdited,
    CommentExists,
    CommentPosted,
    CommentRemoved,
    Context,
    Conversation,
    ConversationCommand,
    ConversationEvent,
    EditComment,
    NobodyToMention,
    NothingToCommentOn,
    NotYourComment,
    PostComment,
    RemoveComment,
    TooManyComments,
    UnknownComment,
)
from domain.measuring.check_in import CheckedIn, UnknownCheckIn
from domain.objectives import objective
from domain.objectives.objective import UnknownObjective
from domain.values import CheckInId, CommentId, PersonId
from tests.support.company import ADA, BUGS, CHART, RELIABLE, drafted, measured
from tests.support.given import Scenario

WHY = CommentId("why")
FIRST = CheckInId("first")
reported = CheckedIn(RELIABLE, BUGS, FIRST, date(2026, 7, 10), 3.0, 4)
ABOUT = objective.evolve(objective.evolve(objective.evolve(None, drafted), measured), reported)
CONTEXT = Context("person:ada", ABOUT, CHART)

post = PostComment(RELIABLE, WHY, "Why so few?", About("key_result", BUGS), (ADA,))
posted = CommentPosted(
    RELIABLE, WHY, "person:ada", "Why so few?", About("key_result", BUGS), (ADA,)
)
edit = EditComment(RELIABLE, WHY, "Why so many?")
edited = CommentEdited(RELIABLE, WHY, "Why so many?")
remove = RemoveComment(RELIABLE, WHY)
removed = CommentRemoved(RELIABLE, WHY)


def scenario(context: Context = CONTEXT) -> Scenario:
    def decide(state: Conversation, command: ConversationCommand) -> Sequence[ConversationEvent]:
        return conversation.decide(state, command, context)

    return Scenario(decide, conversation.evolve, conversation.EMPTY)


def test_somebody_says_something_about_a_key_result_and_mentions_others() -> None:
    scenario().when(post).then(posted)


@pytest.mark.parametrize("later", [(), (edited,), (removed,), (edited, removed)])
def test_what_was_posted_is_posted_once_whatever_became_of_it(
    later: tuple[ConversationEvent, ...],
) -> None:
    scenario().given(posted, *later).when(post).then_nothing()


@pytest.mark.parametrize(
    "about",
    [About(), About("objective", RELIABLE), About("key_result", BUGS), About("check_in", FIRST)],
)
def test_a_comment_is_about_anything_that_is_there(about: About) -> None:
    scenario().when(replace(post, about=about)).then(replace(posted, about=about))


@pytest.mark.parametrize(
    "about",
    [
        About("objective", "other"),
        About("key_result", "x"),
        About("check_in", "x"),
        About("dependency", "x"),
    ],
)
def test_what_is_not_there_cannot_be_commented_on(about: About) -> None:
    scenario().when(replace(post, about=about)).then_rejected(
        NothingToCommentOn, about.id, at="about"
    )


def test_an_objective_that_is_not_there_has_no_conversation() -> None:
    nobody = scenario(replace(CONTEXT, objective=None))
    nobody.when(post).then_rejected(UnknownObjective, RELIABLE)


def test_only_those_who_are_there_are_mentioned() -> None:
    stranger = replace(post, mentions=(PersonId("stranger"),))
    scenario().when(stranger).then_rejected(NobodyToMention, "stranger", at="mentions")
    put = replace(edit, mentions=(PersonId("stranger"),))
    scenario().given(posted).when(put).then_rejected(NobodyToMention, "stranger")


def test_somebody_mentioned_twice_is_mentioned_once() -> None:
    scenario().when(replace(post, mentions=(ADA, ADA))).then(posted)


def test_another_comment_under_the_same_identifier_is_refused() -> None:
    scenario().given(posted).when(replace(post, text="Else")).then_rejected(CommentExists, WHY)


def test_whoever_wrote_a_comment_puts_it_differently_and_takes_it_back() -> None:
    scenario().given(posted).when(edit).then(edited)
    scenario().given(posted, edited).when(edit).then_nothing()
    scenario().given(posted, edited).when(remove).then(removed)
    scenario().given(posted, removed).when(remove).then_nothing()


@pytest.mark.parametrize("command", [edit, remove])
def test_nobody_else_changes_a_comment(command: ConversationCommand) -> None:
    bob = scenario(replace(CONTEXT, actor="person:bob"))
    bob.given(posted).when(command).then_rejected(NotYourComment)
    bob.when(command).then_rejected(UnknownComment, WHY)


def test_what_was_taken_back_is_not_put_differently() -> None:
    scenario().given(posted, removed).when(edit).then_rejected(UnknownComment, WHY)


def test_a_check_in_is_acknowledged_once_by_each_who_reviews_it() -> None:
    note = AcknowledgeCheckIn(RELIABLE, FIRST)
    noted = CheckInAcknowledged(RELIABLE, FIRST, "person:ada")
    scenario().when(note).then(noted)
    bob = scenario(replace(CONTEXT, actor="person:bob"))
    bob.given(noted).when(note).then(replace(noted, by="person:bob"))


def test_a_check_in_that_is_not_there_is_not_acknowledged() -> None:
    note = AcknowledgeCheckIn(RELIABLE, CheckInId("x"))
    scenario().when(note).then_rejected(UnknownCheckIn, "x")


def test_an_objective_takes_only_so_many_comments() -> None:
    many = [replace(posted, comment_id=CommentId(str(n))) for n in range(MOST)]
    scenario().given(*many).when(post).then_rejected(TooManyComments, str(MOST))


def test_what_is_said_of_a_comment_that_is_not_there_changes_nothing() -> None:
    assert scenario().state(edited, removed) == conversation.EMPTY
