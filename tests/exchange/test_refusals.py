"""What is told of a wrong file: all that is wrong with it, and nothing that merely follows."""

from __future__ import annotations

from datetime import date

import pytest

from api.exchange.reading.asked import Answers, Wanted
from events.streams import STRATEGY
from tests.exchange.in_memory import opened

ACME = Answers("acme")
HEADER = (
    "kind,id,parent_id,text,owner,type,baseline,target,steps,due,confidence,value,effective,"
    "starts,ends\n"
)


def row(**cells: str) -> str:
    return ",".join(cells.get(column, "") for column in HEADER.strip().split(",")) + "\n"


def objective(record: str, parent: str = "", **cells: str) -> str:
    return row(kind="objective", id=record, parent_id=parent, **{"text": record, **cells})


def key_result(record: str, parent: str, **cells: str) -> str:
    return row(kind="kr", id=record, parent_id=parent, **{"text": record, **cells})


def check_in(record: str, parent: str, **cells: str) -> str:
    return row(kind="check_in", id=record, parent_id=parent, **{"effective": "2026-08-01", **cells})


async def places(*rows: str, wanted: Wanted | None = None) -> list[str]:
    said = await (await opened()).refuse(HEADER + "".join(rows), wanted, ACME)
    return [one.partition(":")[0] for one in said]


async def test_a_circle_is_the_only_thing_told_of_a_circle() -> None:
    circle = (
        objective("a", "k", owner="Sales"),
        key_result("k", "a", owner="Field"),
        objective("b", owner="Sales"),
        key_result("l", "b", owner="Field"),
        objective("c", "k", owner="Sales"),
        key_result("m", "c", value="5"),
    )
    assert await places(*circle) == ["line 2, column parent_id"]
    assert await places(*reversed(circle)) == ["line 6, column parent_id"]


async def test_a_circle_of_units_is_told_once_even_where_it_is_entered_from_outside() -> None:
    units = [
        row(kind="unit", id=record, parent_id=parent, text=record)
        for record, parent in (("x", "y"), ("y", "z"), ("z", "y"))
    ]
    people = row(kind="person", id="p", parent_id="x", text="Pia")
    tree = (objective("o", owner="Pia"), key_result("k", "o", owner="z"), objective("q", owner="x"))
    assert await places(*units, people, *tree) == ["line 3, column parent_id"]


async def test_a_row_without_an_id_is_nobodys_parent() -> None:
    assert await places(objective("", text="a"), objective("b")) == ["line 2, column id"]


async def test_days_of_a_cycle_the_wrong_way_round_are_told_once() -> None:
    wanted = Wanted("H2", date(2026, 12, 31), date(2026, 7, 1))
    said = await (await opened()).refuse(
        HEADER + objective("o") + key_result("k", "o", due="2026-08-01", value="5")
        + row(kind="kr", id="l", text="Under the theme"), wanted,
    )  # fmt: skip
    assert said == [
        "the file, column ends: The cycle ends on 2026-07-01, before it starts on 2026-12-31."
    ]


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ({"starts": "1.1.2026", "ends": "2026-03-31"}, "line 2, column starts"),
        ({"starts": "2026-01-01"}, "line 2, column ends"),
        ({"starts": "2026-12-31", "ends": "2026-01-01"}, "line 2, column ends"),
    ],
)
async def test_no_date_is_held_against_a_cycle_whose_own_days_are_wrong(
    days: dict[str, str], place: str
) -> None:
    assert await places(
        row(kind="cycle", id="y", text="H1", **days),
        objective("o"),
        key_result("k", "o", due="2026-02-01"),
        check_in("c", "k", value="5", effective="2026-02-01"),
        wanted=Wanted("H1"),
    ) == [place]


async def test_a_name_that_is_too_long_is_told_once_at_the_cell_it_comes_from() -> None:
    long = "x" * 201
    assert await places(
        objective("o", owner=long), key_result("k", "o"), objective("p", owner=long)
    ) == ["line 2, column owner"]
    assert await places(objective("o"), key_result("k", "o"), wanted=Wanted(long)) == [
        "the file, column cycle"
    ]


async def test_a_wrong_row_does_not_take_its_owner_or_theme_from_the_others() -> None:
    assert await places(
        key_result("j", "", owner="Chief", due="soon"),
        key_result("k", "", owner="Chief"),
        objective("o", "k", owner="Chief"),
    ) == ["line 2, column due"]


