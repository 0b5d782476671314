"""From the scores over retrospective and lessons to the next quarter's drafts, in one sitting."""

from __future__ import annotations

from typing import Any

from domain.access.identity import acting
from domain.measuring.check_in import CheckIn
from domain.values import CheckInId, KeyResultId, ObjectiveId
from events.handling import Request
from tests.api.conftest import Clock
from tests.api.party import Party, Plan, check_ins, planned

LESSON = {"text": "Ask first", "verdict": "change"}
NEXT = {"name": "2026 Q2", "starts": "2026-04-01", "ends": "2026-06-30"}


async def in_scoring(party: Party) -> Plan:
    plan = await planned(party)
    await party.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "scoring"})
    await party.refreshed()
    return plan


async def scored(party: Party) -> Plan:
    plan = await in_scoring(party)
    await party.done(
        f"/v1/cycles/{plan.cycle}/scores",
        {"objective_id": plan.parent, "scores": {plan.target: 0.5}},
    )
    await party.done(f"/v1/cycles/{plan.cycle}/scores", {"objective_id": plan.objective})
    await party.done(f"/v1/cycles/{plan.cycle}/retrospectives", {"lessons": [LESSON]})
    await party.refreshed()
    return plan


async def test_who_drafts_is_told_what_was_learned_in_the_quarter_before(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    own = [
        {"text": "Keep calm", "verdict": "keep"},
        {"text": "No more slides", "verdict": "abandon"},
        {"text": "Call", "verdict": "change"},
    ]
    retrospectives = f"/v1/cycles/{plan.cycle}/retrospectives"
    await acme.done(retrospectives, {"unit_id": plan.team, "lessons": own})
    await acme.refreshed()

    async def told(cycle: str, unit: str) -> list[tuple[str, str]]:
        owner = {"kind": "unit", "id": unit}
        body = {"cycle_id": cycle, "title": "Start quickly", "owner": owner}
        answer = await acme.post("/v1/objectives", body)
        lessons = answer.json().get("lessons", [])
        assert all(one["cycle"] == "2026 Q1" for one in lessons)
        return [((one["unit"] or {"name": "-"})["name"], one["text"]) for one in lessons]

    first = [("Success", "No more slides"), ("Success", "Call"), ("-", "Ask first")]
    assert await told(into, plan.team) == first
    assert await told(into, plan.company) == [("-", "Ask first")]
    assert await told(plan.cycle, plan.team) == []


def carry_all(plan: Plan, into: str) -> dict[str, Any]:
    decided = [{"type": "carry_over", "objective_id": one} for one in (plan.parent, plan.objective)]
    return {"into_cycle_id": into, "decisions": decided}


async def test_a_quarter_is_scored_looked_back_on_reset_and_closed_in_one_sitting(
    acme: Party,
) -> None:
    plan = await in_scoring(acme)
    sitting = (await acme.get(f"/v1/closing/{plan.cycle}:{plan.team}")).json()
    (proposal,) = sitting["objectives"][0]["key_results"]
    assert (proposal["proposed"], proposal["next_metric"]["baseline"]) == (0.3333, 11)
    plan = await rest_of_sitting(acme, plan)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()

    answer = await acme.post(f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into))
    assert answer.status_code == 201, answer.text
    await acme.refreshed()
    await acme.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "closed"})
    await acme.refreshed()

    card = (await acme.get(f"/v1/scorecard/{plan.cycle}")).json()
    assert (card["full"], card["fates"]["carried_over"]) == (True, 2)
    (_, carried) = card["objectives"]
    draft = (await acme.get(f"/v1/objectives/{carried['into_objective_id']}")).json()
    assert (draft["stage"], draft["cycle_id"], draft["title"]) == ("draft", into, "Quick start")
    assert draft["carried_from"] == {"objective_id": plan.objective, "cycle": "2026 Q1"}
    assert draft["key_results"][0]["metric"]["baseline"] == 11
    (link,) = draft["works_toward"]
    assert (link["mechanism"], link["strength"]) == ("Early success renews", "strong")
    story = (await acme.get(f"/v1/scorecard/{carried['into_objective_id']}")).json()
    assert [one["cycle"] for one in story["chapters"]] == ["2026 Q1", "2026 Q2"]
    workspace = (await acme.get("/v1/scorecard/workspace")).json()
    assert workspace["full_cycles"] == 1


