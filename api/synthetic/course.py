"""How a key result goes, week by week: mostly well, and in several ways not.

The ways to drift are those that drift detection is meant to tell apart: a slow slide, a sudden
block, no start at all, a step back, silence, a late recovery, and confidence without progress.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Literal

from msgspec import Struct

from api.synthetic import words
from domain.measuring.check_in import Blocker
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
)

Way = Literal["well", "slide", "block", "stuck", "regress", "silence", "recovery", "overconfident"]

WAYS: Sequence[Way] = (
    "well", "slide", "block", "stuck", "regress", "silence", "recovery", "overconfident",
)  # fmt: skip
SHARES = (70, 8, 6, 4, 3, 3, 3, 3)

ADHERENCE = 0.95
DONE_FROM = 0.7
CONFIDENCE_FROM = ((0.92, 5), (0.78, 4), (0.62, 3), (0.40, 2))
"""From which expected final progress on people state which confidence; below, they state 1."""


class Report(Struct, frozen=True):
    value: float | None
    done: tuple[str, ...] | None
    confidence: int
    narrative: str
    blockers: tuple[Blocker, ...]


class Course:
    """One key result's way through the cycle."""

    def __init__(self, metric: Metric, weeks: int, random: Random) -> None:
        self.way = random.choices(WAYS, SHARES)[0]
        self._metric = metric
        self._weeks = weeks
        self._random = random
        self._onset = random.randint(min(3, weeks), max(3, weeks * 2 // 3))
        self._final = random.uniform(0.85, 1.12)
        self._bend = random.uniform(0.7, 1.5)
        self._blocker = random.choice(words.BLOCKERS)
        self._before = 0.0

    def report(self, week: int) -> Report | None:
        """What is reported in a week, None when nothing is."""
        progress = self._progress(week)
        if self.way == "silence" and week > self._onset:
            return None
        if self._random.random() > ADHERENCE:
            return None
        blocked = self.way == "block" and week >= self._onset
        value, done = self._reading(progress)
        report = Report(
            value,
            done,
            self._confidence(week, progress, blocked=blocked),
            self._narrative(week, progress, blocked=blocked),
            (self._block(),) if blocked else (),
        )
        self._before = progress
        return report

    def _progress(self, week: int) -> float:
        gone = week / self._weeks
        planned = self._planned(week)
        at_onset = self._planned(self._onset)
        match self.way:
            case "well" | "silence":
                progress = planned
            case "slide":
                late = max(0.0, planned - at_onset)
                progress = planned if week < self._onset else at_onset + 0.3 * late
            case "block":
                progress = min(planned, at_onset)
            case "stuck":
                progress = 0.08 * gone
            case "regress":
                progress = planned if week < self._onset else at_onset * (1.6 - gone)
            case "recovery":
                progress = planned * (0.35 if gone < 0.6 else gone)  # noqa: PLR2004
            case "overconfident":
                progress = 0.4 * planned
        return max(0.0, progress + self._random.gauss(0, 0.015))

    def _planned(self, week: int) -> float:
        return self._final * math.pow(week / self._weeks, self._bend)

    def _confidence(self, week: int, progress: float, *, blocked: bool) -> int:
        if self.way == "overconfident":
            return self._random.choice((4, 5))
        gone = week / self._weeks
        pace = (progress + 0.45) / (math.pow(gone, self._bend) + 0.5)
        expected = progress + (1 - gone) * pace - (0.25 if blocked else 0.0)
        expected += self._random.gauss(0, 0.06)
        return next((level for least, level in CONFIDENCE_FROM if expected >= least), 1)

    def _narrative(self, week: int, progress: float, *, blocked: bool) -> str:
        if blocked or self.way == "stuck":
            return self._random.choice(words.STUCK)
        if progress - self._before < 0.5 * self._final / self._weeks and week > 1:
            return self._random.choice(words.SLOW)
        return self._random.choice(words.GOOD)

    def _block(self) -> Blocker:
        return Blocker(*self._blocker)

    def _reading(self, progress: float) -> tuple[float | None, tuple[str, ...] | None]:
        metric = self._metric
        match metric:
            case Increase() | Decrease():
                span = metric.target - metric.baseline
                return round(metric.baseline + progress * span, 2), None
            case MaintainAtLeast():
                return round(metric.target * (1 + self._margin(progress)), 3), None
            case MaintainAtMost():
                return round(metric.target * (1 - self._margin(progress)), 3), None
            case MaintainInRange():
                middle = (metric.low + metric.high) / 2
                reach = (metric.high - metric.low) / 2
                return round(middle + reach * (0.9 - 40 * self._margin(progress)), 2), None
            case Milestone() if metric.steps:
                count = int(min(progress, 1.0) * len(metric.steps) + 0.4)
                return None, tuple(step.name for step in metric.steps[:count])
            case Milestone():
                return float(min(100, round(progress * 100))), None
            case Boolean():
                return float(progress >= DONE_FROM), None

    def _margin(self, progress: float) -> float:
        """By which share a level is kept (above zero) or broken; kept while things go well."""
        kept = 0.96 if self.way in ("well", "recovery") else 0.35 + min(progress, 0.5)
        size = self._random.uniform(0.0005, 0.01)
        return size if self._random.random() < kept else -size