async def test_a_check_in_is_looked_at_whatever_is_wrong_around_it() -> None:
    assert await places(
        objective("o", text=""),
        key_result("k", "o", baseline="0", target="many", due="2027-01-01"),
        key_result("l", "o", baseline="5", target="5"),
        key_result("m", "o", steps="half | 1 | 2027-01-01; all"),
        key_result("n", "nowhere", baseline="low", target="9"),
        check_in("c", "k", value="1", effective="2026-01-01"),
        check_in("d", "l", value="1", effective="2026-09-01"),
        check_in("e", "m", value="7"),
        check_in("f", "n", value="1", confidence="9"),
        check_in("g", "l", value="", confidence=""),
        check_in("h", "l", value="much", confidence="", effective="then"),
    ) == [
        "line 2, column text",
        "line 3, column due", "line 3, column target",
        "line 4, column target",
        "line 5, column steps",
        "line 6, column baseline", "line 6, column parent_id",
        "line 7, column effective",
        "line 8, column effective",
        "line 9, column value",
        "line 10, column confidence",
        "line 11, column value",
        "line 12, column effective", "line 12, column value",
    ]  # fmt: skip


async def test_every_cell_of_a_row_is_looked_at() -> None:
    assert await places(
        objective("o"),
        key_result("k", "o", text="", due="2027-01-01"),
        check_in("c", "k", value="-5", confidence="9", effective="2026-12-01"),
    ) == [
        "line 3, column due", "line 3, column text",
        "line 4, column confidence", "line 4, column effective", "line 4, column value",
    ]  # fmt: skip


async def test_a_link_is_looked_at_whatever_is_wrong_with_its_ends() -> None:
    said = await (await opened()).refuse(
        "kind,id,parent_id,text,link_kind,strength\n"
        "objective,o,,,,\nkr,k,o,Grow,,\nobjective,p,k,Help,contributes,high\n"
    )
    assert [one.partition(":")[0] for one in said] == [
        "line 2, column text",
        "line 4, column link_test", "line 4, column mechanism", "line 4, column strength",
    ]  # fmt: skip


async def test_a_result_in_per_cent_is_told_of_at_its_own_column() -> None:
    said = await (await opened()).refuse(
        "kind,id,parent_id,text,result_pct\nobjective,o,,Grow,\nkr,k,o,Users,-15\n"
    )
    assert [one.partition(":")[0] for one in said] == ["line 3, column result_pct"]


A, B, C = (f"00000000-0000-4000-8000-00000000000{digit}" for digit in "abc")
HEAD = (
    "kind", "id", "identifier", "parent_id", "text", "owner", "due", "effective", "confidence",
    "cycle", "week", "hours", "reason", "provider", "weight", "key_result", "by",
    "type", "steps",
)  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    lines = (HEAD, *([one.get(column, "") for column in HEAD] for one in rows))
    return "".join(",".join(line) + "\n" for line in lines)


def one(kind: str, record: str, parent: str = "", **cells: str) -> dict[str, str]:
    return {"kind": kind, "id": record, "parent_id": parent, **cells}


OURS = [
    one("unit", "u", text="Sales"),
    one("unit", "v", "u", text="Field"),
    one("objective", A, text="Grow", owner="Sales"),
    one("kr", B, A, text="Users"),
]
THEIRS = [
    one("objective", "o", text="Shrink", owner="Field"),
    one("kr", "k", "o", text="Costs"),
]
ASKED = {"text": "Data", "due": "2026-09-01", "provider": "Field"}
PLANNED = {"text": "Call", "cycle": "2026-Q3", "week": "5", "hours": "1"}
SAID = {"effective": "2026-08-01", "confidence": "3"}


@pytest.mark.parametrize(
    ("noun", "ours", "theirs"),
    [
        ("key result", [], [one("kr", "l", "o", text="Rent", identifier=B)]),
        (
            "key result",
            [],
            [
                one("revision", "r", "o", reason="More"),
                one("revised_key_result", "l", "r", text="Rent", identifier=B),
            ],
        ),
        (
            "dependency",
            [one("dependency", C, B, **ASKED)],
            [one("dependency", "d", "k", identifier=C, **ASKED | {"provider": "Sales"})],
        ),
        (
            "check-in",
            [one("check_in", C, B, **SAID)],
            [one("check_in", "c", "k", identifier=C, **SAID)],
        ),
        (
            "task",
            [one("task", C, owner="Sales", **PLANNED)],
            [one("task", "t", owner="Field", identifier=C, **PLANNED)],
        ),
    ],
)
async def test_an_identifier_stays_with_the_record_that_it_belongs_to(
    noun: str, ours: list[dict[str, str]], theirs: list[dict[str, str]]
) -> None:
    rows = [*OURS, *ours, *THEIRS, *theirs]
    stated = theirs[-1]["identifier"]
    place = f"line {len(rows) + 1}, column identifier"
    expected = [f"{place}: '{stated}' is the identifier of another {noun} of this workspace."]
    assert await (await opened()).refuse(table(*rows)) == expected
    exchange = await opened()
    await exchange.take(table(*OURS, *ours))
    assert await exchange.refuse(table(*rows)) == expected


