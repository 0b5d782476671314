"""By its shape, a backticked text is a name of some kind, or no name of ours at all.

A shape decides which kind a text claims to be; then it has to be one that there is. What has none
of these shapes (a cell `#REF!`, a sentence, a formula, a number) names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import click

from api.cli.main import sightline
from api.exchange.columns import COLUMNS
from events.streams import AGGREGATES
from runtime.settings import PREFIX, Settings
from tests.docs import code
from tests.docs.http import addresses

_SUFFIXES = "py|md|sql|txt|toml|yml|json"


class Kind(NamedTuple):
    name: str
    shape: re.Pattern[str]
    there: Callable[[re.Match[str]], bool]


def _path(found: re.Match[str]) -> bool:
    text = found["path"].rstrip("/")
    return any(str(one) == text or str(one).endswith(f"/{text}") for one in code.paths())


def _address(found: re.Match[str]) -> bool:
    wanted = re.sub(r"\{\w+\}", "{}", found["address"].rstrip("/"))
    known = addresses(found["method"])
    if found["rest"]:
        return any(one.endswith(wanted) for one in known)
    return any(one == wanted or one.startswith(f"{wanted}/") for one in known)


def _dotted(found: re.Match[str]) -> bool:
    owner, _, name = found["dotted"].rpartition(".")
    if owner.partition(".")[0] in code.PACKAGES:
        return found["dotted"] in code.modules() or name in code.members().get(owner, ())
    last = owner.rpartition(".")[2]
    owners = (last, last.capitalize())
    if any(name in code.members().get(one, ()) for one in owners):
        return True
    return {last, name} <= code.elsewhere()


def _module(found: re.Match[str]) -> bool:
    return found["module"] in code.modules()


def _option(found: re.Match[str]) -> bool:
    return found["option"] in _options()


def _stream(found: re.Match[str]) -> bool:
    return found["stream"] in AGGREGATES


def _function(found: re.Match[str]) -> bool:
    return found["name"] in code.names()


def _setting(found: re.Match[str]) -> bool:
    name = found["setting"]
    return name.lower() in Settings.__struct_fields__ or f"{PREFIX}{name}" in _used()


@cache
def _used() -> frozenset[str]:
    return frozenset((*code.values(), *code.elsewhere(), *COLUMNS))


@cache
def _options() -> frozenset[str]:
    return frozenset(_every_option(sightline))


def _every_option(command: click.Command) -> Iterator[str]:
    for one in command.params:
        yield from one.opts
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _every_option(below)


def _word(found: re.Match[str]) -> bool:
    word = found[0]
    return word in code.names() or word in _used() or word in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset({path.stem for path in code.paths()} | {path.name for path in code.paths()})


KINDS = (
    Kind("setting", re.compile(rf"{PREFIX}(?P<setting>[A-Z_]+)(=.*)?"), _setting),
    Kind(
        "address",
        re.compile(
            r"(?:(?P<method>GET|POST|PUT|DELETE|HEAD) )?(?P<rest>\.\.\.)?(?P<address>/[\w{}./:-]*)"
        ),
        _address,
    ),
    Kind("module", re.compile(r"python -m (?P<module>[\w.]+)"), _module),
    Kind("option", re.compile(r"(?P<option>--[a-z-]+)( [\w, \"]+)?"), _option),
    Kind("stream", re.compile(r"(?P<stream>[a-z]+):<[^`]+"), _stream),
    Kind("path", re.compile(rf"(?P<path>[\w.-]+(/[\w.-]+)*(/|\.({_SUFFIXES})))"), _path),
    Kind("path", re.compile(rf"(?P<path>(docs|{'|'.join(code.PACKAGES)})/[\w./-]+)"), _path),
    Kind("dotted", re.compile(r"(?P<dotted>[A-Za-z_]\w*(\.\w+)+)(\(.*\))?"), _dotted),
    Kind("function", re.compile(r"(?P<name>[a-z_]\w*)\(.*\)"), _function),
    Kind("word", re.compile(r"[A-Za-z_][\w-]*"), _word),
)


def kind_of(text: str) -> tuple[Kind, re.Match[str]] | None:
    """The kind of name that a text claims to be; None where it is no name."""
    for kind in KINDS:
        if found := kind.shape.fullmatch(text):
            return kind, found
    return None
