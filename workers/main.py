"""The worker and the scheduler as processes: put together, run until stopped, taken apart."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from typing import Any, TypeVar

import httpx
from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.brokers.redis import RedisBroker

from events.database.pool import Pool
from events.postgres import PostgresLog
from projections.keeping.refresh import Refresher
from runtime.broker import Doorbell, create_broker, create_worker
from runtime.clock import now
from runtime.database import open_pool
from runtime.embedded import Servers, servers
from runtime.settings import LanguageModel, Settings
from runtime.stopping import stop_requested
from workers.bells import Bells
from workers.channels.offered import offered
from workers.channels.posting import new_client
from workers.courier import Courier
from workers.faults import UNAVAILABLE
from workers.generating import endpoint
from workers.generating.endpoint import Endpoint
from workers.generating.writer import Writer
from workers.handing_on import HandingOn
from workers.refresh import Keeper
from workers.sweep import EVERY_SECONDS, Sweep, Writing

log = logging.getLogger(__name__)

T = TypeVar("T")

CONNECTIONS = 8
PAUSE_SECONDS = 1.0
GRACE_MILLISECONDS = 25_000  # to finish what is under way after a request to stop


class Workshop:
    """What the work is done with, open while it is done."""

    def __init__(self, pool: Pool, keeper: Keeper, courier: Courier, writer: Writer | None) -> None:
        """Take no writer where no language model is set up."""
        self.pool = pool
        self.keeper = keeper
        self.courier = courier
        self.writer = writer


class StopRequested(Exception):
    """The process was asked to stop before it could begin."""


@asynccontextmanager
async def workshop(
    database_url: str,
    settings: Settings,
    requested: threading.Event,
    *,
    announced: Callable[[str], object],
) -> AsyncIterator[Workshop]:
    """Raises StopRequested if that happens while PostgreSQL is waited for."""
    async with AsyncExitStack() as closing:
        pool = await _patiently(database_url, requested, closing)
        client = await closing.enter_async_context(new_client())
        event_log = PostgresLog(database_url)
        closing.push_async_callback(event_log.close)
        refresher = Refresher(event_log, pool, clock=now, announced=announced)
        closing.push_async_callback(refresher.close)
        courier = new_courier(settings, pool, client)
        closing.push_async_callback(courier.close)
        writer = None
        if (model := settings.language_model) is not None:
            writer = await closing.enter_async_context(_writing(pool, model))
        yield Workshop(pool, Keeper(refresher), courier, writer)


def new_courier(settings: Settings, pool: Pool, client: httpx.AsyncClient) -> Courier:
    """One that delivers by all channels that the settings allow."""
    channels = offered(settings, pool, client)
    handing_on = HandingOn(pool, settings.site_address, by_mail="email" in channels)
    return Courier(pool, handing_on, channels)


@asynccontextmanager
async def _writing(pool: Pool, model: LanguageModel) -> AsyncIterator[Writer]:
    async with endpoint.new_client() as client:
        writer = Writer(pool, Endpoint(client, model), model)
        try:
            yield writer
        finally:
            await writer.close()


async def _patiently(
    database_url: str, requested: threading.Event, closing: AsyncExitStack
) -> Pool:
    while not requested.is_set():
        try:
            return await closing.enter_async_context(open_pool(database_url, size=CONNECTIONS))
        except UNAVAILABLE as error:
            log.warning("PostgreSQL is not there yet", extra={"reason": repr(error)})
            await asyncio.sleep(PAUSE_SECONDS)
    raise StopRequested


# The worker


def run_worker(settings: Settings, stop: threading.Event | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until `stop` is set. Waits for PostgreSQL to be there."""
    with servers(settings) as running, _stop_requested(stop) as requested:
        broker = create_broker(_redis(running))
        staff = _Staff(running.database_url, settings, requested)
        broker.add_middleware(staff)
        with suppress(StopRequested), _doorbell(broker, staff) as staff.bell:
            worker: Worker = create_worker(broker)
            worker.start()
            try:
                staff.workshop()
                requested.wait()
            finally:
                worker.stop(timeout=GRACE_MILLISECONDS)
                broker.close()


@contextmanager
def _doorbell(broker: RedisBroker, staff: _Staff) -> Iterator[Doorbell]:
    bells = Bells(broker, refresh=staff.refresh, deliver=staff.deliver, write=staff.write)
    bell = Doorbell(bells.ring_deliver)
    try:
        yield bell
    finally:
        bell.close()


class _Staff(Middleware):
    """Opens the workshop on the event loop of the actors, and closes it before that loop ends."""

    bell: Doorbell

    def __init__(self, database_url: str, settings: Settings, requested: threading.Event) -> None:
        self._database_url = database_url
        self._settings = settings
        self._stop_requested = requested
        self._closing = AsyncExitStack()
        self._opened: Future[Workshop] = Future()

    async def refresh(self, workspace_id: str) -> None:
        await self.workshop().keeper.refresh(workspace_id)

    async def deliver(self, workspace_id: str) -> None:
        await self.workshop().courier.wake(workspace_id)

    async def write(self, workspace_id: str) -> None:
        if (writer := self.workshop().writer) is not None:
            await writer.wake(workspace_id)

    def workshop(self) -> Workshop:
        """Raises what went wrong when it was to be opened: dramatiq only logs that."""
        return self._opened.result()

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002 - dramatiq's
        opening = workshop(
            self._database_url,
            self._settings,
            self._stop_requested,
            announced=self.bell.nudge,
        )
        try:
            opened = _on_loop(self._closing.enter_async_context(opening))
        except Exception as error:  # noqa: BLE001 - it is raised where it is noticed
            self._opened.set_exception(error)
        else:
            self._opened.set_result(opened)

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002 - dramatiq's
        _on_loop(self._closing.aclose())


def _on_loop(work: Coroutine[Any, Any, T]) -> T:
    """Do it on the event loop that dramatiq's AsyncIO middleware has started."""
    loop = get_event_loop_thread()
    if loop is None:
        raise RuntimeError("the broker was made without its AsyncIO middleware")
    return loop.run_coroutine(work)


# The scheduler


def run_scheduler(settings: Settings, stop: threading.Event | None = None) -> None:
    """Sweep until SIGTERM or SIGINT, or until `stop` is set. Waits for PostgreSQL to be there."""
    with servers(settings) as running, _stop_requested(stop) as requested, suppress(StopRequested):
        asyncio.run(_schedule(settings, running, requested))


async def _schedule(settings: Settings, running: Servers, requested: threading.Event) -> None:
    broker = create_broker(_redis(running))
    bells = Bells(broker)
    over = asyncio.Event()
    async with workshop(
        running.database_url,
        settings,
        requested,
        announced=lambda _: None,  # the next sweep finds them due
    ) as shop:
        writer = shop.writer
        # Woken, not waited for: a receiver that hangs must not keep views from being refreshed.
        sweep = Sweep(
            shop.pool,
            bells,
            refresh=shop.keeper.refresh,
            deliver=shop.courier.wake,
            writing=None if writer is None else Writing(writer.wake, writer.lease_seconds),
        )
        sweeping = asyncio.create_task(sweep.run(over, EVERY_SECONDS))
        await asyncio.to_thread(requested.wait)
        over.set()
        await sweeping
    broker.close()


def _stop_requested(stop: threading.Event | None) -> AbstractContextManager[threading.Event]:
    """What `stop` is, where the caller has one, else what the signals set."""
    return stop_requested() if stop is None else nullcontext(stop)


def _redis(running: Servers) -> str:
    if running.redis_url is None:
        raise RuntimeError("workers were started without asking for Redis")
    return running.redis_url
