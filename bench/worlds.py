"""Synthetic quarters with planted causes: what the drift detector is tried on, in six worlds.

What is assumed, and can be quarrelled with: a key result follows one of eleven courses from its
first day to its last, and whether it misses (true final progress below what is needed) follows from
that course alone. Owners who are honest state a confidence that follows what they believe, which
lags behind what happens by a week or two; others state a high one whatever happens. Blockers and
overdue dependencies are reported where there is a cause, and now and then where there is none.
Nothing that is reported, and no alert, changes what happens. Silence says nothing by itself: of
those that go dark about half miss. Worlds differ in one of these things each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from domain.cycles.cycle import Cycle
from domain.dependencies.dependency import Dependency, DependencyRequested
from domain.measuring.check_in import Blocker, CheckedIn
from domain.measuring.expected_score import EXPECTED
from domain.measuring.metric import Increase
from domain.objectives.state import KeyResult
from domain.values import (
    Ambition,
    CheckInId,
    CycleId,
    DependencyId,
    KeyResultId,
    ObjectiveId,
    UnitId,
)

Course = Literal[
    "healthy", "noisy", "sandbagging", "recovery", "slide", "block", "stuck", "overconfident",
    "regress", "dark", "dark_slide",
]  # fmt: skip

CYCLE = Cycle(CycleId("q"), "Quarter", "quarter", date(2026, 1, 5), date(2026, 4, 5), "active")
WEEKS, DAYS = 13, 91
EVERY_WEEK = frozenset(range(1, WEEKS + 1))
METRIC = Increase(0, 100)

SHARES: Mapping[Course, float] = {
    "healthy": 35, "noisy": 6, "sandbagging": 3, "recovery": 8, "slide": 19, "block": 14,
    "stuck": 5, "overconfident": 4, "regress": 3, "dark": 2.5, "dark_slide": 2.5,
}  # fmt: skip
SOUND: tuple[Course, ...] = ("healthy", "noisy", "sandbagging", "recovery", "dark")


class World(Struct, frozen=True):
    """What one world assumes; the defaults are those of the first."""

    name: str
    says: str
    shares: Mapping[Course, float]
    liars: float = 0.18
    """The share of owners whose confidence says nothing."""
    noise: float = 0.015
    """The standard deviation of a reported value, as a share of the way."""
    doubt: float = 0.1
    """The same of an honest owner's belief, from week to week."""
    heard: float = 0.92
    """The share of check-ins that are made."""
    late_plans: float = 0.35
    """The share of plans in which most comes at the end."""
    latest: float = 3.2
    """The highest exponent of such a plan."""


def _shares(**more: float) -> Mapping[Course, float]:
    return {**SHARES, **more}  # type: ignore[dict-item]  # the names of courses


WORLDS = (
    World("W0", "as described", SHARES),
    World(
        "W1",
        "more liars: over a third of the owners state a high confidence whatever happens",
        _shares(overconfident=9, healthy=30),
        liars=0.38,
    ),
    World(
        "W2",
        "rarer misses: less than half as many causes",
        {one: share * (1 if one in SOUND else 0.42) for one, share in SHARES.items()},
    ),
    World(
        "W3",
        "back-loaded plans: most of the work comes at the end",
        SHARES,
        late_plans=0.6,
        latest=3.6,
    ),
    World("W4", "noisier reports, and fewer of them", SHARES, noise=0.05, doubt=0.16, heard=0.78),
    World(
        "W5",
        "other causes: fewer slides and blocks, more that never start, fall back or go dark",
        _shares(slide=6, block=5, stuck=9, overconfident=8, regress=8, dark=4, dark_slide=6),
    ),
)

KEPT_APART = (
    World(
        "K1",
        "a bit of everything: half-honest owners, rough reports, late plans",
        SHARES,
        liars=0.3,
        noise=0.03,
        doubt=0.14,
        heard=0.85,
        late_plans=0.5,
    ),
    World(
        "K2",
        "twice as many that recover late, sandbag or are noisy",
        _shares(recovery=16, sandbagging=6, noisy=12),
    ),
)
"""Not looked at while constants were chosen."""

MARGIN = 0.17
"""How much further a healthy committed key result gets: it is planned to reach all of it."""


class Lived(NamedTuple):
    """A key result with all that was reported on it, and how it ended in truth."""

    course: Course
    key_result: KeyResult
    final: float
    onset: int
    """The week in which its cause began; 0 where it has none."""

    @property
    def missed(self) -> bool:
        return self.final < EXPECTED[self.key_result.ambition]


