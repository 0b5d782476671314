"""Turn files of other tools into import files."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click
from rich.table import Table

from api.cli.commands.saving import check_folder, save
from api.cli.exits import USAGE, Failure
from api.cli.terminal import emit_bytes, remark, say, show
from api.exchange.converting.converting import convert as converted
from api.exchange.converting.mapping import Rules, read_rules, written_as
from api.exchange.converting.ready_mappings import ready_mappings
from domain.wording import counted

NAMED_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
READY = click.Choice(list(ready_mappings()))


def _list(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the ready mappings, and exit."""
    if not wanted:
        return
    table = Table.grid(padding=(0, 2))
    for name, where in ready_mappings().items():
        table.add_row(name, read_rules(where.read_bytes()).title)
    show(table)
    say("To use one:   sightline convert FILE --from NAME --out okrs.csv")
    say("To adapt it:  sightline convert --show NAME > mine.toml")
    context.exit()


def _show_ready(context: click.Context, _: click.Parameter, name: str | None) -> None:
    """Print a ready mapping as it is, and exit."""
    if name is not None:
        emit_bytes(ready_mappings()[name].read_bytes())
        context.exit()


@click.command()
@click.argument("files", type=NAMED_FILE, nargs=-1, required=True)
@click.option("--from", "ready", type=READY, metavar="NAME", help="A ready mapping: see --list.")
@click.option("--mapping", "-m", type=NAMED_FILE, help="A mapping of your own, as a TOML file.")
@click.option("--numbers", metavar="EXAMPLE", help="How 1234.5 is written there: 1.234,5.")
@click.option(
    "--dates", metavar="EXAMPLE", help="How 31 December 2026 is written there: 31/12/2026."
)
@click.option("--company", metavar="NAME", help="The company's name, if the mapping asks for it.")
@click.option(
    "--sheet", metavar="NAME", help="The sheet of a workbook; by default the first that fits."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; without it, the result is printed.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="List the ready mappings.",
)
@click.option(
    "--show",
    type=READY,
    metavar="NAME",
    is_eager=True,
    expose_value=False,
    callback=_show_ready,
    help="Print a ready mapping, to start your own from.",
)
def convert(
    files: tuple[Path, ...],
    ready: str | None,
    mapping: Path | None,
    numbers: str | None,
    dates: str | None,
    company: str | None,
    sheet: str | None,
    out: Path | None,
) -> None:
    """Turn the files of another tool, or a spreadsheet, into an import file.

    A mapping says what each line turns into: a ready one for the tool (--from), or one of your own
    (--mapping). Both are described in docs/import.md.

    \b
    Example:  sightline convert goals.csv --from viva-goals --out okrs.csv
              sightline convert goals.xlsx --mapping goals.toml --out okrs.csv
    """
    if (ready is None) == (mapping is None):
        raise click.UsageError("Name a ready mapping with --from, or a file with --mapping.")
    if len({one.name for one in files}) < len(files):
        raise Failure(
            "Two of the files have the same name, and a mapping tells files apart by name.", USAGE
        )
    if out is not None:
        check_folder(out)
        read = [*files, *([mapping] if mapping else [])]
        if any(out.resolve() == one.resolve() for one in read):
            raise Failure(f"{out} is one of the files to read: name another for --out.", USAGE)
    rules = written_as(_rules(ready, mapping), numbers, dates)
    read_files = {one.name: one.read_bytes() for one in files}
    done = converted(rules, read_files, sheet=sheet, company=company)
    if out is None:
        emit_bytes(done.body)
        for note in done.notes:
            remark(note)
        return
    save(out, done.body)
    say(f"Wrote {out}: {counted(done.rows, 'row')}.")
    for note in done.notes:
        say(f"  {note}")
    say(f"Next:  sightline import {quote(str(out))} --workspace NAME --dry-run")


def _rules(ready: str | None, mapping: Path | None) -> Rules:
    where = ready_mappings()[ready] if ready else mapping
    return read_rules(where.read_bytes() if where else b"")
