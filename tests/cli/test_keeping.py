from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from events.database.pool import Sessions
from events.migrate import migrations
from tests.cli.terminal import Terminal
from tests.conftest import of_the_application


async def test_verify_notices_a_document_that_the_log_does_not_say(
    terminal: Terminal, owner: Sessions
) -> None:
    terminal.ok("workspace", "create", "acme")
    terminal.ok("view", "feed", "--workspace", "acme")
    assert terminal.ok("verify").out.startswith("✓ acme: 1 event in an unbroken chain")
    await owner.execute("update document set body = '{}' where projection = 'feed'")
    said = terminal.call("verify", "--workspace", "acme")
    assert said.code == 1
    assert "The feed document 0 is different." in said.out
    terminal.ok("rebuild", "--workspace", "acme")
    terminal.ok("verify", "--workspace", "acme")


def test_a_configured_database_is_never_migrated_by_the_way(
    empty_database: str, tmp_path: Path
) -> None:
    terminal = Terminal(empty_database, tmp_path)
    said = terminal.call("workspace", "list")
    assert said.code == 5
    assert "Bring it up to date: sightline migrate" in said.err
    assert terminal.call("serve").code == 5
    assert len(terminal.ok("migrate", "--json").json["applied"]) > 1
    assert terminal.ok("migrate").out == "The database is up to date.\n"
    terminal.ok("workspace", "list")


def test_a_database_that_is_away_is_said_in_one_sentence(tmp_path: Path) -> None:
    terminal = Terminal(f"postgresql://nobody@/nothing?host={tmp_path}", tmp_path)
    said = terminal.call("workspace", "list")
    assert said.code == 5
    assert said.err.startswith("✗ The database cannot be reached")
    assert "Traceback" not in said.err
    assert "Traceback" in terminal.call("--debug", "workspace", "list").err


def test_a_setting_that_cannot_be_used_is_misuse(tmp_path: Path) -> None:
    said = Terminal("mysql://elsewhere", tmp_path).call("status")
    assert said.code == 2
    assert "SIGHTLINE_DATABASE_URL" in said.err


async def test_two_logins_migrate_as_the_owner_and_work_as_the_application(
    empty_database: str, template: str, tmp_path: Path
) -> None:
    assert template, "the role is there, as it belongs to the whole server"
    terminal = Terminal(of_the_application(empty_database), tmp_path)
    said = terminal.call("migrate")
    assert said.code == 5
    assert "permission denied for schema public" in said.err
    assert "SIGHTLINE_OWNER_DATABASE_URL" in said.err
    owner = replace(terminal, owner=empty_database)
    assert len(owner.ok("migrate", "--json").json["applied"]) == len(migrations())
    terminal.ok("workspace", "create", "acme")
    terminal.ok("rebuild")
    assert terminal.ok("verify").out.startswith("✓ acme: 1 event in an unbroken chain")
    assert "acme" in terminal.ok("status").out
