from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_addresses import FILE

OF_ACME = ("--workspace", "acme")


@pytest.fixture
def acme(terminal: Terminal) -> Terminal:
    terminal.ok("workspace", "create", "acme", "--time-zone", "Europe/Berlin")
    file = terminal.home.parent / "people.csv"
    file.write_text(FILE)
    terminal.ok("import", file, *OF_ACME, "--cycle", "2026-Q3")
    return terminal


def test_how_somebody_is_told_is_shown_and_set_part_by_part(acme: Terminal) -> None:
    assert acme.ok("notices", *OF_ACME, "Ada").out == (
        "Ada is told as it comes, by the clock of Europe/Berlin, and is reached by nothing but"
        " their inbox.\n"
    )
    acme.ok("notices", *OF_ACME, "Ada", "--time-zone", "America/New_York", "--decline", "slack")
    acme.ok("notices", *OF_ACME, "Ada", "--digest-only", "--decline", "email")
    found = acme.ok("notices", *OF_ACME, "Ada", "--accept", "slack", "--json").json
    assert found["time_zone"] == "America/New_York"
    assert (found["digest_only"], found["declined"]) == (True, ["email"])
    said = acme.ok("notices", *OF_ACME, "Ada", "--time-zone", "workspace", "--not-only-digest").out
    assert "as it comes, by the clock of Europe/Berlin" in said
    assert "They want no email." in said


def test_what_is_no_zone_or_nobody_is_refused(acme: Terminal) -> None:
    refused = acme.call("notices", *OF_ACME, "Ada", "--time-zone", "Mars/Olympus")
    assert refused.code != 0
    assert "'Mars/Olympus' is not a time zone" in refused.err
    assert acme.call("notices", *OF_ACME, "Cleo").code == 4
    assert acme.call("notices", *OF_ACME, "Ada", "--decline", "teams").code == 2
