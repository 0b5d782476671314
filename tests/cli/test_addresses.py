from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from api.access.sessions import find_session, list_sessions, open_session
from domain.values import PersonId
from events.database.pool import Pool
from tests.cli.terminal import Terminal

FILE = """kind,id,parent_id,text
unit,acme,,Acme
unit,sales,acme,Sales
person,ada,sales,Ada
person,ben,sales,Ben
person,ben2,acme,Ben
"""


@pytest.fixture
def acme(terminal: Terminal) -> Terminal:
    terminal.ok("workspace", "create", "acme")
    file = terminal.home.parent / "people.csv"
    file.write_text(FILE)
    terminal.ok("import", file, "--workspace", "acme", "--cycle", "2026-Q3")
    return replace(terminal, operator="root of all")


def test_an_address_is_set_listed_and_erased_by_a_named_operator(acme: Terminal) -> None:
    of_acme = ("--workspace", "acme")
    said = acme.ok("address", "set", *of_acme, "Ada", "ADA@example.com")
    assert said.out == "Ada is reached at ada@example.com.\n"
    [listed] = acme.ok("address", "list", *of_acme, "--json").json
    assert listed["changed_by"] == "operator:root of all"
    shown = acme.ok("address", "list", *of_acme).out
    assert re.search("Ada +ada@example.com", shown)
    assert acme.ok("address", "erase", *of_acme, "Ada").out == "Erased.\n"
    assert acme.ok("address", "erase", *of_acme, "Ada").out == "There is no address of Ada.\n"
    assert "Nobody has an address yet." in acme.ok("address", "list", *of_acme).out


def test_a_link_to_log_in_is_printed_for_somebody_who_is_there(acme: Terminal) -> None:
    link = ("login-link", "--workspace", "acme", "--person")
    said = acme.ok(*link, "Ada")
    assert re.fullmatch(r"http://127.0.0.1:8000/v1/login/link\?secret=link_\S{64}\n", said.out)
    assert "It logs in as Ada, once, until" in said.err
    assert acme.ok(*link, "Ada", "--json").json["link"] != said.out.strip()
    assert acme.call(*link, "Cleo").code == 4


async def test_an_operator_ends_the_sessions_of_somebody(acme: Terminal, pool: Pool) -> None:
    [entry] = acme.ok("workspace", "list", "--json").json
    acme.ok("address", "set", "--workspace", "acme", "Ada", "ada@example.com")
    [listed] = acme.ok("address", "list", "--workspace", "acme", "--json").json
    workspace_id, ada = entry["workspace_id"], PersonId(listed["person_id"])
    secret = await open_session(pool, workspace_id, ada, "link")
    assert await find_session(pool, secret) is not None
    said = acme.ok("log-out", "--workspace", "acme", "--person", "Ada")
    assert said.out.startswith("Ended 1 session.")
    assert await find_session(pool, secret) is None
    [session] = await list_sessions(pool, workspace_id, ada)
    assert session.revoked_by == "operator:root of all"
    assert acme.ok("log-out", "--workspace", "acme", "--person", "Ada", "--json").json == {
        "ended": 0
    }


def test_a_wrong_address_or_person_is_refused_in_a_sentence(acme: Terminal) -> None:
    of_acme = ("--workspace", "acme")
    wrong = acme.call("address", "set", *of_acme, "Ada", "ada")
    assert (wrong.code, "'ada' is not an e-mail address" in wrong.err) == (3, True)
    nobody = acme.call("address", "set", *of_acme, "Cleo", "cleo@example.com")
    assert (nobody.code, "nobody called 'Cleo'" in nobody.err) == (4, True)
    acme.ok("address", "set", *of_acme, "Ada", "ada@example.com")
    taken = acme.call("address", "set", *of_acme, "Ben", "ada@example.com")
    assert (taken.code, "2 people are called 'Ben': say which by id." in taken.err) == (3, True)
    one = re.findall(r"[0-9a-f-]{36}", taken.err)[0]
    taken = acme.call("address", "set", *of_acme, one, "ada@example.com")
    assert (taken.code, "already the address of somebody else" in taken.err) == (3, True)
