"""The real command, in a process of its own."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tests.cli.at_the_ready import Answer, Call
from tests.support.patience import PATIENCE


class Finished(Struct, frozen=True):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(Struct, frozen=True):
    """Where `sightline` is called: on a database of its own, with a home of its own."""

    database: str
    home: Path
    owner: str = ""
    operator: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if "SIGHTLINE" not in name}
        given = {
            "SIGHTLINE_DATABASE_URL": self.database,
            "SIGHTLINE_OWNER_DATABASE_URL": self.owner,
            "SIGHTLINE_HOME": str(self.home),
            "SIGHTLINE_OPERATOR": self.operator,
            "COLUMNS": "120",
        }
        return {**own, **{name: value for name, value in given.items() if value}}

    def call(self, *arguments: str | Path, stdin: str = "") -> Finished:
        call = Call([*map(str, arguments)], self.environment, stdin.encode())
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(PATIENCE)
            asked.connect(_at_the_ready())
            asked.sendall(msgspec.json.encode(call) + b"\n")
            with asked.makefile("rb") as answer:
                done = msgspec.json.decode(answer.read(), type=Answer)
        return Finished(done.code, done.out.decode(), done.err.decode())

    def ok(self, *arguments: str | Path) -> Finished:
        said = self.call(*arguments)
        assert said.code == 0, said.err
        return said


@cache
def _at_the_ready() -> str:
    """Where the loaded program waits; it is started once and ends with the tests."""
    address = str(Path(tempfile.mkdtemp(prefix="sightline-")) / "socket")
    loaded = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "tests.cli.at_the_ready", address], stdout=subprocess.PIPE
    )

    def end() -> None:
        loaded.terminate()
        loaded.wait(PATIENCE)
        shutil.rmtree(Path(address).parent)

    atexit.register(end)
    assert loaded.stdout is not None
    assert loaded.stdout.readline() == b"ready\n"
    loaded.stdout.close()
    return address
