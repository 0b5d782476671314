"""Brings a file into a workspace: all of it or nothing, and the same file again changes nothing."""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from api.exchange.problems import ImportRefused, Problem
from api.exchange.reading.asked import NO_ANSWERS, Answers, Wanted, Who
from api.exchange.reading.commands.check_ins import Progress
from api.exchange.reading.commands.commanding import commands
from api.exchange.reading.decide.deciding import decide
from api.exchange.reading.doubts import Doubt, doubts
from api.exchange.reading.order import order
from api.exchange.reading.parse.rows import Parsed, parse
from api.exchange.reading.resolve.resolving import resolve
from api.exchange.reading.row_command import Present
from domain.organization.chart import Organization
from events import streams
from events.handling import Desk
from events.log import IMPORT, EventLog

SHOWN = 100
"""How many findings in a file are told; the total counts all."""

Status = Literal["imported", "would import", "already up to date"]


class Imported(Struct, frozen=True):
    """What an import did or, as a dry run, would do. `recorded` counts events by type.

    `position` is where the log stands afterwards, 0 for a dry run. Of a dry run, `doubts` are some
    of what is worth a second thought in the file, and `doubts_total` counts all.
    """

    status: Status
    position: int
    rows: int
    recorded: dict[str, int]
    notes: tuple[str, ...]
    left_out: tuple[Problem, ...]
    doubts_total: int
    doubts: tuple[Doubt, ...]


async def import_file(
    log: EventLog,
    desk: Desk,
    who: Who,
    body: bytes,
    wanted: Wanted,
    *,
    answers: Answers = NO_ANSWERS,
    sheet: str | None = None,
    dry_run: bool,
    progress: Progress | None = None,
) -> Imported:
    """Import a file, of a workbook perhaps a certain `sheet`.

    Raises ImportRefused with everything that is wrong, and Busy.
    """
    parsed = parse(body, sheet)
    _check_cycles(parsed, wanted)
    resolved = resolve(parsed, await _present(desk, who), wanted, answers)
    stated = commands(resolved, progress)
    ordered = order(stated.commands)
    decided = await decide(log, desk, who, ordered, stated, parsed.rows)
    if decided.problems:
        raise ImportRefused(decided.problems)
    if decided.request.commands and not dry_run:
        correlation = f"{IMPORT}{hashlib.sha256(body).hexdigest()[:16]}"
        await desk.handle(who.workspace_id, replace(decided.request, correlation=correlation))
    anything = bool(decided.recorded)
    doubtful = doubts(decided.commands) if dry_run and anything else []
    return Imported(
        status=_status(anything=anything, dry_run=dry_run),
        position=0 if dry_run else await desk.position(who.workspace_id),
        rows=len(parsed.rows),
        recorded=decided.recorded,
        notes=(*resolved.notes_of_owners, *parsed.notes, *stated.notes) if anything else (),
        left_out=stated.left_out if anything else (),
        doubts_total=len(doubtful),
        doubts=tuple(doubtful[:SHOWN]),
    )


def _check_cycles(parsed: Parsed, wanted: Wanted) -> None:
    if wanted.name is None and not any(row["cycle"] or row["recorded"] for row in parsed.rows):
        message = "It names no cycle; name one: --cycle 2026-Q3."
        raise ImportRefused([*parsed.problems.in_file, Problem(0, "", message)])


def _status(*, anything: bool, dry_run: bool) -> Status:
    if not anything:
        return "already up to date"
    return "would import" if dry_run else "imported"


async def _present(desk: Desk, who: Who) -> Present:
    settings = await desk.state(who.workspace_id, streams.WORKSPACE)
    today = who.now.astimezone(settings.zone).date()
    organization: Organization = await desk.state(who.workspace_id, streams.ORGANIZATION)
    return Present(
        workspace_id=who.workspace_id,
        workspace_name=who.workspace_name,
        actor=who.actor.id,
        now=who.now,
        today=today,
        organization=organization.at(today),
        calendar=await desk.state(who.workspace_id, streams.CYCLES),
        fiscal_start=settings.fiscal_start,
    )
