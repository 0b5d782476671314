"""Sessions in browsers: opened with a link, known by a cookie, over by themselves."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from api.access.links import make_link
from api.http.access.opening import HOME
from api.http.requests.site import Site
from domain.values import PersonId
from events.database.pool import Sessions
from tests.api.browsing import HERE, OURS, Browser
from tests.api.party import Party
from tests.api.test_rights import as_person, person

TASK = {"name": "Berlin", "kind": "team"}


@pytest.fixture
async def team(acme: Party) -> str:
    company = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
    return await acme.made("/v1/units", {"name": "Sales", "kind": "team", "parent_id": company})


@pytest.fixture
async def ada(acme: Party, team: str) -> str:
    return await person(acme, "Ada <i>", team, "administrator")


@pytest.fixture
def browser(acme: Party) -> Browser:
    return Browser(acme)


async def link_for(acme: Party, person_id: str) -> str:
    made = await make_link(acme.pool, acme.workspace_id, PersonId(person_id), "operator:test")
    return made.path


async def test_a_link_opens_a_session_that_speaks_for_its_person(
    acme: Party, browser: Browser, ada: str, team: str
) -> None:
    page = await browser.open(await link_for(acme, ada))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Log in as Ada &lt;i&gt;" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    done = await browser.press(page)
    assert (done.status_code, done.headers["location"]) == (303, HOME)
    me = (await browser.ask("GET", "/v1/me")).json()
    token = (await (await as_person(acme, ada)).get("/v1/me")).json()
    assert {**me, "token_id": ""} == {**token, "token_id": ""}
    assert (me["identity"], me["role"], me["unit_ids"]) == (
        f"person:{ada}",
        "administrator",
        [team],
    )


async def test_what_is_done_in_a_session_is_on_record_as_the_persons(
    acme: Party, browser: Browser, ada: str, team: str
) -> None:
    await browser.log_in(ada)
    done = await browser.ask("POST", "/v1/people", {"name": "Ben", "unit_id": team})
    assert done.status_code == 201, done.text
    [*_, last] = await acme.resources.log.read(acme.workspace_id, done.json()["position"] - 1)
    me = (await browser.ask("GET", "/v1/me")).json()
    assert f'"id":"person:{ada}"' in last.actor
    assert f'"token":"{me["token_id"]}"' in last.actor


async def test_a_link_is_used_once(acme: Party, browser: Browser, ada: str) -> None:
    link = await link_for(acme, ada)
    page = await browser.open(link)
    again = await browser.open(link)  # a scanner, or a second look: it is not used up by that
    answers = await asyncio.gather(*(Browser(acme).press(again) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [303, 403, 403, 403]
    late = await browser.press(page)
    assert (late.status_code, "link-over" in late.text) == (403, True)
    assert "text/html" in late.headers["content-type"]
    assert "link-over" in (await browser.open(link)).text
    assert (await browser.ask("GET", "/v1/me")).status_code == 401


async def test_a_link_is_over_after_ten_minutes(
    acme: Party, browser: Browser, ada: str, owner: Sessions
) -> None:
    link = await link_for(acme, ada)
    page = await browser.open(link)
    await owner.execute("update public.login_link set expires_at = expires_at - interval '10 min'")
    assert "link-over" in (await browser.press(page)).text


@pytest.mark.parametrize("secret", ["", "?secret=", "?secret=link_x", "?secret=%00", "?secret=é"])
async def test_what_is_no_link_is_refused(browser: Browser, secret: str) -> None:
    refused = await browser.open(f"/v1/login/link{secret}")
    assert (refused.status_code, "link-over" in refused.text) == (403, True)
    as_program = await browser.client.get(f"/v1/login/link{secret}")
    assert as_program.json()["code"] == "link-over"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": HERE},
    ],
)
async def test_no_other_site_logs_somebody_in(
    acme: Party, browser: Browser, ada: str, headers: dict[str, str]
) -> None:
    page = await browser.open(await link_for(acme, ada))
    refused = await browser.press(page, **headers)
    assert (refused.status_code, "not-from-here" in refused.text) == (403, True)
    assert (await browser.press(page)).status_code == 303


@pytest.mark.usefixtures("ada")
async def test_who_has_left_is_not_let_in_and_is_logged_out(
    acme: Party, browser: Browser, team: str
) -> None:
    ben = await person(acme, "Ben", team)
    await browser.log_in(ben)
    link = await link_for(acme, ben)
    page = await browser.open(link)
    await acme.done(f"/v1/people/{ben}/leave", {"effective": "2026-02-04"})
    acme.resources.gate._known.clear()
    assert (await browser.ask("GET", "/v1/me")).status_code == 401
    for refused in (await browser.open(link), await browser.press(page)):
        assert (refused.status_code, "no-longer-here" in refused.text) == (403, True)


async def test_logging_out_ends_the_session_at_once(browser: Browser, ada: str) -> None:
    await browser.log_in(ada)
    [kept] = browser.client.cookies.jar
    done = await browser.ask("POST", "/v1/logout")
    assert (done.status_code, done.json()) == (200, {"onward": None})
    assert "Max-Age=0" in done.headers["set-cookie"]
    again = await browser.client.get("/v1/me", headers={"Cookie": f"{kept.name}={kept.value}"})
    assert again.status_code == 401


async def test_a_token_has_no_session_to_log_out(acme: Party) -> None:
    refused = await acme.post("/v1/logout")
    assert (refused.status_code, refused.json()["code"]) == (409, "no-session")


async def test_sessions_are_listed_and_ended_by_their_person(
    acme: Party, browser: Browser, ada: str, team: str
) -> None:
    ben = await person(acme, "Ben", team)
    other, theirs = Browser(acme), Browser(acme)
    await browser.log_in(ada)
    await other.log_in(ada)
    await theirs.log_in(ben)
    listed = (await browser.ask("GET", "/v1/me/sessions")).json()["items"]
    assert [one["opened_with"] for one in listed] == ["link", "link"]
    mine = (await browser.ask("GET", "/v1/me")).json()["token_id"]
    [elsewhere] = [one["session_id"] for one in listed if one["session_id"] != mine]
    at = f"/v1/me/sessions/{elsewhere}"
    assert (await theirs.ask("DELETE", at)).json()["code"] == "unknown-browser-session"
    assert (await acme.send("DELETE", at)).json()["code"] == "unknown-browser-session"
    for _ in range(2):
        assert (await browser.ask("DELETE", at)).status_code == 204
    acme.resources.gate._known.clear()
    assert (await other.ask("GET", "/v1/me")).status_code == 401
    assert (await browser.ask("GET", "/v1/me")).status_code == 200
    listed = (await browser.ask("GET", "/v1/me/sessions")).json()["items"]
    [ended] = [one for one in listed if one["revoked_at"]]
    assert (ended["session_id"], ended["revoked_by"]) == (elsewhere, f"person:{ada}")
    assert (await acme.get("/v1/me/sessions")).json()["items"] == []


@pytest.mark.parametrize("column", ["expires_at", "last_used_at"])
async def test_a_session_is_over_by_itself(
    acme: Party, browser: Browser, ada: str, owner: Sessions, column: str
) -> None:
    hours = {"expires_at": 12, "last_used_at": 2}[column]
    await browser.log_in(ada)
    later = f"update public.browser_session set {column} = {column} - interval"  # noqa: S608
    await owner.execute(f"{later} '{hours - 1} hours 59 minutes'")
    acme.resources.gate._known.clear()
    assert (await browser.ask("GET", "/v1/me")).status_code == 200
    await owner.execute("update public.browser_session set last_used_at = opened_at")
    await owner.execute(f"{later} '{hours} hours'")
    acme.resources.gate._known.clear()
    assert (await browser.ask("GET", "/v1/me")).status_code == 401


async def test_sessions_are_kept_as_hashes_only(
    acme: Party, browser: Browser, ada: str, owner: Sessions
) -> None:
    link = await link_for(acme, ada)
    await browser.press(await browser.open(link))
    [cookie] = browser.client.cookies.jar
    rows = await owner.fetch("select s::text as row from public.browser_session as s")
    rows += await owner.fetch("select l::text as row from public.login_link as l")
    assert len(rows) == 2
    for secret in (cookie.value or "", link.partition("=")[2]):
        assert not [row for row in rows if secret[-20:] in row["row"]]


# Cookies, and requests that other sites make a browser send


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sightline-Request": "browser"},
        {"Sec-Fetch-Site": "same-origin"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {**OURS, "Sec-Fetch-Site": "none"},
        {**OURS, "Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Sightline-Request": "browser", "Origin": "https://evil.example"},
        {"Sightline-Request": "browser", "Origin": "null"},
        {"Origin": HERE},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/units"), ("DELETE", "/v1/me/tokens/000000000000")]
)
async def test_a_change_that_another_site_may_have_asked_for_is_refused(
    acme: Party, browser: Browser, ada: str, headers: dict[str, str], method: str, path: str
) -> None:
    await browser.log_in(ada)
    before = await acme.head()
    refused = await browser.client.request(method, path, json=TASK, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "cross-site-request")
    assert await acme.head() == before


@pytest.mark.parametrize(
    "headers", [OURS, {"Sightline-Request": "browser", "Origin": HERE}], ids=["today", "older"]
)
async def test_a_change_that_our_own_page_asks_for_is_made(
    browser: Browser, ada: str, team: str, headers: dict[str, str]
) -> None:
    await browser.log_in(ada)
    body = {"name": "Ben", "unit_id": team}
    done = await browser.client.post("/v1/people", json=body, headers=headers)
    assert done.status_code == 201, done.text


async def test_a_token_needs_no_such_header(acme: Party, browser: Browser, ada: str) -> None:
    await browser.log_in(ada)
    bearer = {"Authorization": f"Bearer {acme.token}", "Sec-Fetch-Site": "cross-site"}
    done = await browser.client.post("/v1/years", json={"year": 2027}, headers=bearer)
    assert done.status_code == 201, done.text


async def test_the_secret_of_a_session_is_no_token_and_a_token_no_session(
    acme: Party, browser: Browser, ada: str
) -> None:
    await browser.log_in(ada)
    [cookie] = browser.client.cookies.jar
    assert (await browser.ask("GET", "/v1/me")).status_code == 200
    as_bearer = {"Authorization": f"Bearer {cookie.value}"}
    assert (await acme.client.get("/v1/me", headers=as_bearer)).status_code == 401
    assert (await acme.get("/v1/me")).status_code == 200
    as_cookie = {"Cookie": f"{cookie.name}={acme.token}"}
    assert (await acme.client.get("/v1/me", headers=as_cookie)).status_code == 401


async def test_a_view_that_is_unchanged_is_told_to_a_session_too(
    acme: Party, browser: Browser, ada: str
) -> None:
    await acme.refreshed()
    await browser.log_in(ada)
    seen = await browser.ask("GET", "/v1/directory")
    again = await browser.ask("GET", "/v1/directory", If_None_Match=seen.headers["etag"])
    assert (seen.status_code, again.status_code) == (200, 304)


def _moved(acme: Party, address: str) -> None:
    """Let the API be reached at another address."""
    site = Site(address)
    acme.client._transport.app.state["resources"] = replace(acme.resources, site=site)  # type: ignore[attr-defined]
    acme.resources.gate._site = site


@pytest.mark.parametrize(
    ("address", "name", "marks"),
    [
        (HERE, "sightline-session", {"HttpOnly", "Path=/", "SameSite=lax"}),
        (
            "https://okr.example.org",
            "__Host-sightline-session",
            {"HttpOnly", "Path=/", "SameSite=lax", "Secure"},
        ),
    ],
)
async def test_the_cookie_is_for_this_host_alone_and_out_of_reach_for_scripts(
    acme: Party, ada: str, address: str, name: str, marks: set[str]
) -> None:
    _moved(acme, address)
    browser = Browser(acme, address)
    done = await browser.log_in(ada)
    [said] = done.headers.get_list("set-cookie")
    called, *rest = said.split("; ")
    assert called.startswith(f"{name}=session_")
    assert set(rest) == {*marks, "Max-Age=43200"}
    assert (await browser.ask("GET", "/v1/me")).status_code == 200


async def test_over_https_a_cookie_without_the_prefix_is_none(acme: Party, ada: str) -> None:
    _moved(acme, "https://okr.example.org")
    browser = Browser(acme, "https://okr.example.org")
    await browser.log_in(ada)
    [cookie] = browser.client.cookies.jar
    planted: dict[str, Any] = {"Cookie": f"sightline-session={cookie.value}"}
    assert (await acme.client.get("/v1/me", headers=planted)).status_code == 401


async def test_nobody_is_logged_in_where_others_could_read_along(acme: Party, ada: str) -> None:
    _moved(acme, "http://okr.example.org")
    browser = Browser(acme, "http://okr.example.org")
    refused = await browser.open(await link_for(acme, ada))
    assert (refused.status_code, "site-not-secure" in refused.text) == (403, True)
