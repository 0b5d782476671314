"""The real command with names and files that look like markup, from the first to the last step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

NAME = "[/q] [b] :cat:"
"""Short enough to stand in one line of any table."""

SHEET = f"""\
kind,id,parent_id,owner,text,level,baseline,target,value,confidence,mechanism,strength,link_test,blockers,provider,due
unit,a,,,Acme {NAME},company,,,,,,,,,,
unit,t,a,,Team {NAME},team,,,,,,,,,,
objective,1,,a,Goal {NAME},,,,,,,,,,,
kr,2,1,a,Measure {NAME},,9,5,7,4,,,,,,
objective,3,2,t,Ours {NAME},,,,,,Lever {NAME},strong,yes,,,
kr,4,3,t,Count {NAME},,1,9,2,1,,,,resource: Nobody {NAME},,
dependency,5,4,,Export {NAME},,,,,,,,,,a,2026-08-31
note,6,,,Remark {NAME},,,,,,,,,,,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "okrs.csv"
    path.write_text(SHEET)
    return path


def test_each_command_shows_names_and_texts_as_they_were_given(
    terminal: Terminal, sheet: Path
) -> None:
    here = ("--workspace", NAME)
    whole = ("--cycle", NAME, *here)
    days = ("--starts", "2026-07-01", "--ends", "2026-09-30")
    calls: list[tuple[str | Path, ...]] = [
        ("workspace", "create", NAME),
        ("workspace", "list"),
        ("import", sheet, *whole, *days, "--dry-run"),
        ("import", sheet, *whole, *days),
        ("status",),
        ("view", "alignment", *whole),
        ("verify", *here),
        ("agenda", *whole, "--unit", f"Team {NAME}"),
        ("token", "create", "--role", "member", "--name", NAME, *here),
        ("token", "list", *here),
    ]
    for call in calls:
        said = terminal.ok(*call)
        assert NAME in said.out or call[:2] == ("token", "create"), (call, said.out)
        assert "Traceback" not in said.err


def test_each_failure_names_what_was_given_as_it_was_given(terminal: Terminal, sheet: Path) -> None:
    terminal.ok("workspace", "create", NAME)
    here = ("--workspace", NAME)
    sheet.write_text(SHEET.replace(",9,5,7,", ",5,5,x [/q] [b] :cat:,"))
    for call in (
        ("view", "alignment", "--workspace", f"no {NAME}"),
        ("view", NAME, *here),
        ("import", sheet, "--cycle", "2026-Q3", *here),
        ("token", "revoke", NAME, *here),
        ("token", "create", "--role", "member", "--unit", NAME, *here),
        ("calendar", "create", "--person", NAME, *here),
    ):
        said = terminal.call(*call)
        assert said.code, call
        assert NAME in said.err, (call, said.err)
        assert "unexpected" not in said.err, (call, said.err)
