"""A real browser without a window, spoken to through a pipe (Chrome DevTools Protocol)."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import msgspec
import pytest

from tests.support.patience import PATIENCE, wait_until

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class Gone(Exception):
    """The page is not there any more: another one is being opened."""


class Chromium:
    """One page."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._read, self._calls, self._session = b"", 0, ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Skips the test where there is no such browser."""
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        if program is None:
            pytest.skip("chromium is not on the path")
        with tempfile.TemporaryDirectory(prefix="sightline-browser-") as folder:
            options = [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--no-proxy-server", "--remote-debugging-pipe",
                f"--user-data-dir={folder}",
            ]  # fmt: skip
            theirs_in, writing = os.pipe()
            reading, theirs_out = os.pipe()
            # It reads from 3 and writes to 4, so no end may have one of these numbers before.
            high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in (theirs_in, theirs_out)]
            process = os.posix_spawn(
                program,
                [program, *options],
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_DUP2, high[0], 3),
                    (os.POSIX_SPAWN_DUP2, high[1], 4),
                ],
            )
            for one in (theirs_in, theirs_out, *high):
                os.close(one)
            try:
                browser = cls(reading, writing)
                yield browser
                browser._call("Browser.close")
            finally:
                os.close(writing)  # it ends with whoever speaks to it
                os.waitpid(process, 0)
                os.close(reading)

    def open(self, address: str) -> None:
        """Go to an address, as if it were typed in."""
        self._call("Page.navigate", url=address)

    def ask(self, script: str) -> Any:
        """What a script on the page answers; a promise is waited for."""
        done = self._call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until something is so on the page, whichever that is by then."""
        seen = f"document.readyState === 'complete' && Boolean({script})"

        def so() -> bool:
            try:
                return self.ask(seen) is True
            except Gone:
                return False

        wait_until(so)

    def _call(self, method: str, **given: Any) -> Any:
        self._calls += 1
        call = {"id": self._calls, "method": method, "params": given}
        if self._session:
            call["sessionId"] = self._session
        os.write(self._writing, msgspec.json.encode(call) + b"\0")
        while True:
            said = msgspec.json.decode(self._message())
            if said.get("id") == self._calls:
                if "error" in said:
                    raise Gone(said["error"])
                return said["result"]

    def _message(self) -> bytes:
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._reading], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            more = os.read(self._reading, 1 << 16)
            assert more, "the browser has ended"
            self._read += more
        message, _, self._read = self._read.partition(b"\0")
        return message
