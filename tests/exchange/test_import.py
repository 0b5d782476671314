from __future__ import annotations

from datetime import date

import pytest

from api.exchange.reading.asked import Answers, Wanted
from domain.measuring.check_in import Blocker, CheckIn
from domain.measuring.metric import Decrease, Increase, Milestone, Step
from domain.values import KeyResultId
from projections.model.workspace import Workspace
from tests.exchange.in_memory import NOW, opened
from tests.support.beside import BesideTheProject

SMALL = """\
quarter,id,parent_id,parent_kind,kind,depth,owner,theme,text,result,result_pct
x,1,,,kr,1,Chief,Money,Revenue ahead of plan,,
x,2,1,kr,objective,2,Sales,Money,Build a pipeline,,
x,3,2,objective,kr,3,Sales,Money,Pipeline at twice the target,,
x,4,3,kr,objective,4,Field,Money,Everybody knows the tools,80%,80
x,5,4,objective,kr,5,Field,Money,Tools in use,"25% done, by hand",25
x,6,4,objective,kr,5,Field,Money,Training given,DONE,
x,7,1,kr,objective,2,Channel,Money,Partners sell for us,,
x,8,7,objective,objective,3,Alliances,Money,Two partners on board,,
x,9,,,kr,1,Chief,People,Everybody writes things down,,
x,10,4,objective,note,5,,Money,"A remark, with a comma",100%,100
"""

CHIEF = Answers("Chief")

HEADER = "kind,id,parent_id,text,type,baseline,target,confidence,value,effective,due\n"


def titled(workspace: Workspace, title: str) -> KeyResultId:
    return next(
        key
        for key, home in workspace.objectives.home.items()
        if workspace.objectives.in_full[home].key_results[key].title == title
    )


async def test_a_tree_as_people_keep_it_becomes_units_objectives_and_links() -> None:
    exchange = await opened()
    done = await exchange.take(SMALL, answers=CHIEF)
    assert done.status == "imported"
    workspace = await exchange.workspace()
    units = workspace.organization_at(workspace.today).units
    parents = {
        unit.name: units[unit.parent_id].name if unit.parent_id else None for unit in units.values()
    }
    assert parents == {
        "Chief": None,
        "Sales": "Chief",
        "Field": "Sales",
        "Channel": "Chief",
        "Alliances": "Channel",
    }
    assert await exchange.coverage() == [2, 0]
    stages = {one.title: one.stage for one in workspace.objectives.in_full.values()}
    assert stages["Partners sell for us"] == "draft"
    assert stages["Money"] == stages["Build a pipeline"] == "published"


async def test_results_become_check_ins_and_the_rest_is_named() -> None:
    exchange = await opened()
    done = await exchange.take(SMALL, answers=CHIEF)
    workspace = await exchange.workspace()
    (report,) = workspace.reports.by_key_result[titled(workspace, "Tools in use")]
    said = report.event
    assert (said.value, said.confidence, said.narrative) == (25.0, None, "25% done, by hand")
    (report,) = workspace.reports.by_key_result[titled(workspace, "Training given")]
    assert (report.event.value, report.event.narrative) == (None, "DONE")
    assert [(one.line, one.column) for one in done.left_out] == [(5, "result"), (11, "result")]
    assert any("5 key results without numbers" in note for note in done.notes)
    assert any("2 objectives have no key results" in note for note in done.notes)


async def test_a_result_is_dated_to_today_or_to_the_end_of_a_cycle_that_is_over() -> None:
    for name, day in (("2026-Q3", NOW.date()), ("FY21-Q1", date(2021, 3, 31))):
        exchange = await opened()
        await exchange.take(SMALL, Wanted(name), CHIEF)
        workspace = await exchange.workspace()
        (report,) = workspace.reports.by_key_result[titled(workspace, "Tools in use")]
        assert getattr(report.event, "effective", None) == day


async def test_results_of_a_cycle_to_come_are_left_out() -> None:
    exchange = await opened()
    done = await exchange.take(SMALL, Wanted("2027-Q1"), CHIEF)
    assert "checked_in" not in done.recorded
    assert len(done.left_out) == 4


async def test_the_same_file_again_changes_nothing() -> None:
    exchange = await opened()
    await exchange.take(SMALL, answers=CHIEF)
    position = await exchange.position()
    again = await exchange.take(SMALL, answers=CHIEF)
    assert (again.status, again.recorded, again.position) == ("already up to date", {}, position)


async def test_a_dry_run_says_the_same_and_stores_nothing() -> None:
    exchange = await opened()
    before = await exchange.position()
    would = await exchange.take(SMALL, answers=CHIEF, dry_run=True)
    assert would.status == "would import"
    assert await exchange.position() == before
    assert (await exchange.take(SMALL, answers=CHIEF)).recorded == would.recorded


