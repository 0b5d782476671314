"""The documents stay true where that is cheap to check: links, commands, settings, make targets."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from msgspec.structs import fields

import api.http.app  # noqa: F401 - with it come all kinds of problems
from api.cli.main import sightline
from api.http.requests.problems import catalogue
from domain.drift import Rule
from events.streams import AGGREGATES
from projections.keeping.fold import PROJECTIONS
from runtime.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"(?:^|[\s;&|(])(?:\.venv/bin/)?(sightline [^\n|>;&]*)")
_MAKE = re.compile(r"(?:^|[\s(])make ([a-z]+)\b", re.MULTILINE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_of(path: Path) -> Iterator[str]:
    """What is shown as code: blocks, and short pieces within sentences."""
    text = path.read_text(encoding="utf-8")
    for block in _FENCED.finditer(text):
        if block["kind"] in ("", "sh"):
            yield block["body"].replace("\\\n", " ")
    rest = _FENCED.sub("", text)
    yield from _INDENTED.findall(rest)
    yield from _INLINE.findall(rest)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    text = _FENCED.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    for link in _LINK.findall(_FENCED.sub("", path.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = path if not place else Path(os.path.normpath(path.parent / place))
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_the_architecture_page_has_every_folder_and_no_other() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page.partition("## The folders")[2].partition("```\n")[2].partition("```")[0]
    parents, shown = [ROOT], set[Path]()
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r" {2,}", line.strip())[0].split():
            assert name.endswith("/"), line
            parents[depth + 1 :] = [parents[depth] / name.rstrip("/")]
            shown.add(parents[-1])
    packages = ("domain", "events", "projections", "runtime", "workers", "api")
    held = {path for package in packages for path in (ROOT / package).rglob("*")}
    folders = {path.parent for path in held if path.is_file()}
    folders = {path for path in folders if path.name != "__pycache__"}
    assert shown == folders | {ROOT / name for name in (*packages, "bench", "tests")}


def test_the_architecture_page_has_every_view_and_every_stream() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("| view |")[2].partition("\n\n")[0]
    rows = dict(re.findall(r"^\| (\w+) \| .* \| (yes|no) \|$", table, re.MULTILINE))
    assert rows == {
        name: "yes" if projection.ages else "no" for name, projection in PROJECTIONS.items()
    }
    streams = page.partition("Streams are ")[2].partition(".\n")[0]
    assert {one.partition(":")[0] for one in re.findall(r"`([\w:<> ]+)`", streams)} == set(
        AGGREGATES
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_that_is_shown_exists(path: Path) -> None:
    for code in code_of(path):
        for shown in _COMMAND.findall(code):
            words = shlex.split(shown, comments=True)[1:]
            _check_command(sightline, words, shown)


def _check_command(command: click.Command, words: list[str], shown: str) -> None:
    context = click.Context(command)
    options = {name for one in command.get_params(context) for name in one.opts}
    for place, word in enumerate(words):
        if word.startswith("-") and word not in ("-", "..."):
            assert word.partition("=")[0] in options, shown
        elif isinstance(command, click.Group) and word not in ("...", "$@"):
            meant = command.get_command(context, word)
            assert meant is not None, shown
            _check_command(meant, words[place + 1 :], shown)
            return


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_make_target_that_is_shown_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for code in code_of(path):
        assert set(_MAKE.findall(code)) <= targets


def test_the_operations_page_has_every_setting_and_no_other() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = page.partition("## Settings")[2].partition("\n## ")[0]
    described = set(re.findall(rf"^\| `{PREFIX}(\w+)` \|", table, re.MULTILINE))
    assert described == {field.name.upper() for field in fields(Settings)}


def test_the_drift_page_has_every_constant_of_the_rule_with_its_value() -> None:
    page = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8").replace("\u2212", "-")
    table = page.partition("## Constants")[2].partition("\n## ")[0]
    described: dict[str, float] = {}
    row = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \| ([-\d., ]+) \|", re.MULTILINE)
    for names, values in row.findall(table):
        numbers = [float(one) for one in values.split(",")]
        described |= dict(zip(re.findall(r"`(\w+)`", names), numbers, strict=True))
    rule = Rule()
    assert f"version {rule.version}" in table
    assert described == {
        field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "version"
    }


def test_every_problem_code_on_the_api_page_is_one_the_api_gives() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\b[45]\d\d `([a-z-]+)`", page))
    shown |= set(re.findall(r'"code": "([a-z-]+)"', page))
    assert shown
    assert shown <= set(catalogue())


def test_every_decision_is_on_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "adr"
    pages = sorted(path.name for path in folder.glob("0*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    listed = _LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert listed == pages
