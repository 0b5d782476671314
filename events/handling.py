"""The only door to the log: load, decide, append, and again if somebody was faster."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from msgspec import Struct

from domain import workspace
from domain.access import identity, rights
from domain.access.identity import Actor
from domain.access.whose import seat, ways
from domain.errors import Rejection
from domain.messages import Event
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import Objective
from domain.values import ObjectiveId
from events import catalog, decisions, streams, subjects
from events.basis import Streams
from events.log import Append, EventLog, KeyReused, Stored, VersionConflict
from events.states import Known, States
from events.streams import AnyCommand

ATTEMPTS = 40
"""How often a lost race is run again.

Who lost once takes turns with the others of this process, so that what is left to outrun are
newcomers and other processes.
"""


class Given(Struct, frozen=True):
    """When and by whom a command was given first, and in whose place, by their identities."""

    at: datetime
    by: str
    acting_for: str = ""

    @property
    def actor(self) -> Actor:
        return Actor(self.by, self.by, for_id=self.acting_for)


class Request(Struct, frozen=True):
    """Commands that are carried out together or not at all, and who asks.

    `expected` is the version that the stream of the command `about` must have, the first one unless
    said otherwise. `made_from` are streams that the commands were made from, with the versions that
    were read: they too must be unchanged.
    `given` tells of commands that are given again when and by whom they were given first: they are
    decided as of then, and recorded now. `recorded_at` is for generated histories only.
    """

    commands: Sequence[AnyCommand]
    who: Actor
    now: datetime
    correlation: str = ""
    key: str | None = None
    fingerprint: bytes = b""
    expected: int | None = None
    about: int = 0
    made_from: Mapping[str, int] = {}
    given: Sequence[Given | None] = ()
    recorded_at: datetime | None = None


class Outcome(Struct, frozen=True):
    """Where the log stands after a request: its last position, and the version of its stream."""

    position: int
    version: int
    appended: int = 0
    duplicate: bool = False


class Decision(NamedTuple):
    """What would be appended, on which versions that rests, and what was refused (by index).

    `who` is who asked, with the person for whom they do it, if it takes standing in for somebody.

    `forbidden` is the first of the refusals that is not up to the domain, but to who asks.
    """

    who: Actor
    events: list[tuple[str, Event]]
    expected: dict[str, int]
    refusals: list[tuple[int, Rejection]]
    forbidden: Rejection | None = None


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


class _Asked(NamedTuple):
    """A request, and the streams that each of its commands reads."""

    request: Request
    reads: Sequence[Streams]

    @property
    def own(self) -> str:
        """The stream of the command that the request is about."""
        return self.reads[self.request.about][0]


def _asked(request: Request) -> _Asked:
    return _Asked(request, [decisions.reads(command) for command in request.commands])


class Desk:
    """Handles requests, remembering the states it has seen so that it reads only what is new."""

    def __init__(self, log: EventLog, *, remembered: int = 20_000) -> None:
        self._log = log
        self._states = States(log, remembered)
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, workspace_id: str, request: Request) -> Outcome:
        """Carry a request out. Raises a Rejection, StaleVersion, KeyReused, or Busy."""
        asked = _asked(request)
        try:
            return await self._attempt(workspace_id, asked)
        except VersionConflict as conflict:
            contested = conflict.stream
        async with self._turns.setdefault((workspace_id, contested), asyncio.Lock()):
            for _ in range(ATTEMPTS - 1):
                try:
                    return await self._attempt(workspace_id, asked)
                except VersionConflict:
                    continue
        raise Busy(Busy.__doc__)

    async def decide(self, workspace_id: str, request: Request) -> Decision:
        """What handling a request would do, refusals included; nothing is stored."""
        asked = _asked(request)
        return _decide_all(asked, await self._load(workspace_id, asked))

    async def allow(self, workspace_id: str, request: Request) -> None:
        """Raises NotAllowed where whoever asks may not do this, whatever the decision would be."""
        known = await self._load(workspace_id, _asked(request))
        states = {name: one.state for name, one in known.items()}
        today = _today(states, request.now)
        refused: Rejection | None = None
        for who in ways(request.who, states[streams.ORGANIZATION], today):
            try:
                for command in request.commands:
                    _check(who, command, states, today)
            except Rejection as rejection:
                if refused is None or isinstance(rejection, rights.NotPassedOn):
                    refused = rejection
            else:
                return
        if refused is not None:
            raise refused

    async def seen(
        self, workspace_id: str, who: Actor, now: datetime, objective_id: ObjectiveId
    ) -> Objective | None:
        """An objective, if it is there for whoever asks."""
        name = streams.objective_stream(objective_id)
        known = await self.states(workspace_id, (name, streams.WORKSPACE, streams.ORGANIZATION))
        states = {one: known[one].state for one in known}
        objective: Objective | None = states[name]
        if objective is None or not objective.is_hidden:
            return objective
        organization, today = states[streams.ORGANIZATION], _today(states, now)
        for one in ways(who, organization, today):
            role, place = seat(one, organization.at(today))
            if rights.sees_drafts(role, [place.objective(objective)]):
                return objective
        return None

    async def state(self, workspace_id: str, stream: str) -> Any:
        """The present state of one stream."""
        return (await self._states.read(workspace_id, [stream]))[stream].state

    async def states(self, workspace_id: str, names: Sequence[str]) -> dict[str, Known]:
        """The present states of some streams, with their versions."""
        return await self._states.read(workspace_id, names)

    async def position(self, workspace_id: str) -> int:
        """Where the log stands."""
        return (await self._log.head(workspace_id)).position

    async def recorded(self, workspace_id: str, names: Sequence[str]) -> list[Stored]:
        """What has been recorded in some streams, in its order."""
        return await self._states.recorded(workspace_id, names)

    async def _attempt(self, workspace_id: str, asked: _Asked) -> Outcome:
        known = await self._load(workspace_id, asked)
        decision = _decide_all(asked, known)
        if decision.forbidden is not None:
            # Whoever may not do it is told neither a version nor what came of it the first time.
            raise decision.forbidden
        try:
            return await self._carry_out(workspace_id, asked, known, decision)
        except (Rejection, StaleVersion):
            repeated = await self._repeated(workspace_id, asked)
            if repeated is None:
                raise
            return repeated

    async def _carry_out(
        self, workspace_id: str, asked: _Asked, known: dict[str, Known], decision: Decision
    ) -> Outcome:
        request, own = asked.request, asked.own
        stale = _stale(request, known[own])
        if stale is not None and known[own].version:
            raise stale
        for stream, version in request.made_from.items():
            if known[stream].version != version:
                raise StaleVersion(version, known[stream].version)
        if decision.refusals:
            raise decision.refusals[0][1]
        if stale is not None:
            raise stale
        if not decision.events and request.key is None:
            head = await self._log.head(workspace_id)
            return Outcome(head.position, known[own].version)
        appended = await self._log.append(
            workspace_id,
            Append(
                events=tuple(catalog.draft(stream, event) for stream, event in decision.events),
                expected=decision.expected,
                actor=identity.written(decision.who),
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

    async def _repeated(self, workspace_id: str, asked: _Asked) -> Outcome | None:
        """The first answer to a request that was sent again and can no longer be decided."""
        request, own = asked.request, asked.own
        if request.key is None:
            return None
        found = await self._log.find_key(workspace_id, request.key)
        if found is None:
            return None
        appended, fingerprint = found
        if fingerprint != request.fingerprint:
            raise KeyReused(request.key)
        known = await self._states.read(workspace_id, [own])
        return Outcome(appended.last, known[own].version, duplicate=True)

    async def _load(self, workspace_id: str, asked: _Asked) -> dict[str, Known]:
        names = dict.fromkeys(name for reads in asked.reads for name in reads)
        known = await self._states.read(workspace_id, list({**names, **asked.request.made_from}))
        states = {name: one.state for name, one in known.items()}
        for command in asked.request.commands:
            beside = [one for one in subjects.streams_of(command, states) if one not in known]
            if beside:
                known |= await self._states.read(workspace_id, beside)
        return known


def _stale(request: Request, own: Known) -> StaleVersion | None:
    """What is wrong with a precondition.

    Of what is not there, its refusal comes first: as of what whoever asks may not see.
    """
    if request.expected is None or own.version == request.expected:
        return None
    return StaleVersion(request.expected, own.version)


def _today(states: dict[str, Any], now: datetime) -> date:
    settings: workspace.Settings = states[streams.WORKSPACE]
    return now.astimezone(settings.zone).date()


def _decide_all(asked: _Asked, known: dict[str, Known]) -> Decision:
    """What comes of a request: of who asks, or else of somebody for whom they stand in."""
    request = asked.request
    today = _today({name: one.state for name, one in known.items()}, request.now)
    own = _decide_as(request.who, asked, known)
    if own.forbidden is None:
        return own
    _, *others = ways(request.who, known[streams.ORGANIZATION].state, today)
    for who in others:
        decision = _decide_as(who, asked, known)
        if decision.forbidden is None:
            return decision
        if isinstance(decision.forbidden, rights.NotPassedOn):
            own = decision
    return own


def _decide_as(who: Actor, asked: _Asked, known: dict[str, Known]) -> Decision:
    """Decide each command on the states as the commands before it leave them."""
    request = asked.request
    states = {name: one.state for name, one in known.items()}
    decision = Decision(who, [], {name: one.version for name, one in known.items()}, [])
    forbidden: Rejection | None = None
    for index, (command, reads) in enumerate(zip(request.commands, asked.reads, strict=True)):
        given = request.given[index] if request.given else None
        now, actor = (given.at, given.actor) if given else (request.now, who)
        try:
            _check(who, command, states, _today(states, request.now))
        except Rejection as rejection:
            forbidden = forbidden or rejection
            decision.refusals.append((index, rejection))
            continue
        try:
            events = decisions.decide(command, reads, states, _today(states, now), actor)
        except Rejection as rejection:
            decision.refusals.append((index, rejection))
            continue
        own = reads[0]
        for event in events:
            states[own] = streams.aggregate(own).evolve(states[own], event)
            decision.events.append((own, event))
    return decision._replace(forbidden=forbidden)


def _check(who: Actor, command: AnyCommand, states: dict[str, Any], today: date) -> None:
    """Raises NotAllowed; and where they may not see that there is anything, as if there were not.

    What is not there is left to the decision, which says so.
    """
    role, place = seat(who, states[streams.ORGANIZATION].at(today))
    found = subjects.whose(command, states, place)
    hidden = subjects.hidden(command, states)
    if hidden is not None and not rights.sees_drafts(role, found):
        raise _absent(who, command, hidden, states, today)
    if found:
        rights.check(role, type(command), found)
    if who.for_id:
        rights.check_passed_on(type(command))


def _absent(
    who: Actor, command: AnyCommand, hidden: ObjectiveId, states: dict[str, Any], today: date
) -> Rejection:
    """What the command would be refused with if there were no such objective."""
    without = {**states, streams.objective_stream(hidden): None}
    try:
        decisions.decide(command, decisions.reads(command), without, today, who)
    except Rejection as refused:
        return refused
    return UnknownObjective(objective_id=hidden)
