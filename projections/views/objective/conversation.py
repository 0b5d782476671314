"""The conversation about an objective: every comment where it belongs, with its replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from domain.access import identity
from domain.conversation.acknowledging import CheckInAcknowledged
from domain.conversation.comments import Comment, CommentEvent, CommentPosted, Comments
from domain.cycles.cycle import Cycle
from domain.objectives.objective import CommitmentEvent
from domain.objectives.state import KeyResult, Objective
from domain.organization.organization import PersonAdded
from domain.values import CheckInId, CommentId, ObjectiveId, Owner
from projections.model.change import Change
from projections.model.rewording import COMMITMENT
from projections.model.workspace import Workspace
from projections.views.projection import Named, Projection, View, audience_of, named
from projections.views.shared.speaking import speaker

SHOWN = 100
"""How many acknowledgements are shown."""

Gone = Literal["", "withdrawn", "removed"]


class About(View, frozen=True):
    """What a comment is about: its kind and id, and in words.

    A check-in is called after its key result and its day, a dependency after what is needed.
    """

    kind: Literal["objective", "key_result", "check_in", "dependency"]
    id: str
    title: str
    key_result_id: str | None


class CommentCard(View, frozen=True):
    """What was said; of one that is `gone` nothing but that, and why it was taken down."""

    comment_id: str
    by: Named
    at: datetime
    text: str
    mentions: tuple[Named, ...]
    edited_at: datetime | None
    gone: Gone
    why_gone: str


class Thread(View, frozen=True):
    """A comment and its replies, all in the order in which they were written."""

    about: About
    comment: CommentCard
    replies: tuple[CommentCard, ...]


class AcknowledgementCard(View, frozen=True):
    """Who acknowledged a check-in, which is called after its key result and its day."""

    check_in_id: str
    key_result_id: str
    title: str
    by: Named
    at: datetime
    note: str


class Conversation(View, frozen=True):
    """`comments` counts those that are present, replies included; acknowledgements come last first.

    The latest of these are shown, and `acknowledgements_total` counts all.
    """

    objective_id: str
    title: str
    owner: Named
    cycle_id: str
    cycle: str
    comments: int
    threads: tuple[Thread, ...]
    acknowledgements_total: int
    acknowledgements: tuple[AcknowledgementCard, ...]

    @property
    def part(self) -> str:
        return self.cycle_id

    def audience(self, workspace: Workspace) -> str:
        return audience_of(workspace, ObjectiveId(self.objective_id))


class ConversationView(Projection):
    name = "conversation"
    on = frozenset({*get_args(CommentEvent), CheckInAcknowledged, *COMMITMENT, PersonAdded})
    ages = False

    def affected(self, workspace: Workspace, change: Change) -> Iterable[str]:
        event = change.event
        if isinstance(event, PersonAdded):
            # A file may tell what somebody said before it adds them.
            return workspace.conversations.speaking.get(identity.person(event.person_id), ())
        if isinstance(event, CommentEvent | CheckInAcknowledged):
            return (event.objective_id,)
        if isinstance(event, CommitmentEvent):
            return _talked_about(workspace, [event.objective_id])
        return ()

    def of_cycle(self, workspace: Workspace, cycle: Cycle) -> Iterable[str]:
        return _talked_about(workspace, workspace.objectives.by_cycle.get(cycle.cycle_id, ()))

    def render(self, workspace: Workspace, key: str) -> View | None:
        objective = workspace.objectives.in_full.get(ObjectiveId(key))
        if objective is None or objective.objective_id not in workspace.conversations:
            return None
        comments = workspace.comments_of(objective.objective_id)
        acknowledged = tuple(_acknowledged(workspace, objective))
        return Conversation(
            objective_id=objective.objective_id,
            title=objective.title,
            owner=named(workspace, objective.owner, objective.cycle_id),
            cycle_id=objective.cycle_id,
            cycle=workspace.calendar.cycles[objective.cycle_id].name,
            comments=sum(1 for _ in comments.present),
            threads=tuple(_threads(workspace, objective, comments)),
            acknowledgements_total=len(acknowledged),
            acknowledgements=acknowledged[:SHOWN],
        )


def _talked_about(workspace: Workspace, objectives: Iterable[ObjectiveId]) -> Iterable[str]:
    return [one for one in objectives if one in workspace.conversations]


def _threads(workspace: Workspace, objective: Objective, comments: Comments) -> Iterable[Thread]:
    replies: dict[CommentId, list[CommentCard]] = {}
    for comment_id, one in comments.known.items():
        if not isinstance(one.written, CommentPosted):
            shown = _shown(workspace, objective, comment_id, one)
            replies.setdefault(one.written.comment_id, []).append(shown)
    for comment_id, one in comments.known.items():
        if isinstance(one.written, CommentPosted):
            yield Thread(
                _about(objective, one.written),
                _shown(workspace, objective, comment_id, one),
                tuple(replies.get(comment_id, ())),
            )


def _about(objective: Objective, posted: CommentPosted) -> About:
    key = posted.key_result_id
    measured = None if key is None else objective.ever_measured_by.get(key)
    if key is None or measured is None:
        return About("objective", objective.objective_id, objective.title, None)
    if posted.check_in_id is not None:
        return About("check_in", posted.check_in_id, _report(measured, posted.check_in_id), key)
    if posted.dependency_id is not None:
        needed = measured.dependencies.get(posted.dependency_id)
        what = measured.title if needed is None else needed.asked.deliverable
        return About("dependency", posted.dependency_id, what, key)
    return About("key_result", key, measured.title, key)


def _report(measured: KeyResult, check_in_id: CheckInId) -> str:
    """What a check-in is called."""
    report = measured.check_in(check_in_id)
    return measured.title if report is None else f"{measured.title}, {report.effective}"


def _acknowledged(workspace: Workspace, objective: Objective) -> Iterable[AcknowledgementCard]:
    said = workspace.acknowledged(objective.objective_id).said
    times = workspace.conversations.acknowledged.get(objective.objective_id, ())
    for event, at in zip(reversed(said), reversed(times), strict=True):
        measured = objective.ever_measured_by.get(event.key_result_id)
        if measured is not None:
            yield AcknowledgementCard(
                check_in_id=event.check_in_id,
                key_result_id=event.key_result_id,
                title=_report(measured, event.check_in_id),
                by=speaker(workspace, objective, event.by),
                at=at,
                note=event.note,
            )


def _shown(
    workspace: Workspace, objective: Objective, comment_id: CommentId, comment: Comment
) -> CommentCard:
    times = workspace.conversations.written[objective.objective_id][comment_id]
    return CommentCard(
        comment_id=comment_id,
        by=speaker(workspace, objective, comment.by),
        at=times.at,
        text="" if comment.gone else comment.text,
        mentions=()
        if comment.gone
        else tuple(
            named(workspace, Owner("person", one), objective.cycle_id) for one in comment.mentions
        ),
        edited_at=times.edited_at,
        gone=comment.gone,
        why_gone=comment.why_gone,
    )
