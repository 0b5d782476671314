"""`sightline`: everything that can be done from a terminal."""

from __future__ import annotations

import sys
from typing import Any

import click

from api.cli.exits import INTERRUPTED, MEANINGS
from api.cli.loading import Commands, Later

SERVERS = """\b
Servers:
  Without SIGHTLINE_DATABASE_URL and SIGHTLINE_REDIS_URL, PostgreSQL and Redis are
  started on demand and keep their data under SIGHTLINE_HOME (~/.sightline).
"""

COMMANDS = {
    "up": Later("api.cli.commands.running:up", "Start everything: servers, API, worker, scheduler"),
    "workspace": Later("api.cli.commands.workspaces:workspace", "Create and list workspaces"),
    "token": Later(
        "api.cli.commands.workspaces:token",
        "Create, list and revoke the tokens that the HTTP API asks for",
    ),
    "login-link": Later(
        "api.cli.commands.logging_in:login_link",
        "Print a link that logs somebody in with their browser, once and within ten minutes",
    ),
    "log-out": Later(
        "api.cli.commands.logging_in:log_out",
        "End all sessions that somebody has open in browsers",
    ),
    "address": Later(
        "api.cli.commands.addresses:address",
        "Set, show and erase the e-mail addresses of people, which are in no event",
    ),
    "import": Later(
        "api.cli.commands.data:import_",
        "Import OKRs and everything around them from a CSV or .xlsx file, all of it or nothing",
    ),
    "convert": Later(
        "api.cli.commands.converting:convert",
        "Turn the files of another tool, or a spreadsheet, into an import file",
    ),
    "export": Later(
        "api.cli.commands.data:export",
        "Export a cycle, or all of them, as a CSV or .xlsx file that `import` reads back",
    ),
    "generate": Later(
        "api.cli.commands.data:generate",
        "Generate a synthetic company: real events, each recorded in the week it belongs to",
    ),
    "view": Later("api.cli.views.viewing:view", "Look at a view"),
    "inbox": Later(
        "api.cli.commands.inbox:inbox",
        "Show what somebody was told, newest first, and why they were",
    ),
    "notices": Later(
        "api.cli.commands.notices:notices",
        "Show how somebody is told of what concerns them, or set it; what is not named stays",
    ),
    "agenda": Later(
        "api.cli.views.syncing:agenda",
        "Prepare the agenda of a sync: what units need from each other, ready to be read aloud",
    ),
    "backtest": Later(
        "api.cli.commands.backtesting:backtest",
        "Hold the drift alerts against how things ended, from the log alone",
    ),
    "access": Later(
        "api.cli.commands.access:access",
        "Say who could see an objective, and who could do what with it, at a moment",
    ),
    "status": Later(
        "api.cli.commands.keeping:status",
        "Show how long each log is, and how far its views are behind",
    ),
    "verify": Later(
        "api.cli.commands.keeping:verify",
        "Prove that no event was changed, and that the stored views follow from the events",
    ),
    "rebuild": Later(
        "api.cli.commands.keeping:rebuild",
        "Make all views again from the first event; readers see the old ones until all are done",
    ),
    "webhook": Later(
        "api.cli.commands.workspaces:webhook",
        "Tell other systems what everybody may know (signed as in Standard Webhooks)",
    ),
    "chat": Later("api.cli.commands.sending:chat", "Post messages to Slack, Teams and elsewhere"),
    "deliveries": Later(
        "api.cli.commands.sending:deliveries",
        "List the newest hundred deliveries by all channels, with what became of each",
    ),
    "texts": Later(
        "api.cli.commands.generating:texts",
        "List the newest hundred texts of a language model, without their words",
    ),
    "calendar": Later(
        "api.cli.commands.calendars:calendar",
        "Give calendar programs the rituals of a unit or a person",
    ),
    "serve": Later("api.cli.commands.serving:serve", "Serve the HTTP API"),
    "work": Later(
        "api.cli.commands.background:work",
        "Keep the views fresh and deliver notifications, as a process of its own",
    ),
    "schedule": Later(
        "api.cli.commands.background:schedule",
        "Wake the worker for what it has missed: lost nudges, days that have ended, what is due",
    ),
    "migrate": Later(
        "api.cli.commands.keeping:migrate", "Bring the database to the schema of this version"
    ),
}
"""In the order in which people need them, each with the first sentence of its help."""


@click.group(
    cls=Commands,
    commands=COMMANDS,
    epilog=f"{SERVERS}\n{MEANINGS}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
@click.version_option(package_name="sightline", prog_name="sightline")
def sightline() -> None:
    """See how key results are supported, how confident teams are, and where nobody is working.

    \b
    Begin with:  sightline up --demo
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command, then end the process with its exit code."""
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
        from api.cli.terminal import show_misuse  # noqa: PLC0415 - not for what goes well

        show_misuse(misuse)
        return misuse.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; flushing what is still buffered must not fail either.
        sys.stdout = None
        return 0
    except Exception as error:  # noqa: BLE001 - the one place where all of them end
        from api.cli.failing import tell  # noqa: PLC0415 - not for what goes well

        return tell(error, debug="--debug" in arguments)
    return answer if isinstance(answer, int) else 0


if __name__ == "__main__":
    main()
