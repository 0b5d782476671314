from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.cycles.cycle import Calendar, Cycle
from domain.measuring.metric import BaselineEqualsTarget, Increase
from domain.strategy import strategy
from domain.strategy.strategy import (
    BetEnded,
    BetEndsBeforeItStarts,
    BetExists,
    BetIsOver,
    BetPlaced,
    Context,
    EndBet,
    PlaceBet,
    UnknownBet,
)
from domain.values import BetId, CycleId
from tests.support.company import CHART, CYCLE, Q3
from tests.support.declared import as_declared
from tests.support.given import Scenario

YEAR = CycleId("2026")
TODAY = date(2026, 12, 10)
calendar = Calendar(
    {Q3: CYCLE, YEAR: Cycle(YEAR, "2026", "year", date(2026, 1, 1), date(2026, 12, 31))}
)
about = Context(TODAY, CHART, calendar)
nothing = Scenario(
    lambda state, command: strategy.decide(state, command, as_declared(command, about)),
    strategy.evolve,
    strategy.EMPTY,
)

STAR, BET = BetId("star"), BetId("bet")
place_star = PlaceBet(STAR, "north_star", "Every team finishes what it plans", date(2026, 1, 1))
star = BetPlaced(STAR, "north_star", "Every team finishes what it plans", date(2026, 1, 1))
place_bet = PlaceBet(
    BET,
    "bet",
    "Hospitals buy from us",
    date(2026, 1, 1),
    date(2028, 12, 31),
    measure="Hospitals under contract",
    metric=Increase(0, 200),
)
bet = BetPlaced(
    BET,
    "bet",
    "Hospitals buy from us",
    date(2026, 1, 1),
    date(2028, 12, 31),
    "",
    "Hospitals under contract",
    Increase(0, 200),
)
placed = nothing.given(star, bet)

# Bets


def test_a_north_star_may_stand_without_an_end_or_a_number() -> None:
    nothing.when(place_star).then(star)


def test_a_bet_runs_for_years_and_may_be_measured_in_words_and_in_numbers() -> None:
    nothing.when(place_bet).then(bet)


def test_one_identifier_is_not_two_bets() -> None:
    placed.when(replace(place_bet, title="Another")).then_rejected(BetExists, "'Hospitals")


def test_a_bet_does_not_end_before_it_starts() -> None:
    backwards = replace(place_bet, ends=date(2025, 12, 31))
    nothing.when(backwards).then_rejected(BetEndsBeforeItStarts, "2026-01-01")
    ended = EndBet(BET, date(2025, 12, 31), "Came true")
    placed.when(ended).then_rejected(BetEndsBeforeItStarts, "2026-01-01")


def test_what_measures_a_bet_can_be_scored() -> None:
    nothing.when(replace(place_bet, metric=Increase(1, 1))).then_rejected(BaselineEqualsTarget)


def test_a_bet_can_be_ended_before_its_time() -> None:
    ended = BetEnded(BET, date(2027, 6, 30), "Nobody bought")
    placed.when(EndBet(BET, date(2027, 6, 30), "Nobody bought")).then(ended)
    state: strategy.Strategy = placed.state(ended)
    assert state.bets[BET].span == (date(2026, 1, 1), date(2027, 6, 30))
    assert state.bets[STAR].span == (date(2026, 1, 1), date.max)


def test_a_bet_ends_once() -> None:
    over = placed.given(BetEnded(BET, date(2027, 6, 30), "Nobody bought"))
    over.when(EndBet(BET, date(2027, 7, 1), "Bought")).then_rejected(BetIsOver, "2027-06-30")


def test_a_bet_that_is_not_there_does_not_end() -> None:
    nothing.when(EndBet(BET, TODAY, "x")).then_rejected(UnknownBet, "bet")


def test_an_end_of_a_bet_that_is_not_there_changes_nothing() -> None:
    assert nothing.state(BetEnded(BET, TODAY, "x")) == strategy.EMPTY
