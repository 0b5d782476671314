"""Reporting what went wrong: the sentence and the exit code of each failure."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import asyncpg

from api.cli.exits import FAILED, NOT_FOUND, REFUSED, USAGE, Failure, NotFound, NotReady, Refused
from api.cli.terminal import complain, remark
from api.exchange.problems import BadMapping, ImportRefused
from api.synthetic.shape import ImpossibleShape
from domain.errors import Rejection
from events.handling import Busy, StaleVersion
from events.log import (
    InvalidAppend,
    InvalidWorkspace,
    KeyReused,
    UnknownWorkspace,
    WorkspaceExists,
)
from events.migrate import NewerDatabase
from events.states import RecordStopped, WrittenByNewerVersion
from projections.keeping.documents import NotMade
from projections.model.failures import Unfoldable
from runtime.database import StillWaiting
from runtime.settings import BadSetting
from runtime.shared_server import EmbeddedServerFailed
from workers.faults import UNAVAILABLE

SHOWN = 20
"""How many problems of a file are printed; --json has them all."""

_REFUSED = (
    WorkspaceExists, KeyReused, InvalidWorkspace, InvalidAppend, ImportRefused, BadMapping,
    StaleVersion,
)  # fmt: skip
_NOT_READY = (Busy, StillWaiting, WrittenByNewerVersion, NewerDatabase, EmbeddedServerFailed)
_NO_ENTRY = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
_REPORT = "Please report it. Once it is mended: sightline rebuild"
_RUNNING = "Is it running? SIGHTLINE_DATABASE_URL names it."


def tell(error: Exception, *, debug: bool) -> int:
    """Print why a command ended; the exit code of it."""
    if debug:
        traceback.print_exception(error)
    failure = _failure_of(error) or Failure(
        f"Something unexpected happened: {type(error).__name__}: {error}",
        FAILED,
        "`sightline --debug ...` shows where.",
    )
    complain(failure)
    if isinstance(error, ImportRefused):
        for line in _problems(error):
            remark(f"  {line}")
    return failure.code


def _failure_of(error: Exception) -> Failure | None:
    """The failure to report for an error; None for an unforeseen one."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, Rejection):
        return Failure(str(error), NOT_FOUND if error.kind == "missing" else REFUSED)
    if isinstance(error, UnknownWorkspace):
        return NotFound(str(error))
    if isinstance(error, _REFUSED):
        return Refused(str(error))
    if isinstance(error, NotMade | Unfoldable | RecordStopped):
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


def _problems(refused: ImportRefused) -> Sequence[str]:
    """The problems of a file, and how many more there are."""
    lines = [str(problem) for problem in refused.problems[:SHOWN]]
    more = len(refused.problems) - SHOWN
    return [*lines, f"... and {more} more"] if more > 0 else lines
