"""The year above a generated cycle: a north star, four outcomes, and the objectives for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.synthetic import words
from api.synthetic.diary import Diary, Entry
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.metric import Increase
from domain.objectives.advancing import SetOutcomes
from domain.strategy.outcome import SetOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import BetId, CycleId, OutcomeId, Owner

ADVANCING = 0.1
"""The share of the team objectives that name an outcome; the others go by their links."""


def strategy(diary: Diary) -> Iterator[Entry]:
    shape, random = diary.shape, diary.random("strategy")
    middle = diary.cycle.starts + (diary.cycle.ends - diary.cycle.starts) / 2
    year = CycleId(shape.identifier("year"))
    first, last = date(middle.year, 1, 1), date(middle.year, 12, 31)
    star = BetId(shape.identifier("north star"))
    owner = Owner("unit", diary.made.company.unit_id)
    outcomes = [OutcomeId(shape.identifier("outcome", n)) for n in range(len(words.OUTCOMES))]
    yield Entry(
        diary.drafted,
        [
            DefineCycle(year, f"The year {middle.year}", first, last, "year"),
            MoveCycle(year, "active"),
            PlaceBet(star, "north_star", words.NORTH_STAR, first),
            *(
                SetOutcome(outcome, year, title, owner, metric=Increase(0, 100), bet_id=star)
                for outcome, title in zip(outcomes, words.OUTCOMES, strict=True)
            ),
        ],
    )
    # The last outcome is nobody's in this cycle: the year view has something to ask about.
    named = outcomes[:-1]
    for number, goal in enumerate(diary.goals.company):
        chosen = (named[number % len(named)],)
        yield Entry(diary.drafted, [SetOutcomes(goal.draft.objective_id, chosen)])
    for goal in diary.goals.teams:
        if random.random() < ADVANCING:
            chosen = (random.choice(named),)
            yield Entry(diary.drafted, [SetOutcomes(goal.draft.objective_id, chosen)])