async def test_a_dry_run_tells_what_is_worth_a_second_thought_and_an_import_does_not() -> None:
    exchange = await opened()
    would = await exchange.take(SMALL, answers=CHIEF, dry_run=True)
    warned = [one for one in would.doubts if one.severity == "warn"]
    first = warned[0]
    assert (first.line, first.title) == (2, "Revenue ahead of plan")
    assert would.doubts_total == len(would.doubts)
    assert str(first).startswith("line 2, 'Revenue ahead of plan': not measurable. It names no")
    assert (await exchange.take(SMALL, answers=CHIEF)).doubts_total == 0
    assert (await exchange.take(SMALL, answers=CHIEF, dry_run=True)).doubts == ()


async def test_units_that_are_there_are_found_by_name() -> None:
    exchange = await opened()
    await exchange.take("kind,id,parent_id,text\nunit,1,,Acme\nunit,2,1,Sales\n")
    await exchange.take(SMALL)
    workspace = await exchange.workspace()
    units = workspace.organization_at(workspace.today).units.values()
    assert sorted(unit.name for unit in units) == [
        "Acme", "Alliances", "Channel", "Chief", "Field", "Sales",
    ]  # fmt: skip


async def test_a_result_in_per_cent_is_the_value_of_a_report_that_states_none() -> None:
    exchange = await opened()
    await exchange.take(
        "kind,id,parent_id,text,baseline,target,result_pct,confidence,value\n"
        "objective,o,,Grow,,,,,\nkr,a,o,Users,100,300,40,4,\nkr,b,o,Fans,100,300,40,4,150\n"
    )
    values = [
        one.command.value for one in await exchange.commands() if isinstance(one.command, CheckIn)
    ]
    assert values == [180, 150]


async def test_a_real_quarter_imports_as_it_is(beside_the_project: BesideTheProject) -> None:
    quarter = beside_the_project("data/gitlab_fy21-q1.csv").read_bytes()
    exchange = await opened()
    done = await exchange.take(quarter, Wanted("FY21-Q1"), Answers("CEO"))
    assert await exchange.coverage() == [2, 3, 8, 1, 2, 0, 0, 0, 0]
    assert any("334 key results without numbers" in note for note in done.notes)
    assert done.recorded["checked_in"] == 58
    again = await exchange.take(quarter, Wanted("FY21-Q1"), Answers("CEO"))
    assert again.status == "already up to date"


