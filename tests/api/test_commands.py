from __future__ import annotations

import pytest

from api.access.tokens import list_tokens
from api.http.commands import call
from domain.access import identity
from domain.access.identity import Actor
from domain.values import ObjectiveId
from events.streams import objective_stream
from tests.api.party import Party, check_ins, drafted, planned


async def test_a_posted_record_can_be_read_where_the_answer_says(acme: Party) -> None:
    plan = await planned(acme)

    answer = await acme.post(check_ins(plan), {"effective": "2026-02-03", "confidence": 4})

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/confidence/{plan.key_result}"
    done = answer.json()
    await acme.refreshed()
    view = await acme.get(f"{answer.headers['location']}?min_position={done['position']}")
    assert done["id"] in [point["check_in_id"] for point in view.json()["points"]]


async def test_each_change_nudges_the_workers(acme: Party, nudged: list[str]) -> None:
    await acme.made("/v1/units", {"name": "Acme", "kind": "company"})

    assert nudged == [acme.workspace_id]


async def test_the_events_say_who_asked_and_under_which_id(acme: Party) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    answer = await acme.post(
        "/v1/units",
        {"name": "Acme", "kind": "company"},
        traceparent=f"00-{trace}-00f067aa0ba902b7-01",
    )

    assert answer.headers["x-correlation-id"] == trace
    (event,) = await acme.resources.log.read(acme.workspace_id, after=1)
    (token,) = await list_tokens(acme.pool, acme.workspace_id)
    ada = Actor("ada", "ada", "administrator", token=token.token_id)
    assert (identity.read(event.actor), event.correlation) == (ada, trace)
    assert event.occurred_at == acme.resources.clock()


async def test_a_correction_keeps_the_id_of_the_check_in(acme: Party) -> None:
    plan = await planned(acme)

    answer = await acme.post(
        f"{check_ins(plan)}/{plan.check_in}/corrections",
        {"reason": "Counted trials as well", "value": 12},
    )

    assert (answer.status_code, answer.json()["id"]) == (200, plan.check_in)


async def test_a_link_that_was_taken_back_is_gone_for_good(acme: Party) -> None:
    plan = await planned(acme)
    draft, up = await drafted(acme, plan)
    link = f"/v1/objectives/{draft}/links/{up}"

    first = await acme.send("DELETE", link)
    second = await acme.send("DELETE", link)

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (404, "unknown-link")
    assert second.json()["field"] == "link_id"


async def test_asking_for_what_is_already_true_changes_nothing(acme: Party) -> None:
    plan = await planned(acme)
    before = await acme.head()

    answer = await acme.post(f"/v1/objectives/{plan.objective}/publish")

    assert answer.status_code == 200
    assert answer.json()["position"] == await acme.head() == before


# The same request sent again


async def test_the_same_key_gets_the_same_answer_and_one_event(acme: Party) -> None:
    body = {"name": "Acme", "kind": "company"}
    first = await acme.post("/v1/units", body, idempotency_key="once")
    await acme.made("/v1/units", {"name": "B", "kind": "team", "parent_id": first.json()["id"]})

    again = await acme.post("/v1/units", body, idempotency_key="once")

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert await acme.head() == 3


async def test_the_same_answer_comes_even_when_it_could_not_be_decided_again(acme: Party) -> None:
    plan = await planned(acme)
    draft, up = await drafted(acme, plan)
    link = f"/v1/objectives/{draft}/links/{up}"
    commit = f"/v1/objectives/{plan.objective}/commit"
    etag = '"4"'
    first = [
        await acme.send("DELETE", link, idempotency_key="unlink"),
        await acme.post(commit, idempotency_key="commit", if_match=etag),
    ]
    await acme.made(check_ins(plan), {"effective": "2026-02-03", "value": 10})

    again = [
        await acme.send("DELETE", link, idempotency_key="unlink"),
        await acme.post(commit, idempotency_key="commit", if_match=etag),
    ]

    assert [one.status_code for one in first] == [200, 412]
    assert [one.status_code for one in again] == [200, 412]
    assert again[0].json() == first[0].json()


async def test_a_retried_change_to_an_objective_answers_with_the_version_of_then(
    acme: Party,
) -> None:
    plan = await planned(acme)
    body = {"effective": "2026-02-03", "value": 10}
    first = await acme.post(check_ins(plan), body, idempotency_key="k")
    await acme.made(check_ins(plan), {"effective": "2026-02-04", "value": 9})

    again = await acme.post(check_ins(plan), body, idempotency_key="k")

    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]


