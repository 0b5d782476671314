"""A strategy above the quarters: a bet, the outcomes of the year, and what advances them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.metric import Increase, MaintainAtLeast
from domain.objectives.advancing import SetOutcomes
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, ReportOutcome
from domain.strategy.strategy import EndBet, PlaceBet
from domain.values import BetId, CycleId, OutcomeId, Owner
from events.streams import AnyCommand
from tests.support.acme import ADA, CYCLES, OBJECTIVES, STILL_DRAFTS, UNITS

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

outcomes = st.sampled_from(OUTCOMES)
years = st.sampled_from([*YEARS, CYCLES[0]])
titles = st.sampled_from(["Customers stay", "Anybody can start alone"])
owners = st.sampled_from([ACME, ADA, Owner("unit", "nobody")])
metrics = st.sampled_from(METRICS)
bets = st.sampled_from([None, *BETS])


def commands(said_on: date) -> st.SearchStrategy[AnyCommand]:
    days = st.integers(-20, 1).map(lambda back: said_on + timedelta(back))
    return st.one_of(
        st.builds(
            SetOutcomes,
            st.sampled_from(OBJECTIVES),
            st.lists(outcomes, max_size=3).map(tuple),
        ),
        st.builds(
            ReportOutcome, outcomes, days, st.none() | st.sampled_from([4.0, 12.5, 20.0])
        ),
        st.builds(SetOutcome, outcomes, years, titles, owners, metric=metrics, bet_id=bets),
        st.builds(EditOutcome, outcomes, titles, owners, metric=metrics, bet_id=bets),
        st.builds(DropOutcome, outcomes, st.just("no market")),
        st.builds(
            AssessOutcome, outcomes, st.sampled_from(["reached", "partly", "missed"]),
            lessons=st.sampled_from([(), ("start sooner",)]),
        ),
        st.builds(RefreshOutcome, outcomes, outcomes, years),
        st.sampled_from(
            [
                DefineCycle(YEARS[1], "2027", date(2027, 1, 1), date(2027, 12, 31), "year"),
                MoveCycle(YEARS[0], "active"),
                MoveCycle(YEARS[0], "scoring"),
                PlaceBet(BETS[1], "bet", "Hospitals buy", date(2026, 1, 1), date(2028, 12, 31)),
                PlaceBet(BETS[1], "bet", "Hospitals buy", date(2026, 1, 1), date(2025, 1, 1)),
                EndBet(BETS[0], date(2026, 8, 31), "came true"),
            ]
        ),
    )  # fmt: skip
