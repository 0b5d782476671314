"""The alignment review of a generated cycle: what its drafts show, and what became of that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from domain.alignment.review import (
    CloseReview,
    Finding,
    OpenReview,
    RaiseFinding,
    Resolution,
    ResolveFinding,
)
from domain.values import FindingId, ReviewId

RESOLUTIONS: tuple[Resolution, ...] = ("settled", "accepted", "accepted", "dismissed")
RESOLVED = 0.6
MOST = 200
"""How many findings a review takes up at most."""


def reviewing(diary: Diary) -> Iterator[Entry]:
    """The day after the links were made; what is not resolved then may be later."""
    random = diary.random("reviewing")
    cycle_id, day = diary.cycle.cycle_id, diary.committed
    review = ReviewId(diary.shape.identifier("review"))
    found = tuple(_findings(diary))[:MOST]
    yield Entry(day, [OpenReview(cycle_id, review, found)])
    raised: list[FindingId] = []
    for number, goal in enumerate(diary.goals.divisions[: len(words.CONFLICTS)]):
        finding = FindingId(diary.shape.identifier("finding", number))
        text = words.CONFLICTS[number]
        about = goal.draft.objective_id
        yield Entry(day, [RaiseFinding(cycle_id, finding, "conflict", text, about)])
        raised.append(finding)
    yield Entry(day, [CloseReview(cycle_id, review, words.SUMMARY)])
    for finding in (*(one.finding_id for one in found), *raised):
        if random.random() < RESOLVED:
            resolution = random.choice(RESOLUTIONS)
            resolved = ResolveFinding(cycle_id, finding, resolution, words.RESOLVED[resolution])
            yield Entry(day + timedelta(days=random.randint(0, 20)), [resolved])


def _findings(diary: Diary) -> Iterator[Finding]:
    """What the rules would find: company key results without anybody, and goals without a link."""
    linked = {link.key_result_id for link in diary.goals.links}
    upward = {link.objective_id for link in diary.goals.links}
    for goal in diary.goals.company:
        for one in goal.key_results:
            if one.key_result_id not in linked:
                text = f"Nobody works toward: {one.title}"
                name = FindingId(f"gap:{one.key_result_id}")
                yield Finding(name, "gap", text, one.objective_id, one.key_result_id)
    for goal in (*diary.goals.divisions, *diary.goals.teams):
        about = goal.draft.objective_id
        if about not in upward:
            text = f"Linked to nothing: {goal.draft.title}"
            yield Finding(FindingId(f"orphan:{about}"), "orphan", text, about)
