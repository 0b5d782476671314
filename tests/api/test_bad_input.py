"""Each bad request is refused with a code that is stable, names the field, and stores nothing."""

from __future__ import annotations

from typing import Any

import pytest

from api.http.requests.body import LARGEST
from tests.api.party import Party, check_ins, planned, tasks

NOBODY = "00000000-0000-4000-8000-000000000000"
OWNER = {"kind": "unit", "id": "{team}"}
KEY_RESULT = {"title": "K", "metric": {"type": "increase", "baseline": 1, "target": 2}}
LINK = {
    "parent_objective_id": "{objective}",
    "key_result_id": "{key_result}",
    "mechanism": "m",
    "strength": "weak",
    "link_test": "maybe",
}

DEPENDENCY = {
    "key_result_id": "{key_result}",
    "provider_id": "{company}",
    "deliverable": "the budget",
    "due": "2026-02-13",
}

TABLE: list[tuple[str, Any, int, str, str | None]] = [
    ("/v1/units", {"name": "", "kind": "team"}, 422, "invalid-body", "name"),
    ("/v1/units", {"name": "X\nY", "kind": "team"}, 422, "invalid-body", "name"),
    ("/v1/units", {"name": "\u200b\ufeff", "kind": "team"}, 422, "invalid-body", "name"),
    ("/v1/units", {"name": "A\u202eB", "kind": "team"}, 422, "invalid-body", "name"),
    ("/v1/units", {"name": "X", "kind": "club"}, 422, "invalid-body", "kind"),
    ("/v1/units", {"kind": "team"}, 422, "invalid-body", "name"),
    ("/v1/units", {"name": "X", "kind": "team", "color": 1}, 422, "invalid-body", "color"),
    (
        "/v1/units",
        {"name": "X", "kind": "team", "parent_id": "a"},
        422,
        "invalid-body",
        "parent_id",
    ),
    (
        "/v1/units",
        {"name": "X", "kind": "team", "parent_id": NOBODY},
        422,
        "unknown-parent-unit",
        "parent_id",
    ),
    ("/v1/units", {"name": "Y", "kind": "company"}, 409, "company-exists", "kind"),
    ("/v1/units", [], 422, "invalid-body", "body"),
    ("/v1/people", {"name": "X", "unit_id": NOBODY}, 422, "unknown-unit", "unit_id"),
    (
        "/v1/cycles",
        {"name": "C", "starts": "2026-04-01", "ends": "2026-03-01"},
        422,
        "cycle-ends-before-it-starts",
        "ends",
    ),
    (
        "/v1/cycles",
        {"name": "C", "starts": "2026-02-30", "ends": "2026-03-01"},
        422,
        "invalid-body",
        "starts",
    ),
    (
        "/v1/cycles",
        {"name": "C", "starts": "9999-10-01", "ends": "9999-12-31"},
        422,
        "cycle-out-of-time",
        "starts",
    ),
    (
        f"/v1/sessions/{NOBODY}/outputs",
        {"output": {"type": "scored", "objective_id": "a\x00b"}},
        422,
        "invalid-body",
        "output.objective_id",
    ),
    (
        f"/v1/sessions/{NOBODY}/close",
        {"outputs": [{"type": "refreshed", "outcome_id": "a b"}]},
        422,
        "invalid-body",
        "outputs[0].outcome_id",
    ),
    (
        f"/v1/sessions/{NOBODY}/outputs",
        {"output": {"type": "escalation", "text": "Help", "to": {**OWNER, "x": 1}}},
        422,
        "invalid-body",
        "output.to.x",
    ),
    ("/v1/cycles/{cycle}/phase", {"phase": "closed"}, 409, "phase-out-of-order", "phase"),
    (f"/v1/cycles/{NOBODY}/phase", {"phase": "active"}, 404, "unknown-cycle", "cycle_id"),
    ("/v1/cycles/nonsense/phase", {"phase": "active"}, 404, "not-found", None),
    (
        "/v1/objectives",
        {"cycle_id": NOBODY, "title": "T", "owner": OWNER},
        422,
        "unknown-cycle",
        "cycle_id",
    ),
    (
        "/v1/objectives",
        {"cycle_id": "{cycle}", "title": "T", "owner": {"kind": "unit", "id": NOBODY}},
        422,
        "unknown-owner",
        "owner",
    ),
    (
        "/v1/objectives",
        {"cycle_id": "{cycle}", "title": "T", "owner": {"kind": "unit"}},
        422,
        "invalid-body",
        "owner.id",
    ),
    (
        "/v1/objectives",
        {"cycle_id": "{cycle}", "title": "T", "owner": {**OWNER, "x": 1}},
        422,
        "invalid-body",
        "owner.x",
    ),
    (
        "/v1/objectives",
        {"cycle_id": "\x00", "title": "T", "owner": OWNER},
        422,
        "invalid-body",
        "cycle_id",
    ),
    (
        "/v1/objectives/{draft}/key-results",
        {**KEY_RESULT, "metric": {"type": "increase", "baseline": 5, "target": 5}},
        422,
        "baseline-equals-target",
        "metric.target",
    ),
    (
        "/v1/objectives/{draft}/key-results",
        {**KEY_RESULT, "metric": {"type": "increase", "baseline": "1", "target": 5}},
        422,
        "invalid-body",
        "metric.baseline",
    ),
    (
        "/v1/objectives/{draft}/key-results",
        {**KEY_RESULT, "metric": {"type": "ascent"}},
        422,
        "invalid-body",
        "metric.type",
    ),
    (
        "/v1/objectives/{draft}/key-results",
        {**KEY_RESULT, "due": "2026-12-24"},
        422,
        "due-outside-cycle",
        "due",
    ),
    (
        "/v1/objectives/{draft}/key-results",
        {**KEY_RESULT, "weight": -1},
        422,
        "invalid-body",
        "weight",
    ),
    ("/v1/objectives/{objective}/key-results", KEY_RESULT, 409, "commitment-locked", None),
    (f"/v1/objectives/{NOBODY}/commit", None, 404, "unknown-objective", "objective_id"),
    ("/v1/objectives/{draft}/commit", None, 409, "nothing-to-measure", None),
    ("/v1/objectives/{draft}/publish", None, 409, "not-committed", None),
    (
        "{check_ins}",
        {"effective": "2026-02-03", "confidence": 6},
        422,
        "invalid-body",
        "confidence",
    ),
    (
        "{check_ins}",
        {"effective": "2026-02-03", "confidence": 0},
        422,
        "invalid-body",
        "confidence",
    ),
    (
        "{check_ins}",
        {"effective": "2026-02-03", "confidence": "4"},
        422,
        "invalid-body",
        "confidence",
    ),
    ("{check_ins}", {"effective": "2026-02-03"}, 422, "nothing-reported", "value"),
    (
        "{check_ins}",
        {"effective": "2026-05-01", "value": 1},
        422,
        "effective-outside-cycle",
        "effective",
    ),
    (
        "{check_ins}",
        {"effective": "2026-03-01", "value": 1},
        422,
        "effective-in-the-future",
        "effective",
    ),
    (
        "{check_ins}",
        {"effective": "2026-02-03", "value": 1, "blockers": [{"name": "x", "kind": "weather"}]},
        422,
        "invalid-body",
        "blockers[0].kind",
    ),
    (
        "{check_ins}/" + NOBODY + "/corrections",
        {"reason": "r", "value": 1},
        404,
        "unknown-check-in",
        "check_in_id",
    ),
    ("{check_ins}/{check_in}/corrections", {"value": 1}, 422, "invalid-body", "reason"),
    ("/v1/objectives/{objective}/links", LINK, 409, "commitment-locked", None),
    (
        "/v1/objectives/{draft}/links",
        {"parent_objective_id": "{draft}", "kind": "supports"},
        422,
        "link-closes-circle",
        "parent_objective_id",
    ),
    (
        "/v1/objectives/{draft}/links",
        {**LINK, "mechanism": ""},
        422,
        "mechanism-missing",
        "mechanism",
    ),
    (
        "/v1/objectives/{draft}/links",
        {**LINK, "parent_objective_id": NOBODY},
        422,
        "unknown-parent",
        "parent_objective_id",
    ),
    (f"/v1/objectives/{NOBODY}/links", LINK, 404, "unknown-objective", "objective_id"),
    (
        "/v1/pools",
        {"name": "P", "measured_in": "days", "per_week": -1, "opens": "2026-01-01"},
        422,
        "capacity-out-of-bounds",
        "per_week",
    ),
    (
        "/v1/pools",
        {"name": "P", "measured_in": "", "per_week": 1, "opens": "2026-01-01"},
        422,
        "invalid-body",
        "measured_in",
    ),
    (
        f"/v1/pools/{NOBODY}/capacity",
        {"starts": "2026-02-01", "per_week": 1},
        404,
        "unknown-pool",
        "pool_id",
    ),
    ("/v1/pools/{pool}/close", {"closes": "2025-12-31"}, 409, "pool-is-closed", "pool_id"),
    (
        "/v1/objectives/{objective}/claims",
        {"pool_id": NOBODY, "starts": "2026-02-01", "ends": "2026-02-02", "per_week": 1},
        422,
        "unknown-pool",
        "pool_id",
    ),
    (
        "/v1/objectives/{objective}/claims",
        {"pool_id": "{pool}", "starts": "2026-02-01", "ends": "2026-04-02", "per_week": 1},
        422,
        "claim-outside-cycle",
        "ends",
    ),
    (
        "/v1/objectives/{objective}/claims",
        {"pool_id": "{pool}", "starts": "2026-02-01", "ends": "2026-02-02", "per_week": 0},
        422,
        "claim-out-of-bounds",
        "per_week",
    ),
    (
        "{tasks}",
        {"week": 14, "title": "T", "hours": 1},
        422,
        "week-outside-cycle",
        "week",
    ),
    ("{tasks}", {"week": 1.5, "title": "T", "hours": 1}, 422, "invalid-body", "week"),
    ("{tasks}", {"week": 1, "title": "T", "hours": -1}, 422, "effort-out-of-bounds", "hours"),
    ("{tasks}", {"week": 1, "title": " ", "hours": 1}, 422, "invalid-body", "title"),
    (
        "{tasks}",
        {"week": 1, "title": "T", "hours": 1, "key_result_id": "{key_result}"},
        422,
        "half-a-key-result",
        "key_result_id",
    ),
    ("{tasks}/" + NOBODY + "/finish", None, 404, "unknown-task", "task_id"),
    (
        "/v1/objectives/{objective}/dependencies",
        {**DEPENDENCY, "due": "2026-12-24"},
        422,
        "needed-outside-cycle",
        "due",
    ),
    (
        "/v1/objectives/{objective}/dependencies",
        {**DEPENDENCY, "provider_id": "{team}"},
        422,
        "own-dependency",
        "provider_id",
    ),
    (
        "/v1/objectives/{objective}/dependencies",
        {**DEPENDENCY, "provider_id": NOBODY},
        422,
        "unknown-provider",
        "provider_id",
    ),
    (
        "/v1/objectives/{objective}/dependencies",
        {**DEPENDENCY, "key_result_id": NOBODY},
        422,
        "unknown-key-result",
        "key_result_id",
    ),
    (
        "/v1/objectives/{objective}/dependencies",
        {**DEPENDENCY, "deliverable": " "},
        422,
        "invalid-body",
        "deliverable",
    ),
    (
        "/v1/objectives/{objective}/dependencies/" + NOBODY + "/accept",
        {},
        404,
        "unknown-dependency",
        "dependency_id",
    ),
    ("{dependency}/deliver", {}, 409, "dependency-out-of-order", None),
    (
        "{dependency}/accept",
        {"promised": "2030-01-01"},
        422,
        "promised-out-of-reach",
        "promised",
    ),
    (
        "{dependency}/accept",
        {"by_objective_id": "{objective}"},
        422,
        "not-the-providers-objective",
        "by_objective_id",
    ),
    ("{dependency}/slip", {"promised": "2026-02-20"}, 422, "invalid-body", "reason"),
    ("/v1/webhooks", {"url": "ftp://example.com"}, 422, "webhook-address-refused", "url"),
    ("/v1/nothing", {}, 404, "not-found", None),
    (
        "/v1/cycles/{cycle}/scores",
        {"objective_id": "{objective}", "scores": {"x": 0.5}},
        422,
        "invalid-body",
        "scores",
    ),
]


