"""The only door to the log: load, decide, append, and again if somebody was faster."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, assert_never
from weakref import WeakValueDictionary

from msgspec import Struct

from domain import (
    alignment,
    claims,
    closing,
    cycle,
    objective,
    organization,
    policy,
    resources,
    review,
    rituals,
    sessions,
    strategy,
    work,
    workspace,
)
from domain.alignment import AlignmentCommand, LinkObjective, UnlinkObjective
from domain.chart import Chart, Organization
from domain.claims import ClaimCommand, ClaimResource
from domain.closing import ClosingCommand
from domain.cycle import CycleCommand, MoveCycle
from domain.dependency import AcceptDependency
from domain.errors import Rejection
from domain.messages import Event
from domain.objective import DraftObjective, Objective, ObjectiveCommand
from domain.organization import OrganizationCommand
from domain.policy import Role
from domain.resources import PoolCommand
from domain.review import ReviewCommand
from domain.rituals import RitualCommand
from domain.sessions import SessionCommand
from domain.strategy import StrategyCommand
from domain.values import CycleId, ObjectiveId
from domain.work import EditTask, PlanTask, WorkCommand
from domain.workspace import WorkspaceCommand
from events import catalog, streams
from events.catalog import Unknown
from events.log import Append, EventLog, KeyReused, Stored, VersionConflict
from events.streams import AnyCommand

ATTEMPTS = 40
"""How often a lost race is run again.

Who lost once takes turns with the others of this process, so that what is left to outrun are
newcomers and other processes.
"""

PAGE = 10_000
"""How many events are read from the log at once."""


class Said(Struct, frozen=True):
    """When and by whom a command was given first."""

    at: datetime
    by: str


class Request(Struct, frozen=True):
    """Commands that are carried out together or not at all, and who asks.

    `expected` is the version that the first command's own stream must have. `made_from` are streams
    that the commands were made from, with the versions that were read: they too must be unchanged.
    `said` tells of commands that are said again when and by whom they were said first: they are
    decided as of then, and recorded now. `recorded_at` is for generated histories only.
    """

    commands: Sequence[AnyCommand]
    actor: str
    role: Role
    now: datetime
    correlation: str = ""
    key: str | None = None
    fingerprint: bytes = b""
    expected: int | None = None
    made_from: Mapping[str, int] = {}
    said: Sequence[Said | None] = ()
    recorded_at: datetime | None = None


class Outcome(Struct, frozen=True):
    """Where the log stands after a request: its last position, and the version of its stream."""

    position: int
    version: int
    appended: int = 0
    duplicate: bool = False


class Decision(NamedTuple):
    """What would be appended, on which versions that rests, and what was refused (by index)."""

    events: list[tuple[str, Event]]
    expected: dict[str, int]
    refusals: list[tuple[int, Rejection]]


class StaleVersion(Exception):
    """The record has changed since it was read."""

    def __init__(self, expected: int, actual: int) -> None:
        self.expected, self.actual = expected, actual
        demanded = (
            f", not {expected}" if expected >= 0 else "; the entity tag names no version of it"
        )
        super().__init__(
            f"The record has changed since it was read: it is at version {actual}{demanded}."
        )


class Busy(Exception):
    """Too many writers change the same record at this moment; try again."""


class WrittenByNewerVersion(Exception):
    """A newer version of Sightline has written to this record: this one must not decide on it."""


class Known(NamedTuple):
    """A stream's state, and the version at which it is that."""

    version: int
    state: Any


