"""Calendars as a calendar program sees them."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from httpx import Response

from api.access.tokens import create_token
from api.calendars.subscriptions import create_calendar
from domain.values import Owner, Role
from tests.api.party import Party, Plan, planned

NOBODY = "00000000-0000-4000-8000-000000000000"


async def followed(party: Party, plan: Plan, **more: Any) -> str:
    """The address of a new calendar of the plan's team."""
    owner = {"kind": "unit", "id": plan.team}
    answer = await party.post("/v1/calendars", {"owner": owner, **more})
    assert answer.status_code == 201, answer.text
    path: str = answer.json()["path"]
    assert answer.headers["location"] == path
    return path


async def asked(party: Party, path: str, **headers: str) -> Response:
    """As a program asks: without a token."""
    await party.refreshed()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await party.client.get(path, headers=named)


def read(answer: Response) -> Any:
    """The calendar as the library reads it back."""
    assert answer.status_code == 200, answer.text
    calendar: Any = icalendar.Calendar.from_ical(answer.content)
    assert not calendar.errors
    return calendar


def events(answer: Response) -> list[Any]:
    return list(read(answer).walk("VEVENT"))


def of_kind(found: list[Any], name: str) -> list[Any]:
    return [one for one in found if str(one["summary"]).startswith(name)]


