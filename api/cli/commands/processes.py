"""API, worker and scheduler as children of one process: started, watched, and stopped together."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import httpx

from api.cli.exits import FAILED, Failure, NotReady
from api.cli.terminal import remark, say
from runtime.settings import PREFIX, Settings
from runtime.stopping import stop_requested

ROLES = ("serve", "work", "schedule")
START_SECONDS = 60.0
STOP_SECONDS = 30.0
PAUSE = 0.1


class Child:
    """One process of ours, in a group of its own so that Ctrl-C reaches it through us alone."""

    def __init__(self, role: str, environment: dict[str, str]) -> None:
        self.role = role
        self.process = subprocess.Popen(  # noqa: S603 - our own entry point
            [sys.executable, "-m", "api.cli.main", role],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            remark(f"{self.role} did not stop in time and was killed.")
            self.process.kill()
            self.process.wait()


def run_all(settings: Settings, next_steps: Sequence[str]) -> None:
    """Run until asked to stop. Raises Failure if a process ends by itself."""
    _check_free(settings)
    address = settings.local_address
    with stop_requested() as requested:
        children = [Child(role, _environment(settings)) for role in ROLES]
        try:
            _until_it_answers(address, children, requested)
            if not requested.is_set():
                say(f"Sightline is running at {address}")
                for line in next_steps:
                    say(line)
                say("Ctrl-C stops it; the data stays.")
                sys.stdout.flush()
            while not requested.wait(PAUSE):
                _check_alive(children)
        finally:
            remark("Stopping ...")
            deadline = time.monotonic() + STOP_SECONDS
            for child in children:
                child.stop()
            for child in children:
                child.wait(deadline)


def _environment(settings: Settings) -> dict[str, str]:
    """The environment for the children, with the options of this command as settings."""
    given = {"HOME": settings.home, "HOST": settings.host, "PORT": settings.port}
    options = {f"{PREFIX}{name}": str(value) for name, value in given.items()}
    if "SIGHTLINE_LOG_LEVEL" not in os.environ:
        options["SIGHTLINE_LOG_LEVEL"] = "warning"
    return {**os.environ, **options}


def _check_free(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((settings.host, settings.port))
        except OSError as error:
            raise NotReady(
                f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.",
                "Choose another port: --port 8001, or SIGHTLINE_PORT=8001 in the environment.",
            ) from error


def _until_it_answers(address: str, children: Sequence[Child], requested: threading.Event) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=1.0, trust_env=False) as client:
        while not requested.wait(PAUSE):
            _check_alive(children)
            try:
                if client.get(f"{address}/health").is_success:
                    return
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                raise NotReady(f"The API did not answer within {START_SECONDS:.0f} seconds.")


def _check_alive(children: Sequence[Child]) -> None:
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise Failure(f"`sightline {child.role}` ended by itself (exit code {code}).", FAILED)
