"""Logging in at a real provider, and each way in which that goes wrong: one clear answer."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from httpx import Response
from litestar import Litestar
from msgspec.structs import replace

from api.http.access.opening import HOME, local
from api.http.services import Resources, SingleSignOn
from api.http.sign_on import attempt
from api.http.sign_on.provider import REFETCH, Provider
from domain.access import identity
from domain.organization.chart import Organization
from domain.values import PersonId
from runtime.clock import now
from runtime.settings import GroupMeaning
from tests.api.browsing import Browser
from tests.api.identity_provider import CALLBACK, IdentityProvider
from tests.api.party import Party
from tests.api.test_rights import person

GROUPS = {
    "okr-admins": GroupMeaning("administrator"),
    "leads": GroupMeaning("unit_lead"),
    "sales": GroupMeaning(None, "Sales"),
    "moved": GroupMeaning("member", "A unit that was renamed"),
}


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with IdentityProvider.running() as provider:
        yield provider


@pytest.fixture
def there(running: IdentityProvider) -> IdentityProvider:
    running.tell()
    return running


class Time:
    """What the provider's keys are kept by; it moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def way_in(acme: Party, there: IdentityProvider, time: Time) -> AsyncIterator[SingleSignOn]:
    """Set up, for the workspace of the tests."""
    async with httpx.AsyncClient(trust_env=False) as http:
        found = SingleSignOn(Provider(there.client(), http, time), "Acme", "groups", {})
        _set_up(acme, found)
        yield found


def _set_up(acme: Party, way_in: SingleSignOn) -> Resources:
    """The provider's clock is the machine's, so ours is here, too."""
    app = acme.client._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Litestar)
    changed = replace(acme.resources, single_sign_on=way_in, clock=now)
    app.state["resources"] = changed
    return changed


@pytest.fixture
async def company(acme: Party) -> str:
    return await acme.made("/v1/units", {"name": "Acme", "kind": "company"})


@pytest.fixture
async def ada(acme: Party, company: str) -> str:
    person_id = await person(acme, "Ada", company, "administrator")
    await acme.post(f"/v1/people/{person_id}/address", {"email": "ada@example.com"})
    return person_id


@pytest.fixture
def browser(acme: Party, way_in: SingleSignOn) -> Browser:  # noqa: ARG001 - it is set up
    return Browser(acme)


async def back_from(there: IdentityProvider, browser: Browser, name: str, asked: str = "") -> str:
    """Where the provider sends the browser back to, once somebody has logged in there."""
    begun = await browser.open(f"/v1/login{asked}")
    assert begun.status_code == 303, begun.text
    return await there.log_in(begun.headers["location"], name)


async def log_in(
    there: IdentityProvider, browser: Browser, name: str = "ada", asked: str = ""
) -> Response:
    return await browser.open(await back_from(there, browser, name, asked))


def refused(answer: Response, status: int, code: str) -> bool:
    """Whether a browser is told so, on a page."""
    assert answer.headers["content-type"].startswith("text/html"), answer.text
    assert (answer.status_code, code in answer.text) == (status, True), answer.text
    assert "session_" not in str(answer.headers)
    return True


# Who is let in


async def test_whom_the_provider_knows_by_their_address_is_let_in_as_themself(
    there: IdentityProvider, browser: Browser, ada: str
) -> None:
    done = await log_in(there, browser, asked="?next=/docs%23get-/v1/me")
    assert (done.status_code, done.headers["location"]) == (303, "/docs#get-/v1/me")
    me = (await browser.ask("GET", "/v1/me")).json()
    assert (me["identity"], me["name"], me["role"]) == (f"person:{ada}", "Ada", "administrator")
    [session] = (await browser.ask("GET", "/v1/me/sessions")).json()["items"]
    assert session["opened_with"] == "single sign-on"
    assert [one.name for one in browser.client.cookies.jar] == ["sightline-session"]


