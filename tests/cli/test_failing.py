"""What the command line says of views that cannot be made, stand still, or are not of today."""

from __future__ import annotations

from datetime import timedelta

from events.database.pool import Pool, Sessions
from events.log import Append, Draft
from events.postgres import PostgresLog
from projections.keeping.fold import LAYOUT
from projections.keeping.refresh import Refresher
from runtime.clock import now
from tests.cli.terminal import Terminal

BROKEN = Draft("objective:x", "checked_in", b'{"type": 7}')


async def test_an_event_that_cannot_be_folded_is_named_by_each_command(
    terminal: Terminal, database: str
) -> None:
    terminal.ok("workspace", "create", "acme")
    terminal.ok("view", "feed", "--workspace", "acme")
    log = PostgresLog(database)
    try:
        entry = await log.find_workspace("acme")
        assert entry is not None
        await log.append(entry.workspace, Append((BROKEN,), {}, "ada", now()))
    finally:
        await log.close()
    cannot = "The event at position 2 cannot be folded (UnreadableEvent): the views stop before it."
    seen = terminal.ok("view", "feed", "--workspace", "acme")
    assert cannot in seen.err
    assert f"✗ acme: {cannot}" in terminal.ok("status").out
    verified = terminal.call("verify")
    assert verified.code == 1
    assert cannot in verified.out
    assert "The views are 1 event behind the log, at position 1." in verified.out
    rebuilt = terminal.call("rebuild")
    assert rebuilt.code == 1
    assert rebuilt.out == f"Rebuilt the views of 'acme' from 1 event.\n✗ {cannot}\n"
    past = terminal.call("view", "feed", "--workspace", "acme", "--as-of", "2")
    assert past.code == 1
    assert "The event at position 2 cannot be folded (UnreadableEvent)." in past.err
    terminal.ok("view", "feed", "--workspace", "acme", "--as-of", "1")


async def test_a_view_that_could_not_be_made_is_named(terminal: Terminal, owner: Sessions) -> None:
    terminal.ok("workspace", "create", "acme")
    terminal.ok("view", "feed", "--workspace", "acme")
    body = '{"not_made":{"projection":"directory","key":"workspace","error":"KeyError"}}'
    await owner.execute(
        "update document set failed = true, body = convert_to($1, 'UTF8'), etag = 'x'"
        " where projection = 'directory'",
        body,
    )
    cannot = "The directory view workspace cannot be made since position 1 (KeyError)."
    assert f"✗ acme: {cannot}" in terminal.ok("status").out
    verified = terminal.call("verify")
    assert verified.code == 1
    assert cannot in verified.out
    terminal.ok("view", "feed", "--workspace", "acme")
    assert terminal.ok("verify").out.startswith("✓ acme"), "another process has made it"


async def test_views_of_a_newer_version_are_left_alone_until_a_rebuild(
    terminal: Terminal, owner: Sessions
) -> None:
    terminal.ok("workspace", "create", "acme")
    terminal.ok("view", "feed", "--workspace", "acme")
    await owner.execute("update checkpoint set layout = $1", LAYOUT + 1)
    newer = "The views were made by a newer version, and this one leaves them alone."
    assert newer in terminal.ok("status").out
    verified = terminal.call("verify")
    assert verified.code == 1
    assert newer in verified.out
    assert terminal.ok("rebuild").out == "Rebuilt the views of 'acme' from 1 event.\n"
    assert terminal.ok("verify").out.startswith(
        "✓ acme: 1 event in an unbroken chain, and 6 documents exactly as they follow from it.\n"
    )


async def test_views_of_a_day_to_come_are_named_and_made_again(
    terminal: Terminal, pool: Pool, database: str
) -> None:
    terminal.ok("workspace", "create", "acme")
    log = PostgresLog(database)
    try:
        entry = await log.find_workspace("acme")
        assert entry is not None
        ahead = Refresher(log, pool, clock=lambda: now() + timedelta(days=40))
        await ahead.refresh(entry.workspace)
    finally:
        await log.close()
    to_come = "which is in the future: a clock was ahead."
    assert to_come in terminal.ok("status").out
    verified = terminal.call("verify")
    assert verified.code == 1
    assert to_come in verified.out
    terminal.ok("rebuild")
    terminal.ok("verify")
    assert "✗" not in terminal.ok("status").out


def test_views_that_nobody_has_made_yet_do_not_pass(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    verified = terminal.call("verify")
    assert verified.code == 1
    assert "The views are 1 event behind the log, at position 0." in verified.out