async def test_the_richer_columns_say_everything_a_key_result_has() -> None:
    exchange = await opened()
    await exchange.take(
        "kind,id,parent_id,text,owner,type,baseline,target,stretch,unit,steps,weight,ambition,"
        "midpoint,value,confidence,narrative,blockers,effective,mechanism,strength,link_test\n"
        "objective,o,,We are trusted,Us,,,,,,,,,,,,,,,,,\n"
        "key_result,up,o,Uptime,,,99.5,99.95,99.99,%,,2,committed,0.4,99.7,2,Slow,"
        "waiting for B | dependency | asked twice,2026-08-17,,,\n"
        "key_result,down,o,Faster,,,30,15,,min,,,,,,,,,,,,\n"
        "key_result,steps,o,Moved,,,,,,,half | 1 | 2026-08-01; all | 3,,,,,,,,,,,\n"
        "objective,p,up,Team B delivers,B,,,,,,,,,,,,,,,Fewer outages,strong,yes\n",
        answers=Answers("Us"),
    )
    workspace = await exchange.workspace()
    found = next(
        one for one in workspace.objectives.in_full.values() if one.title == "We are trusted"
    )
    up, down, steps = found.key_results.values()
    assert up.metric == Increase(99.5, 99.95, 99.99, "%")
    assert (up.weight, up.ambition, up.midpoint) == (2, "committed", 0.4)
    assert down.metric == Decrease(30, 15, None, "min")
    assert steps.metric == Milestone((Step("half", 1, date(2026, 8, 1)), Step("all", 3)))
    (said,) = up.check_ins
    assert said.blockers == (Blocker("waiting for B", "dependency", "asked twice"),)
    assert (said.value, said.confidence, said.effective) == (99.7, 2, date(2026, 8, 17))
    (link,) = workspace.links.into_key_result[up.key_result_id]
    assert (link.kind, link.mechanism) == ("contributes", "Fewer outages")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "the file: It is empty"),
        (b"kind,id,text\n", "line 1: There is a header and nothing below it."),
        ("kind,id,text\nobjective,1,Рост\n".encode("cp1251"), "line 2: It is not UTF-8"),
        (b"kind,id,text,colour\n", "line 1, column colour: There is no such column."),
        (b"kind,id\nobjective,1\n", "line 1, column text: The column is missing."),
        (b"kind,id,text\ngoal,1,A\n", "line 2, column kind: 'goal' is none of"),
        (b"kind,id,text\nobjective,1,A\nobjective,1,B\n", "line 3, column id: '1' already stands"),
        (b"kind,id,text\nobjective,,A\n", "line 2, column id: It is empty"),
        (b"kind,id,text\nobjective,1,A,B\n", "line 2: 'B' stands in column 4, which has no name."),
        (
            b"kind,id,parent_id,text\nobjective,1,7,A\n",
            "line 2, column parent_id: There is no row with the id '7'.",
        ),
        (
            b"kind,id,parent_id,text\nobjective,1,2,A\nkr,2,1,B\n",
            "line 2, column parent_id: The parents run in a circle: 1 \xe2\x86\x92 2",
        ),
        (b"kind,id,text\nobjective,1, \n", "line 2, column text: It is empty."),
        (
            b'kind,id,text\nobjective,1,A\nobjective,2,"B\nobjective,3,C\n',
            "line 3: A quote is opened here and never closed.",
        ),
        (
            b'kind,id,text\nobjective,1,"A ""B""\nobjective,2,"C"\n',
            "line 2: A quoted cell begins here and ends on line 3, where no comma follows;",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,increase,5,5\n",
            "line 3, column target: Baseline and target are both 5",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,0,5,6,1\n",
            "line 3, column confidence: It has to be a whole number <= 5.",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,0,5,2.5,1\n",
            "line 3, column confidence: '2.5' is not a whole number.",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,0,5,3,1,2026-01-01\n",
            "line 3, column effective: 2026-01-01 lies outside the cycle",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,0,5,,,,2027-01-01\n",
            "line 3, column due: 2027-01-01 lies outside the cycle",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,low,5\n",
            "line 3, column baseline: 'low' is not a number",
        ),
        (
            f"{HEADER}objective,1,,A\nkr,2,1,B,,,,,,,1.7.2026\n",
            "line 3, column due: '1.7.2026' is not a date",
        ),
        (
            f"{HEADER}objective,1,,A,increase\n",
            "line 2, column type: It means nothing on a row of kind objective.",
        ),
        (
            f"{HEADER}kr,1,,A\nkr,2,1,B\n",
            "line 3, column parent_id: Row '1' is of kind key_result; a key_result goes under",
        ),
        (
            f"kind,id,text\nobjective,1,{'long' * 300}\n",
            "line 2, column text: It is longer than 1,000 characters.",
        ),
    ],
)
async def test_a_wrong_file_is_refused_by_line_and_column(file: bytes | str, said: str) -> None:
    exchange = await opened()
    expected = said.encode("latin-1").decode() if "\xe2" in said else said
    assert any(one.startswith(expected) for one in await exchange.refuse(file))


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_twice() -> None:
    exchange = await opened()
    said = await exchange.refuse(
        f"{HEADER}objective,1,,A\nkr,2,1,B,increase,5,5\ncheck_in,3,2,,,,,,7,2026-08-01,\n"
        "kr,4,1,C,,0,1,9,1\nobjective,5,nowhere,D\nkr,6,5,E\n"
    )
    assert [one.partition(":")[0] for one in said] == [
        "line 3, column target",
        "line 5, column confidence",
        "line 6, column parent_id",
    ]


async def test_a_file_without_any_cycle_asks_for_one() -> None:
    exchange = await opened()
    said = await exchange.refuse("kind,id,text\nobjective,1,A\n", Wanted())
    assert said == ["the file: It names no cycle; name one: --cycle 2026-Q3."]
    said = await exchange.refuse("kind,id,text,cycle\nobjective,1,A,Q\nobjective,2,B,\n", Wanted())
    assert said == ["line 3, column cycle: It names no cycle; name one here, or with --cycle."]


async def test_the_days_of_a_cycle_that_is_there_cannot_be_changed_by_a_file() -> None:
    exchange = await opened()
    await exchange.take(SMALL, answers=CHIEF)
    said = await exchange.refuse(
        SMALL, Wanted("2026-Q3", date(2026, 7, 1), date(2026, 9, 29)), CHIEF
    )
    assert len(said) == 1
    assert "differs from what was sent" in said[0]


async def test_a_cycle_is_called_by_its_name_its_row_or_its_identifier() -> None:
    exchange = await opened()
    spring = "00000000-0000-4000-8000-000000000001"
    header = "kind,id,parent_id,owner,text,cycle,starts,ends,type,identifier\n"
    founding = f"unit,u,,,Launch,,,,,\ncycle,c1,,,Launch,,2027-04-01,2027-06-30,quarter,{spring}\n"
    for number, name in enumerate(("Launch", "c1", spring)):
        row = f"objective,o{number},,u,Goal {number},{name},,,,\n"
        await exchange.take(header + founding + row, Wanted())
    await exchange.take(f"kind,id,text,owner,cycle\nobjective,p,More,Launch,{spring}\n", Wanted())
    workspace = await exchange.workspace()
    assert [*workspace.calendar.cycles] == [spring]
    assert {one.cycle_id for one in workspace.objectives.in_full.values()} == {spring}
    assert len(workspace.objectives.in_full) == 4
