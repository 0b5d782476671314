"""A workspace as a file that `importing` reads back: each command a row, in their order.

What is written is what people asked for, when and who; in an empty workspace it gives the
same records under the same identifiers.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from api.exchange.columns import COLUMNS, REQUIRED
from api.exchange.files.guarded import guarded
from api.exchange.writing.command_rows import Record, Writer, made
from api.exchange.writing.recorded_commands import RecordedCommand
from domain.objectives.planning import DraftObjective
from domain.values import CycleId, ObjectiveId
from events.admission import MAX_EVENTS


class Exported(Struct, frozen=True):
    """The rows of a file, how many records it has by kind, and how many events they amount to."""

    rows: list[Record]
    records: dict[str, int]
    events: int

    @property
    def header(self) -> list[str]:
        """The columns that the rows fill, in the order of the documentation."""
        filled = {column for row in self.rows for column, cell in row.items() if cell}
        return [column for column in COLUMNS if column in filled or column in REQUIRED]

    @property
    def csv(self) -> bytes:
        text = io.StringIO(newline="")
        header = self.header
        writer = csv.writer(text)  # whose lines end as RFC 4180 says, so that all ends are quoted
        writer.writerow(header)
        writer.writerows([guarded(row.get(column, "")) for column in header] for row in self.rows)
        return text.getvalue().encode("utf-8-sig")  # without the mark, umlauts break in Excel

    @property
    def advice(self) -> str | None:
        """What to do about a file that is more than one import takes."""
        if self.events <= MAX_EVENTS:
            return None
        return (
            f"These {sum(self.records.values()):,} rows amount to {self.events:,} events, and one"
            f" import takes {MAX_EVENTS:,}: export cycle by cycle (--cycle), or import the file"
            " in parts (docs/import.md)."
        )


def export(commands: Sequence[RecordedCommand], cycle_id: CycleId | None = None) -> Exported:
    """The commands about one cycle or all, and about the organization and all beside cycles."""
    writer = Writer(_about(commands, cycle_id), elsewhere=made(commands))
    rows = writer.rows()
    return Exported(rows, dict(Counter(row["kind"] for row in rows)), writer.events)


def _about(commands: Sequence[RecordedCommand], cycle_id: CycleId | None) -> list[RecordedCommand]:
    if cycle_id is None:
        return list(commands)
    cycle_of = {
        one.command.objective_id: one.command.cycle_id
        for one in commands
        if isinstance(one.command, DraftObjective)
    }

    def concerns(command: Any) -> bool:
        about = getattr(command, "cycle_id", None)
        if about is None:
            about = cycle_of.get(getattr(command, "objective_id", ObjectiveId("")))
        return about in (None, cycle_id)

    return [one for one in commands if concerns(one.command)]


def write_atomically(path: Path, body: bytes) -> None:
    """Put a file in its place whole, or leave what was there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
