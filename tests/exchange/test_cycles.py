"""Which cycle a file is about, by what it calls it."""

from __future__ import annotations

from datetime import date

import pytest

from api.exchange.reading.asked import Wanted
from domain.access.identity import acting
from domain.workspace import SetFiscalStart
from events.handling import Request
from tests.exchange.in_memory import NOW, WORKSPACE, Exchange, opened

GOAL = "kind,id,text\nobjective,o,Grow\nkr,k,Users\n".replace("\nkr,k", "\nnote,n")


async def cycles(exchange: Exchange) -> dict[str, tuple[str, date, date]]:
    calendar = (await exchange.workspace()).calendar
    return {one.name: (one.kind, one.starts, one.ends) for one in calendar.cycles.values()}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("4Q26", ("quarter", date(2026, 10, 1), date(2026, 12, 31))),
        ("H1 2027", ("custom", date(2027, 1, 1), date(2027, 6, 30))),
        ("Nov 2026", ("custom", date(2026, 11, 1), date(2026, 11, 30))),
        ("FY27", ("year", date(2027, 1, 1), date(2027, 12, 31))),
    ],
)
async def test_a_new_cycle_has_the_days_that_its_name_speaks_of(
    name: str, found: tuple[str, date, date]
) -> None:
    exchange = await opened()
    await exchange.take(GOAL, Wanted(name))
    assert await cycles(exchange) == {name: found}


async def test_fiscal_years_are_those_of_the_workspace() -> None:
    exchange = await opened()
    request = Request([SetFiscalStart(10)], acting("test", "administrator"), NOW)
    await exchange.desk.handle(WORKSPACE, request)
    done = await exchange.take(GOAL, Wanted("Q1 FY27"))
    assert await cycles(exchange) == {"Q1 FY27": ("quarter", date(2026, 10, 1), date(2026, 12, 31))}
    assert "as fiscal years begin in October here" in done.notes[1]


async def test_a_cycle_in_another_spelling_is_the_one_that_is_there() -> None:
    exchange = await opened()
    await exchange.take(GOAL, Wanted("2026-Q4"))
    for name in ("2026-q4", "Q4 2026", "4Q26"):
        assert (await exchange.take(GOAL, Wanted(name))).status == "already up to date"
    done = await exchange.take(GOAL.replace("o,Grow", "p,Shrink"), Wanted("Q4 2026"))
    assert "The cycle 'Q4 2026' is the one called '2026-Q4'." in done.notes
    assert [*await cycles(exchange)] == ["2026-Q4"]


@pytest.mark.parametrize("name", ["Q4", "Sprint 12", "2026-Q5", "Week 48 2026"])
async def test_digits_that_say_nothing_are_refused_once_and_never_the_present_quarter(
    name: str,
) -> None:
    exchange = await opened()
    said = f"'{name}' does not say its days; write it as 2026-Q4, H2 2026 or 2026-11, or say them."
    (problem,) = await exchange.refuse(GOAL, Wanted(name))
    assert problem.startswith(f"the file, column cycle: {said}")
    rows = f"kind,id,text,cycle\nobjective,o,Grow,{name}\nobjective,p,Shrink,{name}\n"
    (problem,) = await exchange.refuse(rows, Wanted())
    assert problem.startswith(f"line 2, column cycle: {said}")
    await exchange.take(GOAL, Wanted(name, date(2026, 10, 5), date(2026, 12, 27)))
    assert await cycles(exchange) == {name: ("custom", date(2026, 10, 5), date(2026, 12, 27))}