async def test_a_reset_goes_on_with_the_heirs_of_who_is_there_no_more(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    merged = {"into_id": plan.company, "effective": "2026-02-01"}
    await acme.done(f"/v1/units/{plan.team}/merge", merged)
    await acme.refreshed()
    answer = await acme.post(f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into))
    assert answer.status_code == 201, answer.text
    await acme.refreshed()
    cards = (await acme.get(f"/v1/objectives?cycle={into}")).json()["items"]
    assert {one["owner"]["name"] for one in cards} == {"Acme"}


async def test_a_reset_refuses_an_owner_who_is_no_more_at_its_decisions(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    person = (await acme.get("/v1/directory")).json()["people"][0]["person_id"]
    await acme.done(f"/v1/people/{person}/leave", {"effective": "2026-02-01"})
    closed = {"reason": "Sold", "effective": "2026-02-01"}
    await acme.done(f"/v1/units/{plan.team}/archive", closed)
    await acme.refreshed()
    before = await acme.head()
    answer = await acme.post(f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into))
    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (
        409, "unit-is-archived", "decisions"
    )  # fmt: skip
    assert "'Success'" in said["detail"]
    assert await acme.head() == before


async def rest_of_sitting(party: Party, plan: Plan) -> Plan:
    for objective, scores in ((plan.parent, {plan.target: 0.5}), (plan.objective, {})):
        await party.done(
            f"/v1/cycles/{plan.cycle}/scores", {"objective_id": objective, "scores": scores}
        )
    await party.done(f"/v1/cycles/{plan.cycle}/retrospectives", {"lessons": [LESSON]})
    await party.refreshed()
    return plan


async def test_a_reset_sent_again_under_its_key_is_one_reset(acme: Party) -> None:
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()
    address, body = f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into)
    first = await acme.post(address, body, idempotency_key="the reset")
    await acme.refreshed()
    await acme.made(check_ins(plan), {"effective": "2026-02-03", "value": 9})
    again = await acme.post(address, body, idempotency_key="the reset")
    assert (first.status_code, first.json()) == (201, again.json())
    await acme.refreshed()
    other = await acme.post(address, body)
    assert (other.status_code, other.json()["code"]) == (409, "already-reset")


async def test_a_cycle_that_is_closed_again_under_the_key_is_answered_as_before(
    acme: Party,
) -> None:
    plan = await scored(acme)
    await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()
    address, body = f"/v1/cycles/{plan.cycle}/phase", {"phase": "closed"}
    before = (await acme.post(address, {"phase": "scoring"})).json()["version"]
    first = await acme.post(address, body, idempotency_key="the end")
    head = await acme.head()
    again = await acme.post(address, body, idempotency_key="the end")
    assert (first.status_code, first.json()) == (200, again.json())
    assert first.json()["version"] == before + 1
    assert await acme.head() == head


async def test_a_reset_is_all_or_nothing(acme: Party) -> None:
    """Whatever is wrong with it, not even its roll is stored."""
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.done(f"/v1/cycles/{into}/phase", {"phase": "active"})
    await acme.refreshed()
    before = await acme.head()
    address = f"/v1/cycles/{plan.cycle}/reset"
    for body, code in [
        (carry_all(plan, into), "reset-too-late"),
        (carry_all(plan, plan.cycle), "reset-backwards"),
        ({"into_cycle_id": into, "decisions": []}, "reset-too-late"),
    ]:
        answer = await acme.post(address, body)
        assert answer.json()["code"] == code, answer.text
    assert await acme.head() == before