@pytest.mark.usefixtures("ada")
async def test_who_logs_out_is_told_where_to_log_out_at_the_provider_unless_it_is_away(
    acme: Party, there: IdentityProvider, browser: Browser, way_in: SingleSignOn
) -> None:
    await log_in(there, browser)
    onward = (await browser.ask("POST", "/v1/logout")).json()["onward"]
    assert onward == f"{there.issuer}/session/end?client_id=sightline"
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(onward)).status_code == 200
    assert (await browser.ask("GET", "/v1/me")).status_code == 401
    await log_in(there, browser)
    there.tell(broken=True)
    _set_up(acme, replace(way_in, provider=Provider(there.client(), way_in.provider._http)))
    assert (await browser.ask("POST", "/v1/logout")).json() == {"onward": None}
    assert (await browser.ask("GET", "/v1/me")).status_code == 401


@pytest.mark.usefixtures("ada")
async def test_the_provider_is_asked_with_state_nonce_and_a_challenge(browser: Browser) -> None:
    begun, again = await browser.open("/v1/login"), await browser.open("/v1/login")
    asked, other = (httpx.URL(one.headers["location"]).params for one in (begun, again))
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) == 43
        assert asked[name] != other[name]


@pytest.mark.usefixtures("ada", "acme")
async def test_a_workspace_is_named_where_it_is_not_the_usual_one(
    globex: Party, there: IdentityProvider, browser: Browser
) -> None:
    company = await globex.made("/v1/units", {"name": "Globex", "kind": "company"})
    elsewhere = await person(globex, "Ada", company)
    await globex.post(f"/v1/people/{elsewhere}/address", {"email": "ada@example.com"})
    assert (await log_in(there, browser, asked="?workspace=Globex")).status_code == 303
    me = (await browser.ask("GET", "/v1/me")).json()
    assert (me["workspace_id"], me["identity"]) == (globex.workspace_id, f"person:{elsewhere}")


@pytest.mark.parametrize(
    ("given", "onward"),
    [
        (None, HOME),
        ("/docs", "/docs"),
        ("/docs?a=1#b", "/docs?a=1#b"),
        ("//evil.example", HOME),
        ("/\\evil.example", HOME),
        ("/a\\b", HOME),
        ("https://evil.example", HOME),
        ("javascript:alert(1)", HOME),
        ("/a\r\nSet-Cookie: a=b", HOME),
        ("/\t/evil.example", HOME),
        ("", HOME),
    ],
)
def test_a_login_leads_to_a_page_of_this_site(given: str | None, onward: str) -> None:
    assert local(given) == onward


# Who is not


@pytest.mark.usefixtures("ada")
async def test_a_login_is_finished_once(
    acme: Party, there: IdentityProvider, browser: Browser
) -> None:
    await browser.open("/v1/login")
    back = await back_from(there, browser, "ada")
    [kept] = browser.client.cookies.jar
    assert (await browser.open(back)).status_code == 303
    assert refused(await browser.open(back), 400, "login-over")
    stolen = Browser(acme)
    stolen.client.cookies.set(kept.name, kept.value or "")
    assert refused(await stolen.open(back), 400, "login-over")


@pytest.mark.usefixtures("ada")
async def test_a_login_is_finished_where_it_was_begun(
    acme: Party, there: IdentityProvider, browser: Browser
) -> None:
    back = await back_from(there, browser, "ada")
    assert refused(await Browser(acme).open(back), 400, "login-over")
    other = Browser(acme)
    await other.open("/v1/login")
    assert refused(await other.open(back), 400, "login-over")
    assert (await browser.open(back)).status_code == 303


@pytest.mark.parametrize("cookie", ["", "nonsense", "bm9uc2Vuc2U=", "e30=", "\u00e9"])
@pytest.mark.usefixtures("ada")
async def test_a_cookie_that_says_nothing_is_no_login(browser: Browser, cookie: str) -> None:
    said = {"Cookie": f"sightline-login={cookie}".encode(), "Accept": "text/html"}
    answer = await browser.client.get(f"{CALLBACK}?code=a&state=b", headers=said)  # type: ignore[arg-type]
    assert refused(answer, 400, "login-over")


@pytest.mark.usefixtures("ada")
async def test_a_cookie_of_somebody_elses_leads_to_a_page_of_this_site_too(
    there: IdentityProvider, browser: Browser
) -> None:
    back = await back_from(there, browser, "ada")
    [kept] = browser.client.cookies.jar
    begun = attempt.read(kept.value)
    assert begun is not None
    planted = replace(begun, onward="//evil.example").written()
    said = {"Cookie": f"{kept.name}={planted}"}
    browser.client.cookies.clear()
    assert (await browser.client.get(back, headers=said)).headers["location"] == HOME


