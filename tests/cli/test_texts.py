from __future__ import annotations

from events.database.pool import Pool
from tests.cli.terminal import Terminal


async def test_what_a_language_model_has_written_and_what_it_took_is_listed(
    terminal: Terminal, pool: Pool
) -> None:
    terminal.ok("workspace", "create", "acme")
    assert terminal.ok("texts", "--workspace", "acme").out == "No text was asked for.\n"
    [entry] = terminal.ok("workspace", "list", "--json").json
    await pool.execute(
        "insert into public.generated_text"
        " (workspace_id, text_id, kind, subject, asked_by, sent, model, began_at, ended_at, tokens)"
        " values ($1, 'one', 'narrative', 'cycle:a', 'person:ada', 'sesame', 'small-1',"
        " now(), now(), 321)",
        entry["workspace_id"],
    )
    listed = terminal.ok("texts", "--workspace", "acme").out
    assert "narrative" in listed
    assert "321" in listed
    assert "sesame" not in terminal.ok("texts", "--workspace", "acme", "--json").out
    [month] = terminal.ok("texts", "--workspace", "acme", "--by-month", "--json").json
    assert (month["model"], month["texts"], month["tokens"]) == ("small-1", 1, 321)
    assert "small-1" in terminal.ok("texts", "--workspace", "acme", "--by-month").out
