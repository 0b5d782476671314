"""`sightline`: everything that can be done from a terminal."""

from __future__ import annotations

import io
import sys
import traceback
from importlib.metadata import version
from typing import Any

import click

from api.cli.commands import calendars, converting, data, keeping, running, workspaces
from api.cli.context import Office
from api.cli.exits import FAILED, INTERRUPTED, MEANINGS, Failure, failure_of, told
from api.cli.terminal import complain, remark
from api.cli.views import syncing, viewing
from api.exchange.problems import ImportRefused
from runtime.settings import read_settings

SERVERS = """\b
Servers:
  Without SIGHTLINE_DATABASE_URL and SIGHTLINE_REDIS_URL, PostgreSQL and Redis are
  started on demand and keep their data under SIGHTLINE_HOME (~/.sightline).
"""


class Commands(click.Group):
    """Lists commands in the order in which somebody needs them."""

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Give each command its whole first sentence."""
        rows = [
            (name, (command.help or "").partition("\n\n")[0].partition(". ")[0].rstrip("."))
            for name, command in self.commands.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl([(name, " ".join(text.split())) for name, text in rows])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(self.commands)


@click.group(
    cls=Commands,
    epilog=f"{SERVERS}\n{MEANINGS}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(version("sightline"), prog_name="sightline")
@click.pass_context
def sightline(ctx: click.Context, debug: bool) -> None:
    """See how key results are supported, how confident teams are, and where nobody is working.

    \b
    Begin with:  sightline up --demo
    """
    ctx.obj = Office(read_settings(), debug)


for command in (
    running.up,
    workspaces.workspace,
    workspaces.token,
    data.import_,
    converting.convert,
    data.export,
    data.generate,
    viewing.view,
    syncing.agenda,
    keeping.status,
    keeping.verify,
    keeping.rebuild,
    workspaces.webhook,
    calendars.calendar,
    running.serve,
    running.work,
    running.schedule,
    running.migrate,
):
    sightline.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave the process with the exit code that says how it went."""
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(_run(given))


def _run(arguments: list[str]) -> int:
    try:
        answer: Any = sightline.main(arguments, prog_name="sightline", standalone_mode=False)
    except click.exceptions.Exit as over:
        return over.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as misuse:
        _show_misuse(misuse)
        return misuse.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough; what is still buffered must not complain either.
        sys.stdout = None
        return 0
    except Exception as error:  # noqa: BLE001 - the one place where all of them end
        return _told(error, debug="--debug" in arguments)
    return answer if isinstance(answer, int) else 0


def _show_misuse(misuse: click.ClickException) -> None:
    """Tell it in click's words, by our own way to the terminal: it repeats what was typed."""
    words = io.StringIO()
    misuse.show(words)
    for line in words.getvalue().splitlines():
        remark(line)


def _told(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    failure = failure_of(error) or Failure(
        f"Something unexpected happened: {type(error).__name__}: {error}",
        FAILED,
        "`sightline --debug ...` shows where.",
    )
    complain(failure)
    if isinstance(error, ImportRefused):
        for line in told(error):
            remark(f"  {line}")
    return failure.code


if __name__ == "__main__":
    main()
