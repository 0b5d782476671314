from __future__ import annotations

from typing import Any

import pytest

from tests.api.party import Party, Plan, planned

NOBODY = "00000000-0000-4000-8000-000000000000"


def about(plan: Plan, step: str) -> str:
    return f"/v1/objectives/{plan.objective}/dependencies/{plan.dependency}/{step}"


async def test_a_promise_is_asked_for_given_moved_and_kept(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(about(plan, "accept"), {"by_objective_id": plan.parent})
    await acme.done(about(plan, "slip"), {"promised": "2026-02-20", "reason": "More work"})
    await acme.done(about(plan, "flag"), {"reason": "Bo is ill"})
    await acme.done(about(plan, "confirm"), {"note": "Bo is back"})
    await acme.done(about(plan, "deliver"), {"on": "2026-02-04"})
    await acme.refreshed()

    story = (await acme.get(f"/v1/dependencies/{plan.dependency}")).json()
    assert story["need"]["text"] == "Acme delivered 'the budget' for Success on 4 February."
    assert [one["reason"] for one in story["slips"]] == ["More work"]
    ledger = (await acme.get(f"/v1/promises/{plan.cycle}:{plan.company}")).json()
    assert (ledger["delivered"], ledger["kept"]) == (1, 1)


async def test_what_is_declined_can_be_asked_for_again_or_withdrawn(acme: Party) -> None:
    plan = await planned(acme)
    await acme.done(about(plan, "decline"), {"reason": "No time"})
    await acme.done(about(plan, "reopen"), {"reason": "Later would do", "due": "2026-03-06"})
    await acme.done(about(plan, "withdraw"), {"reason": "We found another way"})
    await acme.refreshed()

    totals = (await acme.get(f"/v1/dependencies/{plan.cycle}")).json()["totals"]
    assert (totals["all"], totals["open"]) == (1, 0)


async def test_whoever_needs_something_asks_and_the_lead_of_the_provider_promises(
    acme: Party,
) -> None:
    plan = await planned(acme)
    member = await acme.with_role("member", plan.team)
    asking = await acme.with_role("unit_lead", plan.team)
    provider = await acme.with_role("unit_lead", plan.company)
    for nobody in (member, asking):
        refused = await nobody.post(about(plan, "accept"), {})
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    await provider.done(about(plan, "accept"), {})
    moved = {"promised": "2026-02-20", "reason": "Bo is ill"}
    assert (await asking.post(about(plan, "slip"), moved)).status_code == 403
    await provider.done(about(plan, "slip"), moved)
    await member.done(about(plan, "withdraw"), {"reason": "Not needed"})
    late = await provider.post(about(plan, "deliver"), {})
    assert late.json()["code"] == "nothing-left-to-do"


async def test_a_step_changes_the_objective_and_obeys_its_entity_tag(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    tag = (await acme.get(f"/v1/objectives/{plan.objective}")).headers["etag"]
    accepted = await acme.post(about(plan, "accept"), {}, **{"if-match": tag})
    assert accepted.status_code == 200
    late = await acme.post(about(plan, "flag"), {"reason": "Bo is ill"}, **{"if-match": tag})
    assert late.status_code == 412


# The agenda


async def test_an_agenda_is_read_aloud_from_what_is_open(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()

    answer = await acme.get(
        f"/v1/sync-agenda?cycle={plan.cycle}&units={plan.company},{plan.team}&on=2026-02-02"
    )

    made = answer.json()
    assert (made["text"], made["units"]) == (
        "1 dependency is open between Acme and Success.",
        ["Acme", "Success"],
    )
    (item,) = made["items"]
    assert item["text"] == (
        "Success needs 'the budget' from Acme by week 7 (13 February); there is no answer yet."
        " Can it be promised?"
    )
    again = await acme.get(
        f"/v1/sync-agenda?cycle={plan.cycle}&units={plan.company},{plan.team}&on=2026-02-02",
        **{"if-none-match": answer.headers["etag"]},
    )
    assert again.status_code == 304


async def test_an_agenda_is_of_today_unless_a_day_is_given(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    made = (await acme.get(f"/v1/sync-agenda?cycle={plan.cycle}&units={plan.team}")).json()
    assert made["on"] == str(acme.resources.clock().date())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"units": NOBODY}, "units"),
        ({"units": "nobody"}, "units"),
        ({"units": ""}, "units"),
        ({"units": ",".join(f"{number}" for number in range(13))}, "units"),
        ({"units": None}, "units"),
        ({"cycle": NOBODY}, "cycle"),
        ({"cycle": "q3"}, "cycle"),
        ({"cycle": None}, "cycle"),
        ({"on": "yesterday"}, "on"),
        ({"unit": "x"}, "unit"),
    ],
)
async def test_an_agenda_that_cannot_be_made_names_what_is_wrong(
    acme: Party, given: dict[str, Any], field: str
) -> None:
    plan = await planned(acme)
    asked = {"cycle": plan.cycle, "units": plan.team, "on": "2026-02-02", **given}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)

    answer = await acme.get(f"/v1/sync-agenda?{query}")

    assert (answer.status_code, answer.json()["field"]) == (422, field)