async def test_each_bad_request_names_what_is_wrong_and_stores_nothing(acme: Party) -> None:
    plan = await planned(acme)
    draft = await acme.made(
        "/v1/objectives",
        {"cycle_id": plan.cycle, "title": "D", "owner": {"kind": "unit", "id": plan.team}},
    )
    words = {
        **vars(plan),
        "draft": draft,
        "check_ins": check_ins(plan),
        "tasks": tasks(plan),
        "dependency": f"/v1/objectives/{plan.objective}/dependencies/{plan.dependency}",
    }
    before = await acme.head()

    for path, body, status, code, field in TABLE:
        answer = await acme.post(_filled(path, words), _filled(body, words))
        problem = answer.json()
        told = (answer.status_code, problem["code"], problem.get("field"))
        assert told == (status, code, field), (path, body, problem)
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["correlation"] == answer.headers["x-correlation-id"]
        assert problem["type"] == f"/problems/{code}"
        assert "Traceback" not in answer.text
    assert await acme.head() == before


def _filled(given: Any, words: dict[str, str]) -> Any:
    match given:
        case str():
            for name, value in words.items():
                given = given.replace(f"{{{name}}}", value)
            return given
        case dict():
            return {name: _filled(value, words) for name, value in given.items()}
        case _:
            return given


