"""What the people of the demo are told: worth reading, by whoever it reaches."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import cache

from domain.notices.happened import OLDEST
from domain.notices.notice import Notice
from projections.keeping.fold import Fold
from projections.notices.teller import Teller
from tests.demo.recorded import WORKSPACE, recorded


@cache
def heard() -> tuple[list[Notice], dict[str, str]]:
    """What is told of the last weeks and of this morning, and what everybody is called."""
    return asyncio.run(_heard())


async def _heard() -> tuple[list[Notice], dict[str, str]]:
    demo = await recorded()
    worker = Fold()
    worker.teller = Teller(0, demo.now - OLDEST)
    for stored in await demo.log.read(WORKSPACE):
        worker.take(stored)
    worker.advance(demo.now.date())
    list(worker.render())
    worker.teller.see(worker.workspace, date.min)
    assert worker.teller.heard.faults == []
    people = worker.workspace.organization_at(worker.workspace.today).people
    return worker.teller.heard.notices, {key: one.name for key, one in people.items()}


def told(name: str) -> list[tuple[str, str]]:
    notices, names = heard()
    return [
        (one.kind, one.title) for one in notices for to in one.to if names[to.person_id] == name
    ]


def test_she_who_leads_the_company_is_asked_to_settle_what_nobody_else_can() -> None:
    mine = told("Amara Lindqvist")
    title = "The cross-team sync of Customer Success and Engineering hands something on to you"
    assert ("escalation", title) in mine
    assert ("gap", "Nobody works toward 'Gross margin rises from 71 % to 76 %'") in mine


def test_whoever_is_mentioned_and_whoever_asked_hear_from_each_other() -> None:
    churn = "'Yearly churn of mid-sized customers falls from 9 % to 5 %'"
    assert ("mention", f"Amara Lindqvist mentions you on {churn}") in told("Mateo Ivanova")
    assert ("reply", f"Mateo Ivanova replies to you on {churn}") in told("Amara Lindqvist")


def test_each_of_them_learns_why_and_nobody_is_told_much() -> None:
    notices, names = heard()
    for notice in notices:
        assert all(one.why.startswith("because ") for one in notice.to)
    for name in names.values():
        urgent = [one for one, _ in told(name) if one not in ("forecast_asked", "gap", "reply")]
        assert len(urgent) <= 5
