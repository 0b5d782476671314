"""One call at a time for each workspace; what arrives meanwhile shares the next one.

An append to an idle workspace runs at once, on its caller's own task: no queue, no hop. Those that
arrive while it is in flight wait and go together into the next call, so that contention on a hot
workspace turns into batching. A workspace that is idle leaves nothing behind here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from events.log import Append, Appended, LogError, LogUnavailable

#: What one call carries at most, unless a single append is larger already.
MAX_REQUESTS = 128
MAX_EVENTS = 2_000
MAX_BYTES = 1 << 20

Outcome = Appended | LogError
#: Stores the appends of one workspace in one transaction and gives each its own outcome.
Store = Callable[[str, Sequence[Append]], Awaitable[Sequence[Outcome]]]

_Waiting = deque[tuple[Append, "asyncio.Future[Appended]"]]


class GroupCommit:
    """Brings the appends of all callers to `store`, grouped by workspace, first come first."""

    def __init__(self, store: Store) -> None:
        """Group what goes to `store`."""
        self._store = store
        #: A workspace is in here exactly as long as a call of its own is in flight.
        self._waiting: dict[str, _Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._finished: asyncio.Future[None] | None = None

    async def append(self, workspace: str, append: Append) -> Appended:
        """Have this stored, alone or in company; the outcome is this append's alone.

        A caller that is cancelled leaves the others unaffected. Its own append is withdrawn if it
        was still waiting; once it is in flight, only asking again under the same key will tell.
        """
        waiting = self._waiting.get(workspace)
        if waiting is not None:
            future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
            waiting.append((append, future))
            return await future
        self._waiting[workspace] = deque()
        try:
            (outcome,) = await self._store(workspace, (append,))
        finally:
            self._go_on(workspace)
        if isinstance(outcome, LogError):
            raise outcome
        return outcome

    async def finish(self) -> None:
        """Wait until no append is on its way."""
        if self._waiting:
            self._finished = self._finished or asyncio.get_running_loop().create_future()
            await asyncio.shield(self._finished)

    def _go_on(self, workspace: str) -> None:
        if self._waiting[workspace]:
            task = asyncio.create_task(self._drain(workspace), name=f"appends {workspace}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._forget(workspace)

    def _forget(self, workspace: str) -> None:
        del self._waiting[workspace]
        if self._finished is not None and not self._waiting:
            self._finished.set_result(None)
            self._finished = None

    async def _drain(self, workspace: str) -> None:
        waiting = self._waiting[workspace]
        try:
            while group := _next_group(waiting):
                await self._answer(workspace, group)
        finally:
            self._forget(workspace)
            _refuse(waiting, "the process is stopping")

    async def _answer(
        self, workspace: str, group: list[tuple[Append, asyncio.Future[Appended]]]
    ) -> None:
        try:
            outcomes = await self._store(workspace, [append for append, _ in group])
        except LogUnavailable as error:
            _refuse(group, error.detail)
        except Exception as error:  # noqa: BLE001  every waiter hears of it, and the queue goes on
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
        except BaseException:
            _refuse(group, "the process is stopping")
            raise
        else:
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, LogError):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)


def _next_group(waiting: _Waiting) -> list[tuple[Append, asyncio.Future[Appended]]]:
    group: list[tuple[Append, asyncio.Future[Appended]]] = []
    events = size = 0
    while waiting and len(group) < MAX_REQUESTS:
        append, future = waiting[0]
        events += len(append.events)
        size += sum(len(draft.data) for draft in append.events)
        if group and (events > MAX_EVENTS or size > MAX_BYTES):
            break
        waiting.popleft()
        if not future.done():
            group.append((append, future))
    return group


def _refuse(
    requests: Sequence[tuple[Append, asyncio.Future[Appended]]] | _Waiting, reason: str
) -> None:
    for _, future in requests:
        if not future.done():
            future.set_exception(LogUnavailable(reason))