class Desk:
    """Handles requests, remembering the states it has seen so that it reads only what is new."""

    def __init__(self, log: EventLog, *, remembered: int = 20_000) -> None:
        self._log = log
        self._remembered = remembered
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, workspace_id: str, request: Request) -> Outcome:
        """Carry a request out. Raises a Rejection, StaleVersion, KeyReused, or Busy."""
        try:
            return await self._attempt(workspace_id, request)
        except VersionConflict as conflict:
            contested = conflict.stream
        async with self._turns.setdefault((workspace_id, contested), asyncio.Lock()):
            for _ in range(ATTEMPTS - 1):
                try:
                    return await self._attempt(workspace_id, request)
                except VersionConflict:
                    continue
        raise Busy(Busy.__doc__)

    async def decide(self, workspace_id: str, request: Request) -> Decision:
        """What handling a request would do, refusals included; nothing is stored."""
        return _decide_all(request, await self._load(workspace_id, request))

    async def state(self, workspace_id: str, stream: str) -> Any:
        """The present state of one stream."""
        return (await self._read(workspace_id, [stream]))[stream].state

    async def states(self, workspace_id: str, names: Sequence[str]) -> dict[str, Known]:
        """The present states of some streams, with their versions."""
        return await self._read(workspace_id, names)

    async def position(self, workspace_id: str) -> int:
        """Where the log stands."""
        return (await self._log.head(workspace_id)).position

    async def recorded(self, workspace_id: str, names: Sequence[str]) -> list[Stored]:
        """What has been recorded in some streams, in its order."""
        after = dict.fromkeys(names, 0)
        found: list[Stored] = []
        while after:
            rows = await self._log.read_streams(workspace_id, after, PAGE)
            found.extend(rows)
            if len(rows) < PAGE:
                break
            after.update({stored.stream: stored.version for stored in rows})
        return found

    async def _attempt(self, workspace_id: str, request: Request) -> Outcome:
        own = streams.reads(request.commands[0])[0]
        known = await self._load(workspace_id, request)
        try:
            return await self._carry_out(workspace_id, request, own, known)
        except (Rejection, StaleVersion):
            repeated = await self._repeated(workspace_id, request, own)
            if repeated is None:
                raise
            return repeated

    async def _carry_out(
        self, workspace_id: str, request: Request, own: str, known: dict[str, Known]
    ) -> Outcome:
        if request.expected is not None and known[own].version != request.expected:
            raise StaleVersion(request.expected, known[own].version)
        for stream, version in request.made_from.items():
            if known[stream].version != version:
                raise StaleVersion(version, known[stream].version)
        decision = _decide_all(request, known)
        if decision.refusals:
            raise decision.refusals[0][1]
        if not decision.events and request.key is None:
            head = await self._log.head(workspace_id)
            return Outcome(head.position, known[own].version)
        appended = await self._log.append(
            workspace_id,
            Append(
                events=tuple(catalog.draft(stream, event) for stream, event in decision.events),
                expected=decision.expected,
                actor=request.actor,
                occurred_at=request.now,
                correlation=request.correlation,
                key=request.key,
                fingerprint=request.fingerprint,
                recorded_at=request.recorded_at,
            ),
        )
        if appended.duplicate:
            return Outcome(appended.last, known[own].version, duplicate=True)
        version = known[own].version + sum(stream == own for stream, _ in decision.events)
        return Outcome(appended.last, version, appended=len(decision.events))

    async def _repeated(self, workspace_id: str, request: Request, own: str) -> Outcome | None:
        """The first answer to a request that was sent again and can no longer be decided."""
        if request.key is None:
            return None
        found = await self._log.find_key(workspace_id, request.key)
        if found is None:
            return None
        appended, fingerprint = found
        if fingerprint != request.fingerprint:
            raise KeyReused(request.key)
        known = await self._read(workspace_id, [own])
        return Outcome(appended.last, known[own].version, duplicate=True)

    async def _load(self, workspace_id: str, request: Request) -> dict[str, Known]:
        names = dict.fromkeys(name for one in request.commands for name in streams.reads(one))
        return await self._read(workspace_id, list({**names, **request.made_from}))

    async def _read(self, workspace_id: str, names: Sequence[str]) -> dict[str, Known]:
        known = {
            name: self._known.get((workspace_id, name)) or Known(0, streams.aggregate(name).empty)
            for name in names
        }
        while True:
            after = {name: known[name].version for name in names}
            rows = await self._log.read_streams(workspace_id, after, PAGE)
            for stored in rows:
                event = catalog.read(stored)
                if isinstance(event, Unknown):
                    raise WrittenByNewerVersion(WrittenByNewerVersion.__doc__)
                state = streams.aggregate(stored.stream).evolve(known[stored.stream].state, event)
                known[stored.stream] = Known(stored.version, state)
            if len(rows) < PAGE:
                break
        for name in names:
            self._remember(workspace_id, name, known[name])
        return known

    def _remember(self, workspace_id: str, stream: str, known: Known) -> None:
        if known.version == 0:
            return
        self._known[workspace_id, stream] = known
        self._known.move_to_end((workspace_id, stream))
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)


