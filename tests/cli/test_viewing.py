from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType

import msgspec
import pytest
from rich.console import Console

from api.cli.shown import brief, year
from api.http.views.addresses import EXAMPLES
from events.database.pool import Pool
from projections.keeping.documents import Documents
from tests.cli.terminal import Terminal


@pytest.fixture
def trial(terminal: Terminal) -> Terminal:
    terminal.ok("generate", "--workspace", "trial", "--units", "9", "--objectives", "20",
                "--key-results", "60", "--weeks", "6", "--seed", "5")  # fmt: skip
    return terminal


async def test_json_is_the_stored_document_byte_for_byte(trial: Terminal, pool: Pool) -> None:
    (entry,) = trial.ok("workspace", "list", "--json").json
    for what in ("alignment", "coverage", "drift"):
        said = trial.ok("view", what, "--workspace", "trial", "--json")
        cycle = said.json.get("cycle", said.json)["cycle_id"]
        stored = await Documents(pool).read(entry["workspace_id"], what, cycle)
        assert stored is not None
        assert said.out.encode() == stored.body


def test_each_view_reads_well_for_people(trial: Terminal) -> None:
    alignment = trial.ok("view", "alignment", "--workspace", "trial", "--json").json
    objective = alignment["objectives"][0]
    key_result = objective["key_results"][0]
    for what, key, telling in (
        ("alignment", None, "company key results "),
        ("alignment", key_result["key_result_id"], "plan"),
        ("coverage", None, "Nobody works toward"),
        ("confidence", None, "confidence, 1 to 5"),
        ("confidence", key_result["key_result_id"], "effective"),
        ("confidence", objective["objective_id"], "week"),
        ("drift", None, "are drifting"),
        ("drift", key_result["key_result_id"], "plan 100%"),
        ("objective", objective["objective_id"], "Linked to it"),
        ("resources", None, "resource pools"),
        ("resources", "workspace", "resource pools"),
        ("effort", None, "to no company goal"),
        ("weekly", None, "Nothing is planned for this week."),
        ("line-of-sight", key_result["key_result_id"], "This week"),
        ("adherence", None, "came on time"),
        ("rituals", None, "every week on Monday at 10:00"),
        ("brief", None, "How does our work contribute?"),
        ("business-review", None, "At risk or needs attention"),
        ("feed", None, "position"),
        ("feed", "0", "was created"),
    ):
        said = trial.ok("view", what, "--workspace", "trial", *(("--key", key) if key else ()))
        assert telling in said.out, (what, key)
        assert said.err == ""


def test_a_record_is_found_by_the_beginning_of_its_id(trial: Terminal) -> None:
    alignment = trial.ok("view", "alignment", "--workspace", "trial", "--json").json
    whole = alignment["objectives"][0]["objective_id"]
    for moment in ((), ("--as-of", str(datetime.now(UTC).date()))):
        said = trial.ok("view", "objective", "-w", "trial", "--key", whole[:8], "--json", *moment)
        assert said.json["objective_id"] == whole


def test_a_view_as_of_a_day_knows_what_was_known_at_its_end(trial: Terminal) -> None:
    now = trial.ok("view", "alignment", "--workspace", "trial", "--json").json
    day = datetime.now(UTC).date() - timedelta(weeks=3)
    call = ("view", "alignment", "--workspace", "trial", "--json", "--as-of")
    then = trial.ok(*call, str(day)).json
    assert (then["cycle"]["as_of"], then["cycle"]["week"]) == (str(day), 3)
    assert then["objectives"][0]["progress"] < now["objectives"][0]["progress"]
    head = trial.ok("status", "--json").json["workspaces"][0]["position"]
    assert trial.ok(*call, str(head)).json == now
    assert trial.call(*call, str(head + 1)).code == 4
    for moment in ("1999-01-01", "0001-01-01", "0001-01-01T00:00+14:00", "0001-01-01T00:00"):
        said = trial.call(*call, moment)
        assert (said.code, said.err) == (4, "✗ Nothing had happened in the workspace by then.\n")
    for moment in ("9999-12-31", "9999-12-31T23:59-12:00"):
        said = trial.call(*call, moment)
        assert (said.code, "is in the future." in said.err) == (4, True), said.err
    assert trial.call(*call, "yesterday").code == 2


def test_an_objective_has_to_be_named(trial: Terminal) -> None:
    said = trial.call("view", "objective", "--workspace", "trial")
    assert said.code == 2
    assert "Which objective? Name it with --key ID." in said.err


@pytest.mark.parametrize(
    ("layout", "telling"),
    [
        (year, "'Customers renew without being asked': 1 objective in 2026 Q1, 1 in need of"),
        (brief, "How do we know that we are making sufficient progress?"),
    ],
)
def test_the_examples_of_the_documentation_read_well_for_people(
    layout: ModuleType, telling: str
) -> None:
    console = Console(width=120)
    body = msgspec.json.encode(EXAMPLES[layout.__name__.rpartition(".")[2]])
    with console.capture() as said:
        for part in layout.shown(body):
            console.print(part)
    assert telling in said.get()


def test_a_view_of_a_cycle_takes_a_unit_by_its_name(trial: Terminal) -> None:
    units = trial.ok("view", "adherence", "--workspace", "trial", "--json").json["units"]
    unit = units[-1]["unit"]["name"]
    call = ("view", "adherence", "--workspace", "trial", "--json", "--key", unit)
    assert trial.ok(*call).json["unit"]["name"] == unit


def test_what_is_not_there_is_said_in_names(trial: Terminal) -> None:
    cycle = trial.ok("view", "coverage", "--workspace", "trial", "--json").json["name"]
    said = trial.call("view", "scorecard", "--workspace", "trial")
    assert said.code == 4
    assert f"{cycle} is under way: nothing in it has been scored yet." in said.err
    nobody = trial.call("view", "scorecard", "--workspace", "trial", "--key", "nobody")
    assert "Nothing in this workspace is called 'nobody'" in nobody.err


def test_a_workspace_without_a_year_says_so(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "trial")
    said = terminal.call("view", "year", "--workspace", "trial")
    assert said.code == 4
    assert "The workspace has no year yet" in said.err
