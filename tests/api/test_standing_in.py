"""Somebody stands in for another: what they may do then, over HTTP, and how it is recorded."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.access import identity
from tests.api.party import Party, Plan, planned
from tests.api.test_rights import DAY, as_person, person

DAYS = {"first": DAY, "last": "2026-02-28"}
REVISION = {"reason": "r", "changes": {"title": "T"}}


class Cast(NamedTuple):
    plan: Plan
    lead: Party
    other: Party
    lead_id: str
    other_id: str


async def cast(acme: Party) -> Cast:
    """The lead of a team, and a member of the company who is nobody there."""
    plan = await planned(acme)
    lead = await person(acme, "Bo", plan.team, "unit_lead")
    other = await person(acme, "Cy", plan.company)
    return Cast(plan, await as_person(acme, lead), await as_person(acme, other), lead, other)


async def named(who: Cast) -> str:
    body = {"substitute_id": who.other_id, **DAYS}
    return await who.lead.made(f"/v1/people/{who.lead_id}/stand-ins", body)


def forget(acme: Party) -> None:
    acme.resources.gate._known.clear()


async def draft_of(acme: Party, who: Cast) -> str:
    owner = {"kind": "unit", "id": who.plan.team}
    body = {"cycle_id": who.plan.cycle, "title": "Ours", "owner": owner}
    return f"/v1/objectives/{await acme.made('/v1/objectives', body)}"


async def test_whoever_stands_in_does_what_the_other_may_and_it_is_said_for_whom(
    acme: Party,
) -> None:
    who = await cast(acme)
    draft = await draft_of(acme, who)
    await acme.refreshed()
    assert (await who.other.get(draft)).status_code == 404
    assert (await who.other.post(f"{draft}/edit", {"title": "T"})).status_code == 404
    stand_in = await named(who)
    forget(acme)
    assert (await who.other.get("/v1/me")).json()["stands_in_for"] == [who.lead_id]
    assert (await who.other.get(draft)).status_code == 200
    await who.other.done(f"{draft}/edit", {"title": "Theirs"})
    (event,) = (await acme.resources.log.read(acme.workspace_id))[-1:]
    actor = identity.read(event.actor)
    assert (actor.id, actor.for_id) == (f"person:{who.other_id}", f"person:{who.lead_id}")
    await acme.refreshed()
    latest = (await acme.get("/v1/feed")).json()["items"][0]
    assert latest["actor"] == "Cy for Bo"
    (listed,) = (await acme.get("/v1/directory")).json()["stand_ins"]
    assert (listed["stand_in_id"], listed["substitute_id"]) == (stand_in, who.other_id)

    await who.lead.done(f"/v1/stand-ins/{stand_in}/end", {"effective": DAY})
    forget(acme)
    assert (await who.other.get(draft)).status_code == 404
    assert (await who.other.post(f"{draft}/edit", {"title": "T"})).status_code == 404


async def test_what_somebody_may_do_themselves_is_not_done_for_another(acme: Party) -> None:
    who = await cast(acme)
    await named(who)
    await who.other.made(f"/v1/objectives/{who.plan.objective}/comments", {"text": "Well begun"})
    (event,) = (await acme.resources.log.read(acme.workspace_id))[-1:]
    assert identity.read(event.actor).for_id == ""


async def test_nobody_approves_what_those_asked_for_whom_they_stand_in(acme: Party) -> None:
    who = await cast(acme)
    revisions = f"/v1/objectives/{who.plan.objective}/revisions"
    revision = await who.lead.made(revisions, REVISION)
    await named(who)
    answer = await who.other.post(f"{revisions}/{revision}/approve", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "revision-of-a-stand-in")
    third = await as_person(acme, await person(acme, "Di", who.plan.team, "unit_lead"))
    await third.done(f"{revisions}/{revision}/approve", {})


async def test_nobody_approves_what_their_stand_in_asked_for_nor_when_they_are_back(
    acme: Party,
) -> None:
    who = await cast(acme)
    stand_in = await named(who)
    revisions = f"/v1/objectives/{who.plan.objective}/revisions"
    revision = await who.other.made(revisions, REVISION)
    for _ in range(2):
        answer = await who.lead.post(f"{revisions}/{revision}/approve", {})
        assert (answer.status_code, answer.json()["code"]) == (403, "revision-of-a-stand-in")
        await acme.done(f"/v1/stand-ins/{stand_in}/end", {"effective": DAY})


async def test_a_stand_in_is_not_passed_on(acme: Party) -> None:
    who = await cast(acme)
    stand_in = await named(who)
    third = await person(acme, "Di", who.plan.company, "executive")
    body: dict[str, Any] = {"substitute_id": third, "first": "2026-02-10", "last": "2026-02-10"}
    asked = f"/v1/people/{who.lead_id}/stand-ins"
    for path, sent in ((asked, body), (f"/v1/stand-ins/{stand_in}/end", {"effective": DAY})):
        answer = await who.other.post(path, sent)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-passed-on")
    answer = await who.other.post(f"/v1/people/{third}/stand-ins", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


async def test_who_stands_in_for_an_administrator_gives_nobody_a_role(acme: Party) -> None:
    who = await cast(acme)
    chief = await person(acme, "Ed", who.plan.company, "administrator")
    await acme.made(f"/v1/people/{chief}/stand-ins", {"substitute_id": who.other_id, **DAYS})
    team = {"name": "Care", "kind": "team", "parent_id": who.plan.company}
    await who.other.made("/v1/units", team)
    role = {"role": "administrator", "effective": DAY}
    answer = await who.other.post(f"/v1/people/{who.other_id}/role", role)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-passed-on")


async def test_a_lead_names_no_stand_in_for_those_who_may_do_more(acme: Party) -> None:
    who = await cast(acme)
    boss = await person(acme, "Ed", who.plan.team, "executive")
    body = {"substitute_id": who.lead_id, **DAYS}
    answer = await who.lead.post(f"/v1/people/{boss}/stand-ins", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    member = await person(acme, "Fi", who.plan.team)
    await who.lead.made(f"/v1/people/{member}/stand-ins", body)
