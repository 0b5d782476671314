"""The real command, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.support.patience import PATIENCE


class Said(Struct, frozen=True):
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

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if "SIGHTLINE" not in name}
        given = {
            "SIGHTLINE_DATABASE_URL": self.database,
            "SIGHTLINE_OWNER_DATABASE_URL": self.owner,
            "SIGHTLINE_HOME": str(self.home),
            "COLUMNS": "120",
        }
        return {**own, **{name: value for name, value in given.items() if value}}

    def call(self, *arguments: str | Path, stdin: str = "") -> Said:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "api.cli.main", *map(str, arguments)],
            env=self.environment,
            input=stdin.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *arguments: str | Path) -> Said:
        said = self.call(*arguments)
        assert said.code == 0, said.err
        return said