def quarter(
    world: World,
    seed: int,
    count: int,
    *,
    declared: bool = False,
    ambition: Ambition = "aspirational",
) -> Iterator[Lived]:
    """So many key results of a world; `declared` tells the detector each plan's midpoint."""
    random = Random(f"{world.name} {seed}")  # noqa: S311 - worlds, not secrets
    for number in range(count):
        yield _Life(world, random, number, ambition).lived(declared=declared)


class _Life:
    """One key result's quarter: `u` is the share of its days that are gone."""

    def __init__(self, world: World, random: Random, number: int, ambition: Ambition) -> None:
        self.world, self.random, self.number, self.ambition = world, random, number, ambition
        self.margin = MARGIN if ambition == "committed" else 0.0
        self.course: Course = random.choices(list(world.shares), list(world.shares.values()))[0]
        self.bend = self._bend()
        self.onset = random.uniform(0.1, 0.8)
        self.final = self._final()
        self.lies = self.course == "overconfident" or random.random() < world.liars
        self.bias = random.gauss(0.04, 0.09)
        self.weekday = random.randint(0, 6)
        self.lumps = (
            random.gauss(0, 0.035),
            random.choice((1, 2, 3)),
            random.uniform(0, 2 * math.pi),
        )
        self.smooth = self._path()

    def path(self, u: float) -> float:
        """True progress when a share of the days is gone."""
        return max(self.smooth(u) + self._lump(u), 0.0)

    def _lump(self, u: float) -> float:
        """Work is done in lumps: ahead of an even course at times, behind it at others."""
        size, waves, shift = self.lumps
        return size * math.sin(math.pi * u) * math.sin(2 * math.pi * waves * u + shift)

    def _bend(self) -> float:
        late = self.random.random()
        if late < self.world.late_plans:
            return self.random.uniform(1.3, self.world.latest)
        if late < self.world.late_plans + 0.14:
            return self.random.uniform(0.6, 0.85)
        return self.random.uniform(0.9, 1.15)

    def _final(self) -> float:
        if self.course == "recovery":
            return self.margin + self.random.uniform(0.72, 1.0)
        if self.course in ("healthy", "noisy", "sandbagging", "dark"):
            spread = 0.12 if self.ambition == "aspirational" else 0.06
            return self.margin + min(max(self.random.gauss(0.89, spread), 0.5), 1.15)
        return self.margin + self.random.uniform(0.82, 1.1)

    def _path(self) -> Callable[[float], float]:
        """The same, if work were done evenly."""
        random, bend, onset, final = self.random, self.bend, self.onset, self.final
        at_onset = final * onset**bend
        match self.course:
            case "healthy" | "noisy" | "sandbagging" | "dark":
                return lambda u: final * u**bend
            case "slide" | "dark_slide":
                self.onset = onset = random.uniform(0.05, 0.7)
                at_onset = final * onset**bend
                pace = random.uniform(0.05, 0.7)
                return lambda u: (
                    final * u**bend if u < onset else at_onset + pace * (final * u**bend - at_onset)
                )
            case "block":
                freed = onset + random.uniform(0.15, 0.3) if random.random() < 0.15 else 2.0
                left = random.uniform(0.8, 1.1)
                return lambda u: (
                    final * u**bend
                    if u < onset
                    else at_onset
                    + max(0.0, u - freed) / (1 - min(freed, 0.99)) * (left - at_onset) * 0.9
                )
            case "stuck":
                self.onset = 0.0
                most = random.uniform(0.0, 0.15)
                return lambda u: most * u
            case "overconfident":
                self.onset = 0.0
                most = random.uniform(0.15, 0.68)
                return lambda u: most * u**bend
            case "regress":
                end = random.uniform(0.0, 0.8) * at_onset
                return lambda u: (
                    final * u**bend
                    if u < onset
                    else at_onset + (u - onset) / (1 - onset) * (end - at_onset)
                )
            case "recovery":
                turn, share = random.uniform(0.48, 0.7), random.uniform(0.25, 0.6)
                low = share * turn**bend
                self.turn = turn
                return lambda u: (
                    share * u**bend if u < turn else low + (u - turn) / (1 - turn) * (final - low)
                )

    def _believes(self, u: float) -> float:
        """Where an honest owner thinks that it will end: what happens sinks in with time."""
        end, lag = self.path(1.0), 0.16
        if self.course in ("healthy", "noisy", "dark"):
            return end
        if self.course == "sandbagging":
            return end - 0.3
        if self.course == "recovery":
            before = 0.62 - 0.15 * min(u / self.turn, 1)
            return (
                before if u < self.turn else before + (end - before) * min((u - self.turn) / lag, 1)
            )
        if u < self.onset:
            return self.final
        return self.final + (end - self.final) * min((u - self.onset) / lag, 1)

    def lived(self, *, declared: bool) -> Lived:
        end = self.path(1.0)
        key_result = KeyResult(
            KeyResultId(f"k{self.number}"), "Synthetic", METRIC, 1.0, None, None, self.ambition,
            0.5**self.bend if declared else None,
            tuple(self._reports()), self._dependencies(),
        )  # fmt: skip
        drifted = self.course not in SOUND
        return Lived(self.course, key_result, end, int(self.onset * WEEKS) + 1 if drifted else 0)

    def _reports(self) -> Iterator[CheckedIn]:
        random, silent_from = self.random, 2.0
        if self.course in ("dark", "dark_slide"):
            silent_from = self.onset + 0.05
        run: str | None = None
        for week in range(1, WEEKS + 1):
            day = CYCLE.starts + timedelta(7 * (week - 1) + self.weekday)
            u = (7 * (week - 1) + self.weekday + 1) / DAYS
            run = self._blocker(u, run)
            if random.random() > self.world.heard or u > silent_from:
                continue
            yield CheckedIn(
                ObjectiveId("o"), KeyResultId(f"k{self.number}"),
                CheckInId(f"{self.number}-{week}"), day, self._value(u), self._confidence(u), "",
                () if run is None else (Blocker(run, "resource"),),
            )  # fmt: skip

    def _value(self, u: float) -> float:
        true = self.path(u)
        if self.course == "sandbagging":
            true *= 0.65 if u < 0.7 else 0.65 + 0.35 * (u - 0.7) / 0.3
        noise = self.world.noise + (0.06 if self.course == "noisy" else 0.0)
        return round(100 * max(true + self.random.gauss(0, noise), 0.0), 1)

    def _confidence(self, u: float) -> int:
        if self.lies:
            return self.random.choice((3, 4, 4, 5, 5))
        doubt = self.world.doubt * (1.6 if self.course == "noisy" else 1.0)
        belief = self._believes(u) - self.margin + self.bias + self.random.gauss(0, doubt)
        levels = ((0.92, 5), (0.76, 4), (0.6, 3), (0.42, 2))
        return next((level for least, level in levels if belief >= least), 1)

    def _blocker(self, u: float, run: str | None) -> str | None:
        """The blocker of a week: one that has a cause stays, another is soon gone."""
        random = self.random
        caused = (
            self.course in ("slide", "block", "stuck", "recovery", "dark_slide") and u >= self.onset
        )
        if self.course == "recovery" and u >= self.turn:
            caused = False
        stays = 0.8 if caused else 0.25
        begins = {"block": 0.5, "stuck": 0.2, "slide": 0.12, "recovery": 0.06}.get(
            self.course, 0.05
        )
        if run is not None and random.random() < stays:
            return run
        if random.random() < (begins if caused else 0.05):
            return f"blocker {random.randint(1, 999)}"
        return None

    def _dependencies(self) -> dict[DependencyId, Dependency]:
        random = self.random
        caused = self.course == "block" and random.random() < 0.38
        if not caused and random.random() > 0.25:
            return {}
        due = (self.onset if caused else random.uniform(0.2, 0.8)) * DAYS
        late = 100.0 if caused else random.choice((-10, -5, 0, -7, -3, -2, 3, 6))
        name, asked_on = DependencyId("d"), CYCLE.starts
        needed = asked_on + timedelta(int(due))
        asked = DependencyRequested(
            ObjectiveId("o"),
            KeyResultId(f"k{self.number}"),
            name,
            UnitId("x"),
            "the export",
            needed,
        )
        dependency = Dependency(asked, needed, "accepted", needed)
        arrives = needed + timedelta(int(late))
        if arrives <= CYCLE.ends:
            dependency = replace(
                dependency, status="delivered", delivered_on=max(arrives, asked_on)
            )
        return {name: dependency}