@pytest.mark.parametrize("changed", ["verifier", "nonce"])
@pytest.mark.usefixtures("ada")
async def test_whoever_does_not_know_what_the_login_began_with_does_not_finish_it(
    there: IdentityProvider, browser: Browser, changed: str
) -> None:
    back = await back_from(there, browser, "ada")
    [kept] = browser.client.cookies.jar
    begun = attempt.read(kept.value)
    assert begun is not None
    forged = replace(begun, **{changed: "a" * 43})
    said = {"Cookie": f"{kept.name}={forged.written()}", "Accept": "text/html"}
    browser.client.cookies.clear()
    answer = await browser.client.get(back, headers=said)
    code, status = {"verifier": ("login-over", 400), "nonce": ("id-token-refused", 403)}[changed]
    assert refused(answer, status, code)


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"aud": "somebody-else"}, "aud"),
        ({"aud": ["sightline", "somebody-else"]}, "azp"),
        ({"azp": "somebody-else"}, "azp"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"nonce": "of another login"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": None}, "exp"),
        ({"exp": 1}, "exp"),
        ({"sub": None}, "sub"),
    ],
)
@pytest.mark.usefixtures("ada")
async def test_a_token_that_is_not_meant_for_this_login_is_refused(
    there: IdentityProvider, browser: Browser, wrong: dict[str, Any], about: str
) -> None:
    there.tell(wrong=wrong)
    answer = await log_in(there, browser)
    assert refused(answer, 403, "id-token-refused")
    assert f"({about})" in answer.text


@pytest.mark.usefixtures("ada")
async def test_keys_that_the_provider_has_changed_are_looked_up_again_but_not_all_the_time(
    there: IdentityProvider, browser: Browser, time: Time
) -> None:
    assert (await log_in(there, browser)).status_code == 303
    there.tell(rotate=True)
    assert refused(await log_in(there, browser), 403, "id-token-refused")
    time.seconds += REFETCH + 1
    assert (await log_in(there, browser)).status_code == 303
    there.tell(rotate=True)
    assert refused(await log_in(there, browser), 403, "id-token-refused")


@pytest.mark.parametrize("skew", [600, -600])
@pytest.mark.usefixtures("ada")
async def test_clocks_that_differ_are_named_as_the_reason(
    there: IdentityProvider, browser: Browser, skew: int
) -> None:
    there.tell(skew=skew)
    answer = await log_in(there, browser)
    assert refused(answer, 503, "clocks-differ")
    assert "differ by 10 minutes" in answer.text


@pytest.mark.parametrize("skew", [60, -60])
@pytest.mark.usefixtures("ada")
async def test_clocks_may_differ_a_little(
    there: IdentityProvider, browser: Browser, skew: int
) -> None:
    there.tell(skew=skew)
    assert (await log_in(there, browser)).status_code == 303


@pytest.mark.usefixtures("ada")
async def test_a_provider_that_is_away_is_said_to_be(
    acme: Party, there: IdentityProvider, browser: Browser, way_in: SingleSignOn
) -> None:
    back = await back_from(there, browser, "ada")
    there.tell(broken=True)
    answer = await browser.open(back)
    assert refused(answer, 503, "provider-away")
    assert answer.headers["retry-after"] == "10"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = replace(there.client(), issuer=f"http://127.0.0.1:{unused.getsockname()[1]}")
        _set_up(acme, replace(way_in, provider=Provider(nobody, way_in.provider._http)))
        assert refused(await browser.open("/v1/login"), 503, "provider-away")
        as_program = await browser.client.get("/v1/login")
    assert as_program.json()["code"] == "provider-away"


@pytest.mark.usefixtures("ada")
async def test_a_provider_that_calls_itself_otherwise_is_not_asked(
    acme: Party, there: IdentityProvider, browser: Browser, way_in: SingleSignOn
) -> None:
    other = replace(there.client(), issuer=there.issuer.replace("127.0.0.1", "localhost"))
    _set_up(acme, replace(way_in, provider=Provider(other, way_in.provider._http)))
    assert refused(await browser.open("/v1/login"), 502, "provider-not-as-set-up")


