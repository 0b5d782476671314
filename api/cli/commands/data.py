"""Data in and out: import, export, and generated companies."""

from __future__ import annotations

import sys
import uuid
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

import click
from rich.table import Table

from api.cli.commands.saving import check_folder, save
from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import USAGE, Failure, Refused
from api.cli.options import Day, cycle_option, json_option, workspace_option
from api.cli.terminal import emit, emit_bytes, progress, remark, say, show
from api.exchange.problems import ImportRefused, Problem
from api.exchange.reading.asked import Answers, Wanted, Who
from api.exchange.reading.importing import Imported, import_file
from api.exchange.writing import workbook
from api.exchange.writing.exporting import Exported
from api.exchange.writing.exporting import export as exported
from api.exchange.writing.recorded_commands import commands_in
from api.synthetic.company import expected_commands
from api.synthetic.company import generate as generated
from api.synthetic.shape import Shape
from api.synthetic.telling import found, founded, story_of, tell
from domain.wording import counted
from events.log import WorkspaceEntry
from runtime.clock import now
from runtime.database import alone

FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path)
LEFT_OUT = 10
"""How many of the cells that were left out are printed; --json has them all."""
DOUBTS = 10
"""How many findings in what a dry run would import are printed; --json has more."""


@click.command("import")
@click.argument("file", type=FILE)
@workspace_option
@cycle_option
@click.option("--starts", type=Day(), help="First day of the cycle, if its name does not tell.")
@click.option("--ends", type=Day(), help="Last day of the cycle.")
@click.option("--company", metavar="NAME", help="The company's name, if the file does not give it.")
@click.option(
    "--owner",
    "owners",
    metavar="NAME",
    multiple=True,
    help="The name of one owner, although it looks like a list or a typing error; repeatable.",
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; store nothing.")
@json_option
@pass_environment
def import_(
    environment: Environment,
    file: Path,
    workspace_name: str,
    cycle_name: str | None,
    starts: date | None,
    ends: date | None,
    company: str | None,
    owners: tuple[str, ...],
    sheet: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import OKRs and everything around them from a CSV or .xlsx file, all of it or nothing.

    The columns are described in docs/import.md. Importing the same file again changes nothing. All
    errors in a file are reported at once, by line and column. A dry run first lists the units and
    people that would be created from the owners in the file.

    \b
    Example:  sightline import okrs.csv --workspace acme --cycle 2026-Q3 --dry-run
    """
    if (starts is None) != (ends is None):
        raise click.UsageError("--starts and --ends go together.")
    if starts is not None and cycle_name is None:
        raise click.UsageError("--starts and --ends belong to a --cycle.")
    body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    wanted, answers = Wanted(cycle_name, starts, ends), Answers(company, owners)

    async def work(backend: Backend) -> Imported:
        entry = await backend.workspace(workspace_name)
        who = Who(entry.workspace, entry.name, backend.operator, now())
        # One at a time: two could not see which identifiers the other is about to use.
        async with alone(backend.pool, f"import into '{entry.name}'"):
            with progress("Reading") as step:
                return await import_file(
                    backend.log, backend.desk, who, body, wanted,
                    answers=answers, sheet=sheet, dry_run=dry_run, progress=step,
                )  # fmt: skip

    try:
        done = environment.run(work)
    except ImportRefused as refused:
        if as_json:
            emit({"status": "refused", "problems": refused.problems})
        raise
    if as_json:
        emit(done)
        return
    _show(done, workspace_name, cycle_name)


_WORDS = {
    "cycle_defined": ("cycle", "cycles"),
    "unit_added": ("unit", "units"),
    "person_added": ("person", "people"),
    "objective_drafted": ("objective", "objectives"),
    "key_result_added": ("key result", "key results"),
    "objective_linked": ("link", "links"),
    "checked_in": ("check-in", "check-ins"),
    "bet_placed": ("bet", "bets"),
    "outcome_set": ("outcome", "outcomes"),
    "dependency_requested": ("dependency", "dependencies"),
    "pool_opened": ("pool", "pools"),
    "resource_claimed": ("claim", "claims"),
    "task_planned": ("task", "tasks"),
    "review_opened": ("review", "reviews"),
    "finding_raised": ("finding", "findings"),
    "holiday_declared": ("holiday", "holidays"),
    "session_opened": ("session", "sessions"),
    "objective_scored": ("score", "scores"),
    "retrospective_held": ("retrospective", "retrospectives"),
}


def _show(done: Imported, workspace_name: str, cycle_name: str | None) -> None:
    if done.status == "already up to date":
        rows = f"all {done.rows} rows are in '{workspace_name}'"
        one = f"its row is in '{workspace_name}'"
        say(f"Already up to date: {one if done.rows == 1 else rows}.")
        return
    counts = [
        counted(done.recorded[tag], *words) for tag, words in _WORDS.items() if tag in done.recorded
    ]
    verb = "Imported" if done.status == "imported" else "Would import"
    told = ", ".join(counts) or "changes to existing records"
    say(f"{verb} {counted(done.rows, 'row')}: {told}.")
    for note in done.notes:
        say(f"  {note}")
    _show_left_out(done.left_out)
    _show_doubts(done)
    if done.status == "imported":
        cycle = f" --cycle {quote(cycle_name)}" if cycle_name else ""
        say(f"Next:  sightline view alignment --workspace {quote(workspace_name)}{cycle}")


def _show_left_out(left_out: tuple[Problem, ...]) -> None:
    if not left_out:
        return
    say(f"  Left out: {counted(len(left_out), 'cell')}.")
    for one in left_out[:LEFT_OUT]:
        say(f"    {one}")
    if len(left_out) > LEFT_OUT:
        say(f"    ... and {len(left_out) - LEFT_OUT} more")


def _show_doubts(done: Imported) -> None:
    if not done.doubts_total:
        return
    many = counted(done.doubts_total, "finding")
    say(f"  Worth a second thought, though it can be imported as it is: {many}.")
    for one in done.doubts[:DOUBTS]:
        say(f"    {one}")
    if done.doubts_total > DOUBTS:
        say(f"    ... and {done.doubts_total - DOUBTS} more")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@workspace_option
@cycle_option
@json_option
@pass_environment
def export(
    environment: Environment, file: Path, workspace_name: str, cycle_name: str | None, as_json: bool
) -> None:
    """Export a cycle, or all of them, as a CSV or .xlsx file that `import` reads back.

    \b
    Example:  sightline export okrs.csv --workspace acme --cycle 2026-Q3
    """
    to_stdout = str(file) == "-"
    if to_stdout and as_json:
        raise click.UsageError("--json and the file '-' would both write to standard output.")
    if not to_stdout:
        check_folder(file)

    async def work(backend: Backend) -> Exported:
        entry = await backend.workspace(workspace_name)
        cycle = None if cycle_name is None else await backend.cycle(entry.workspace, cycle_name)
        told = await commands_in(backend.log, entry.workspace)
        return exported(told, cycle.cycle_id if cycle else None)

    done = environment.run(work)
    try:
        body = workbook.write(done) if file.suffix.lower() == ".xlsx" else done.csv
    except workbook.TooLong as too_long:
        raise Failure(str(too_long), USAGE) from too_long
    if to_stdout:
        emit_bytes(body)
        if done.advice:
            remark(done.advice)
        return
    save(file, body)
    if as_json:
        emit({"file": str(file), "records": done.records, "events": done.events})
        return
    shown = ", ".join(f"{kind} {count:,}" for kind, count in done.records.items())
    rows = counted(sum(done.records.values()), "row")
    say(f"Wrote {file}: {rows}{f' ({shown})' if shown else ''}.")
    if done.advice:
        say(f"  {done.advice}")


@click.command()
@workspace_option
@click.option("--units", type=click.IntRange(1), default=500, show_default=True)
@click.option("--objectives", type=click.IntRange(1), default=2000, show_default=True)
@click.option("--key-results", type=click.IntRange(1), default=8000, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 156), default=13, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same company."
)
@json_option
@pass_environment
def generate(environment: Environment, /, workspace_name: str, as_json: bool, **size: int) -> None:
    """Generate a synthetic company: real events, each recorded in the week it belongs to.

    It goes into a workspace of its own, which is created if there is none of that name. If it is
    interrupted, the same command continues it on the same day.

    \b
    Example:  sightline generate --workspace trial --units 50 --objectives 200 --key-results 800
    """
    shape = Shape(**size)
    shape.check()

    async def work(backend: Backend) -> dict[str, Any]:
        entry = await _generated_workspace(backend, workspace_name, shape)
        zone = await backend.zone(entry.workspace)
        present = now().astimezone(zone)
        story = story_of(shape, present)
        await _check_untold(backend, entry, story)
        told = events = 0
        with progress("Recording", expected_commands(shape)) as step:

            def count(batch: Any, outcome: Any) -> None:
                nonlocal told, events
                told += len(batch.commands)
                events += outcome.appended
                step(told)

            position = await tell(
                backend.desk, entry.workspace, generated(shape, present), story, count
            )
        return {
            "workspace": entry.name, "workspace_id": entry.workspace, "events": events,
            "position": position, **size,
        }  # fmt: skip

    done = environment.run(work)
    if as_json:
        emit(done)
        return
    table = Table.grid(padding=(0, 2))
    for name, count in size.items():
        if name != "seed":
            table.add_row(f"{count:,}", name.replace("_", " "))
    table.add_row(f"{done['events']:,}", "events recorded")
    show(table)
    say(f"Next:  sightline view alignment --workspace {quote(workspace_name)}")


async def _generated_workspace(backend: Backend, name: str, shape: Shape) -> WorkspaceEntry:
    """The workspace, created as of the past where it is new or empty."""
    entry = await backend.log.find_workspace(name)
    if entry is None:
        workspace_id = str(uuid.uuid4())
        await backend.log.create_workspace(workspace_id, name)
        entry = await backend.workspace(name)
    if (await backend.log.head(entry.workspace)).position == 0:
        await found(backend.desk, entry.workspace, name, "UTC", founded(shape, now()))
    return entry


async def _check_untold(backend: Backend, entry: WorkspaceEntry, story: str) -> None:
    """Refuse a workspace with records of its own; warn if its log has already reached today."""
    if await backend.log.find_key(entry.workspace, f"{story}/0") is not None:
        return
    head = await backend.log.head(entry.workspace)
    if head.position > 1:
        raise Refused(
            f"The workspace '{entry.name}' is not empty:"
            " a generated company needs a workspace of its own."
        )
    if head.recorded_at is not None and head.recorded_at.date() >= now().date():
        remark(
            f"The workspace '{entry.name}' was created today, and the times in a log never run"
            " backwards, so all events will be recorded today. To spread them over the weeks, name"
            " a new workspace."
        )
