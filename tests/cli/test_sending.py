from __future__ import annotations

from events.database.pool import Sessions
from tests.cli.terminal import Terminal

TEAMS = "https://example.org/workflows/secret-part"
PUT = """
insert into delivery (
    workspace_id, delivery_id, channel, person_id, raise_id, kind, payload, failed_at, last_error
)
values ($1, 'msg_1', 'email', 'ada', 'c', 'mention', '', now(), 'answered 550' || chr(27) || '[2J')
"""


def test_a_chat_is_added_listed_without_its_secret_and_removed(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    made = terminal.ok("chat", "teams", "--workspace", "acme", "--url", TEAMS, "--json").json
    terminal.ok("chat", "slack", "--workspace", "acme", "--bot-token", "xoxb-1", "--room", "C1")
    listed = terminal.ok("chat", "list", "--workspace", "acme").out
    assert ("example.org" in listed, "slack.com" in listed, "C1" in listed) == (True, True, True)
    assert "secret-part" not in listed
    assert "xoxb" not in listed
    terminal.ok("chat", "remove", "--workspace", "acme", made["chat_id"])
    left = terminal.ok("chat", "list", "--workspace", "acme", "--json").json
    assert [one["channel"] for one in left] == ["slack"]
    gone = terminal.call("chat", "remove", "--workspace", "acme", made["chat_id"])
    assert (gone.code, "There is no chat" in gone.err) == (4, True)


async def test_what_was_given_up_on_is_listed_and_tried_once_more(
    terminal: Terminal, owner: Sessions
) -> None:
    made = terminal.ok("workspace", "create", "acme", "--json").json
    await owner.execute(PUT, made["workspace_id"])
    listed = terminal.ok("deliveries", "--workspace", "acme", "--state", "failed").out
    assert "msg_1" in listed
    assert "\x1b[2J" not in listed
    said = terminal.ok("deliveries", "--workspace", "acme", "--retry").out
    assert said == "1 of what has failed will be tried once more.\n"
    [waiting] = terminal.ok("deliveries", "--workspace", "acme", "--json").json
    assert (waiting["state"], waiting["delivery_id"]) == ("waiting", "msg_1")
