"""User text is never markup: whatever somebody wrote is shown as it was written."""

from __future__ import annotations

import ast
import io
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

import api.cli
from api.cli.legible import legible, legible_document
from api.cli.shown.dependencies import agenda
from api.cli.terminal import Layout, Paper
from api.cli.views.layouts import PREPARED, SHOWN, projection_of
from projections.keeping import fold
from projections.keeping.rendering import Document
from projections.views.agendas.business_review import SOURCES, prepare
from projections.views.agendas.sync_agenda import agenda as agenda_of
from projections.views.dependencies.promises import PromisesOfUnit
from tests.demo.recorded import WORKSPACE, recorded
from tests.support.hostile import ACTING, MARKUP, hostile
from tests.support.logs import run

CLI = Path(api.cli.__file__).parent
FULLEST = 5
OPENS = MARKUP[0]
ALWAYS_OPENS = msgspec.json.encode(OPENS)[1:-1]
ACTING_TOO = msgspec.json.encode(OPENS + ACTING)[1:-1]

Documents = Mapping[tuple[str, str], Document]


@cache
def documents() -> Documents:
    """Every document of the demo, with hostile text in all that its people wrote."""
    demo = run(recorded())
    return fold.replay(hostile(run(demo.log.read(WORKSPACE))), demo.now.date())


@cache
def bodies(view: str) -> list[bytes]:
    """The fullest documents of each kind that a view has."""
    kinds: dict[tuple[str, ...], list[bytes]] = {}
    for body in sorted(_all(view), key=len, reverse=True):
        kinds.setdefault(tuple(msgspec.json.decode(body)), []).append(body)
    return [body for kind in kinds.values() for body in kind[:FULLEST]]


def _all(view: str) -> Iterator[bytes]:
    found = documents()
    for name, key in found:
        if name == projection_of(view):
            yield found[name, key].body or b""
        elif (view, name) == (PREPARED, SOURCES[0]):
            stored = {one: found[one, key].body or b"" for one in SOURCES if (one, key) in found}
            made = prepare(stored)
            if made is not None:
                yield msgspec.json.encode(made)


def read(layout: Layout, body: bytes) -> str:
    """What is on the paper, which is wide enough for all of it."""
    paper = Paper(file=io.StringIO(), width=5000, color_system=None)
    for part in layout(legible_document(body)):
        paper.print(part)
    said: str = paper.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    return said


def acting(text: str) -> set[str]:
    """What of it is no sign on paper, or turns the writing around; lines are lines."""
    return {
        repr(one)
        for one in text
        if one != "\n"
        and (
            unicodedata.category(one) in {"Cc", "Zl", "Zp", "Cs"}
            or unicodedata.bidirectional(one)
            in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        )
    }


@pytest.mark.parametrize("view", SHOWN)
def test_every_view_shows_what_was_written_as_it_was_written(view: str) -> None:
    shown = [read(SHOWN[view].layout, body) for body in bodies(view)]
    whole = "".join(shown)
    assert whole.count(MARKUP) > 0, "no document of this view shows what somebody wrote"
    assert whole.count(MARKUP) == whole.count(OPENS)


@pytest.mark.parametrize("view", SHOWN)
def test_nothing_that_was_written_acts_on_the_terminal(view: str) -> None:
    seen = legible(MARKUP.replace(OPENS, OPENS + ACTING))
    whole = ""
    for body in bodies(view):
        said = read(SHOWN[view].layout, body.replace(ALWAYS_OPENS, ACTING_TOO))
        assert said.count("\n") == read(SHOWN[view].layout, body).count("\n")
        whole += said
    assert acting(whole) == set()
    assert whole.count(seen) == whole.count(OPENS) > 0


def test_an_agenda_shows_what_was_written_as_it_was_written() -> None:
    ledgers = [msgspec.json.decode(body, type=PromisesOfUnit) for body in _all("promises")]
    agendas = (
        agenda_of(one.cycle.cycle_id, {one.unit.id: one.unit.name}, one.cycle.as_of, [one])
        for one in ledgers
    )
    made = max(agendas, key=lambda one: one.total)
    assert made.items
    said = read(agenda.shown, msgspec.json.encode(made))
    assert said.count(MARKUP) == said.count(OPENS) > 0


@given(text=st.text())
def test_any_text_becomes_one_line_that_every_stream_takes(text: str) -> None:
    shown = legible(text)
    assert acting(shown) == set()
    assert "\n" not in shown
    shown.encode()
    assert legible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[bold]Größe[/] :smile: 東京 عربى 👩‍👩‍👧 5 < 6", None),
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
        ("bell\x07, delete\x7f, csi\x9b", "bell␇, delete␡, csi\ufffd"),
        ("half \udcff a byte", "half \ufffd a byte"),
    ],
)
def test_only_what_acts_is_shown_otherwise(text: str, shown: str | None) -> None:
    assert legible(text) == (text if shown is None else shown)


def test_a_sentence_and_a_cell_are_as_legible_as_a_document() -> None:
    paper = Paper(file=io.StringIO(), width=200, color_system=None)
    paper.print(MARKUP + ACTING, soft_wrap=True)
    said = paper.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    assert said == f"{legible(MARKUP + ACTING)}\n"


def test_no_cell_is_cut_off_where_a_table_is_narrow() -> None:
    paper = Paper(file=io.StringIO(), width=20, color_system=None)
    table = Table("id", "name")
    table.add_row("a48b3fbc-403f-41d3-ab47-a45a903458cd", "Unit" * 10)
    paper.print(table)
    said = paper.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    assert "…" not in said
    letters = [one for one in said if one.isalnum()]
    assert len(letters) == len("idname") + 32 + 40


def test_only_layouts_make_styled_text_and_only_the_terminal_prints() -> None:
    """What they are given is legible already; anything else would go past that."""
    for path in CLI.rglob("*.py"):
        place = path.relative_to(CLI)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {
            f"{one.module}.{name.name}"
            for one in ast.walk(tree)
            if isinstance(one, ast.ImportFrom)
            for name in one.names
        }
        named = {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
        assert not named & {"echo", "secho", "from_markup", "from_ansi"}, place
        assert not [one for one in used if one.startswith("rich.markup")], place
        if place != Path("terminal.py"):
            assert "rich.console.Console" not in used, place
            assert place.parts[0] == "shown" or "rich.text.Text" not in used, place
