"""`sightline inbox`, from what somebody says to what is on the terminal of who is mentioned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from api.cli.shown.inbox import Inbox, page
from api.inbox.messages import Message
from domain.access.identity import acting
from domain.conversation.comments import PostComment
from domain.values import CommentId
from events.handling import Desk, Request
from events.postgres import PostgresLog
from tests.cli.terminal import Terminal

TODAY = datetime.now(UTC).date()
"""What is told is about what has just been recorded, by the clock of the database."""

QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"

FILE = """kind,id,parent_id,text,owner,mentions
unit,acme,,Acme,,
person,ada,acme,Ada,,
objective,goal,,A quick site,acme,
comment,old,goal,What a file says is told to nobody,,ada
"""


async def ask(database: str, workspace_id: str) -> None:
    """Ada is mentioned in a comment."""
    log = PostgresLog(database)
    drafted, commented = [
        msgspec.json.decode(one.data)
        for one in await log.read(workspace_id)
        if one.type in ("objective_drafted", "comment_posted")
    ]
    comment = PostComment(
        drafted["objective_id"],
        CommentId("said"),
        "Is [this] quick enough?",
        mentions=tuple(commented["mentions"]),
    )
    now = datetime.now(UTC)
    await Desk(log).handle(workspace_id, Request([comment], acting("Bo", "administrator"), now))
    await log.close()


async def test_somebodys_inbox_shows_what_they_were_told_and_why(terminal: Terminal) -> None:
    workspace_id = terminal.ok("workspace", "create", "acme", "--json").json["workspace_id"]
    file = terminal.home.parent / "acme.csv"
    file.write_text(FILE)
    terminal.ok("import", file, "--workspace", "acme", "--cycle", QUARTER)
    await ask(terminal.database, workspace_id)
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


def test_each_line_of_a_message_has_its_own() -> None:
    now = datetime.now(UTC)
    told = Message(
        "msg", "prompts", "unit", "2 questions", "- Is it?\n\n- Why?", "because you lead it",
        "/pages/inbox", "/v1/inbox", now, now, None, None, None,
    )  # fmt: skip
    assert page(Inbox("Ada", "UTC", "open", 1, [told])).lines == [["- Is it?", "", "- Why?"]]
