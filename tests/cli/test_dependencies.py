from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.dependencies.dependency import AcceptDependency, RequestDependency, SlipDependency
from domain.values import DependencyId
from events.postgres import PostgresLog
from tests.cli.terminal import Terminal
from tests.support.acme import OBJECTIVES, UNITS, key_result_of
from tests.support.workspaces import Acme, noon

EXPORT = DependencyId("00000000-0000-4000-8000-00000000000e")


@pytest.fixture
async def acme(database: str) -> AsyncIterator[Acme]:
    """Sales needs an export from Tech, which slipped once."""
    log = PostgresLog(database)
    acme = await Acme(log).found()
    asked = RequestDependency(
        OBJECTIVES[1], key_result_of(OBJECTIVES[1], 0), EXPORT, UNITS[2], "the export",
        noon(30).date(),
    )  # fmt: skip
    slip = SlipDependency(OBJECTIVES[1], EXPORT, noon(60).date(), "Bo is ill")
    await acme.say(noon(1), [asked, AcceptDependency(OBJECTIVES[1], EXPORT), slip])
    yield acme
    await log.close()


def test_the_map_the_ledger_and_the_story_read_well(acme: Acme, terminal: Terminal) -> None:
    for what, key, telling in (
        ("dependencies", (), "days overdue, 1 slip"),
        ("dependencies", ("--key", EXPORT), "Slipped from 2026-07-31 to 2026-08-30"),
        ("dependencies", ("--key", EXPORT[:12]), "A slip touches:"),
        ("promises", ("--key", "Tech"), "ada: Bo is ill"),
        ("promises", ("--key", "Sales"), "Waits for:"),
    ):
        said = terminal.ok("view", what, "--workspace", acme.workspace_id, *key)
        assert telling in said.out, (what, key, said.out)
        assert said.err == ""


def test_an_agenda_is_prepared_for_some_units_and_a_day(acme: Acme, terminal: Terminal) -> None:
    between = ("--unit", "Sales", "--unit", "Tech", "--on", "2026-08-01")
    said = terminal.ok("agenda", "--workspace", acme.workspace_id, *between)
    assert "1 dependency is open between Sales and Tech." in said.out
    made = terminal.ok("agenda", "--workspace", acme.workspace_id, *between, "--json").json
    (item,) = made["items"]
    assert item["text"] == (
        "Sales needs 'the export' from Tech by week 5 (31 July), promised for 30 August after one"
        " slip, which is 30 days too late. Sales, what will you do in the meantime?"
    )


def test_an_agenda_of_nobody_or_of_too_many_is_refused(acme: Acme, terminal: Terminal) -> None:
    call = ("agenda", "--workspace", acme.workspace_id)
    assert terminal.call(*call).code == 2
    assert terminal.call(*call, *(("--unit", "Sales") * 13)).code == 2
    nobody = terminal.call(*call, "--unit", "Nobody")
    assert (nobody.code, "no unit called 'Nobody'" in nobody.err) == (4, True)
