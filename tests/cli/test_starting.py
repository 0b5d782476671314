"""What a call of `sightline` has to import before it can answer."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.patience import PATIENCE

LOOKING = """
import atexit, sys
atexit.register(lambda: print("imported", *sys.modules, file=sys.stderr))
"""
CALL = f"{LOOKING}from api.cli.main import main; main()"
STARTING = {"api.cli", "api.cli.loading", "api.cli.exits", "api.cli.main"}
HEAVY = {
    "asyncpg", "domain", "dramatiq", "events", "granian", "httpx", "icalendar", "litestar",
    "openpyxl", "projections", "redis", "runtime", "workers",
}  # fmt: skip


def imported(code: str, *arguments: str) -> set[str]:
    """What a fresh interpreter has imported by the time that it ends."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    first, *modules = done.stderr.splitlines()[-1].split()
    assert first == "imported", done.stderr
    return set(modules)


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_version_and_help_import_click_and_the_list_of_commands_and_nothing_else(
    asked: str,
) -> None:
    found = imported(CALL, asked)
    assert packages(found) - packages(imported(LOOKING)) == {"api", "click"}
    assert {name for name in found if name.startswith("api.")} == STARTING


@pytest.mark.parametrize("arguments", [(), ("improt",), ("--hepl",)])
def test_misuse_is_told_without_what_commands_need(arguments: tuple[str, ...]) -> None:
    assert packages(imported(CALL, *arguments)).isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("command", "needed"),
    [("convert", {"openpyxl"}), ("serve", {"litestar", "granian"}), ("work", {"dramatiq"})],
)
def test_a_command_imports_what_it_needs(command: str, needed: set[str]) -> None:
    """So the looking sees what is there."""
    assert needed <= packages(imported(CALL, command, "--help"))


@pytest.mark.parametrize("command", ["status", "view", "workspace", "migrate"])
def test_what_few_commands_need_the_others_do_not_import(command: str) -> None:
    found = packages(imported(CALL, command, "--help"))
    assert found.isdisjoint({"dramatiq", "granian", "icalendar", "litestar", "openpyxl"})
