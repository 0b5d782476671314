"""What the drift alerts were worth, as somebody asks for it in a terminal."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
from rich.console import Console

from api.cli.shown.backtest import shown
from api.cli.shown.backtest_plot import svg
from projections.views.drift.backtest import Backtest
from tests.cli.terminal import Terminal
from tests.projections.test_backtest import AFTER, lived

SVG = "{http://www.w3.org/2000/svg}"


def told() -> tuple[bytes, Backtest]:
    body = msgspec.json.encode(lived().view("backtest", "workspace", AFTER))
    return body, msgspec.json.decode(body, type=Backtest)


def test_the_figures_read_well_for_people() -> None:
    console = Console(file=io.StringIO(), width=200)
    for part in shown(told()[0]):
        console.print(part)
    said: str = console.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
    for telling in ("2026-Q3", "100% of the misses were announced", "Brier score", "happened"):
        assert telling in said


def test_the_picture_says_in_words_what_it_shows() -> None:
    drawn = ET.fromstring(svg(told()[1]))  # noqa: S314 - our own
    title, twin = drawn.findtext(f"{SVG}title"), drawn.findtext(f"{SVG}desc")
    assert title == "Drift alerts held against history: 2026-Q3"
    assert twin is not None
    assert "week 12: precision 100%, recall 100%" in twin
    labels = {one.text for one in drawn.iter(f"{SVG}text")}
    assert {"precision 100%", "recall 100%", "chance of a miss that was stated"} <= labels


def test_labels_of_lines_that_end_together_keep_apart() -> None:
    drawn = ET.fromstring(svg(told()[1]))  # noqa: S314 - our own
    heights = [
        float(one.attrib["y"])
        for one in drawn.iter(f"{SVG}text")
        if (one.text or "").startswith(("precision", "recall"))
    ]
    assert abs(heights[0] - heights[1]) >= 12


def test_a_range_of_history_is_held_against_how_it_ended(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.ok("generate", "--workspace", "trial", "--units", "9", "--objectives", "20",
                "--key-results", "60", "--weeks", "6", "--seed", "5")  # fmt: skip
    picture = tmp_path / "backtest.svg"
    said = terminal.ok("backtest", "--workspace", "trial", "--plot", picture)
    assert "No cycle is over yet" in said.out
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    found = terminal.ok("backtest", "--workspace", "trial", "--json").json
    assert found["cycles"] == []
    refused = terminal.call("backtest", "--workspace", "trial", "--cycle", "2020-Q1")
    assert "No cycle called '2020-Q1' is over." in refused.err


def test_a_picture_that_cannot_be_written_is_not_blamed_on_the_database(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.ok("workspace", "create", "old")
    refused = terminal.call("backtest", "--workspace", "old", "--plot", tmp_path / "no" / "a.svg")
    assert (refused.code, refused.err) == (2, f"✗ There is no folder {tmp_path / 'no'}.\n")


def test_days_on_which_no_cycle_ended_are_said_to_be_that(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "old.csv"
    file.write_text("kind,id,owner,text,result_pct\nkr,1,Company,Half of it,50\n")
    terminal.ok("workspace", "create", "old")
    terminal.ok("import", file, "--workspace", "old", "--cycle", "2020-Q1")
    assert "2020-Q1" in terminal.ok("backtest", "--workspace", "old", "--to", "2020-03-31").out
    refused = terminal.call("backtest", "--workspace", "old", "--from", "2020-04-01")
    assert refused.err == (
        "✗ No cycle that is over ended on these days.\n  There are: 2020-Q1, until 2020-03-31.\n"
    )
