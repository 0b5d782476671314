"""A company in which somebody is told something of every kind, as its API hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from api.access.tokens import create_token
from tests.api.conftest import Clock
from tests.api.party import Party

WEEK = timedelta(weeks=1)
HOSTILE = "<script>alert('x')</script> javascript:alert(1) \"{{ 7 * 7 }}\" onload=x"
"""In all that people may write."""


class Message(NamedTuple):
    person_id: str
    kind: str
    link: str


class Everything:
    """Today is the last day of the seventh week, and tomorrow the middle of the cycle."""

    def __init__(self, acme: Party, clock: Clock) -> None:
        self.acme = acme
        clock.now = datetime.now(UTC)
        self.today = clock.now.date()
        self.starts = self.today - 7 * WEEK + timedelta(days=1)

    async def told(self) -> list[Message]:
        """Tell the story until weeks have begun in silence, and say what each person was told."""
        await self._found()
        await self._agree()
        await self._report()
        await self._promise()
        await self._talk()
        await self.acme.refreshed()
        alert = f"/v1/objectives/{self.plan}/key-results/{self.lost}/alert"
        await self.acme.done(f"{alert}/resolve", {"reason": f"We live with it {HOSTILE}"})
        await self.acme.refreshed()
        for weeks in (0, 4):
            day = self.today + timedelta(days=1, weeks=weeks)
            await self.acme.refresher.refresh(self.acme.workspace_id, day)
        rows = await self.acme.pool.fetch(
            "select person_id, kind, link from public.message"
            " where workspace_id = $1 and person_id is not null",
            self.acme.workspace_id,
        )
        return [Message(*row) for row in rows]

    async def speaking(self, person_id: str, role: Any = "unit_lead") -> Party:
        acme = self.acme
        token = await create_token(
            acme.pool,
            acme.workspace_id,
            role,
            "theirs",
            person_id=person_id,
        )
        return Party(acme.client, acme.resources, acme.pool, acme.workspace_id, token)

    async def _found(self) -> None:
        made = self.acme.made
        self.company = await made("/v1/units", {"name": "Acme", "kind": "company"})
        below = {"kind": "team", "parent_id": self.company}
        self.web = await made("/v1/units", {"name": f"Web {HOSTILE}", **below})
        self.sales = await made("/v1/units", {"name": "Sales", **below})
        self.eve = await self._person(f"Eve {HOSTILE}", self.company, "executive")
        self.lia = await self._person("Lia", self.web, "unit_lead")
        self.ada = await self._person("Ada", self.web, "member")
        self.sam = await self._person("Sam", self.sales, "unit_lead")
        ends = self.starts + 14 * WEEK
        span = {"name": "now", "starts": str(self.starts), "ends": str(ends)}
        self.cycle = await made("/v1/cycles", span)
        body = {
            "cycle_id": self.cycle,
            "title": f"Customers stay {HOSTILE}",
            "owner": _unit(self.company),
        }
        self.aim = await made("/v1/objectives", body)
        self.renewals = await self._key_result(self.aim, "Renewals rise")

    async def _person(self, name: str, unit: str, role: str) -> str:
        person = await self.acme.made("/v1/people", {"name": name, "unit_id": unit})
        given = {"role": role, "effective": str(self.starts)}
        await self.acme.done(f"/v1/people/{person}/role", given)
        return person

    async def _key_result(self, objective: str, title: str, **metric: Any) -> str:
        given = metric or {"type": "increase", "baseline": 0, "target": 10}
        return await self.acme.made(
            f"/v1/objectives/{objective}/key-results", {"title": title, "metric": given}
        )

    async def _agree(self) -> None:
        """An objective is proposed, challenged, refined and accepted; then the quarter begins."""
        acme, ada = self.acme, await self.speaking(self.ada, "member")
        lia = await self.speaking(self.lia)
        owner = {"kind": "person", "id": self.ada}
        body = {"cycle_id": self.cycle, "title": "A quick site", "owner": owner}
        self.plan = await acme.made("/v1/objectives", body)
        self.fast = await self._key_result(self.plan, f"Pages load {HOSTILE}")
        self.quiet = await self._key_result(self.plan, "Mistakes fall")
        kept = {"type": "maintain_at_least", "target": 99}
        self.lost = await self._key_result(self.plan, "It is up", **kept)
        here = f"/v1/objectives/{self.plan}"
        self.margin = await self._key_result(self.aim, "The margin rises")
        up = {"parent_objective_id": self.aim, "key_result_id": self.margin, "link_test": "yes"}
        how = {"mechanism": "Quick sites sell", "strength": "strong"}
        await acme.made(f"{here}/links", {**up, **how})
        await ada.done(f"{here}/propose", {})
        await lia.done(f"{here}/challenge", {"reason": f"How quick? {HOSTILE}"})
        await ada.done(f"{here}/refine", {"answer": f"In a second {HOSTILE}"})
        await lia.done(f"{here}/accept", {})
        for one in (self.plan, self.aim):
            await acme.done(f"/v1/objectives/{one}/commit")
            await acme.done(f"/v1/objectives/{one}/publish")
        await acme.done(f"/v1/cycles/{self.cycle}/phase", {"phase": "active"})

    async def _report(self) -> None:
        """One stands still, one is lost, and of one nothing is heard in the seventh week."""
        for week in range(7):
            day = self.starts + week * WEEK + timedelta(days=1)
            await self._check_in(self.fast, day, 0, 1)
            await self._check_in(self.lost, day, 50, 1)
            if week < 6:
                await self._check_in(self.quiet, day, week, 4)

    async def _check_in(self, key_result: str, day: date, value: float, confidence: int) -> None:
        said = {
            "effective": str(day),
            "value": value,
            "confidence": confidence,
            "narrative": f"As before {HOSTILE}",
            "blockers": [
                {"name": "<script>alert(1)</script>", "kind": "dependency", "note": HOSTILE}
            ],
        }
        here = f"/v1/objectives/{self.plan}/key-results/{key_result}/check-ins"
        await self.acme.made(here, said)

    async def _promise(self) -> None:
        asked = {
            "key_result_id": self.fast,
            "provider_id": self.sales,
            "deliverable": f"the list {HOSTILE}",
            "due": str(self.today + 3 * WEEK),
        }
        here = f"/v1/objectives/{self.plan}/dependencies"
        one = f"{here}/{await self.acme.made(here, asked)}"
        await self.acme.done(f"{one}/accept", {"promised": str(self.today + WEEK)})
        for weeks in (2, 4):
            moved = {"promised": str(self.today + weeks * WEEK), "reason": f"More work {HOSTILE}"}
            await self.acme.done(f"{one}/slip", moved)
        await self.acme.done(f"{one}/flag", {"reason": "Bo is ill"})

    async def _talk(self) -> None:
        ada, lia = await self.speaking(self.ada, "member"), await self.speaking(self.lia)
        comments = f"/v1/objectives/{self.plan}/comments"
        comment = await ada.made(
            comments, {"text": f"Look at this {HOSTILE}", "mentions": [self.lia]}
        )
        await lia.made(f"{comments}/{comment}/replies", {"text": f"I do {HOSTILE}"})
        up = {
            "parent_objective_id": self.aim,
            "key_result_id": self.renewals,
            "mechanism": f"Quick sites sell {HOSTILE}",
            "strength": "weak",
            "link_test": "no",
        }
        change = {"link": [up]}
        asked = {"reason": f"It helps {HOSTILE}", "changes": change}
        await ada.made(f"/v1/objectives/{self.plan}/revisions", asked)
        session = await self.acme.made(
            "/v1/sessions",
            {
                "kind": "sync",
                "cycle_id": self.cycle,
                "day": str(self.today),
                "unit_ids": [self.web, self.sales],
            },
        )
        to = {"kind": "person", "id": self.eve}
        output = {"type": "escalation", "text": f"Who decides? {HOSTILE}", "to": to}
        await self.acme.done(f"/v1/sessions/{session}/outputs", {"output": output})


def _unit(unit: str) -> dict[str, str]:
    return {"kind": "unit", "id": unit}