@pytest.mark.parametrize(
    ("raw", "status", "code", "field"),
    [
        (b"", 400, "malformed-body", "body"),
        (b"{", 400, "malformed-body", "body"),
        (b"not json", 400, "malformed-body", "body"),
        (b'{"name": "\xff"}', 400, "malformed-body", "body"),
        (b'{"name": "\\ud800", "kind": "company"}', 400, "malformed-body", "body"),
        (b"[" * 100_000, 422, "invalid-body", "body"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 422, "invalid-body", "a"),
        (b'{"name":' + b"[" * 100_000, 422, "invalid-body", "name"),
        (b'{"name": "' + b"x" * LARGEST + b'"}', 413, "body-too-large", "body"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    acme: Party, raw: bytes, status: int, code: str, field: str
) -> None:
    answer = await acme.send("POST", "/v1/units", raw=raw, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["field"] == field
    assert await acme.head() == 1


async def test_a_body_of_another_kind_is_refused(acme: Party) -> None:
    answer = await acme.send(
        "POST", "/v1/units", raw=b"name=Acme", content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert answer.json()["field"] == "Content-Type"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "caf\u00e9"])
async def test_an_unusable_idempotency_key_is_refused(acme: Party, key: str) -> None:
    answer = await acme.client.post(
        "/v1/units",
        json={"name": "Acme", "kind": "company"},
        headers=[
            (b"authorization", f"Bearer {acme.token}".encode()),
            (b"idempotency-key", key.encode("latin-1")),
        ],
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-idempotency-key")
    assert answer.json()["field"] == "Idempotency-Key"
    assert await acme.head() == 1


async def test_a_method_that_an_address_does_not_take_is_named(acme: Party) -> None:
    answer = await acme.send("PUT", "/v1/units", {"name": "Acme"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "POST" in answer.headers["allow"]


async def test_what_nobody_sees_around_a_text_is_not_part_of_it(acme: Party) -> None:
    company = await acme.made("/v1/units", {"name": "\tAcme\u200b ", "kind": "company"})
    cycle = await acme.made(
        "/v1/cycles", {"name": "Q ", "starts": "2026-01-01", "ends": "2026-03-31"}
    )
    owner = {"kind": "unit", "id": company}
    draft = {"cycle_id": cycle, "title": " Grow ", "owner": owner, "description": "Why:\n- so\n"}
    objective = await acme.made("/v1/objectives", draft)
    steps = [{"name": "a", "weight": 1}, {"name": " a", "weight": 1}]
    measured = {"title": "K", "metric": {"type": "milestone", "steps": steps}}
    twice = await acme.post(f"/v1/objectives/{objective}/key-results", measured)
    assert twice.json()["code"] == "steps-repeated", twice.text
    await acme.refreshed()

    (unit,) = (await acme.get("/v1/directory")).json()["units"]
    assert unit["name"] == "Acme"
    card = (await acme.get(f"/v1/objectives/{objective}")).json()
    assert (card["title"], card["description"]) == ("Grow", "Why:\n- so")


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("/v1/people", {"name": "A\nB", "unit_id": NOBODY}, "name: needs something readable, "),
        (
            "/v1/cycles",
            {"name": "Q", "starts": "1.1.2026", "ends": "2026-03-31"},
            "starts: has to be a date such as 2026-03-31.",
        ),
        (
            "/v1/calendars",
            {"owner": {"kind": "unit", "id": NOBODY}, "expires_at": "2027-01-01"},
            "expires_at: has to be a moment such as 2026-03-31T09:30:00Z.",
        ),
        (
            "/v1/rituals",
            {
                "kind": "check_in",
                "recurrence": {"type": "weekly", "weekday": "monday"},
                "at": "25:00",
                "minutes": 30,
                "starting": "2026-03-02",
            },
            "at: has to be a time of day such as 09:30.",
        ),
        (
            "/v1/cycles/{cycle}/scores",
            {"objective_id": NOBODY, "scores": {"x": 0.5}},
            "scores: Invalid UUID as a key.",
        ),
    ],
)
async def test_what_is_wrong_with_a_field_is_said_in_plain_words(
    acme: Party, path: str, body: Any, detail: str
) -> None:
    answer = await acme.post(path.replace("{cycle}", NOBODY), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-body")
    assert answer.json()["detail"].startswith(detail)


async def test_a_number_that_is_none_is_told_at_its_field(acme: Party) -> None:
    body = b'{"name": "P", "measured_in": "days", "per_week": 1e999, "opens": "2026-01-01"}'
    answer = await acme.send("POST", "/v1/pools", raw=body, content_type="application/json")

    assert (answer.status_code, answer.json()["field"]) == (422, "per_week"), answer.text
