"""One request for a change: who asks, under which idempotency key, on which condition."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.params import HeaderParameter, RawBody
from msgspec import Struct

from api.access.tokens import Principal
from api.http.requests import etags
from api.http.requests.correlation import correlation_of
from api.http.requests.problems import BadIdempotencyKey, NoPrecondition, Problem
from api.http.services import Resources
from domain.diagnosis.drafting import of_command, subject
from domain.diagnosis.rules import Rule, Severity
from domain.values import FindingId
from events import decisions, handling
from events.streams import AnyCommand
from projections.views.shared.learned_before import LessonBefore

_KEY = re.compile(r"[\x20-\x7e]{1,200}")

_NOTHING: Mapping[str, int] = {}

WINDOW = 100
"""How many versions are searched at once: most requests are repeated soon."""


class Found(Struct, frozen=True, omit_defaults=True):
    """What diagnosis finds in what was just drafted: the words it rests on, why, which way out.

    By its `finding_id` it is answered.
    """

    finding_id: FindingId
    rule: Rule
    severity: Severity
    words: tuple[str, ...]
    why: str
    direction: str
    key_result_id: str | None = None
    link_id: str | None = None


class Done(Struct, frozen=True, omit_defaults=True):
    """The outcome of a request.

    The id of the record it is about, the position of the log after it (ask a view for this
    `min_position` to see the change), and the version of what was changed. `findings` are there if
    something was drafted or edited that is worth a second thought; it is stored all the same.
    `lessons` are there if an objective was drafted: what its unit and the company learned in the
    cycle before.
    """

    id: str
    position: int
    version: int
    findings: tuple[Found, ...] = ()
    lessons: tuple[LessonBefore, ...] = ()


def _found(commands: Sequence[AnyCommand]) -> tuple[Found, ...]:
    return tuple(
        Found(
            one.known_as(subject(command)),
            one.rule,
            one.guide.severity,
            one.words,
            one.why,
            one.guide.direction,
            one.key_result_id,
            one.link_id,
        )
        for command in commands
        for one in of_command(command)
    )


class Call(Struct, frozen=True):
    resources: Resources
    principal: Principal
    correlation: str
    key: str | None
    """The idempotency key, made of who asks and of the key that they chose."""
    fingerprint: bytes
    if_match: str | None

    @property
    def workspace_id(self) -> str:
        return self.principal.workspace_id

    def new_id(self, part: str = "") -> str:
        """An id for a new record, or a part of it; under an idempotency key, always the same."""
        if self.key is None:
            return self.resources.new_id()
        record = uuid.uuid5(uuid.UUID(self.workspace_id), self.key)
        return str(uuid.uuid5(record, part) if part else record)

    async def was_sent_before(self) -> bool:
        """Whether a request with this idempotency key was carried out before."""
        return (
            self.key is not None
            and await self.resources.log.find_key(self.workspace_id, self.key) is not None
        )

    async def allow(self, command: AnyCommand) -> None:
        """Raises NotAllowed where who asks may not do this, before anything else is looked at."""
        asked = handling.Request([command], self.principal.actor, self.resources.clock())
        await self.resources.desk.allow(self.workspace_id, asked)

    async def refuse(self, commands: Sequence[AnyCommand]) -> None:
        """Raises what the commands would be refused with, if they would."""
        asked = handling.Request(commands, self.principal.actor, self.resources.clock())
        decision = await self.resources.desk.decide(self.workspace_id, asked)
        if decision.refusals:
            raise decision.refusals[0][1]

    async def carry_out(
        self,
        command: AnyCommand,
        record_id: str,
        *,
        created_at: str | None = None,
        lessons: tuple[LessonBefore, ...] = (),
    ) -> Response[Done]:
        """Carry out the command; `created_at` is the address where a new record can be read."""
        return await self.carry_out_together(
            [command], record_id, created_at=created_at, lessons=lessons
        )

    async def carry_out_together(
        self,
        commands: Sequence[AnyCommand],
        record_id: str,
        *,
        created_at: str | None = None,
        about: int = 0,
        made_from: Mapping[str, int] = _NOTHING,
        lessons: tuple[LessonBefore, ...] = (),
    ) -> Response[Done]:
        """Carry out several commands together, or none of them.

        The version in the answer is that of what one of them is about: the first, or that one.
        """
        own = decisions.stream_of(commands[about])
        about_objective = own.startswith("objective:")
        try:
            expected = self._expected(about_objective=about_objective)
        except Problem:
            # What may not be seen looks as if it were not there, whatever else is wrong.
            await self.refuse(commands)
            raise
        outcome = await self.resources.desk.handle(
            self.workspace_id,
            handling.Request(
                commands,
                self.principal.actor,
                now=self.resources.clock(),
                correlation=self.correlation,
                key=self.key,
                fingerprint=self.fingerprint,
                expected=expected,
                about=about,
                made_from=made_from,
            ),
        )
        self.resources.nudge(self.workspace_id)
        version = outcome.version
        if outcome.duplicate:
            version = await self._version_then(own, outcome.position, now=outcome.version)
        headers = dict(etags.NO_STORE)
        if about_objective:
            headers["ETag"] = etags.quoted(str(version))
        if created_at is not None:
            headers["Location"] = created_at
        return Response(
            Done(record_id, outcome.position, version, _found(commands), lessons),
            status_code=200 if created_at is None else 201,
            headers=headers,
        )

    def _expected(self, *, about_objective: bool) -> int | None:
        expected = etags.expected_version(self.if_match)
        if expected is not None and not about_objective:
            raise NoPrecondition
        return expected

    async def _version_then(self, stream: str, position: int, *, now: int) -> int:
        """The version of a stream when the log ended at a position, sought from its end."""
        while True:
            after = max(0, now - WINDOW)
            # Twice as far as that: somebody may have written since `now` was read.
            events = await self.resources.log.read_streams(
                self.workspace_id, {stream: after}, 2 * WINDOW
            )
            then = [one.version for one in events if one.position <= position]
            if then or after == 0:
                return max(then, default=0)
            now = after


async def provide_call(
    request: Request[Principal, Any, State],
    body: RawBody,
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            description="The same request sent again under the same key is carried out once and "
            "gets the same answer. 1 to 200 printable characters of your choice.",
        ),
    ] = None,
    if_match: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            description="For changes to an objective: the entity tag with which it was read. If "
            "it has changed since, the request is refused with 412.",
        ),
    ] = None,
) -> Call:
    if idempotency_key is not None and not _KEY.fullmatch(idempotency_key):
        raise BadIdempotencyKey
    who = request.user
    asked = (request.method, request.url.path, request.url.query, who.token_id)
    return Call(
        request.app.state["resources"],
        who,
        correlation_of(request.scope),
        None if idempotency_key is None else _key_of(who.identity, idempotency_key),
        hashlib.sha256("\n".join((*asked, "")).encode() + bytes(body)).digest(),
        if_match,
    )


def _key_of(identity: str, chosen: str) -> str:
    """The same key of two people is two keys; a line break is in neither part."""
    return hashlib.sha256(f"{identity}\n{chosen}".encode()).hexdigest()
