"""One server process, shared by every Sightline process that uses the same folder.

Three files carry `flock` locks, which the kernel gives back however a process ends, so that no
process identifier is ever trusted:

    starting   held while somebody starts or stops the server
    users      held shared by each process that uses the server; who gets it alone is the last one
    alive      handed down to the server and its children; who gets it knows that none is left
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

PATIENCE = 60.0  # seconds that a crashed server may take to disappear, or a new one to answer
PAUSE = 0.02


class EmbeddedServerFailed(Exception):
    """An embedded server cannot be used."""

    def __init__(self, server: str, reason: str) -> None:
        super().__init__(f"The embedded {server} cannot be used: {reason}")


class Server(Protocol):
    """What differs between PostgreSQL and Redis."""

    name: str
    locks: Path

    def start(self, alive: int) -> None:
        """Start it in the background and hand it the file descriptor `alive`."""

    def answers(self) -> bool:
        """Whether it takes a connection now."""

    def stop(self) -> None:
        """Ask it to stop in good order."""


@contextmanager
def shared(server: Server) -> Iterator[None]:
    """Use the server: the first one in starts it, the last one out stops it."""
    server.locks.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = _open(server.locks / "users")
    try:
        with _locked(server.locks / "starting"):
            fcntl.flock(users, fcntl.LOCK_SH)
            _ensure_running(server)
        try:
            yield
        finally:
            with _locked(server.locks / "starting"), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(server)
    finally:
        with suppress(OSError):  # said aloud, as a forked child may hold a copy of the descriptor
            fcntl.flock(users, fcntl.LOCK_UN)
        os.close(users)


def _ensure_running(server: Server) -> None:
    alive = _open(server.locks / "alive")
    try:
        deadline = time.monotonic() + PATIENCE
        while not _alone(alive):
            if server.answers():
                return
            if time.monotonic() > deadline:
                raise EmbeddedServerFailed(server.name, "it is running but does not answer")
            time.sleep(PAUSE)
        server.start(alive)
    finally:
        os.close(alive)
    deadline = time.monotonic() + PATIENCE
    while not server.answers():
        if time.monotonic() > deadline:
            raise EmbeddedServerFailed(server.name, "it was started but does not answer")
        time.sleep(PAUSE)


def _stop(server: Server) -> None:
    server.stop()
    alive = _open(server.locks / "alive")
    try:
        deadline = time.monotonic() + PATIENCE
        while not _alone(alive) and time.monotonic() < deadline:
            time.sleep(PAUSE)
    finally:
        os.close(alive)


def _alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
