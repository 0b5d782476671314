"""Having texts written by the language model: one at a time of a workspace, each asked for once.

Nothing is tried again by itself, since each attempt costs: what failed says why, and whoever wants
it asks again.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final, assert_never

import msgspec
from msgspec import Struct

from events.database.pool import Pool
from runtime.settings import LanguageModel
from workers.faults import UNAVAILABLE
from workers.generating import narratives, rewrites
from workers.generating.answer import Unusable
from workers.generating.endpoint import ANSWER_TOKENS, Endpoint, NoAnswer
from workers.generating.narratives import Narrative
from workers.generating.rewrites import Rewrites
from workers.generating.texts import Kind

log = logging.getLogger(__name__)

AT_ONCE: Final = 4  # of all workspaces
INSTRUCTIONS_TOKENS: Final = 500
LEASE_MARGIN: Final = 30.0  # beyond the longest that a model is waited for
STOP_SECONDS: Final = 10.0

LOST: Final = "The worker was lost while the language model was asked: ask again."
SPENT: Final = "The workspace has not enough tokens left this month: ask again in the next."
FAILED: Final = "Sightline failed to have it written: see the log of the worker."

_SQL = Path(__file__).parent / "sql"
_CLAIM = (_SQL / "claim_text.sql").read_text(encoding="utf-8")
_RECORD = (_SQL / "record_text.sql").read_text(encoding="utf-8")


class _Claimed(Struct, frozen=True):
    text_id: str
    kind: Kind
    sent: bytes
    lost: bool
    over: bool


class _Outcome(Struct, frozen=True):
    tokens: int | None = None
    """None: as many as were set aside."""
    failure: str | None = None
    result: Rewrites | Narrative | None = None


class Writer:
    """Asks the model for what is waiting. Failures are recorded, never raised."""

    def __init__(self, pool: Pool, endpoint: Endpoint, model: LanguageModel) -> None:
        self._pool = pool
        self._endpoint = endpoint
        self._most = model.tokens_a_month
        self.lease_seconds = model.seconds + LEASE_MARGIN
        """After this long without an end, a text was lost with the worker that began it."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closing = False

    async def wake(self, workspace_id: str) -> None:
        """Begin with what is waiting, unless that is under way; do not wait for the model."""
        if workspace_id not in self._running and not self._closing:
            task = asyncio.create_task(self._see_to(workspace_id))
            self._running[workspace_id] = task
            task.add_done_callback(lambda _: self._running.pop(workspace_id, None))

    async def write(self, workspace_id: str) -> None:
        """Have all that is waiting in a workspace written now."""
        await self.wake(workspace_id)
        if (task := self._running.get(workspace_id)) is not None:
            await task

    async def close(self) -> None:
        """Wait for what is under way, for a while; what is cut short is then found to be lost."""
        self._closing = True
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _see_to(self, workspace_id: str) -> None:
        try:
            while not self._closing:
                async with self._room:
                    if not await self._write_one(workspace_id):
                        return
        except UNAVAILABLE as error:
            log.warning("the database is away", extra={"reason": repr(error)})
        except Exception:
            log.exception("having texts written failed", extra={"workspace": workspace_id})

    async def _write_one(self, workspace_id: str) -> bool:
        """Whether there was one to write."""
        needed = ANSWER_TOKENS + INSTRUCTIONS_TOKENS
        given = (self.lease_seconds, needed, self._most, self._endpoint.name)
        row = await self._pool.fetchrow(_CLAIM, workspace_id, *given)
        if row is None:
            return False
        claimed = _Claimed(*row)
        outcome = await self._outcome(workspace_id, claimed)
        result = None if outcome.result is None else msgspec.json.encode(outcome.result)
        written = (_prompt(claimed.kind), outcome.tokens, outcome.failure, result)
        await self._pool.execute(_RECORD, workspace_id, claimed.text_id, *written)
        return True

    async def _outcome(self, workspace_id: str, claimed: _Claimed) -> _Outcome:
        if claimed.lost:
            return _Outcome(failure=LOST)
        if claimed.over:
            return _Outcome(failure=SPENT)
        try:
            answer = await self._endpoint.ask(_instructions(claimed.kind), claimed.sent)
        except NoAnswer as error:
            return _Outcome(error.tokens, str(error))
        try:
            return _Outcome(answer.tokens, None, _check(claimed, answer.text))
        except Unusable as error:
            return _Outcome(answer.tokens, str(error))
        except Exception:
            log.exception("an answer was not understood", extra={"workspace": workspace_id})
            return _Outcome(answer.tokens, FAILED)


def _instructions(kind: Kind) -> str:
    match kind:
        case "rewrite":
            return rewrites.INSTRUCTIONS
        case "narrative":
            return narratives.INSTRUCTIONS
        case _:
            assert_never(kind)


def _prompt(kind: Kind) -> str:
    match kind:
        case "rewrite":
            return rewrites.PROMPT
        case "narrative":
            return narratives.PROMPT
        case _:
            assert_never(kind)


def _check(claimed: _Claimed, text: str) -> Rewrites | Narrative:
    match claimed.kind:
        case "rewrite":
            return rewrites.check(claimed.sent, text)
        case "narrative":
            return narratives.check(claimed.sent, text)
        case _:
            assert_never(claimed.kind)