def _decide_all(request: Request, known: dict[str, Known]) -> Decision:
    """Decide each command on the states as the commands before it leave them."""
    states = {name: one.state for name, one in known.items()}
    decision = Decision([], {name: one.version for name, one in known.items()}, [])
    for index, command in enumerate(request.commands):
        settings: workspace.Settings = states[streams.WORKSPACE]
        said = request.said[index] if request.said else None
        now, actor = (said.at, said.by) if said else (request.now, request.actor)
        today = now.astimezone(settings.zone).date()
        own = streams.reads(command)[0]
        try:
            policy.check(request.role, command)
            events = _decide(command, states, today, actor)
        except Rejection as rejection:
            decision.refusals.append((index, rejection))
            continue
        for event in events:
            states[own] = streams.aggregate(own).evolve(states[own], event)
            decision.events.append((own, event))
    return decision


def _decide(  # noqa: C901 - a case per aggregate
    command: AnyCommand, states: dict[str, Any], today: date, actor: str
) -> Sequence[Event]:
    if isinstance(command, ObjectiveCommand):
        context = objective.Context(
            today,
            actor,
            states.get(streams.ORGANIZATION, organization.EMPTY),
            states[streams.CYCLES],
            _producing(command, states),
            _source(command, states),
            states.get(streams.STRATEGY, strategy.EMPTY),
        )
        own = streams.objective_stream(command.objective_id)
        return objective.decide(states[own], command, context)
    if isinstance(command, AlignmentCommand):
        own = streams.alignment_stream(command.cycle_id)
        return alignment.decide(states[own], command, _ends(command, states))
    if isinstance(command, ReviewCommand):
        calendar: cycle.Calendar = states[streams.CYCLES]
        known = command.cycle_id in calendar.cycles
        own = streams.review_stream(command.cycle_id)
        return review.decide(states[own], command, review.Context(cycle_known=known))
    if isinstance(command, RitualCommand):
        return rituals.decide(states[streams.RITUALS], command, _chart(states, today))
    if isinstance(command, SessionCommand):
        own = streams.session_stream(command.session_id)
        return sessions.decide(states[own], command, _meeting(command, states, today))
    if isinstance(command, StrategyCommand):
        about = strategy.Context(
            today,
            _chart(states, today),
            states[streams.CYCLES],
        )
        return strategy.decide(states[streams.STRATEGY], command, about)
    if isinstance(command, OrganizationCommand):
        return organization.decide(states[streams.ORGANIZATION], command)
    if isinstance(command, CycleCommand):
        begins = states[streams.WORKSPACE].fiscal_start
        account = _account(command, states)
        return cycle.decide(states[streams.CYCLES], command, account, begins)
    if isinstance(command, ClosingCommand):
        return closing.decide(
            states[streams.closing_stream(command.cycle_id)],
            command,
            closing.Context(
                states[streams.CYCLES],
                _chart_of(command.cycle_id, states, today),
                states[streams.STRATEGY],
                {one: states[streams.objective_stream(one)] for one in closing.about(command)},
            ),
        )
    if isinstance(command, WorkspaceCommand):
        return workspace.decide(states[streams.WORKSPACE], command)
    if isinstance(command, PoolCommand):
        return resources.decide(states[streams.POOLS], command, _chart(states, today))
    if isinstance(command, ClaimCommand):
        own = streams.claims_stream(command.cycle_id)
        return claims.decide(states[own], command, _claimed(command, states))
    if isinstance(command, WorkCommand):
        own = streams.work_stream(command.cycle_id, command.unit_id)
        return work.decide(states[own], command, _worked_on(command, states, today))
    assert_never(command)


