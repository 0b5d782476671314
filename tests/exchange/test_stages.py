"""The stages of an import, each alone: what it makes of a value, which stays as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.exchange.problems import ImportRefused
from api.exchange.reading.asked import NO_ANSWERS, Wanted
from api.exchange.reading.commands.commanding import commands
from api.exchange.reading.order import order
from api.exchange.reading.parse.rows import parse
from api.exchange.reading.resolve.resolving import Resolved, resolve
from api.exchange.reading.row_command import Collected, Present, Step
from domain.cycles.cycle import Calendar
from domain.organization import organization
from tests.exchange.in_memory import WORKSPACE

TODAY = date(2026, 8, 19)
EMPTY = Present(
    WORKSPACE, "acme", "test", datetime(2026, 8, 19, tzinfo=UTC), TODAY,
    organization.EMPTY.at(TODAY), Calendar({}),
)  # fmt: skip
FILE = """kind,id,parent_id,text,owner,baseline,target,week,hours,effective,value
task,t,k,Call,Sales,,,1,2,,
task_finished,,t,,,,,,,,
check_in,c,k,,,,,,,2026-08-01,5
kr,k,o,Revenue,,1,9,,,,
objective,o,,Sell more,Sales,,,,,,
unit,co,,Acme,,,,,,,
unit,s,co,Sales,,,,,,,
"""


def resolved(file: str) -> Resolved:
    return resolve(parse(file.encode()), EMPTY, Wanted("2026-Q3"), NO_ANSWERS)


def names(stage: Collected) -> list[str]:
    return [type(one.command).__name__ for one in stage.commands]


def test_parsing_gives_rows_and_what_is_wrong_with_them() -> None:
    parsed = parse(b"kind,id,text\nobjective,o,Grow\nobjective,o,Grow\n")
    assert [(row.line, row.kind, row["text"]) for row in parsed.rows] == [
        (2, "objective", "Grow"),
        (3, "objective", "Grow"),
    ]
    assert [*map(str, parsed.problems.all)] == ["line 3, column id: 'o' already stands on line 2."]
    assert [parsed.problems.is_sound(row) for row in parsed.rows] == [True, False]


def test_what_is_no_table_is_refused_at_once() -> None:
    with pytest.raises(ImportRefused):
        parse(b"name,owner\nGrow,Sales\n")


def test_resolving_tells_what_cells_mean_and_what_has_to_be_made() -> None:
    value = resolved(FILE)
    assert names(value.made) == ["AddUnit", "AddUnit", "DefineCycle"]
    (objective,) = value.goals.objectives.values()
    assert value.people["s"] == objective.owner
    assert value.references.meant[2, "owner", "Sales"] == objective.owner.id
    assert [row.line for row in value.references.rows[3]] == [2]
    assert value.made.problems.all == []


def test_problems_are_handed_on_and_what_came_before_stays_as_it_was() -> None:
    file = FILE.replace("1,2,,", "1,a lot,,").replace("task,t,k,Call,Sales", "task,t,k,Call,Nobody")
    parsed = parse(file.encode())
    value = resolve(parsed, EMPTY, Wanted("2026-Q3"), NO_ANSWERS)
    stated = commands(value)
    owner = "line 2, column owner: There is no unit or person called 'Nobody'."
    hours = "line 2, column hours: 'a lot' is not a number; write 12, -3 or 99.5."
    assert parsed.problems.all == []
    assert [*map(str, value.made.problems.all)] == [owner]
    assert sorted(map(str, stated.problems.all)) == [hours, owner]


def test_commands_have_the_rows_that_they_come_from() -> None:
    stated = commands(resolved(FILE))
    found = {type(one.command).__name__: one.row.line for one in stated.commands if one.row}
    assert found == {
        "AddUnit": 8, "DraftObjective": 6, "AddKeyResult": 5, "CommitObjective": 6,
        "PublishObjective": 6, "CheckIn": 4, "PlanTask": 2, "FinishTask": 3,
    }  # fmt: skip
    assert stated.problems.all == []


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_order_does_not_depend_on_that_of_the_stage_before(*, shuffled: bool) -> None:
    stated = commands(resolved(FILE))
    given = sorted(stated.commands, key=lambda one: one.step) if shuffled else stated.commands
    ordered = [type(one.command).__name__ for one in order(given)]
    assert ordered == [
        "AddUnit", "AddUnit", "DefineCycle", "DraftObjective", "AddKeyResult", "CommitObjective",
        "PublishObjective", "MoveCycle", "CheckIn", "PlanTask", "FinishTask",
    ]  # fmt: skip


def test_a_record_comes_after_what_it_refers_to_wherever_that_stands() -> None:
    lines = FILE.splitlines(keepends=True)
    stated = commands(resolved("".join([lines[0], lines[2], lines[1], *lines[3:]])))
    records = [one for one in order(stated.commands) if one.step == Step.RECORDS]
    assert [one.at for one in records] == [3, 2]


def test_what_was_recorded_comes_first_and_as_it_was() -> None:
    file = (
        "kind,id,text,measured_in,per_week,opens,recorded\n"
        "pool,a,A,days,5,2026-07-01,\n"
        "pool,b,B,days,5,2026-07-01,2026-08-02T09:00:00Z\n"
        "pool,c,C,days,5,2026-07-01,2026-08-01T09:00:00Z\n"
    )
    ordered = order(commands(resolved(file)).commands)
    assert [one.at for one in ordered] == [4, 3, 2]
