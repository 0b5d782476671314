"""Where commands write the files that they make."""

from __future__ import annotations

from pathlib import Path

from api.cli.exits import USAGE, Failure
from api.exchange.writing.exporting import write_atomically


def check_folder(file: Path) -> None:
    if not file.absolute().parent.is_dir():
        raise Failure(f"There is no folder {file.absolute().parent}.", USAGE)


def save(file: Path, body: bytes) -> None:
    try:
        write_atomically(file.absolute(), body)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.", USAGE) from error
