"""Who owns what: what a file says about it, what is concluded, and what is asked."""

from __future__ import annotations

import unicodedata

import pytest

from api.exchange.reading.asked import NO_ANSWERS, Answers
from tests.exchange.in_memory import Exchange, opened

HEAD = "kind,id,parent_id,owner,text\n"


def tree(*owners: str) -> str:
    """An objective of the company, and below its key result one for each of the owners."""
    rows = ["objective,o,,Company,Grow", "kr,k,o,,Users rise"]
    rows += [
        f'objective,o{number},k,"{owner}",Help {number}' for number, owner in enumerate(owners)
    ]
    return HEAD + "\n".join(rows) + "\n"


async def parents(exchange: Exchange) -> dict[str, str | None]:
    workspace = await exchange.workspace()
    units = workspace.organization_at(workspace.today).units
    return {
        unit.name: units[unit.parent_id].name if unit.parent_id else None for unit in units.values()
    }


async def people(exchange: Exchange) -> dict[str, str]:
    workspace = await exchange.workspace()
    chart = workspace.organization_at(workspace.today)
    return {one.name: chart.units[one.unit_id].name for one in chart.people.values()}


async def test_the_company_is_not_whoever_stands_in_the_first_row() -> None:
    text = HEAD + "objective,o,,Marketing,Be known\nkr,k,o,,Visits rise\nobjective,p,k,Web,Rank\n"
    exchange = await opened()
    (said,) = await exchange.refuse(text)
    assert said == (
        "the file: It does not say who the company is; name it: --company NAME."
        " At the top stands 'Marketing'."
    )
    done = await exchange.take(text, answers=Answers("Northwind"))
    assert done.notes[:3] == (
        "The company is new: 'Northwind'.",
        "1 owner becomes a unit below Northwind: Marketing.",
        "1 owner becomes a unit below Marketing: Web.",
    )
    assert await parents(exchange) == {
        "Northwind": None,
        "Marketing": "Northwind",
        "Web": "Marketing",
    }
    assert (await exchange.take(text)).status == "already up to date"


@pytest.mark.parametrize("name", ["Company", "the company", "ACME"])
async def test_a_row_says_it_by_that_word_or_by_the_name_of_the_workspace(name: str) -> None:
    exchange = await opened()
    await exchange.take(HEAD + f"objective,p,,Marketing,Be known\nobjective,o,,{name},Grow\n")
    assert await parents(exchange) == {name: None, "Marketing": name}


async def test_the_company_is_the_one_that_is_there_already() -> None:
    exchange = await opened()
    await exchange.take(HEAD + "unit,u,,,Northwind\n")
    await exchange.take(tree("Sales"))
    assert await parents(exchange) == {"Northwind": None, "Sales": "Northwind"}
    said = await exchange.refuse(tree("Sales"), answers=Answers("Southwind"))
    assert said == ["the file: The company is 'Northwind', not 'Southwind': leave --company out."]


async def test_a_file_without_owners_is_about_its_workspace() -> None:
    exchange = await opened()
    await exchange.take("kind,id,text\nobjective,o,Grow\n")
    assert await parents(exchange) == {"acme": None}


async def test_one_name_in_several_spellings_is_one_unit_and_said_so() -> None:
    exchange = await opened()
    cafe = "Équipe Café"
    ways = (cafe, cafe.upper(), unicodedata.normalize("NFD", cafe), "Équipe\u00a0 Café")
    done = await exchange.take(tree(*ways))
    assert await parents(exchange) == {"Company": None, cafe: "Company"}
    assert f"'{cafe}' is written in 4 ways, which are taken for one name." in done.notes
    again = await exchange.take(tree(*reversed(ways)))
    assert "unit_added" not in again.recorded


async def test_an_address_is_a_person_of_the_unit_above() -> None:
    exchange = await opened()
    text = tree("Sales", "ada@example.org") + (
        "kr,k1,o0,,Calls rise\nobjective,q,k1,Ben <ben@example.org>,Call\n"
        "kr,k2,q,BEN <ben@example.org>,X\n"
    )
    done = await exchange.take(text)
    assert await people(exchange) == {
        "ada@example.org": "Company",
        "Ben <ben@example.org>": "Sales",
    }
    assert "1 owner becomes a person of Sales: Ben <ben@example.org>." in done.notes
    assert (await exchange.take(text)).status == "already up to date"


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("Anna, Ben", "'Anna, Ben' looks like a list of names. Name one owner"),
        ("Anna\nBen", "'Anna Ben' looks like a list of names. Name one owner"),
        ("a@b.example, c@d.example", "'a@b.example, c@d.example' looks like a list of names."),
        ("Sales and Legal", "'Sales and Legal' looks like a list of names."),
        ("Enginering", "'Enginering' is new, and nearly the name of 'Engineering'. Write it alike"),
    ],
)
async def test_an_owner_that_looks_like_a_mistake_is_asked_about(owner: str, said: str) -> None:
    exchange = await opened()
    text = tree("Engineering", "Sales", "Legal", owner)
    (problem,) = await exchange.refuse(text)
    assert problem.startswith(f"line 7, column owner: {said}")
    assert problem.endswith(
        f", or say that it is one of its own: --owner '{' '.join(owner.split())}'."
    )
    shown = " ".join(owner.split())
    await exchange.take(text, answers=Answers(owners=(shown,)))
    assert shown in {**await parents(exchange), **await people(exchange)}


async def test_what_is_there_already_is_not_asked_about_again() -> None:
    exchange = await opened()
    await exchange.take(tree("Engineering", "Enginering"), answers=Answers(owners=("enginering",)))
    assert (await exchange.take(tree("Engineering", "Enginering"))).status == "already up to date"
    said = await exchange.refuse(tree("Engineering", "Enginering", "Engineerings"))
    assert said[0].startswith("line 6, column owner: 'Engineerings' is new, and nearly")


async def test_job_titles_with_commas_are_owners_as_they_are() -> None:
    exchange = await opened()
    titles = ("VP, Finance", "Director of Engineering, CI/CD", "Manager, FP&A", "Legal and Risk")
    assert (await exchange.take(tree(*titles), answers=NO_ANSWERS)).status == "imported"


async def test_who_has_nobody_below_is_a_team_and_who_has_is_a_division() -> None:
    exchange = await opened()
    below = "kr,k1,o0,,Calls rise\nobjective,q,k1,Field,Call\n"
    await exchange.take(tree("Sales", "Marketing") + below)
    workspace = await exchange.workspace()
    units = workspace.organization_at(workspace.today).units.values()
    assert {unit.name: unit.kind for unit in units} == {
        "Company": "company", "Sales": "division", "Marketing": "team", "Field": "team",
    }  # fmt: skip
