"""The servers Sightline needs: those that the settings name, else embedded ones, on demand."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from runtime.embedded_postgres import Postgres
from runtime.embedded_redis import Redis
from runtime.settings import Settings
from runtime.shared_server import EmbeddedServerFailed, shared

LONGEST_SOCKET = 103  # bytes of a unix socket's path that every system takes (Linux 107, macOS 103)
LONGEST_NAME = len("/.s.PGSQL.5432.lock")


class Servers(Struct, frozen=True):
    """Addresses to connect to; there is no `redis_url` when Redis was not asked for.

    The database has two: the application's, and that of its owner, who migrates it.
    """

    database_url: str
    owner_database_url: str
    redis_url: str | None


@contextmanager
def servers(settings: Settings, *, redis: bool = True, durable: bool = True) -> Iterator[Servers]:
    """Addresses of running servers.

    Embedded ones are shared with every process that has the same home, and are stopped by the last
    one that leaves. Starting blocks (about two seconds the first time, half a second after that):
    enter before the event loop runs. Raises EmbeddedServerFailed.
    """
    with ExitStack() as running:
        database_url = settings.database_url
        owner_database_url = settings.owner_database_url or database_url
        if database_url is None or owner_database_url is None:
            postgres = Postgres(settings.home, _sockets(settings.home), durable=durable)
            running.enter_context(shared(postgres))
            database_url, owner_database_url = postgres.url, postgres.owner_url
        redis_url = settings.redis_url
        if redis_url is None and redis:
            embedded = Redis(settings.home, _sockets(settings.home))
            running.enter_context(shared(embedded))
            redis_url = embedded.url
        yield Servers(database_url, owner_database_url, redis_url)


def _sockets(home: Path) -> Path:
    """Where the sockets are: below the home, or in the temporary folder when that is too long."""
    sockets = home / "sockets"
    if len(os.fsencode(sockets)) + LONGEST_NAME > LONGEST_SOCKET:
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"sightline-{name}"
    if len(os.fsencode(sockets)) + LONGEST_NAME > LONGEST_SOCKET:
        raise EmbeddedServerFailed("server", f"{sockets} is too long for a socket; set TMPDIR")
    sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() not in (0, sockets.stat().st_uid):
        raise EmbeddedServerFailed("server", f"{sockets} belongs to somebody else")
    sockets.chmod(0o700)  # who may pass here may connect
    return sockets
