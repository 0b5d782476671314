from __future__ import annotations

from api.calendars.subscriptions import find_calendar
from events.database.pool import Pool
from runtime.clock import now
from tests.cli.terminal import Terminal

SMALL = ("--units", "3", "--objectives", "4", "--key-results", "8", "--weeks", "4", "--seed", "5")


async def test_a_calendar_is_made_listed_and_revoked(terminal: Terminal, pool: Pool) -> None:
    terminal.ok("generate", "--workspace", "trial", *SMALL)
    assert "no calendar yet" in terminal.ok("calendar", "list", "--workspace", "trial").out
    units = terminal.ok("view", "adherence", "--workspace", "trial", "--json").json["units"]
    unit = units[0]["unit"]

    made = terminal.ok(
        "calendar", "create", "--workspace", "trial", "--unit", unit["name"],
        "--expires", "2099-01-31", "--json",
    ).json  # fmt: skip
    secret = made["path"].removeprefix("/v1/calendars/").removesuffix(".ics")
    found = await find_calendar(pool, secret, now())
    assert found is not None
    assert found.owner.id == unit["id"]
    listed = terminal.ok("calendar", "list", "--workspace", "trial").out
    assert "until 2099-01-31" in listed
    assert secret not in listed
    terminal.ok("calendar", "revoke", "--workspace", "trial", made["calendar"]["calendar_id"])
    assert "revoked" in terminal.ok("calendar", "list", "--workspace", "trial").out


def test_a_calendar_is_of_one_who_is_there(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    lost = terminal.call("calendar", "create", "--workspace", "acme", "--unit", "Support")
    assert (lost.code, "no unit called 'Support'" in lost.err) == (4, True)
    unclear = terminal.call("calendar", "create", "--workspace", "acme")
    assert (unclear.code, "--unit or a --person" in unclear.err) == (2, True)
    over = terminal.call(
        "calendar", "create", "--workspace", "acme", "--unit", "Support", "--expires", "2020-01-01"
    )
    assert (over.code, "2020-01-01 is in the past" in over.err) == (2, True)
