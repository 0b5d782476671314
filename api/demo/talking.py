"""What people of the demo say to each other about reports, where the reports are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.demo.cast import role_of
from api.demo.parts import Remark
from api.demo.running import CHECKED_IN_ON, check_in_of, weeks_behind
from api.demo.stage import Act, Scene
from domain.conversation.acknowledging import AcknowledgeCheckIn
from domain.conversation.comments import PostComment, ReplyToComment
from domain.values import CommentId

HOURS = 3


def talked(act: Act) -> Iterator[Scene]:
    for number, remark in enumerate(act.quarter.remarks):
        week = weeks_behind(act) - remark.weeks_ago
        if week > 0:
            yield from _said(act, remark, week, str(number))


def _said(act: Act, remark: Remark, week: int, number: str) -> Iterator[Scene]:
    moment = act.at_work(week, CHECKED_IN_ON, 10) + timedelta(hours=HOURS)
    goal, comment_id = act.home(remark.aim), CommentId(act.identifier("comment", number))
    report = (act.aim(remark.aim), check_in_of(act, remark.aim, week))
    comment = PostComment(
        goal,
        comment_id,
        remark.text,
        *report,
        mentions=(act.story.person(remark.mentioned),),
    )
    read = AcknowledgeCheckIn(goal, *report)
    # A lead of another unit talks along, and reviews nothing there.
    reviews = role_of(remark.by) != "unit_lead"
    yield Scene(moment, remark.by, [read, comment] if reviews else [comment])
    reply_id = CommentId(act.identifier("reply", number))
    reply = ReplyToComment(goal, comment_id, reply_id, remark.reply)
    yield Scene(moment + timedelta(hours=HOURS), remark.mentioned, [reply])
