"""What decisions read is what they declare: no less, no more, and nothing in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, get_args

import pytest
from msgspec.structs import replace

from domain.access import identity
from domain.access.identity import Actor, acting
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.cycles.cycle import DefineYear
from domain.errors import Rejection
from domain.objectives.revision import RequestRevision
from domain.organization import organization
from domain.resources import pools
from domain.resources.claims import ChangeClaim, ReleaseClaim
from domain.resources.pools import ClosePool, OpenPool
from domain.rituals.sessions import CloseSession, Escalation
from domain.strategy.outcome import RefreshOutcome, SetOutcome
from domain.values import CycleId, OutcomeId, PersonId, PoolId, UnitId
from events import decisions, subjects
from events.basis import UndeclaredStream, Withheld
from events.decisions import DECISIONS
from events.handling import Decision, Desk, Request
from events.memory import MemoryLog
from events.streams import ORGANIZATION, POOLS, AnyCommand
from events.streams import WORKSPACE as SETTINGS
from tests.support.acme import ADA, UNITS
from tests.support.logs import WORKSPACE, GivenCommand, run
from tests.support.story import story

DAY = date(2026, 9, 1)
EVERY_COMMAND = set(get_args(AnyCommand))


def _what_the_story_leaves_out(said: list[GivenCommand]) -> list[GivenCommand]:
    """A later year, and an outcome that goes on in it."""
    at = said[-1].at + timedelta(1)
    *_, outcome = (one.command.outcome_id for one in said if isinstance(one.command, SetOutcome))
    year, *quarters = (CycleId(f"later {number}") for number in range(5))
    one, two, three, four = quarters
    return [
        GivenCommand(at, DefineYear(year, (one, two, three, four), 2030)),
        GivenCommand(at, RefreshOutcome(outcome, OutcomeId("anew"), year)),
    ]


NAMED = {"unit_id": UNITS[0], "owner": ADA, "person_id": PersonId("ada")}


def _variants(command: AnyCommand) -> Iterator[AnyCommand]:
    """The same command, and again with what it leaves out: more to read, and to be refused for."""
    yield command
    more = {name: NAMED[name] for name in NAMED if getattr(command, name, ...) is None}
    if more:
        yield replace(command, **more)
    match command:
        case HoldRetrospective():
            about = Lesson("Plan for longer", "change", outcome_id=OutcomeId("nowhere"))
            yield replace(command, lessons=(about,))
        case CloseSession():
            yield replace(command, outputs=(Escalation("Who pays?", ADA),))
        case RequestRevision() if command.changes.key_results:
            (wanted,) = command.changes.key_results
            revised = replace(command.changes, key_results=(replace(wanted, owner=ADA),))
            yield replace(command, changes=revised)
        case _:
            pass


class Decided(NamedTuple):
    """A command, the states that its decision may look at, what that rests on, what came of it."""

    command: AnyCommand
    actor: Actor
    states: dict[str, Any]
    decision: Decision

    def needs(self, stream: str) -> bool:
        others = tuple(one for one in decisions.reads(self.command) if one != stream)
        try:
            decisions.decide(self.command, others, self.states, DAY, self.actor)
        except UndeclaredStream:
            return True
        except Rejection:
            pass
        return False


@pytest.fixture(scope="module")
def told() -> list[Decided]:
    return run(_told())


async def _told() -> list[Decided]:
    said = story()
    return [one async for one in _decided([*said, *_what_the_story_leaves_out(said)])]


async def _decided(said: list[GivenCommand]) -> AsyncIterator[Decided]:
    log = MemoryLog(lambda: datetime(2026, 1, 1, tzinfo=UTC))
    desk = Desk(log)
    await log.create_workspace(WORKSPACE, "Acme")
    for one in said:
        for command in _variants(one.command):
            request = Request([command], acting(one.actor, "administrator"), one.at)
            known = await desk.states(WORKSPACE, decisions.reads(command))
            states = {stream: known[stream].state for stream in known}
            yield Decided(command, request.who, states, await desk.decide(WORKSPACE, request))
        await desk.handle(
            WORKSPACE, Request([one.command], acting(one.actor, "administrator"), one.at)
        )


def test_every_command_has_its_line() -> None:
    assert DECISIONS.keys() == EVERY_COMMAND


def test_every_command_is_decided_on_what_it_declares(told: list[Decided]) -> None:
    """If a command is missing here, put it into the story or beside it."""
    assert {type(one.command) for one in told if one.decision.events} == EVERY_COMMAND


def test_every_declared_stream_is_needed(told: list[Decided]) -> None:
    """All but those that tell of every decision what day it is, and whose the thing is."""
    needed: set[tuple[str, str]] = set()
    declared: set[tuple[str, str]] = set()
    for one in told:
        _, *beside = decisions.reads(one.command)
        for stream in beside:
            if stream not in {SETTINGS, ORGANIZATION}:
                place = (type(one.command).__name__, stream.partition(":")[0])
                declared.add(place)
                needed |= {place} if one.needs(stream) else set()
    assert declared - needed == set(), "not needed, or not by any command of this test"


def test_an_append_rests_on_the_declared_streams_and_no_others(told: list[Decided]) -> None:
    for one in told:
        whose = subjects.streams_of(one.command, one.states)
        assert one.decision.expected.keys() == {*decisions.reads(one.command), *whose}


def test_a_claim_rests_on_the_objective_whose_it_is(told: list[Decided]) -> None:
    more = {
        type(one.command)
        for one in told
        if not set(subjects.streams_of(one.command, one.states))
        <= set(decisions.reads(one.command))
    }
    assert more == {ChangeClaim, ReleaseClaim}


def test_what_others_in_the_same_request_read_stays_out_of_sight() -> None:
    states = {POOLS: pools.EMPTY, ORGANIZATION: organization.EMPTY}
    command = OpenPool(PoolId("p"), "Design", "hours", 10, DAY, UnitId("sales"))
    with pytest.raises(UndeclaredStream) as refused:
        decisions.decide(command, (POOLS,), states, DAY, identity.named("ada"))
    assert str(refused.value) == (
        "OpenPool reads the stream organization, which its line in events/decisions.py does not "
        "declare."
    )


@pytest.mark.parametrize(
    "look",
    [
        lambda state: state.units,
        lambda state: state["sales"],
        lambda state: "sales" in state,
        list,
        len,
        bool,
        hash,
        lambda state: state == organization.EMPTY,
    ],
)
def test_a_state_that_is_withheld_cannot_be_looked_at_in_any_way(look: Any) -> None:
    with pytest.raises(UndeclaredStream, match="ClosePool reads the stream organization"):
        look(Withheld(ClosePool(PoolId("p"), DAY), ORGANIZATION))
