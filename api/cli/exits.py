"""How a command ends: which exit code means what, and which sentence a failure is told in."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from api.exchange.problems import BadMapping, ImportRefused
from api.synthetic.shape import ImpossibleShape
from domain.errors import Rejection
from events.handling import Busy, StaleVersion, WrittenByNewerVersion
from events.log import (
    InvalidAppend,
    InvalidWorkspace,
    KeyReused,
    UnknownWorkspace,
    WorkspaceExists,
)
from events.migrate import NewerDatabase
from projections.keeping.documents import NotMade
from projections.model.failures import Unfoldable
from runtime.database import StillWaiting
from runtime.settings import BadSetting
from runtime.shared_server import EmbeddedServerFailed
from workers.faults import UNAVAILABLE

FAILED = 1
USAGE = 2
REFUSED = 3
NOT_FOUND = 4
UNAVAILABLE_SERVERS = 5
INTERRUPTED = 130

MEANINGS = """\b
Exit codes:
  0  done
  1  a check failed, or something unexpected happened
  2  the command was not understood
  3  a rule refused it; nothing was stored
  4  what it names is not there
  5  a server is not available or not ready
"""

SHOWN = 20
"""How many problems of a file are printed; --json has them all."""


class Failure(Exception):
    """A command ends without success: the sentence to print, and the exit code."""

    def __init__(self, sentence: str, code: int, hint: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.hint = hint


class NotFound(Failure):
    """Something that was named is not there."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, NOT_FOUND, hint)


class Refused(Failure):
    """A rule stands against it."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, REFUSED, hint)


class NotReady(Failure):
    """A server is there but cannot be worked with."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, UNAVAILABLE_SERVERS, hint)


_REFUSED = (
    WorkspaceExists, KeyReused, InvalidWorkspace, InvalidAppend, ImportRefused, BadMapping,
    StaleVersion,
)  # fmt: skip
_NOT_READY = (Busy, StillWaiting, WrittenByNewerVersion, NewerDatabase, EmbeddedServerFailed)
_NO_ENTRY = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
_REPORT = "Please report it. When it is mended: sightline rebuild"
_RUNNING = "Is it running? SIGHTLINE_DATABASE_URL names it."


def failure_of(error: Exception) -> Failure | None:
    """How to tell an error; None for one that nobody has foreseen."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, Rejection):
        return Failure(str(error), NOT_FOUND if error.kind == "missing" else REFUSED)
    if isinstance(error, UnknownWorkspace):
        return NotFound(str(error))
    if isinstance(error, _REFUSED):
        return Refused(str(error))
    if isinstance(error, NotMade | Unfoldable):
        return Failure(str(error), FAILED, _REPORT)
    if isinstance(error, ImpossibleShape | BadSetting):
        return Failure(str(error), USAGE)
    if isinstance(error, _NOT_READY):
        return NotReady(str(error))
    if isinstance(error, _NO_ENTRY):
        return NotReady(f"The database refused the connection: {_words(error)}.")
    if isinstance(error, UNAVAILABLE):
        return NotReady(f"The database cannot be reached: {_words(error)}.", _RUNNING)
    return None


def _words(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


def told(refused: ImportRefused) -> Sequence[str]:
    """The problems of a file, and how many more there are."""
    lines = [str(problem) for problem in refused.problems[:SHOWN]]
    more = len(refused.problems) - SHOWN
    return [*lines, f"... and {more} more"] if more > 0 else lines
