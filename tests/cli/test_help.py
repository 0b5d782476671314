from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from api.cli.main import sightline
from tests.cli.terminal import Terminal


def commands(group: click.Group, path: str = "sightline") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
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


@pytest.mark.parametrize("name", sightline.commands)
def test_what_a_command_is_listed_with_is_the_first_sentence_of_its_help(name: str) -> None:
    command = sightline.get_command(click.Context(sightline), name)
    assert command is not None
    assert command.name == name
    first = (command.help or "").partition("\n\n")[0].partition(". ")[0].rstrip(".")
    assert sightline.commands[name].help == " ".join(first.split())


def test_the_list_has_every_command_with_its_whole_sentence(terminal: Terminal) -> None:
    said = " ".join(terminal.ok("--help").out.split())
    for name, listed in sightline.commands.items():
        assert f" {name} {listed.help} " in said


def test_help_says_what_each_exit_code_means(terminal: Terminal) -> None:
    said = terminal.ok("--help").out
    for line in ("2  the command was not understood", "5  a server is unavailable"):
        assert line in said


def test_a_word_that_is_no_command_is_misuse(terminal: Terminal) -> None:
    said = terminal.call("improt")
    assert (said.code, said.out) == (2, "")
    assert "No such command 'improt'. Did you mean 'import'?" in said.err


def test_a_wrong_setting_is_not_in_the_way_of_help(terminal: Terminal) -> None:
    wrong = Terminal("mysql://elsewhere", terminal.home)
    assert "sightline status" in wrong.ok("status", "--help").out
    said = wrong.call("status")
    assert (said.code, said.out) == (2, "")
    assert "SIGHTLINE_DATABASE_URL" in said.err
