from __future__ import annotations

from tests.cli.terminal import Terminal


def test_who_could_read_and_approve_an_objective_is_told_as_of_a_moment(
    terminal: Terminal,
) -> None:
    terminal.ok("generate", "--workspace", "trial", "--units", "9", "--objectives", "20",
                "--key-results", "60", "--weeks", "6", "--seed", "5")  # fmt: skip
    alignment = terminal.ok("view", "alignment", "--workspace", "trial", "--json").json
    objective = alignment["objectives"][0]["objective_id"]
    asked = ("access", objective, "--workspace", "trial")

    now = terminal.ok(*asked, "--json").json
    assert (now["objective_id"], now["stage"], now["hidden"]) == (objective, "published", False)
    assert all(one["sees"] for one in now["people"])
    said = terminal.ok(*asked).out
    assert "Everybody in the workspace could read it" in said
    assert "approve a change" in said

    drafted = next(
        position
        for position in range(1, now["position"])
        if terminal.call(*asked, "--as-of", str(position)).code == 0
    )
    then = terminal.ok(*asked, "--as-of", str(drafted), "--json").json
    assert (then["position"], then["stage"]) == (drafted, "draft")


def test_what_was_not_there_is_said_to_be_missing_and_what_is_to_come_is_not_asked(
    terminal: Terminal,
) -> None:
    terminal.ok("workspace", "create", "acme")
    refused = terminal.call("access", "nothing", "--workspace", "acme")
    assert refused.code == 4
    assert "There is no objective 'nothing' in this workspace." in refused.err
    refused = terminal.call("access", "nothing", "--workspace", "acme", "--as-of", "1")
    assert "There was no objective 'nothing' by then." in refused.err
    later = terminal.call("access", "nothing", "--workspace", "acme", "--as-of", "2999-01-01")
    assert "2999-01-01 is in the future." in later.err
