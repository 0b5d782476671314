"""Where key results and objectives stand on a day: computed once, remembered until they change.

What is remembered is keyed by the identity of the (immutable) state it was computed from, so it can
never be stale; it is not part of the model, and a cold process simply computes it again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, Literal, TypeVar

from msgspec import Struct

from domain import drift, scoring
from domain.commitment import KeyResult, Objective
from domain.cycle import Cycle
from domain.drift import Alert
from domain.metric import Boolean, Maintain
from domain.scoring import Progress, RollUp, Standing
from domain.values import KeyResultId

T = TypeVar("T")

Trend = Literal["rising", "steady", "falling", "unknown"]

TREND_STEP = 0.25
"""How far the mean confidence of an objective must move to count as a trend."""


class KeyResultStanding(Struct, frozen=True, gc=False):
    """Where a key result stands beside its plan.

    `expected` is what the plan has at the end of this week, `owed` at the end of the last one that
    is over. Nothing is owed where progress comes all at once, or by the weeks that something held.
    """

    maintains: bool
    value: float | None
    progress: Progress | None
    expected: float
    owed: float
    confidence: Standing
    trend: Trend
    alert: Alert
    last_effective: date | None


class ObjectiveStanding(Struct, frozen=True, gc=False):
    """`confidence` is the mean over key results by weight, `lowest` the least confident of them."""

    roll_up: RollUp
    confidence: float | None
    lowest: int | None
    trend: Trend
    key_results: dict[KeyResultId, KeyResultStanding]


class Standings:
    """The standings of one workspace."""

    def __init__(self) -> None:
        self._remembered: dict[Hashable, tuple[tuple[object, ...], Any]] = {}

    def remember(self, key: Hashable, made_from: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives, made again only when one of the things it is made from is another."""
        known = self._remembered.get(key)
        if known is not None:
            before, found = known
            if len(before) == len(made_from) and all(map(same, before, made_from)):
                remembered: T = found
                return remembered
        made = make()
        self._remembered[key] = (made_from, made)
        return made

    def key_result(self, key_result: KeyResult, cycle: Cycle, as_of: date) -> KeyResultStanding:
        return self.remember(
            ("key result", key_result.key_result_id),
            (key_result, as_of),
            lambda: _key_result(key_result, cycle, as_of),
        )

    def objective(self, objective: Objective, cycle: Cycle, as_of: date) -> ObjectiveStanding:
        return self.remember(
            ("objective", objective.objective_id),
            (objective, as_of),
            lambda: self._objective(objective, cycle, as_of),
        )

    def _objective(self, objective: Objective, cycle: Cycle, as_of: date) -> ObjectiveStanding:
        key_results = {
            key: self.key_result(key_result, cycle, as_of)
            for key, key_result in objective.key_results.items()
        }
        weights = [one.weight for one in objective.key_results.values()]
        standings = list(key_results.values())
        now = scoring.mean(
            (weight, one.confidence.confidence)
            for weight, one in zip(weights, standings, strict=True)
        )
        before = scoring.mean(
            (weight, one.confidence.previous or one.confidence.confidence)
            for weight, one in zip(weights, standings, strict=True)
        )
        moved = any(one.confidence.previous is not None for one in standings)
        stated = [one.confidence.confidence for one in standings]
        return ObjectiveStanding(
            scoring.roll_up(
                (weight, one.progress) for weight, one in zip(weights, standings, strict=True)
            ),
            now,
            min((one for one in stated if one is not None), default=None),
            trend(now, before, TREND_STEP) if moved else "unknown",
            key_results,
        )


def _key_result(key_result: KeyResult, cycle: Cycle, as_of: date) -> KeyResultStanding:
    reading = scoring.reading(key_result, cycle, as_of)
    confidence = scoring.confidence(key_result, as_of)
    plan, week = drift.plan_of(key_result, cycle), cycle.week(as_of)
    at_once = isinstance(key_result.metric, Maintain | Boolean)
    return KeyResultStanding(
        maintains=isinstance(key_result.metric, Maintain),
        value=reading.value,
        progress=scoring.progress(key_result.metric, reading),
        expected=plan[week],
        owed=0.0 if at_once else plan[week - (as_of < cycle.last_day(week))],
        confidence=confidence,
        trend=trend(confidence.confidence, confidence.previous, 1),
        alert=drift.watch(key_result, cycle, as_of),
        last_effective=key_result.check_ins[-1].effective if key_result.check_ins else None,
    )


def trend(now: float | None, before: float | None, step: float) -> Trend:
    if now is None or before is None:
        return "unknown"
    if now - before >= step:
        return "rising"
    if before - now >= step:
        return "falling"
    return "steady"


def same(one: object, other: object) -> bool:
    """Immutable states are compared by identity, which is quick; days and names by value."""
    return one is other or (isinstance(one, date | int | str) and one == other)
