"""A workspace as its clients see it."""

from __future__ import annotations

import uuid
from typing import Any

from httpx import AsyncClient, Response
from litestar import Litestar

from api.access.tokens import create_token
from api.http.services import Resources
from domain.access.identity import acting
from domain.values import Role
from domain.workspace import CreateWorkspace
from events.database.pool import Pool
from events.handling import Request
from projections.keeping.refresh import Refresher


class Party:
    """Speaks to the API with the token of one workspace."""

    def __init__(
        self,
        client: AsyncClient,
        resources: Resources,
        pool: Pool,
        workspace_id: str,
        token: str,
    ) -> None:
        self.client = client
        self.resources = resources
        self.pool = pool
        self.workspace_id = workspace_id
        self.token = token
        self.refresher = Refresher(resources.log, pool)

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        **headers: str,
    ) -> Response:
        """Header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(
            method,
            path,
            json=body,
            content=raw,
            headers={"Authorization": f"Bearer {self.token}", **named},
        )

    async def post(self, path: str, body: Any = None, **headers: str) -> Response:
        return await self.send("POST", path, body, raw=None, **headers)

    async def get(self, path: str, **headers: str) -> Response:
        return await self.send("GET", path, raw=None, **headers)

    async def made(self, path: str, body: Any) -> str:
        """The id of a new record."""
        answer = await self.post(path, body)
        assert answer.status_code == 201, answer.text
        record_id: str = answer.json()["id"]
        return record_id

    async def done(self, path: str, body: Any = None) -> None:
        answer = await self.post(path, body)
        assert answer.status_code == 200, answer.text

    async def head(self) -> int:
        return (await self.resources.log.head(self.workspace_id)).position

    async def refreshed(self) -> int:
        """Do what a worker does."""
        return await self.refresher.refresh(self.workspace_id)

    async def with_role(self, role: Role, unit_id: str | None = None) -> Party:
        token = await create_token(self.pool, self.workspace_id, role, f"a {role}", unit_id)
        return Party(self.client, self.resources, self.pool, self.workspace_id, token)


def routes(client: AsyncClient) -> list[tuple[str, str]]:
    """Every method and path of the API."""
    app = client._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Litestar)
    return [
        (method, route.path_format)
        for route in app.routes
        for method in getattr(route, "methods", ())
        if method in ("GET", "POST", "DELETE", "PUT", "PATCH") and "docs" not in route.path
    ]


async def founded(name: str, client: AsyncClient, resources: Resources, pool: Pool) -> Party:
    workspace_id = str(uuid.uuid4())
    await resources.log.create_workspace(workspace_id, name)
    command = CreateWorkspace(name, "UTC")
    await resources.desk.handle(
        workspace_id, Request((command,), acting("founder", "administrator"), resources.clock())
    )
    token = await create_token(pool, workspace_id, "administrator", "ada")
    return Party(client, resources, pool, workspace_id, token)


class Plan:
    """Ids of a company key result and of an objective that could work toward it."""

    company: str
    team: str
    cycle: str
    parent: str
    target: str
    objective: str
    key_result: str
    link: str
    check_in: str
    review: str
    finding: str
    pool: str
    claim: str
    task: str
    dependency: str
    comment: str


async def planned(party: Party) -> Plan:
    """Tell a small company through the API, up to the first check-in."""
    plan = Plan()
    plan.company = await party.made("/v1/units", {"name": "Acme", "kind": "company"})
    plan.team = await party.made(
        "/v1/units", {"name": "Success", "kind": "team", "parent_id": plan.company}
    )
    await party.made("/v1/people", {"name": "Ada", "unit_id": plan.team})
    plan.cycle = await party.made(
        "/v1/cycles", {"name": "2026 Q1", "starts": "2026-01-01", "ends": "2026-03-31"}
    )
    plan.parent, plan.target = await _objective(party, plan.cycle, plan.company, "Customers stay")
    plan.objective, plan.key_result = await _objective(party, plan.cycle, plan.team, "Quick start")
    plan.link = await party.made(
        f"/v1/objectives/{plan.objective}/links",
        {
            "parent_objective_id": plan.parent,
            "key_result_id": plan.target,
            "mechanism": "Early success renews",
            "strength": "strong",
            "link_test": "yes",
        },
    )
    for objective in (plan.parent, plan.objective):
        await party.done(f"/v1/objectives/{objective}/commit")
        await party.done(f"/v1/objectives/{objective}/publish")
    await party.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "active"})
    plan.review = await party.made(f"/v1/cycles/{plan.cycle}/reviews", None)
    plan.finding = await party.made(
        f"/v1/cycles/{plan.cycle}/findings", {"kind": "conflict", "text": "Two want one"}
    )
    plan.pool = await party.made(
        "/v1/pools",
        {"name": "Design", "measured_in": "days", "per_week": 5, "opens": "2026-01-01"},
    )
    plan.claim = await party.made(
        f"/v1/objectives/{plan.objective}/claims",
        {"pool_id": plan.pool, "starts": "2026-01-05", "ends": "2026-01-30", "per_week": 4},
    )
    plan.task = await party.made(
        tasks(plan),
        {
            "week": 5,
            "title": "Interview five accounts",
            "hours": 6,
            "objective_id": plan.objective,
            "key_result_id": plan.key_result,
        },
    )
    plan.dependency = await party.made(
        f"/v1/objectives/{plan.objective}/dependencies",
        {
            "key_result_id": plan.key_result,
            "provider_id": plan.company,
            "deliverable": "the budget",
            "due": "2026-02-13",
        },
    )
    plan.check_in = await party.made(check_ins(plan), {"effective": "2026-02-02", "value": 11})
    return plan


def check_ins(plan: Plan) -> str:
    return f"/v1/objectives/{plan.objective}/key-results/{plan.key_result}/check-ins"


def tasks(plan: Plan) -> str:
    return f"/v1/cycles/{plan.cycle}/units/{plan.team}/tasks"


async def _objective(party: Party, cycle: str, unit: str, title: str) -> tuple[str, str]:
    owner = {"kind": "unit", "id": unit}
    objective = await party.made(
        "/v1/objectives", {"cycle_id": cycle, "title": title, "owner": owner}
    )
    key_result = await party.made(
        f"/v1/objectives/{objective}/key-results",
        {"title": f"{title}: 14 to 5", "metric": {"type": "decrease", "baseline": 14, "target": 5}},
    )
    return objective, key_result


async def drafted(party: Party, plan: Plan) -> tuple[str, str]:
    """The ids of one more objective, which is still a draft, and of its link."""
    owner = {"kind": "unit", "id": plan.team}
    draft = await party.made(
        "/v1/objectives", {"cycle_id": plan.cycle, "title": "Draft", "owner": owner}
    )
    up = {"parent_objective_id": plan.parent, "kind": "supports"}
    return draft, await party.made(f"/v1/objectives/{draft}/links", up)
