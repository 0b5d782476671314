"""Numbers, results and remarks as handbooks and spreadsheets have them."""

from __future__ import annotations

import pytest

from domain.measuring.metric import Decrease, Increase, Metric, Milestone
from tests.exchange.books import book
from tests.exchange.in_memory import Exchange, opened

HEAD = (
    "kind,id,parent_id,parent_kind,owner,text,type,baseline,target,value,unit,result,result_pct,"
    "midpoint,steps\n"
)
COLUMNS = HEAD.strip().split(",")


def row(**cells: str) -> str:
    return ",".join(cells.get(column, "") for column in COLUMNS) + "\n"


GOAL = row(kind="objective", id="o", owner="Company", text="Grow")


def measured(**cells: str) -> str:
    return (
        HEAD + GOAL + row(**{"kind": "kr", "id": "k", "parent_id": "o", "text": "Users", **cells})
    )


async def found(exchange: Exchange) -> tuple[Metric, list[tuple[float | None, str]]]:
    """How the only key result is measured, and what was reported on it."""
    workspace = await exchange.workspace()
    (one,) = (
        one for goal in workspace.objectives.in_full.values() for one in goal.key_results.values()
    )
    return one.metric, [(said.value, said.narrative) for said in one.check_ins]


@pytest.mark.parametrize(
    ("cells", "metric", "value"),
    [
        ({"baseline": "60%", "target": "80 %", "value": "65%"}, Increase(60, 80, None, "%"), 65),
        ({"baseline": "60%", "target": "0", "value": "65%"}, Decrease(60, 0, None, "%"), 65),
        ({"baseline": "60", "target": "80", "value": "65%", "unit": "%"},
         Increase(60, 80, None, "%"), 65),
        ({"baseline": "1", "target": "2", "result_pct": "60%"}, Increase(1, 2), 1.6),
        ({"result_pct": "60 %"}, Milestone(), 60),
        ({"result": "60 %"}, Milestone(), 60),
        ({"result_pct": "140"}, Milestone(), 140),
        ({"baseline": "10", "target": "20", "result_pct": "143%"}, Increase(10, 20), 24.3),
        ({"baseline": "20", "target": "10", "result": "150 %"}, Decrease(20, 10), 5),
    ],
)  # fmt: skip
async def test_per_cents_are_per_cents_and_may_be_more_than_a_hundred(
    cells: dict[str, str], metric: Metric, value: float
) -> None:
    exchange = await opened()
    await exchange.take(measured(**cells))
    measure, [(reported, narrative)] = await found(exchange)
    assert measure == metric
    assert reported == pytest.approx(value)
    assert narrative == cells.get("result", "")
    assert (await exchange.take(measured(**cells))).status == "already up to date"


async def test_a_share_of_one_may_be_written_in_per_cent() -> None:
    exchange = await opened()
    await exchange.take(measured(midpoint="40%"))
    workspace = await exchange.workspace()
    (one,) = (
        one for goal in workspace.objectives.in_full.values() for one in goal.key_results.values()
    )
    assert one.midpoint == 0.4


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"baseline": "60%", "target": "0.8"}, "target: It is no per cent, but the baseline is"),
        ({"baseline": "6%", "target": "8%", "unit": "EUR"},
         "baseline: It is in per cent, but the unit is 'EUR'."),
        ({"baseline": "10", "target": "50", "value": "60%"},
         "value: It is in per cent, and the key result is not: write the number."),
        ({"baseline": "#DIV/0!", "target": "50"},
         "baseline: '#DIV/0!' is what a program writes where it has no value."),
        ({"baseline": "1,5".replace(",", "."), "target": "nan"},
         "target: 'nan' is what a program writes"),
        ({"owner": "null"}, "owner: 'null' is what a program writes"),
        ({"text": "#BEZUG!"}, "text: '#BEZUG!' is what a program writes"),
        ({"result": "#N/A"}, "result: '#N/A' is what a program writes"),
        ({"result": "########"}, "result: '########' is what a program writes"),
        ({"value": "Err:502"}, "value: 'Err:502' is what a program writes"),
        ({"owner": "#NOME?"}, "owner: '#NOME?' is what a program writes"),
        ({"unit": "#¡VALOR!"}, "unit: '#¡VALOR!' is what a program writes"),
    ],
)  # fmt: skip
async def test_what_is_no_value_is_told_by_line_and_column(
    cells: dict[str, str], said: str
) -> None:
    (problem,) = await (await opened()).refuse(measured(**cells))
    assert problem.startswith(f"line 3, column {said}")


