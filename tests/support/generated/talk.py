"""What is talked about, as a command may name it: comments, what they are on, who is mentioned."""

from __future__ import annotations

from typing import Any

from domain.conversation.comments import Comment, CommentReplied, PostComment, ReplyToComment
from domain.objectives.state import Objective
from domain.values import KeyResultId
from tests.support.generated import objectives
from tests.support.generated.drawing import NOWHERE, Drawing


def objective(draw: Drawing) -> Any:
    """Mostly one that was talked about."""
    found = draw.known.talked_about
    return draw.there(found) if found and not draw.slips() else objectives.objective(draw)


def reported_on(draw: Drawing) -> Any:
    """Mostly one that was reported on."""
    found = [name for name, one in draw.known.objectives.items() if _reported(one)]
    return draw.there(found if found and not draw.slips() else draw.known.objectives)


def reported(draw: Drawing) -> Any:
    found = [] if draw.objective is None else _reported(draw.objective)
    return draw.there(found) if found and not draw.slips() else objectives.key_result(draw)


def _reported(objective: Objective) -> list[KeyResultId]:
    return [key for key, one in objective.key_results.items() if one.check_ins]


def comment(draw: Drawing) -> Any:
    known = draw.known.comments(str(draw.chosen.get("objective_id"))).known
    if draw.kind is PostComment:
        return draw.fresh("m", known)
    fitting = [name for name, one in known.items() if _fits(draw.kind, one)]
    return draw.there(fitting if fitting and not draw.slips() else known)


def _fits(kind: type, comment: Comment) -> bool:
    return not comment.gone and not (
        kind is ReplyToComment and isinstance(comment.written, CommentReplied)
    )


def reply(draw: Drawing) -> Any:
    known = draw.known.comments(str(draw.chosen.get("objective_id"))).known
    return draw.fresh("m", known)


def check_in(draw: Drawing) -> Any:
    """Mostly none, where a comment is on something else."""
    if draw.chance(0.5):
        return None
    found = objectives.check_in(draw)
    return found if found != NOWHERE or draw.slips() else None


def dependency(draw: Drawing) -> Any:
    if draw.chosen.get("check_in_id") is not None and not draw.slips():
        return None
    about = draw.key_result
    return draw.there(about.dependencies) if about and about.dependencies else None


def mentions(draw: Drawing) -> tuple[Any, ...]:
    people = draw.known.organization.people
    there = [one for one in people if one in draw.known.organization.at(draw.today).people]
    named = draw.some(people if draw.slips() else there)
    return (*named, NOWHERE) if draw.slips() else tuple(named)
