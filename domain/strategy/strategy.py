"""Strategy: a north star, longer bets, and under them the outcomes of each year."""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never

from msgspec.structs import replace

from domain.cycles.cycle import Calendar
from domain.errors import Rejection
from domain.measuring import metric as metrics
from domain.measuring.metric import Metric
from domain.messages import Command, Event, Value
from domain.organization.chart import Chart
from domain.strategy import outcome as outcomes
from domain.strategy.outcome import Outcome, OutcomeCommand, OutcomeEvent
from domain.values import BetId, OutcomeId, Sentence, Text

BetKind = Literal["north_star", "bet"]

# Commands


class PlaceBet(Command, frozen=True):
    """Place a north star, or a bet of a few years, above the outcomes of the years.

    Its measure may be given in words, in numbers, or both. Without a last day it is open-ended.
    """

    bet_id: BetId
    kind: BetKind
    title: Sentence
    starts: date
    ends: date | None = None
    description: Text = ""
    measure: Text = ""
    metric: Metric | None = None


class EndBet(Command, frozen=True):
    """End a bet on a day, before its time or because it has come true."""

    bet_id: BetId
    on: date
    reason: Sentence


StrategyCommand = PlaceBet | EndBet | OutcomeCommand

# Events


class BetPlaced(Event, frozen=True, tag="bet_placed"):
    bet_id: BetId
    kind: BetKind
    title: str
    starts: date
    ends: date | None = None
    description: str = ""
    measure: str = ""
    metric: Metric | None = None


class BetEnded(Event, frozen=True, tag="bet_ended"):
    bet_id: BetId
    on: date
    reason: str


StrategyEvent = BetPlaced | BetEnded | OutcomeEvent

# State


class Bet(Value, frozen=True):
    placed: BetPlaced
    ended: BetEnded | None = None

    @property
    def span(self) -> tuple[date, date]:
        """Its first day, and the last one that was either planned or came sooner."""
        last = self.placed.ends or date.max
        return (self.placed.starts, last if self.ended is None else min(last, self.ended.on))


class Strategy(Value, frozen=True):
    bets: dict[BetId, Bet] = {}
    outcomes: dict[OutcomeId, Outcome] = {}


class Context(Value, frozen=True):
    """What a decision about the strategy depends on beside it."""

    today: date
    organization: Chart
    calendar: Calendar


EMPTY = Strategy()

# Decide


def decide(state: Strategy, command: StrategyCommand, context: Context) -> list[StrategyEvent]:
    if isinstance(command, OutcomeCommand):
        about = outcomes.Context(
            context.today,
            context.organization,
            context.calendar,
            {key: bet.span for key, bet in state.bets.items()},
        )
        return [*outcomes.decide(state.outcomes, command, about)]
    match command:
        case PlaceBet():
            return _place(state, command)
        case EndBet():
            return _end(state, command)
        case _:
            assert_never(command)


def _place(state: Strategy, command: PlaceBet) -> list[StrategyEvent]:
    event = BetPlaced(
        command.bet_id,
        command.kind,
        command.title,
        command.starts,
        command.ends,
        command.description,
        command.measure,
        command.metric,
    )
    present = state.bets.get(command.bet_id)
    if present is not None:
        if present.placed == event:
            return []
        raise BetExists(title=present.placed.title)
    if command.ends is not None and command.ends < command.starts:
        raise BetEndsBeforeItStarts(starts=command.starts).at("ends")
    if command.metric is not None:
        metrics.check(command.metric)
    return [event]


def _end(state: Strategy, command: EndBet) -> list[StrategyEvent]:
    bet = state.bets.get(command.bet_id)
    if bet is None:
        raise UnknownBet(bet_id=command.bet_id)
    event = BetEnded(command.bet_id, command.on, command.reason)
    if bet.ended is not None:
        if bet.ended == event:
            return []
        raise BetIsOver(title=bet.placed.title, on=bet.ended.on)
    if command.on < bet.placed.starts:
        raise BetEndsBeforeItStarts(starts=bet.placed.starts)
    return [event]


# Evolve


def evolve(state: Strategy, event: StrategyEvent) -> Strategy:
    match event:
        case BetPlaced():
            return replace(state, bets={**state.bets, event.bet_id: Bet(event)})
        case BetEnded():
            if event.bet_id not in state.bets:
                return state
            ended = replace(state.bets[event.bet_id], ended=event)
            return replace(state, bets={**state.bets, event.bet_id: ended})
        case _:
            return replace(state, outcomes=outcomes.evolve(state.outcomes, event))


def title(state: Strategy, event: StrategyEvent) -> str:
    """What the bet or the outcome that an event is about is called."""
    match event:
        case BetPlaced() | BetEnded():
            bet = state.bets.get(event.bet_id)
            return "" if bet is None else bet.placed.title
        case _:
            outcome = state.outcomes.get(event.outcome_id)
            return "" if outcome is None else outcome.title


# Refusals


class UnknownBet(Rejection, code="unknown-bet", kind="missing", field="bet_id"):
    """There is no bet {bet_id} in this workspace."""


class BetExists(Rejection, code="bet-exists", kind="conflict"):
    """This identifier belongs to the bet '{title}', which differs from what was sent."""


class BetEndsBeforeItStarts(Rejection, code="bet-ends-before-it-starts", field="on"):
    """The bet would end before its first day, {starts}."""


class BetIsOver(Rejection, code="bet-is-over", kind="conflict"):
    """The bet '{title}' was ended on {on}."""