@pytest.mark.parametrize("text", ["#1 in search", "Nancy is happy", "Nullify the risk", "#ship!"])
async def test_words_that_only_look_like_it_are_words(text: str) -> None:
    assert (await (await opened()).take(measured(text=text))).status == "imported"


async def test_a_title_that_was_broken_to_fit_its_cell_is_one_line() -> None:
    exchange = await opened()
    await exchange.take(measured(text='"Users who\nstay \r\n a year"'))
    workspace = await exchange.workspace()
    titles = [
        one.title
        for goal in workspace.objectives.in_full.values()
        for one in goal.key_results.values()
    ]
    assert titles == ["Users who stay a year"]


async def test_results_in_words_are_told_and_named_by_line() -> None:
    exchange = await opened()
    done = await exchange.take(measured(result="DONE"))
    assert await found(exchange) == (Milestone(), [(None, "DONE")])
    assert done.notes[-1] == (
        "1 result is told in words without a number: they are read as they are, and no progress"
        " is made up (line 3)."
    )


async def test_what_stands_below_a_note_is_read_as_if_it_stood_where_the_note_does() -> None:
    def under(parent: str, **cells: str) -> str:
        return row(parent_id=parent, text="x", **cells)

    file = measured() + "".join([
        under("k", kind="note", id="n"),
        under("n", kind="note", id="m"),
        under("m", kind="objective", id="p", parent_kind="note"),
        under("p", kind="note", id="q"),
        under("q", kind="kr", id="l"),
        row(kind="note", id="r", text="x"),
        under("r", kind="objective", id="s"),
    ])  # fmt: skip
    exchange = await opened()
    done = await exchange.take(file)
    assert "3 rows stand below a note and are read as if they stood where the note does" in str(
        done.notes
    )
    assert (done.recorded["objective_linked"], done.recorded["key_result_added"]) == (1, 2)
    assert (await exchange.take(file)).status == "already up to date"
    said = await exchange.refuse(
        measured() + under("r", kind="check_in", id="c") + under("", kind="note", id="r")
    )
    assert any(one.startswith("line 4, column parent_id: Only notes stand above") for one in said)


async def test_notes_that_run_in_a_circle_are_told_once() -> None:
    file = HEAD + "".join([
        row(kind="note", id="n", parent_id="m", text="x"),
        row(kind="note", id="m", parent_id="n", text="x"),
        row(kind="objective", id="o", parent_id="n", text="x"),
    ])  # fmt: skip
    said = await (await opened()).refuse(file)
    assert [one.partition(":")[0] for one in said] == [
        "line 2, column parent_id", "line 4, column parent_id",
    ]  # fmt: skip


async def test_a_workbook_means_what_it_shows() -> None:
    rows: list[list[object]] = [
        [*COLUMNS],
        ["objective", "o", None, None, "Company", "Stay"],
        ["kr", "k", "o", None, None, "Renewals", None, 0.88, 0.95, 0.91],
        ["kr", "l", None, None, None, "Refunds", None, 9, 5, 6],
    ]
    body = book(rows, merged=("C3:C4",), formats=dict.fromkeys(("H3", "I3", "J3"), "0.0%"))
    exchange = await opened()
    await exchange.take(body)
    workspace = await exchange.workspace()
    (goal,) = workspace.objectives.in_full.values()
    assert [(one.title, one.metric) for one in goal.key_results.values()] == [
        ("Renewals", Increase(88, 95, None, "%")),
        ("Refunds", Decrease(9, 5)),
    ]
    assert [one.check_ins[0].value for one in goal.key_results.values()] == [91, 6]