@pytest.mark.usefixtures("ada")
async def test_a_secret_that_the_provider_does_not_know_is_the_operators_to_mend(
    acme: Party, there: IdentityProvider, browser: Browser, way_in: SingleSignOn
) -> None:
    wrong = replace(there.client(), client_secret="wrong")  # noqa: S106 - it is wrong
    _set_up(acme, replace(way_in, provider=Provider(wrong, way_in.provider._http)))
    answer = await log_in(there, browser)
    assert refused(answer, 502, "provider-not-as-set-up")
    assert "invalid_client" in answer.text


@pytest.mark.usefixtures("ada")
async def test_who_declines_at_the_provider_is_told_so(
    there: IdentityProvider, browser: Browser
) -> None:
    begun = await browser.open("/v1/login")
    state = httpx.URL(begun.headers["location"]).params["state"]
    given = f"state={state}&iss={there.issuer}"
    answer = await browser.open(f"{CALLBACK}?error=access_denied&{given}")
    assert refused(answer, 403, "provider-declined")
    assert "access_denied" in answer.text
    hostile = await browser.open(f"{CALLBACK}?error=<b>Pay%20here</b>&{given}")
    assert refused(hostile, 403, "provider-declined")
    assert "Pay" not in hostile.text


@pytest.mark.usefixtures("ada")
async def test_another_provider_cannot_send_somebody_back(
    there: IdentityProvider, browser: Browser
) -> None:
    back = await back_from(there, browser, "ada")
    mixed_up = back.replace("iss=http%3A%2F%2F127", "iss=http%3A%2F%2F128")
    assert mixed_up != back
    assert refused(await browser.open(mixed_up), 403, "id-token-refused")
    without = "&".join(one for one in back.split("&") if not one.startswith("iss="))
    assert refused(await browser.open(without), 403, "id-token-refused")


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": "no"}, {"email": None}, {"email": "ada"}],
)
@pytest.mark.usefixtures("ada")
async def test_an_address_that_is_not_verified_lets_nobody_in(
    there: IdentityProvider, browser: Browser, claims: dict[str, Any]
) -> None:
    there.tell(claims=claims)
    assert refused(await log_in(there, browser), 403, "email-not-verified")


@pytest.mark.usefixtures("ada")
async def test_who_is_nobody_here_is_told_so_whether_or_not_the_workspace_is_there(
    there: IdentityProvider, browser: Browser
) -> None:
    answer = await log_in(there, browser, "eve")
    assert refused(answer, 403, "person-unknown")
    elsewhere = await log_in(there, browser, "eve", "?workspace=Nowhere")
    said = "Nobody in this workspace has the e-mail address eve@example.com"
    assert said in answer.text
    assert said in elsewhere.text


@pytest.mark.usefixtures("ada")
async def test_who_has_left_is_not_let_in(
    acme: Party, there: IdentityProvider, browser: Browser, company: str
) -> None:
    ben = await person(acme, "Ben", company)
    await acme.post(f"/v1/people/{ben}/address", {"email": "ben@example.com"})
    assert (await log_in(there, browser, "ben")).status_code == 303
    await acme.done(f"/v1/people/{ben}/leave", {"effective": "2026-02-04"})
    assert refused(await log_in(there, browser, "ben"), 403, "no-longer-here")


async def test_an_address_that_was_given_to_another_account_lets_it_in_once_it_is_set_again(
    acme: Party, there: IdentityProvider, browser: Browser, ada: str
) -> None:
    assert (await log_in(there, browser)).status_code == 303
    there.tell(claims={"email": "Ada@example.com"})
    assert refused(await log_in(there, browser, "eve"), 403, "other-account")
    assert (await log_in(there, browser)).status_code == 303
    await acme.post(f"/v1/people/{ada}/address", {"email": "ada@example.com"})
    assert (await log_in(there, browser, "eve")).status_code == 303
    assert refused(await log_in(there, browser), 403, "other-account")