async def test_a_uuid_as_the_id_of_a_row_is_an_identifier_too() -> None:
    exchange = await opened()
    await exchange.take(table(*OURS))
    (said,) = await exchange.refuse(table(*THEIRS, one("kr", B, "o", text="Rent")))
    assert said.startswith(f"line 4, column id: '{B}' is the identifier of another key result")


async def test_an_identifier_is_not_that_of_a_record_of_another_kind() -> None:
    exchange = await opened()
    await exchange.take(table(*OURS))
    rows = [*THEIRS, one("kr", "l", "o", text="Rent", identifier=A)]
    said = "line 4, column identifier: '{}' is the identifier of an objective of this workspace."
    assert await exchange.refuse(table(*rows)) == [said.format(A)]


async def test_the_ids_of_another_file_stand_for_its_records() -> None:
    def file(objective: str, owner: str) -> str:
        return table(
            one("objective", objective, text=objective, owner=owner),
            one("kr", "k1", objective, text="Users"),
        )

    exchange = await opened()
    await exchange.take(table(*OURS[:2]))
    await exchange.take(file("o1", "Sales"))
    said = "'k1' was imported before as another key result of this workspace"
    assert await exchange.refuse(file("o2", "Field")) == [
        f"line 3, column id: {said}: call this one otherwise."
    ]
    await exchange.take(file("o3", "Field"), Wanted("2026-Q4"))


async def test_another_quarter_may_use_the_same_ids() -> None:
    exchange = await opened()
    await exchange.take(table(*OURS[:2]))
    rows = [*THEIRS, one("dependency", "d1", "k", **ASKED | {"provider": "Sales"})]
    for quarter, due in (("2026-Q3", "2026-09-01"), ("2026-Q4", "2026-11-01")):
        rows[-1]["due"] = due
        done = await exchange.take(table(*rows), Wanted(quarter))
        assert done.recorded["dependency_requested"] == 1


async def test_another_quarter_may_use_the_same_ids_whatever_its_cycle_is_called_by() -> None:
    def file(name: str, starts: str, ends: str, due: str, cycle: str) -> str:
        return (
            "kind,id,parent_id,text,owner,provider,due,starts,ends,type,cycle\n"
            "unit,u,,Sales,,,,,,,\nunit,v,u,Field,,,,,,,\n"
            f"cycle,c,,{name},,,,{starts},{ends},quarter,\n"
            f"objective,o,,Grow,Sales,,,,,,{cycle}\nkr,k,o,Users,,,,,,,\n"
            f"dependency,d,k,Data,,Field,{due},,,,\nreview,r,c,,,,,,,,\n"
        )

    exchange = await opened()
    third = ("2026-Q3", "2026-07-01", "2026-09-30", "2026-09-01")
    fourth = ("2026-Q4", "2026-10-01", "2026-12-31", "2026-11-01")
    for quarter, cycle in ((third, "c"), (fourth, "c"), (third, "2026-Q3"), (fourth, "2026-Q4")):
        done = await exchange.take(file(*quarter, cycle), Wanted())
        assert (done.status == "imported") == (cycle == "c")


async def test_another_year_may_use_the_same_ids_for_outcomes_and_sessions() -> None:
    def file(year: int, cycle: str) -> str:
        return (
            "kind,id,parent_id,text,owner,starts,ends,type,cycle,units,day\n"
            "unit,u,,Sales,,,,,,,\n"
            f"cycle,c,,{year},,{year}-01-01,{year}-12-31,year,,,\n"
            f"outcome,m,,Be known,Sales,,,,{cycle},,\n"
            f"session,s,,,,,,strategy_review,{cycle},Sales,{year}-06-01\n"
        )

    exchange = await opened()
    for year, cycle in ((2025, "c"), (2026, "c"), (2025, "2025"), (2026, "")):
        done = await exchange.take(file(year, cycle), Wanted("2026"))
        assert (done.status == "imported") == (cycle == "c")


