"""Scores: what each key result of a cycle came to, as its owner sees it and as it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta

from domain.cycles.cycle import Cycle
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.progress.attainment import Progress
from domain.values import CycleId, KeyResultId, ObjectiveId, Text

Score = Annotated[float, Meta(extra_json_schema={"minimum": 0, "maximum": 1})]
"""Held to its range when an objective is scored, so that a refusal can say whose score it is."""


# Commands


class ScoreObjective(Command, frozen=True):
    """Score an objective: each key result by its owner's score, or else by its progress.

    A key result that nobody ever reported on has no progress, so its score has to be given.
    """

    cycle_id: CycleId
    objective_id: ObjectiveId
    scores: dict[KeyResultId, Score] = {}
    comment: Text = ""


# Events


class KeyResultScore(Value, frozen=True):
    """The frozen score of a key result, and the progress of its last day.

    `given` tells the owner's score from a computed one. `progress` is None where nothing was ever
    reported. The originals are what the same reports come to under the target as first published:
    `under_original` is None for a key result that a revision added, and where none can be computed.
    """

    key_result_id: KeyResultId
    weight: float
    score: float
    given: bool
    under_original: float | None
    progress: float | None = None
    progress_raw: float | None = None
    original: float | None = None
    original_raw: float | None = None


class ObjectiveScored(Event, frozen=True, tag="objective_scored"):
    """Means by weight. `coverage` is the share of the weight that was ever reported on.

    `round` counts how often the cycle has come to be scored.
    """

    cycle_id: CycleId
    objective_id: ObjectiveId
    score: float
    under_original: float | None
    coverage: float
    key_results: tuple[KeyResultScore, ...]
    comment: str = ""
    round: int = 1


# Decide


def score(objective: Objective, command: ScoreObjective, cycle: Cycle) -> ObjectiveScored:
    for key, given in command.scores.items():
        if key not in objective.key_results:
            raise UnknownScore(key_result_id=key)
        if not 0 <= given <= 1:
            raise ScoreOutOfRange(title=objective.key_results[key].title, score=given)
    proposals = proposed(objective, cycle)
    scored = [
        _frozen(proposals[key], command.scores.get(key), key_result)
        for key, key_result in objective.key_results.items()
    ]
    return ObjectiveScored(
        cycle_id=command.cycle_id,
        objective_id=command.objective_id,
        score=_mean((one.weight, one.score) for one in scored),
        under_original=_frozen_number(attainment.mean(_under_original(objective, scored, cycle))),
        coverage=_mean((one.weight, one.progress is not None) for one in scored),
        key_results=tuple(scored),
        comment=command.comment,
        round=cycle.rounds,
    )


class Proposed(Value, frozen=True):
    """The progress of a key result on the last day of its cycle, under both targets.

    `original` is None for a key result that a revision added.
    """

    now: Progress | None
    original: Progress | None
    revised: bool


def proposed(objective: Objective, cycle: Cycle) -> dict[KeyResultId, Proposed]:
    first = objective.as_published
    original = attainment.original_progress(objective, cycle, cycle.ends)
    return {
        key: Proposed(
            attainment.progress(one.metric, attainment.reading(one, cycle, cycle.ends)),
            original.get(key),
            revised=key not in first or first[key].metric != one.metric,
        )
        for key, one in objective.key_results.items()
    }


def _frozen(proposed: Proposed, given: float | None, key_result: KeyResult) -> KeyResultScore:
    """An owner's score is about the target as revised; without a revision, it is about both."""
    now, original = proposed.now, proposed.original
    if given is None and now is None:
        raise ScoreMissing(title=key_result.title)
    score = given if given is not None or now is None else now.clamped
    first: float | None = score
    if proposed.revised:
        first = None if original is None else original.clamped
    return KeyResultScore(
        key_result_id=key_result.key_result_id,
        weight=key_result.weight,
        score=_rounded(score),
        given=given is not None,
        under_original=_frozen_number(first),
        progress=None if now is None else _rounded(now.clamped),
        progress_raw=None if now is None else _rounded(now.raw),
        original=None if original is None else _rounded(original.clamped),
        original_raw=None if original is None else _rounded(original.raw),
    )


def _under_original(
    objective: Objective, scored: Sequence[KeyResultScore], cycle: Cycle
) -> Iterable[tuple[float, float | None]]:
    """What was first published, by its weights of then: what was removed since still counts."""
    now = {one.key_result_id: one.under_original for one in scored}
    progress = attainment.original_progress(objective, cycle, cycle.ends)
    for key, then in objective.as_published.items():
        left = progress[key]
        yield then.weight, now.get(key, None if left is None else left.clamped)


def _rounded(number: float | None) -> float:
    """Frozen as it is shown, so that what reads as 0.7 is green."""
    return round(number or 0.0, 4) + 0.0


def _frozen_number(number: float | None) -> float | None:
    return None if number is None else _rounded(number)


def _mean(parts: Iterable[tuple[float, float | None]]) -> float:
    """By weight; a published objective's weights never sum to zero."""
    return _rounded(attainment.mean(parts))


# Refusals


class UnknownScore(Rejection, code="unknown-score", field="scores"):
    """There is no key result {key_result_id} in this objective to score."""


class ScoreOutOfRange(Rejection, code="score-out-of-range", field="scores"):
    """A score lies between 0.0 and 1.0; {score:.15g} for '{title}' does not."""


class ScoreMissing(Rejection, code="score-missing", field="scores"):
    """Nothing was reported on '{title}', so no score can be computed: state one."""