async def test_where_nothing_is_set_up_a_login_says_so(acme: Party) -> None:
    for address in ("/v1/login", f"{CALLBACK}?code=a&state=b"):
        assert refused(await Browser(acme).open(address), 404, "login-not-set-up")


# Groups


async def role_of(acme: Party, person_id: str) -> str | None:
    organization: Organization = await acme.resources.desk.state(acme.workspace_id, "organization")
    return organization.at(now().date()).people[PersonId(person_id)].role


@pytest.fixture
def by_groups(acme: Party, way_in: SingleSignOn) -> SingleSignOn:
    found = replace(way_in, groups=GROUPS)
    _set_up(acme, found)
    return found


@pytest.mark.parametrize("groups", [[], ["unheard of"], [7, None], "unheard of"])
@pytest.mark.usefixtures("ada", "by_groups")
async def test_who_is_in_no_group_that_means_anything_is_not_let_in(
    there: IdentityProvider, browser: Browser, groups: Any
) -> None:
    there.tell(groups={"ada": groups})
    assert refused(await log_in(there, browser), 403, "no-group")


@pytest.mark.usefixtures("ada", "by_groups")
async def test_groups_give_a_role_and_a_unit_which_are_on_record(
    acme: Party,
    there: IdentityProvider,
    browser: Browser,
    company: str,
) -> None:
    team = {"name": "Sales", "kind": "team", "parent_id": company}
    sales = await acme.made("/v1/units", team)
    ben = await person(acme, "Ben", company)
    await acme.post(f"/v1/people/{ben}/address", {"email": "ben@example.com"})
    there.tell(groups={"ben": ["sales", "leads", "moved", "unheard of"]})
    before = await acme.head()
    assert (await log_in(there, browser, "ben")).status_code == 303
    recorded = await acme.resources.log.read(acme.workspace_id, before)
    assert [one.type for one in recorded] == ["role_given", "person_moved"]
    assert {identity.read(one.actor).name for one in recorded} == {"single sign-on"}
    known = (await acme.resources.desk.state(acme.workspace_id, "organization")).at(now().date())
    assert (known.people[ben].role, known.people[ben].unit_id) == ("unit_lead", sales)
    after = await acme.head()
    assert (await log_in(there, browser, "ben")).status_code == 303
    assert await acme.head() == after


@pytest.mark.parametrize(("groups", "status"), [(["sales"], 303), ([], 403)])
@pytest.mark.usefixtures("ada", "by_groups")
async def test_a_role_that_groups_give_is_taken_from_who_is_in_none_of_them_any_more(
    acme: Party,
    there: IdentityProvider,
    browser: Browser,
    company: str,
    groups: list[str],
    status: int,
) -> None:
    ben = await person(acme, "Ben", company)
    await acme.post(f"/v1/people/{ben}/address", {"email": "ben@example.com"})
    there.tell(groups={"ben": ["leads"]})
    await log_in(there, browser, "ben")
    assert await role_of(acme, ben) == "unit_lead"
    there.tell(groups={"ben": groups})
    assert (await log_in(there, browser, "ben")).status_code == status
    assert await role_of(acme, ben) == "member"
    given_by_hand = {"role": "executive", "effective": str(now().date())}
    await acme.done(f"/v1/people/{ben}/role", given_by_hand)
    await log_in(there, browser, "ben")
    assert await role_of(acme, ben) == "executive"


@pytest.mark.usefixtures("ada", "by_groups")
async def test_the_last_administrator_stays_one_whatever_their_groups_mean(
    acme: Party, there: IdentityProvider, browser: Browser
) -> None:
    there.tell(groups={"ada": ["leads"]})
    before = await acme.head()
    assert (await log_in(there, browser)).status_code == 303
    assert (await browser.ask("GET", "/v1/me")).json()["role"] == "administrator"
    assert await acme.head() == before


@pytest.mark.usefixtures("ada", "by_groups")
async def test_a_group_of_a_unit_that_is_gone_moves_nobody(
    acme: Party, there: IdentityProvider, browser: Browser
) -> None:
    there.tell(groups={"ada": ["okr-admins", "moved"]})
    before = await acme.head()
    assert (await log_in(there, browser)).status_code == 303
    assert await acme.head() == before
