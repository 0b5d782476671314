from __future__ import annotations

import getpass

import pytest
from msgspec.structs import replace

from api.access.tokens import find_token
from domain.access import identity
from events.database.pool import Pool
from events.postgres import PostgresLog
from tests.cli.terminal import Terminal

SMALL = ("--units", "3", "--objectives", "4", "--key-results", "8", "--weeks", "4", "--seed", "5")


def test_a_workspace_is_created_once(terminal: Terminal) -> None:
    made = terminal.ok("workspace", "create", "acme", "--time-zone", "Europe/Berlin", "--json").json
    listed = terminal.ok("workspace", "list", "--json").json
    assert [one["workspace_id"] for one in listed] == [made["workspace_id"]]
    again = terminal.call("workspace", "create", "acme")
    assert (again.code, again.err) == (3, "✗ There is already a workspace called 'acme'.\n")


def test_a_workspace_in_no_time_zone_is_refused_before_it_is_there(terminal: Terminal) -> None:
    said = terminal.call("workspace", "create", "acme", "--time-zone", "Mars/Olympus")
    assert said.code == 3
    assert "'Mars/Olympus' is not a time zone" in said.err
    assert terminal.ok("workspace", "list", "--json").json == []


async def test_a_token_is_printed_once_and_works_until_it_is_revoked(
    terminal: Terminal, pool: Pool
) -> None:
    terminal.ok("workspace", "create", "acme")
    made = terminal.ok(
        "token", "create", "--workspace", "acme", "--role", "member", "--name", "Ada"
    )
    token = made.out.strip()
    known = await find_token(pool, token)
    assert known is not None
    assert (known.role, known.name) == ("member", "Ada")
    (listed,) = terminal.ok("token", "list", "--workspace", "acme", "--json").json
    assert token not in str(listed)
    terminal.ok("token", "revoke", "--workspace", "acme", listed["token_id"][:8])
    assert await find_token(pool, token) is None


async def test_a_token_may_belong_to_a_unit(terminal: Terminal, pool: Pool) -> None:
    terminal.ok("generate", "--workspace", "trial", *SMALL)
    units = terminal.ok("view", "adherence", "--workspace", "trial", "--json").json["units"]
    unit = units[0]["unit"]
    named = ("token", "create", "--workspace", "trial", "--role", "member", "--unit")
    known = await find_token(pool, terminal.ok(*named, unit["name"]).out.strip())
    assert known is not None
    assert known.sees == (unit["id"],)
    assert unit["name"] in terminal.ok("token", "list", "--workspace", "trial").out
    lost = terminal.call(*named, "Nobody")
    assert (lost.code, "no unit called 'Nobody'" in lost.err) == (4, True)


def test_what_is_not_there_is_named_with_what_is(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    said = terminal.call("view", "alignment", "--workspace", "amce")
    assert said.code == 4
    assert said.err == "✗ There is no workspace called 'amce'.\n  There are: acme.\n"
    assert terminal.call("token", "revoke", "--workspace", "acme", "123").code == 4


def test_a_webhook_is_added_listed_and_removed(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    url = "https://example.org/drift"
    made = terminal.ok("webhook", "add", "--workspace", "acme", url, "--json").json
    assert made["secret"].startswith("whsec_")
    assert url in terminal.ok("webhook", "list", "--workspace", "acme").out
    terminal.ok("webhook", "remove", "--workspace", "acme", made["webhook_id"])
    assert terminal.ok("webhook", "list", "--workspace", "acme", "--json").json == []


@pytest.mark.parametrize("name", ["person:somebody", "operator:ada"])
def test_no_token_is_named_as_if_it_were_somebody_elses(terminal: Terminal, name: str) -> None:
    terminal.ok("workspace", "create", "acme")
    create = ("token", "create", "--workspace", "acme", "--role", "member", "--name")
    refused = terminal.call(*create, name)
    assert (refused.code, f"No token is called '{name}'" in refused.err) == (2, True)


async def test_who_ran_a_command_is_on_record(terminal: Terminal) -> None:
    ada, ben = replace(terminal, operator="ada"), replace(terminal, operator="ben")
    made = ada.ok("workspace", "create", "acme", "--json").json
    [founded, *_] = await PostgresLog(terminal.database).read(made["workspace_id"])
    actor = identity.read(founded.actor)
    assert (actor.id, actor.name) == ("operator:ada", "ada (command line)")
    ada.ok("token", "create", "--workspace", "acme", "--role", "member")
    [listed] = ben.ok("token", "list", "--workspace", "acme", "--json").json
    assert (listed["created_by"], listed["revoked_by"]) == ("operator:ada", None)
    ben.ok("token", "revoke", "--workspace", "acme", listed["token_id"])
    [listed] = ben.ok("token", "list", "--workspace", "acme", "--json").json
    assert (listed["created_by"], listed["revoked_by"]) == ("operator:ada", "operator:ben")


def test_without_a_name_of_their_own_an_operator_is_the_user_of_the_system(
    terminal: Terminal,
) -> None:
    terminal.ok("workspace", "create", "acme")
    terminal.ok("token", "create", "--workspace", "acme", "--role", "member")
    [listed] = terminal.ok("token", "list", "--workspace", "acme", "--json").json
    assert listed["created_by"] == f"operator:{getpass.getuser()}"