async def test_a_refreshed_outcome_is_of_the_year_that_its_row_or_the_import_names() -> None:
    def file(cycle: str) -> str:
        return (
            "kind,id,parent_id,text,owner,starts,ends,type,cycle\n"
            "unit,u,,Sales,,,,,\n"
            "cycle,old,,2025,,2025-01-01,2025-12-31,year,\n"
            "cycle,new,,2026,,2026-01-01,2026-12-31,year,\n"
            "outcome,m,,Be known,Sales,,,,2025\n"
            f"outcome_refreshed,r,m,Be loved,,,,,{cycle}\n"
        )

    exchange = await opened()
    for cycle, status in (("", "imported"), ("2026", "already up to date"), ("new", None)):
        done = await exchange.take(file(cycle), Wanted("2026"))
        assert done.status == (status or "already up to date")


async def test_a_cycle_is_called_by_its_row_before_its_name() -> None:
    head = "kind,id,parent_id,text,owner,starts,ends,type,cycle\nunit,u,,Sales,,,,,\n"
    exchange = await opened()
    await exchange.take(head + "cycle,y,,2025,,2025-01-01,2025-12-31,year,\n", Wanted("2025"))
    await exchange.take(
        head + "cycle,2025,,FY26,,2025-07-01,2026-06-30,year,\noutcome,m,,Be known,Sales,,,,2025\n",
        Wanted(),
    )
    (outcome,) = (await exchange.workspace()).state(STRATEGY).outcomes.values()
    cycles = (await exchange.workspace()).calendar.cycles
    assert cycles[outcome.cycle_id].name == "FY26"


async def test_what_is_wrong_with_a_cycle_is_told_at_the_cell_that_names_it() -> None:
    text = "kind,id,text,owner,cycle\nunit,u,Sales,,\nobjective,o,Grow,Sales,{}\n"
    exchange = await opened()
    early = await exchange.refuse(text.format("1850-Q1"))
    backwards = Wanted("X", date(2026, 5, 1), date(2026, 4, 1))
    wrong = await exchange.refuse(text.format("X"), backwards)
    for (said,) in (early, wrong):
        assert said.startswith("line 3, column cycle: "), said


async def test_what_the_row_above_says_is_told_of_where_that_is_named() -> None:
    text = (
        "kind,id,parent_id,text,owner,cycle,week,hours\nunit,u,,Sales,,,,\n"
        "objective,o,,Grow,Sales,,,\nkr,k,o,Users,,,,\ntask,t,k,Call,Sales,2026-Q4,1,1\n"
    )
    (said,) = await (await opened()).refuse(text)
    assert said.startswith("line 5, column parent_id: "), said


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"text": "x" * 1_500}, "line 8, column text"),
        ({"text": "Rent", "weight": "-1"}, "line 8, column weight"),
        ({"text": "Rent", "type": "milestone", "steps": "x" * 300}, "line 8, column steps"),
        ({"text": "Users", "key_result": B, "weight": "0"}, "line 7"),
        ({"text": "Costs", "key_result": "k"}, "line 8, column key_result"),
    ],
)
async def test_what_is_wrong_with_a_revised_key_result_is_told_where_it_stands(
    cells: dict[str, str], place: str
) -> None:
    rows = [
        *OURS[:2],
        one("objective", A, text="Grow", owner="Sales"),
        one("kr", B, A, text="Users"),
        one("kr", "k", "o", text="Costs"),
        one("revision", "r", A, reason="More", by="ada"),
        one("revised_key_result", "l", "r", **cells),
        one("objective", "o", text="Shrink", owner="Field"),
    ]
    (said,) = await (await opened()).refuse(table(*rows))
    assert said.startswith(f"{place}: "), said


@pytest.mark.parametrize("stated", ["a/b", "a:b", "x\ny", "é", "x" * 5_000, "workspace", "{" + A])
async def test_an_identifier_is_one_that_can_be_asked_for(stated: str) -> None:
    text = table(*OURS[:2], one("objective", "o", text="Grow", owner="Sales", identifier="?"))
    (said,) = await (await opened()).refuse(text.replace("?", f'"{stated}"'))
    assert said == (
        "line 4, column identifier: It is no UUID; leave it out, and the record gets one."
    )


async def test_an_identifier_is_the_same_in_large_letters_as_in_small_ones() -> None:
    exchange = await opened()
    rows = [*OURS[:2], one("objective", "o", text="Grow", owner="Sales", identifier=C.upper())]
    await exchange.take(table(*rows))
    assert [*(await exchange.workspace()).objectives.in_full] == [C]
    assert (await exchange.take(table(*rows))).status == "already up to date"
    rows[-1] = one("objective", C.upper(), text="Grow", owner="Sales")
    assert (await exchange.take(table(*rows))).status == "already up to date"
