from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from api.cli.main import sightline
from tests.cli.terminal import Terminal


def commands(group: click.Group, path: str = "sightline") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), list(commands(sightline)), ids=str)
def test_every_command_says_what_it_does_and_gives_an_example(
    path: str, command: click.Command
) -> None:
    told = command.help or ""
    assert "." in told
    assert f"{path} " in f"{told} ".replace("\n", " ")


def test_help_says_what_each_exit_code_means(terminal: Terminal) -> None:
    said = terminal.ok("--help").out
    for line in ("2  the command was not understood", "5  a server is not available"):
        assert line in said


def test_a_word_that_is_no_command_is_misuse(terminal: Terminal) -> None:
    said = terminal.call("improt")
    assert (said.code, said.out) == (2, "")
    assert "No such command 'improt'" in said.err
