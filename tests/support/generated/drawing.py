"""One command in the making: what is known, what was chosen for it so far, and the dice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from domain.cycles.cycle import Cycle
from domain.measuring.metric import Metric
from domain.objectives.state import KeyResult, Objective
from domain.values import CycleId, OutcomeId, UnitId
from tests.support.generated.known import Known

T = TypeVar("T")

NOWHERE = "nowhere"


class Drawing:
    """Makes the fields of one command, mostly so that they fit what was chosen before."""

    def __init__(
        self, known: Known, dice: Random, today: date, kind: type, *, careful: bool
    ) -> None:
        self.known = known
        self.today = today
        self.kind = kind
        self.chosen: dict[str, Any] = {}
        self._dice = dice
        self._careful = careful

    # Dice

    def chance(self, share: float) -> bool:
        return self._dice.random() < share

    def slips(self) -> bool:
        """Whether something is wrong here: seldom where it is to be accepted."""
        return self.chance(0.02 if self._careful else 0.3)

    def one(self, of: Collection[T]) -> T:
        return self._dice.choice(list(of))

    def some(self, of: Collection[T], most: int = 2) -> tuple[T, ...]:
        count = self._dice.randint(0, min(most, len(of)))
        return tuple(self._dice.sample(list(of), count))

    def number(self, least: int, most: int) -> int:
        return self._dice.randint(least, most)

    def there(self, names: Iterable[str]) -> Any:
        """The name of something that is there; rarely, or where there is nothing, another one."""
        known = list(names)
        return NOWHERE if not known or (self.slips() and self.chance(0.4)) else self.one(known)

    def fresh(self, word: str, taken: Iterable[str] = ()) -> Any:
        """A name that nothing has, as the edge makes it; sometimes one that is taken."""
        known = list(taken)
        if known and self.slips():
            return self.one(known)
        return f"{word}{self.known.position + 1}"

    # What was chosen

    @property
    def objective(self) -> Objective | None:
        return self.known.objectives.get(str(self.chosen.get("objective_id")))

    @property
    def key_result(self) -> KeyResult | None:
        about, name = self.objective, self.chosen.get("key_result_id")
        if about is None or name is None:
            return None
        return about.key_results.get(name)

    @property
    def cycle_id(self) -> CycleId:
        """Of the command, or of what it is about, or any."""
        return self._own_cycle or self._any_cycle

    @property
    def _own_cycle(self) -> CycleId | None:
        if "cycle_id" in self.chosen:
            return CycleId(self.chosen["cycle_id"])
        if self.objective:
            return self.objective.cycle_id
        outcome = self.known.strategy.outcomes.get(self.chosen.get("outcome_id", OutcomeId("")))
        return outcome.cycle_id if outcome else None

    @cached_property
    def _any_cycle(self) -> CycleId:
        return CycleId(self.there(self.known.calendar.cycles))

    @property
    def cycle(self) -> Cycle | None:
        return self.known.cycle(self.cycle_id)

    @property
    def unit_id(self) -> UnitId:
        return UnitId(str(self.chosen.get("unit_id") or ""))

    @property
    def metric(self) -> Metric | None:
        """How that is measured which the command reports on or changes."""
        if "outcome_id" in self.chosen:
            outcome = self.known.strategy.outcomes.get(self.chosen["outcome_id"])
            return outcome.metric if outcome else None
        return self.key_result.metric if self.key_result else None

    # Days

    def day(self) -> date:
        """Mostly near to today or within the cycle, sometimes at its edges or far away."""
        days = [
            self.today - timedelta(self.number(0, 10)),
            self.today + timedelta(self.number(0, 40)),
        ]
        if self.cycle:
            days += [self.within(self.cycle), self.within(self.cycle), self.at_an_edge(self.cycle)]
        if self.slips() and self.chance(0.5):
            days = [self.today + timedelta(self.number(-1500, 1500))]
        return self.one(days)

    def lately(self) -> date:
        """Mostly a day on which something can have happened already."""
        if self.slips():
            return self.one([self.day(), self.today - timedelta(self.number(400, 1500))])
        back = self.today - timedelta(self.number(0, 12))
        cycle = self.known.cycle(self._own_cycle)
        return min(max(back, cycle.starts), cycle.ends) if cycle else back

    def within(self, cycle: Cycle) -> date:
        return cycle.starts + timedelta(self.number(0, (cycle.ends - cycle.starts).days))

    def at_an_edge(self, cycle: Cycle) -> date:
        return self.one([cycle.starts, cycle.ends]) + timedelta(self.number(-1, 1))
