"""`sightline inbox`, from what somebody says to what is on the terminal of who is mentioned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.cli.terminal import Terminal

TODAY = datetime.now(UTC).date()
"""What is told is about what has just been recorded, by the clock of the database."""

QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"

FILE = """kind,id,parent_id,text,owner,mentions
unit,acme,,Acme,,
person,ada,acme,Ada,,
objective,goal,,A quick site,acme,
comment,said,goal,Is [this] quick enough?,,ada
"""


def test_somebodys_inbox_shows_what_they_were_told_and_why(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    file = terminal.home.parent / "acme.csv"
    file.write_text(FILE)
    terminal.ok("import", file, "--workspace", "acme", "--cycle", QUARTER)
    of_ada = ("inbox", "--workspace", "acme", "--as", "Ada")
    shown = terminal.ok(*of_ada).out
    assert "Ada  1 unread" in shown
    assert "mentions you on 'A quick site'" in shown
    assert '"Is [this] quick enough?"' in shown
    assert "You get this because you are mentioned in it." in shown
    found: Any = terminal.ok(*of_ada, "--json").json
    assert (found["unread"], found["items"][0]["kind"]) == (1, "mention")
    assert "Everything was sent by itself." in terminal.ok(*of_ada, "--show", "held").out
    assert terminal.call("inbox", "--workspace", "acme", "--as", "Cleo").code == 4