async def test_a_calendar_program_can_subscribe(acme: Party) -> None:
    plan = await planned(acme)
    answer = await asked(acme, await followed(acme, plan))

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = read(answer)
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert calendar["refresh-interval"].dt == timedelta(hours=6)
    zones = [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")]
    found = events(answer)
    assert {one["dtstart"].params.get("tzid", "UTC") for one in found} <= {*zones, "UTC"}
    assert len({str(one["uid"]) for one in found}) == len(found)
    for one in found:
        assert one["dtend"].dt > one["dtstart"].dt
        assert one["dtstamp"].dt.tzinfo is not None
        assert "With: " in str(one["description"])


async def test_each_check_in_of_the_cycle_is_in_it_once(acme: Party) -> None:
    plan = await planned(acme)
    found = of_kind(events(await asked(acme, await followed(acme, plan))), "Team check-in")
    days = sorted(one["dtstart"].dt.date() for one in found)
    within = [day for day in days if date(2026, 1, 1) <= day <= date(2026, 3, 31)]
    assert len(within) == 13
    assert all(day.weekday() == 0 for day in days)


async def test_a_meeting_that_moves_keeps_its_identifier(acme: Party) -> None:
    plan = await planned(acme)
    path = await followed(acme, plan)
    before = of_kind(events(await asked(acme, path)), "Team check-in")
    await acme.done("/v1/rituals", {
        "kind": "check_in", "recurrence": {"type": "weekly", "weekday": "friday"}, "at": "15:00",
        "minutes": 30, "starting": "2026-01-01", "unit_id": plan.team,
    })  # fmt: skip
    after = of_kind(events(await asked(acme, path)), "Team check-in")

    moved = {str(one["uid"]): one for one in after}
    assert len(moved.keys() & {str(one["uid"]) for one in before}) >= 12
    for one in before:
        again = moved.get(str(one["uid"]))
        if again is not None:
            assert again["sequence"] > one["sequence"]
            assert again["dtstart"].dt.weekday() == 4


async def test_a_holiday_takes_the_check_in_away(acme: Party) -> None:
    plan = await planned(acme)
    path = await followed(acme, plan)
    await acme.made("/v1/holidays", {"name": "Off", "first": "2026-02-16", "last": "2026-02-16"})
    found = of_kind(events(await asked(acme, path)), "Team check-in")
    days = [one["dtstart"].dt.date() for one in found]
    assert date(2026, 2, 16) not in days
    assert date(2026, 2, 23) in days


async def test_what_has_not_changed_is_not_sent_again(acme: Party) -> None:
    plan = await planned(acme)
    path = await followed(acme, plan)
    first = await asked(acme, path)
    again = await asked(acme, path, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await acme.made("/v1/holidays", {"name": "Off", "first": "2026-02-16", "last": "2026-02-16"})
    changed = await asked(acme, path, if_none_match=first.headers["etag"])
    assert changed.status_code == 200


async def test_a_person_follows_the_unit_they_are_in(acme: Party) -> None:
    plan = await planned(acme)
    person = await acme.made("/v1/people", {"name": "Ada", "unit_id": plan.team})
    owner = {"kind": "person", "id": person}
    path = (await acme.post("/v1/calendars", {"owner": owner})).json()["path"]
    answer = await asked(acme, path)
    assert str(read(answer)["name"]) == "Ada"
    assert of_kind(events(answer), "Team check-in")


@pytest.mark.parametrize(
    "address", ["x.ics", "cal_" + "A" * 64 + ".ics", "cal_" + "%25" * 64 + ".ics"]
)
async def test_an_address_that_was_guessed_leads_nowhere(acme: Party, address: str) -> None:
    answer = await acme.client.get(f"/v1/calendars/{address}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-calendar")


async def test_a_secret_of_another_workspace_is_another_secret(acme: Party, globex: Party) -> None:
    ours = await followed(acme, await planned(acme))
    theirs = await followed(globex, await planned(globex))
    at = len("/v1/calendars/cal_") + 20
    forged = await acme.client.get(theirs[:at] + ours[at:])
    assert forged.status_code == 404


async def test_a_revoked_calendar_leads_nowhere(acme: Party) -> None:
    path = await followed(acme, await planned(acme))
    (listed,) = (await acme.get("/v1/calendars")).json()["items"]
    answer = await acme.send("DELETE", f"/v1/calendars/{listed['calendar_id']}")
    assert answer.status_code == 204
    assert (await asked(acme, path)).json()["code"] == "unknown-calendar"
    unknown = await acme.send("DELETE", f"/v1/calendars/{NOBODY}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-calendar")


async def test_a_calendar_may_expire(acme: Party) -> None:
    plan = await planned(acme)
    over = datetime(2020, 1, 1, tzinfo=UTC)
    team = Owner("unit", plan.team)
    _, gone = await create_calendar(acme.pool, acme.workspace_id, team, "ada", over)
    assert (await asked(acme, f"/v1/calendars/{gone}.ics")).status_code == 404
    kept = await followed(acme, plan, expires_at="9999-12-31T23:59:59-12:00")
    assert (await asked(acme, kept)).status_code == 200


async def test_a_calendar_is_not_made_for_a_time_that_is_over(acme: Party) -> None:
    plan = await planned(acme)
    for moment in ("2020-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        body = {"owner": {"kind": "unit", "id": plan.team}, "expires_at": moment}
        answer = await acme.post("/v1/calendars", body)
        assert (answer.status_code, answer.json()["field"]) == (422, "expires_at"), answer.text
        assert answer.json()["code"] == "expired-already"
    assert (await acme.get("/v1/calendars")).json()["items"] == []


async def test_a_secret_is_shown_once_and_never_logged(
    acme: Party, caplog: pytest.LogCaptureFixture
) -> None:
    path = await followed(acme, await planned(acme))
    secret = path.removeprefix("/v1/calendars/").removesuffix(".ics")
    with caplog.at_level(logging.DEBUG):
        await asked(acme, path)
        listed = await acme.get("/v1/calendars")
    assert secret not in listed.text
    told = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]
    assert not any(secret in text for text in told)


async def test_a_calendar_is_of_somebody_who_is_there(acme: Party) -> None:
    owner = {"kind": "unit", "id": NOBODY}
    answer = await acme.post("/v1/calendars", {"owner": owner})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-owner")


async def test_only_who_schedules_a_units_rituals_makes_and_revokes_its_calendars(
    acme: Party,
) -> None:
    plan = await planned(acme)
    owner = {"kind": "unit", "id": plan.team}
    made = (await acme.post("/v1/calendars", {"owner": owner})).json()["calendar"]["calendar_id"]
    elsewhere = await acme.made(
        "/v1/units", {"name": "Sales", "parent_id": plan.company, "kind": "team"}
    )
    cases: list[tuple[Role, str | None, bool]] = [
        ("member", plan.team, False),
        ("unit_lead", elsewhere, False),
        ("auditor", None, False),
        ("unit_lead", plan.team, True),
        ("unit_lead", plan.company, True),
    ]
    for role, unit, may in cases:
        party = await acme.with_role(role, unit)
        asked_for = await party.post("/v1/calendars", {"owner": owner})
        revoked = await party.send("DELETE", f"/v1/calendars/{made}")
        assert (asked_for.status_code, revoked.status_code) == ((201, 204) if may else (403, 403))
        if not may:
            assert asked_for.json()["code"] == revoked.json()["code"] == "calendar-not-yours"
    auditor = await acme.with_role("auditor")
    assert (await auditor.get("/v1/calendars")).status_code == 200


async def test_a_person_makes_and_revokes_their_own_calendar(acme: Party) -> None:
    plan = await planned(acme)
    bea = await acme.made("/v1/people", {"name": "Bea", "unit_id": plan.team})
    token = await create_token(acme.pool, acme.workspace_id, "member", "Bea", person_id=bea)
    party = Party(acme.client, acme.resources, acme.pool, acme.workspace_id, token)
    made = await party.post("/v1/calendars", {"owner": {"kind": "person", "id": bea}})
    assert made.status_code == 201, made.text
    calendar = made.json()["calendar"]["calendar_id"]
    assert (await party.send("DELETE", f"/v1/calendars/{calendar}")).status_code == 204


async def test_names_are_told_as_they_are_whatever_characters_they_have(acme: Party) -> None:
    plan = await planned(acme)
    name = 'Sales, EMEA; north\\south: "all"'
    await acme.done(f"/v1/units/{plan.team}/rename", {"name": name, "effective": "2025-01-01"})
    answer = await asked(acme, await followed(acme, plan))
    calendar = read(answer)
    assert {str(one["summary"]).partition(": ")[2] for one in calendar.walk("VEVENT")} == {name}
    lines = answer.content.replace(b"\r\n ", b"").decode().splitlines()
    escaped = 'Sales\\, EMEA\\; north\\\\south: "all"'
    assert {f"NAME:{escaped}", f"X-WR-CALNAME:{escaped}"} <= {*lines}
