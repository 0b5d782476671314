"""Who may do what over HTTP: the whole table, and what comes before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import pytest

from api.access.tokens import create_token, list_tokens
from domain.access.rights import MAY, Act, Whose
from domain.values import PersonRole, Role
from tests.api.party import Party, Plan, check_ins, planned

Ask = tuple[str, Any]
"""Where something is posted, and what."""

DAY = "2026-02-03"
NOBODY = "00000000-0000-4000-8000-000000000000"
ROLES: tuple[Role, ...] = get_args(Role)
OF_PEOPLE: tuple[Act, ...] = ("delegate", "prefer")
OF_UNITS: tuple[Act, ...] = ("promise", "work", "provide", "schedule", "meet", *OF_PEOPLE)
METRIC = {"type": "increase", "baseline": 1, "target": 5}


async def as_person(acme: Party, person_id: str) -> Party:
    """With one more token of somebody in the organization."""
    token = await create_token(acme.pool, acme.workspace_id, "member", "", None, person_id)
    return Party(acme.client, acme.resources, acme.pool, acme.workspace_id, token)


async def person(acme: Party, name: str, unit_id: str, role: PersonRole | None = None) -> str:
    person_id = await acme.made("/v1/people", {"name": name, "unit_id": unit_id})
    if role is not None:
        await acme.done(f"/v1/people/{person_id}/role", {"role": role, "effective": DAY})
    return person_id


async def published(acme: Party, cycle: str, kind: str, owner: str) -> tuple[str, str]:
    """An objective with its key result."""
    body = {"cycle_id": cycle, "title": "Grow", "owner": {"kind": kind, "id": owner}}
    objective = await acme.made("/v1/objectives", body)
    at = f"/v1/objectives/{objective}"
    key_result = await acme.made(f"{at}/key-results", {"title": "More", "metric": METRIC})
    await acme.done(f"{at}/commit")
    await acme.done(f"{at}/publish")
    return objective, key_result


class Place(NamedTuple):
    """Whose something is: the unit, an objective with its key result, and a promise to make."""

    plan: Plan
    unit_id: str
    objective: str
    key_result: str
    promise: str
    person: str

    def asks(self) -> Iterator[tuple[Act, Ask]]:
        """One request for each act that is about an objective or a unit."""
        at, about = f"/v1/objectives/{self.objective}", {"key_result_id": self.key_result}
        wanted = {"deliverable": "a budget", "due": "2026-02-13", "provider_id": self.plan.team}
        claim = {"pool_id": self.plan.pool, "starts": DAY, "ends": DAY, "per_week": 1}
        yield "report", (f"{at}/key-results/{self.key_result}/check-ins", REPORT)
        yield "forecast", (f"{at}/key-results/{self.key_result}/forecasts", {"value": 2})
        yield "plan", (f"{at}/edit", {"title": "T"})
        yield "propose", (f"{at}/propose", None)
        yield "link", (f"{at}/links", {"parent_objective_id": self.plan.parent, "kind": "supports"})
        yield "decide", (f"{at}/commit", None)
        yield "revise", (f"{at}/revisions", {"reason": "r", "changes": {"title": "T"}})
        yield "approve", (f"{at}/revisions/{NOBODY}/approve", {})
        yield "score", (f"/v1/cycles/{self.plan.cycle}/scores", {"objective_id": self.objective})
        noted = f"{at}/key-results/{self.key_result}/check-ins/{NOBODY}/acknowledge"
        yield "acknowledge", (noted, {})
        yield "handle", (f"{at}/key-results/{self.key_result}/alert/acknowledge", {})
        yield "comment", (f"{at}/comments", {"text": "t"})
        yield "moderate", (f"{at}/comments/{NOBODY}/remove", {"reason": "r"})
        yield "ask", (f"{at}/dependencies", {**about, **wanted})
        yield "claim", (f"{at}/claims", claim)
        yield "promise", (f"{self.promise}/accept", {})
        found = f"/v1/objectives/{self.objective}/findings/one_key_result:{self.objective}"
        yield "answer", (f"{found}/answer", {"resolution": "accepted", "how": "h"})
        work = f"/v1/cycles/{self.plan.cycle}/units/{self.unit_id}/tasks"
        yield "work", (work, {"week": 6, "title": "T", "hours": 1})
        yield "provide", ("/v1/pools", {**POOL, "unit_id": self.unit_id})
        yield "schedule", ("/v1/rituals", {**SCHEDULE, "unit_id": self.unit_id})
        yield "delegate", (f"/v1/people/{self.person}/stand-ins", AWAY)
        yield "prefer", (f"/v1/people/{self.person}/notice-preferences", {})
        yield "meet", ("/v1/sessions", session(self.plan, self.unit_id))


UNASKED = {"unknown-objective", "malformed-body", "invalid-body", "invalid-request"}
"""What an answer must not be, or the request would tell nothing of rights."""

AWAY = {"substitute_id": NOBODY, "first": DAY, "last": DAY}
REPORT = {"effective": DAY, "value": 2}
POOL = {"name": "P", "measured_in": "days", "per_week": 5, "opens": "2026-01-01"}
SCHEDULE = {
    "kind": "check_in",
    "recurrence": {"type": "weekly", "weekday": "friday", "every": 2},
    "at": "15:00",
    "minutes": 30,
    "starting": "2026-02-06",
}


def session(plan: Plan, *units: str) -> dict[str, Any]:
    return {"kind": "sync", "day": DAY, "cycle_id": plan.cycle, "unit_ids": list(units)}


def of_the_workspace(plan: Plan) -> Iterator[tuple[Act, Ask]]:
    cycle = f"/v1/cycles/{plan.cycle}"
    yield "score", (f"{cycle}/retrospectives", {"lessons": [{"text": "l", "verdict": "keep"}]})
    yield "provide", ("/v1/pools", POOL)
    yield "schedule", ("/v1/rituals", SCHEDULE)
    said = {"resolution": "accepted", "how": "h"}
    yield "answer", (f"{cycle}/findings/many_outcomes:{plan.cycle}/answer", said)
    yield "review", (f"{cycle}/reviews", None)
    yield "aim", ("/v1/bets", {"kind": "north_star", "title": "T", "starts": DAY, "ends": DAY})
    yield "steer", ("/v1/cycles", {"name": "C", "starts": DAY, "ends": DAY})
    yield "run", ("/v1/units", {"name": "N", "kind": "team", "parent_id": plan.company})


class Company(NamedTuple):
    plan: Plan
    elsewhere: str
    team: Place
    company: Place


async def settled(acme: Party) -> Company:
    """A team and the company with an objective each, and somewhere else to ask from."""
    plan = await planned(acme)
    sales = {"name": "Sales", "kind": "division", "parent_id": plan.company}
    elsewhere = await acme.made("/v1/units", sales)
    dependencies = f"/v1/objectives/{plan.parent}/dependencies"
    asked = {"key_result_id": plan.target, "provider_id": plan.team, "deliverable": "d"}
    promise = await acme.made(dependencies, {**asked, "due": "2026-02-13"})
    who = await person(acme, "Di", plan.team)
    team = Place(plan, plan.team, plan.objective, plan.key_result, f"{dependencies}/{promise}", who)
    company = Place(plan, plan.company, plan.parent, plan.target, "", "")
    return Company(plan, elsewhere, team, company)


async def refused(party: Party, ask: Ask) -> bool:
    answer = await party.post(*ask)
    assert answer.status_code != 401, ask
    assert answer.json().get("code") not in UNASKED, answer.text
    return bool(answer.json().get("code") == "not-allowed")


async def test_the_whole_table_holds_over_http(acme: Party) -> None:
    company = await settled(acme)
    plan, found = company.plan, dict[tuple[Act, Whose, Role], bool]()
    seats: dict[Whose, str] = {
        "unit": plan.team, "below": plan.company, "other": company.elsewhere,
    }  # fmt: skip
    for role in ROLES:
        for whose, seat in seats.items():
            party = await acme.with_role(role, seat)
            for act, ask in company.team.asks():
                found[act, whose, role] = not await refused(party, ask)
        party = await acme.with_role(role, plan.company)
        for act, ask in company.company.asks():
            if act not in OF_UNITS:
                found[act, "company", role] = not await refused(party, ask)
        party = await acme.with_role(role, plan.team)
        for act, ask in of_the_workspace(plan):
            found[act, "all", role] = not await refused(party, ask)
    for named in get_args(PersonRole):
        who = await person(acme, f"P {named}", plan.team, named)
        own, key_result = await published(acme, plan.cycle, "person", who)
        party = await as_person(acme, who)
        place = company.team._replace(objective=own, key_result=key_result, person=who)
        for act, ask in place.asks():
            if act not in OF_UNITS or act in OF_PEOPLE:
                found[act, "own", named] = not await refused(party, ask)

    assert {cell for cell in MAY if MAY[cell]} <= {(act, whose) for act, whose, _ in found}
    wrong = {
        (act, whose, role): allowed
        for (act, whose, role), allowed in found.items()
        if allowed != (role in MAY[act, whose])
    }
    assert wrong == {}


# What comes before it


@pytest.mark.parametrize("role", ["member", "service"])
async def test_a_draft_of_another_unit_is_not_there_before_it_is_not_allowed(
    acme: Party, role: Role
) -> None:
    company = await settled(acme)
    owner = {"kind": "unit", "id": company.plan.team}
    body = {"cycle_id": company.plan.cycle, "title": "Secret", "owner": owner}
    draft = await acme.made("/v1/objectives", body)
    place = company.team._replace(objective=draft)
    other = await acme.with_role(role, company.elsewhere)
    for act, (path, sent) in place.asks():
        if act in OF_UNITS:
            continue
        hidden = await other.post(path, sent)
        instead = path.replace(draft, NOBODY), _instead(sent, draft)
        absent = await other.post(*instead)
        assert hidden.status_code == absent.status_code, act
        assert act == "score" or hidden.json()["code"] == "unknown-objective", act
        assert hidden.json() == {**absent.json(), **_about(hidden.json())}, act
        for tag in ('"1"', "no tag"):
            stale = await other.post(path, sent, if_match=tag)
            gone = await other.post(*instead, if_match=tag)
            assert stale.json()["code"] == gone.json()["code"], (act, tag)
    for objective in (draft, NOBODY):
        link = f"/v1/objectives/{objective}/links/{NOBODY}"
        assert (await other.send("DELETE", link)).json()["code"] == "unknown-objective"


def _instead(sent: Any, draft: str) -> Any:
    return {**sent, "objective_id": NOBODY} if sent and sent.get("objective_id") == draft else sent


def _about(problem: dict[str, Any]) -> dict[str, Any]:
    """What names the request and its subject rather than says what is wrong with it."""
    naming = ("correlation", "detail", "instance", "errors")
    return {one: problem[one] for one in naming if one in problem}


async def test_another_units_lead_reads_a_draft_and_may_not_change_it(acme: Party) -> None:
    company = await settled(acme)
    owner = {"kind": "unit", "id": company.plan.team}
    body = {"cycle_id": company.plan.cycle, "title": "Ours", "owner": owner}
    draft = await acme.made("/v1/objectives", body)
    lead = await acme.with_role("unit_lead", company.elsewhere)
    answer = await lead.post(f"/v1/objectives/{draft}/edit", {"title": "Theirs"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "in a unit that is not theirs" in answer.json()["detail"]


async def test_what_was_allowed_once_is_not_answered_again_when_it_no_longer_is(
    acme: Party,
) -> None:
    plan = await planned(acme)
    ada = await person(acme, "Bo", plan.team)
    bo = await as_person(acme, ada)
    first = await bo.post(check_ins(plan), REPORT, idempotency_key="k")
    assert (await bo.post(check_ins(plan), REPORT, idempotency_key="k")).json() == first.json()
    await acme.done(f"/v1/people/{ada}/move", {"unit_id": plan.company, "effective": DAY})
    for headers in ({}, {"if_match": '"1"'}):
        again = await bo.post(check_ins(plan), REPORT, idempotency_key="k", **headers)
        assert (again.status_code, again.json()["code"]) == (403, "not-allowed")


# People


async def test_two_tokens_of_one_person_are_one_person(acme: Party) -> None:
    plan = await planned(acme)
    lead = await person(acme, "Bo", plan.team, "unit_lead")
    one, other = await as_person(acme, lead), await as_person(acme, lead)
    revisions = f"/v1/objectives/{plan.objective}/revisions"
    asked = {"reason": "r", "changes": {"title": "T"}}
    revision = await one.made(revisions, asked)
    own = await other.post(f"{revisions}/{revision}/approve", {})
    assert (own.status_code, own.json()["code"]) == (403, "own-revision")
    another = await as_person(acme, await person(acme, "Cy", plan.team, "unit_lead"))
    await another.done(f"{revisions}/{revision}/approve", {})
    await acme.refreshed()
    card = (await acme.get(f"/v1/objectives/{plan.objective}")).json()
    assert [one["requested_by"] for one in card["revisions"]] == ["Bo"]
    assert [one["actor"] for one in card["negotiation"][-2:]] == ["Bo", "Cy"]


async def test_a_key_is_its_owners_and_of_one_token(acme: Party) -> None:
    plan = await planned(acme)
    bo, cy = [await person(acme, name, plan.team) for name in ("Bo", "Cy")]
    parties = [await as_person(acme, bo), await as_person(acme, cy)]
    made = [
        (await one.post(check_ins(plan), REPORT, idempotency_key="k")).json() for one in parties
    ]
    assert len({one["id"] for one in made}) == 2
    other_token = await as_person(acme, bo)
    again = await other_token.post(check_ins(plan), REPORT, idempotency_key="k")
    assert (again.status_code, again.json()["code"]) == (422, "idempotency-key-reused")
    address = f"{check_ins(plan)}?x=1"
    queried = await parties[0].post(address, REPORT, idempotency_key="k")
    assert queried.status_code in (400, 422)


async def test_somebody_may_do_what_they_are_on_the_day(acme: Party) -> None:
    plan = await planned(acme)
    who = await person(acme, "Bo", plan.team)
    bo = await as_person(acme, who)
    commit = f"/v1/objectives/{plan.objective}/commit"
    assert (await bo.post(commit)).status_code == 403
    assert (await bo.get("/v1/me")).json()["role"] == "member"
    await acme.done(f"/v1/people/{who}/role", {"role": "unit_lead", "effective": DAY})
    bo.resources.gate._known.clear()
    assert (await bo.post(commit)).status_code == 200
    told = (await bo.get("/v1/me")).json()
    assert (told["identity"], told["name"]) == (f"person:{who}", "Bo")
    assert (told["role"], told["unit_ids"]) == ("unit_lead", [plan.team])
    await acme.done(f"/v1/people/{who}/leave", {"effective": "2026-02-04"})
    bo.resources.gate._known.clear()
    assert (await bo.get("/v1/me")).status_code == 401
    back = {"unit_id": plan.company, "effective": "2026-02-04"}
    await acme.done(f"/v1/people/{who}/return", back)
    bo.resources.gate._known.clear()
    told = (await bo.get("/v1/me")).json()
    assert (told["role"], told["unit_ids"]) == ("member", [plan.company])


async def test_whoever_has_moved_before_the_approval_does_not_approve_it(acme: Party) -> None:
    company = await settled(acme)
    plan = company.plan
    asking, moving, staying = [
        await person(acme, name, plan.team, "unit_lead") for name in ("Bo", "Cy", "Di")
    ]
    revisions = f"/v1/objectives/{plan.objective}/revisions"
    asked = {"reason": "r", "changes": {"title": "T"}}
    revision = await (await as_person(acme, asking)).made(revisions, asked)
    elsewhere = {"unit_id": company.elsewhere, "effective": DAY}
    await acme.done(f"/v1/people/{moving}/move", elsewhere)
    late = await (await as_person(acme, moving)).post(f"{revisions}/{revision}/approve", {})
    assert (late.status_code, late.json()["code"]) == (403, "not-allowed")
    await (await as_person(acme, staying)).done(f"{revisions}/{revision}/approve", {})


async def test_somebody_sees_their_own_tokens_and_revokes_them(acme: Party) -> None:
    plan = await planned(acme)
    who = await person(acme, "Bo", plan.team)
    one, other = await as_person(acme, who), await as_person(acme, who)
    tokens = (await one.get("/v1/me/tokens")).json()["items"]
    assert len(tokens) == 2
    assert {token["person_id"] for token in tokens} == {who}
    mine = (await other.get("/v1/me")).json()["token_id"]
    theirs = (await list_tokens(acme.pool, acme.workspace_id))[0].token_id
    assert (await one.send("DELETE", f"/v1/me/tokens/{theirs}")).status_code == 404
    assert (await one.send("DELETE", f"/v1/me/tokens/{mine}")).status_code == 204
    acme.resources.gate._known.clear()
    assert (await other.get("/v1/me")).status_code == 401
    assert (await one.get("/v1/me")).status_code == 200