async def test_what_changes_while_a_reset_is_prepared_is_in_its_drafts(
    acme: Party, clock: Clock
) -> None:
    """A check-in between reading an objective and storing its copy: it is made anew."""
    plan = await scored(acme)
    into = await acme.made("/v1/cycles", NEXT)
    await acme.refreshed()
    desk, read = acme.resources.desk, acme.resources.desk.states
    late = CheckIn(
        ObjectiveId(plan.objective), KeyResultId(plan.key_result), CheckInId("late"),
        clock().date(), 7.0,
    )  # fmt: skip
    waiting = [Request([late], acting("somebody", "service"), clock())]

    async def states(workspace_id: str, names: Any) -> Any:
        found = await read(workspace_id, names)
        if len(names) > 3 and waiting:
            await desk.handle(workspace_id, waiting.pop())
        return found

    desk.states = states  # type: ignore[method-assign]  # somebody is faster, once
    answer = await acme.post(f"/v1/cycles/{plan.cycle}/reset", carry_all(plan, into))
    assert answer.status_code == 201, answer.text
    await acme.refreshed()
    cards = (await acme.get(f"/v1/scorecard/{plan.cycle}")).json()["objectives"]
    draft = (await acme.get(f"/v1/objectives/{cards[1]['into_objective_id']}")).json()
    assert (waiting, draft["key_results"][0]["metric"]["baseline"]) == ([], 7)


async def test_a_cycle_does_not_close_before_its_time(acme: Party) -> None:
    plan = await in_scoring(acme)
    address = f"/v1/cycles/{plan.cycle}/phase"
    answer = await acme.post(address, {"phase": "closed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "objectives-unscored")
    for objective, scores in ((plan.parent, {plan.target: 0.5}), (plan.objective, {})):
        await acme.done(
            f"/v1/cycles/{plan.cycle}/scores", {"objective_id": objective, "scores": scores}
        )
    await acme.refreshed()
    answer = await acme.post(address, {"phase": "closed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "retrospective-missing")


async def test_scores_are_refused_where_they_make_no_sense(acme: Party) -> None:
    plan = await in_scoring(acme)
    address = f"/v1/cycles/{plan.cycle}/scores"
    for scores, code in [
        ({}, "score-missing"),
        ({plan.target: 1.5}, "score-out-of-range"),
        ({plan.key_result: 0.5}, "unknown-score"),
        ({"nps": 0.5}, "invalid-body"),
    ]:
        answer = await acme.post(address, {"objective_id": plan.parent, "scores": scores})
        assert answer.json()["code"] == code, answer.text


async def test_after_closing_check_ins_go_on_and_links_do_not(acme: Party) -> None:
    plan = await scored(acme)
    await acme.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "closed"})
    await acme.made(check_ins(plan), {"effective": "2026-02-03", "value": 5})
    refused = await acme.send(
        "DELETE", f"/v1/objectives/{plan.objective}/links/{plan.link}", raw=None
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle-closed")
    await acme.refreshed()
    (_, late) = (await acme.get(f"/v1/scorecard/{plan.cycle}")).json()["objectives"]
    assert (late["score"], late["late"]) == (0.3333, 1)
    page = (await acme.get(f"/pages/alignment/{plan.cycle}")).text
    assert "with 1 report that came after it was closed" in page


async def test_who_may_not_reset_is_told_of_the_reset_not_of_the_roll(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(f"/v1/cycles/{plan.cycle}/phase", {"phase": "scoring"})
    lead = await acme.with_role("unit_lead")
    for path, body, words in (
        ("reset", {"into_cycle_id": plan.cycle, "decisions": []}, "reset cycle"),
        ("phase", {"phase": "closed"}, "move cycle"),
    ):
        answer = await lead.post(f"/v1/cycles/{plan.cycle}/{path}", body)
        assert answer.status_code == 403
        assert answer.json()["detail"].startswith(f"Not allowed: '{words}' for the whole workspace")
