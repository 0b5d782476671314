"""What is asked of some drafts before they are committed to, and what is revised later on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from msgspec.structs import replace

from api.synthetic import words
from api.synthetic.diary import ANOTHER, Diary, Entry
from api.synthetic.goals import Goal
from domain.measuring.metric import Decrease, Increase
from domain.objectives.negotiation import (
    AcceptObjective,
    ChallengeObjective,
    ProposeObjective,
    RefineObjective,
)
from domain.objectives.planning import AddKeyResult
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Changes, RevisedKeyResult
from domain.values import RevisionId

NEGOTIATED = 0.15
CHALLENGED = 0.4
REVISED = 0.02
ANSWERS = (8, 1, 1)
"""How revisions end, by weight: approved, declined, still waiting."""
EASIER = 0.8
"""How far toward its target a key result still wants to go after a revision."""


def negotiating(diary: Diary) -> Iterator[Entry]:
    """All of it between the drafts and the commitments."""
    random = diary.random("negotiating")
    for goal in (*diary.goals.divisions, *diary.goals.teams):
        if random.random() >= NEGOTIATED:
            continue
        about = goal.draft.objective_id
        day = diary.drafted + timedelta(days=random.randint(1, 4))
        yield Entry(day, [ProposeObjective(about)])
        if random.random() < CHALLENGED:
            challenge, answer = random.choice(words.CHALLENGES)
            yield Entry(day, [ChallengeObjective(about, challenge)], ANOTHER)
            yield Entry(day + timedelta(days=1), [RefineObjective(about, answer)])
        yield Entry(day + timedelta(days=2), [AcceptObjective(about)], ANOTHER)


def revising(diary: Diary) -> Iterator[Entry]:
    """Some time in the cycle, somebody asks for less, and somebody else has to agree."""
    random = diary.random("revising")
    for goal in diary.goals:
        if random.random() < REVISED:
            yield from _revision(diary, goal, random)


def _revision(diary: Diary, goal: Goal, random: Random) -> Iterator[Entry]:
    about = goal.draft.objective_id
    revised = next((found for one in goal.key_results if (found := _easier(one))), None)
    if revised is None:
        return
    revision = RevisionId(diary.shape.identifier("revision", about))
    day = diary.first_day(random.randint(1, diary.shape.weeks))
    changes = Changes(key_results=(revised,))
    request = RequestRevision(about, revision, random.choice(words.REVISIONS), changes)
    yield Entry(day, [request])
    answered = day + timedelta(days=random.randint(1, 5))
    match random.choices(("approved", "declined", "waiting"), ANSWERS)[0]:
        case "approved":
            yield Entry(answered, [ApproveRevision(about, revision)], ANOTHER)
        case "declined":
            yield Entry(answered, [DeclineRevision(about, revision, words.DECLINED)], ANOTHER)
        case "waiting":
            pass


def _easier(planned: AddKeyResult) -> RevisedKeyResult | None:
    """The same key result with less to reach, where its metric is one that counts."""
    metric = planned.metric
    if not isinstance(metric, Increase | Decrease):
        return None
    target = round(metric.baseline + EASIER * (metric.target - metric.baseline), 1)
    return RevisedKeyResult(
        planned.key_result_id,
        planned.title,
        replace(metric, target=target),
        planned.weight,
        planned.owner,
        planned.due,
        planned.ambition,
        planned.midpoint,
    )