def _chart(states: dict[str, Any], day: date) -> Chart:
    """The organization of a day, where the decision has read it at all."""
    known: Organization = states.get(streams.ORGANIZATION, organization.EMPTY)
    return known.at(day)


def _chart_of(cycle_id: CycleId, states: dict[str, Any], today: date) -> Chart:
    """The organization of the day on which a cycle is seen."""
    calendar: cycle.Calendar = states[streams.CYCLES]
    about = calendar.cycles.get(cycle_id)
    return _chart(states, about.as_of(today) if about else today)


def _producing(command: ObjectiveCommand, states: dict[str, Any]) -> Objective | None:
    """The objective that a promise names, where it is another one that there is."""
    if not isinstance(command, AcceptDependency) or command.by_objective_id is None:
        return None
    named: Objective | None = states[streams.objective_stream(command.by_objective_id)]
    return named


def _source(command: ObjectiveCommand, states: dict[str, Any]) -> objective.Objective | None:
    if not isinstance(command, DraftObjective) or command.carried_from is None:
        return None
    found: objective.Objective | None = states[streams.objective_stream(command.carried_from)]
    return found


def _account(command: CycleCommand, states: dict[str, Any]) -> cycle.Account:
    if not isinstance(command, MoveCycle):
        return cycle.NO_ACCOUNT
    state: closing.Closing = states[streams.closing_stream(command.cycle_id)]
    return state.account(states[streams.CYCLES].cycles.get(command.cycle_id))


def _ends(command: AlignmentCommand, states: dict[str, Any]) -> alignment.Context:
    match command:
        case LinkObjective():
            return alignment.Context(
                states[streams.objective_stream(command.objective_id)],
                states[streams.objective_stream(command.parent_objective_id)],
                states[streams.CYCLES],
            )
        case UnlinkObjective():
            child = states[streams.objective_stream(command.objective_id)]
            return alignment.Context(child, None, states[streams.CYCLES])
        case _:
            assert_never(command)


def _claimed(command: ClaimCommand, states: dict[str, Any]) -> claims.Context:
    objective_id = command.objective_id if isinstance(command, ClaimResource) else None
    return claims.Context(
        states[streams.CYCLES], states[streams.POOLS], _objective(objective_id, states)
    )


def _worked_on(command: WorkCommand, states: dict[str, Any], today: date) -> work.Context:
    objective_id = command.objective_id if isinstance(command, PlanTask | EditTask) else None
    return work.Context(
        states[streams.CYCLES],
        _chart_of(command.cycle_id, states, today),
        _objective(objective_id, states),
    )


def _objective(objective_id: ObjectiveId | None, states: dict[str, Any]) -> Objective | None:
    return None if objective_id is None else states[streams.objective_stream(objective_id)]


def _meeting(command: SessionCommand, states: dict[str, Any], today: date) -> sessions.Context:
    named = sessions.objectives_in(command)
    aims: strategy.Strategy = states.get(streams.STRATEGY, strategy.EMPTY)
    return sessions.Context(
        today,
        _chart(states, today),
        states[streams.CYCLES],
        frozenset(one for one in named if states[streams.objective_stream(one)] is not None),
        sessions.outcomes_in(command) & aims.outcomes.keys(),
    )
