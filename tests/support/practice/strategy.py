"""A strategy above the quarters: a bet, the outcomes of the year, and what advances them."""

from __future__ import annotations

from datetime import date

from domain.cycles.cycle import DefineCycle
from domain.measuring.metric import Increase, MaintainAtLeast
from domain.objectives.advancing import SetOutcomes
from domain.strategy.outcome import SetOutcome
from domain.strategy.strategy import PlaceBet
from domain.values import BetId, CycleId, OutcomeId, Owner
from events.streams import AnyCommand
from tests.support.acme import OBJECTIVES, STILL_DRAFTS, UNITS

YEARS = [CycleId("2026"), CycleId("2027")]
OUTCOMES = [OutcomeId(f"outcome {n}") for n in range(4)]
BETS = [BetId("star"), BetId("bet")]
ACME = Owner("unit", UNITS[0])
METRICS = [None, Increase(10, 20), MaintainAtLeast(5)]

BEGUN: list[AnyCommand] = [
    DefineCycle(YEARS[0], "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
    PlaceBet(BETS[0], "north_star", "Every team finishes its plan", date(2026, 1, 1)),
    *(
        SetOutcome(one, YEARS[0], f"Outcome {n}", ACME, metric=METRICS[n], bet_id=BETS[0])
        for n, one in enumerate(OUTCOMES[:2])
    ),
    SetOutcomes(OBJECTIVES[0], (OUTCOMES[0],)),
    SetOutcomes(OBJECTIVES[2], (OUTCOMES[1], OUTCOMES[0])),
    SetOutcomes(OBJECTIVES[STILL_DRAFTS[0]], (OUTCOMES[1],)),
]