async def test_so_does_one_that_is_retried_long_after(
    acme: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call, "WINDOW", 1)
    plan = await planned(acme)
    body = {"effective": "2026-02-03", "value": 10}
    first = await acme.post(check_ins(plan), body, idempotency_key="k")
    for value in range(5):
        await acme.made(check_ins(plan), {"effective": "2026-02-04", "value": value})

    again = await acme.post(check_ins(plan), body, idempotency_key="k")

    assert again.json() == first.json()


async def test_the_same_key_for_another_request_is_refused(acme: Party) -> None:
    await acme.post("/v1/units", {"name": "Acme", "kind": "company"}, idempotency_key="once")

    other = await acme.post(
        "/v1/units", {"name": "Other", "kind": "company"}, idempotency_key="once"
    )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert other.json()["field"] == "Idempotency-Key"
    assert await acme.head() == 2


async def test_two_workspaces_may_use_the_same_key(acme: Party, globex: Party) -> None:
    body = {"name": "Same", "kind": "company"}

    ours = await acme.post("/v1/units", body, idempotency_key="once")
    theirs = await globex.post("/v1/units", body, idempotency_key="once")

    assert ours.status_code == theirs.status_code == 201
    assert ours.json()["id"] != theirs.json()["id"]


# On condition that nothing has changed


async def test_a_change_that_knew_the_present_version_is_made(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    card = await acme.get(f"/v1/objectives/{plan.objective}")

    answer = await acme.post(
        check_ins(plan), {"effective": "2026-02-03", "value": 9}, if_match=card.headers["etag"]
    )

    assert answer.status_code == 201
    assert answer.headers["etag"] == f'"{card.json()["version"] + 1}"'


async def test_what_a_change_answers_is_the_condition_for_the_next(acme: Party) -> None:
    plan = await planned(acme)
    first = await acme.post(check_ins(plan), {"effective": "2026-02-03", "value": 9})

    second = await acme.post(
        check_ins(plan), {"effective": "2026-02-04", "value": 8}, if_match=first.headers["etag"]
    )

    assert second.status_code == 201


@pytest.mark.parametrize("tag", ['"1"', '"2.abc"', 'W/"5"', '"abc"'])
async def test_a_change_that_knew_another_version_is_refused(acme: Party, tag: str) -> None:
    plan = await planned(acme)
    before = await acme.head()

    answer = await acme.post(check_ins(plan), {"effective": "2026-02-03", "value": 9}, if_match=tag)

    assert (answer.status_code, answer.json()["code"]) == (412, "stale-version")
    assert await acme.head() == before


async def test_any_version_will_do_for_a_star(acme: Party) -> None:
    plan = await planned(acme)

    answer = await acme.post(check_ins(plan), {"effective": "2026-02-03", "value": 9}, if_match="*")

    assert answer.status_code == 201
    stream = objective_stream(ObjectiveId(plan.objective))
    assert (await acme.resources.desk.state(acme.workspace_id, stream)) is not None


async def test_a_condition_that_cannot_be_checked_is_not_passed_over(acme: Party) -> None:
    answer = await acme.post("/v1/units", {"name": "Acme", "kind": "company"}, if_match='"1"')

    assert (answer.status_code, answer.json()["code"]) == (400, "no-precondition")
    assert answer.json()["field"] == "If-Match"


@pytest.mark.parametrize("tag", ["nonsense", '"1", "2"', ""])
async def test_a_condition_that_is_no_tag_is_refused(acme: Party, tag: str) -> None:
    plan = await planned(acme)

    answer = await acme.post(check_ins(plan), {"effective": "2026-02-03", "value": 9}, if_match=tag)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-entity-tag")
    assert answer.json()["field"] == "If-Match"


async def test_what_is_drafted_is_answered_with_what_is_worth_a_second_thought(acme: Party) -> None:
    draft, _ = await drafted(acme, await planned(acme))
    terms = {"title": "Write a manual", "metric": {"type": "boolean"}, "due": "2026-03-02"}
    address = f"/v1/objectives/{draft}/key-results"

    answers = [await acme.post(address, terms, **{"idempotency-key": "once"}) for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    first, again = (one.json() for one in answers)
    assert first == again
    (found,) = first["findings"]
    assert (found["rule"], found["words"]) == ("not_measurable", ["write"])
    assert found["key_result_id"] == first["id"]
    assert found["finding_id"] == f"not_measurable:{first['id']}"


async def test_what_needs_no_second_thought_is_answered_as_ever(acme: Party) -> None:
    draft, _ = await drafted(acme, await planned(acme))

    answer = await acme.post(f"/v1/objectives/{draft}/edit", {"title": "Bakers sleep longer"})

    assert set(answer.json()) == {"id", "position", "version"}
