"""How often somebody may try to get in, and that nobody is kept out for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import Response
from msgspec.structs import replace
from redis.asyncio import Redis

from api.access.links import PATH, make_link
from api.access.tokens import PREFIX, new_secret
from api.http.requests.attempts import (
    DOOR,
    LEFT_ALONE,
    LOGIN,
    WRONG_SECRET,
    Attempts,
    OwnTally,
    Rate,
    SharedTally,
    Tally,
    shared_tally,
)
from api.http.requests.problems import TooManyAttempts
from api.http.requests.site import Site
from domain.values import PersonId
from tests.api.browsing import Browser
from tests.api.party import Party
from tests.api.test_rights import person

TWICE = Rate("test", 2, 60)


class Time:
    """It moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["own", "of Redis"])
async def tally(request: pytest.FixtureRequest) -> AsyncIterator[Tally]:
    if request.param == "own":
        yield OwnTally()
        return
    async with shared_tally(request.getfixturevalue("redis_url")) as shared:
        yield shared


async def test_each_is_counted_apart_and_for_as_long_as_was_said(tally: Tally) -> None:
    first, second = await tally.add("ada", 60), await tally.add("ada", 60)
    assert [first.times, second.times] == [1, 2]
    assert 0 < second.left <= first.left <= 60
    assert (await tally.add("bob", 60)).times == 1


async def test_what_redis_counts_ends_by_itself(redis_url: str) -> None:
    async with shared_tally(redis_url) as shared, shared_tally(redis_url) as elsewhere:
        await shared.add("ada", 60)
        assert (await elsewhere.add("ada", 60)).times == 2
    async with Redis.from_url(redis_url) as client:
        assert 0 < await client.ttl("ada") <= 60


async def test_while_redis_is_away_each_process_counts_and_asks_again_later(
    tmp_path: Path, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    client = Redis.from_url(f"unix://{tmp_path}/nobody.sock")
    away = SharedTally(client, time)
    counted = [(await away.add("ada", 60)).times for _ in range(3)]
    assert counted == [1, 2, 3]
    assert len(caplog.records) == 1
    time.seconds += LEFT_ALONE
    assert (await away.add("ada", 60)).times == 4
    assert len(caplog.records) == 2
    await client.aclose()


async def test_whoever_tries_too_often_waits_until_the_minute_is_over_and_no_longer(
    time: Time,
) -> None:
    attempts = Attempts(OwnTally(time), time)
    for _ in range(2):
        await attempts.take(TWICE, "ada")
    for seconds, said in ((10, "50"), (59, "1")):
        time.seconds = seconds
        with pytest.raises(TooManyAttempts) as refused:
            await attempts.take(TWICE, "ada")
        assert refused.value.headers == {"Retry-After": said}
    await attempts.take(TWICE, "bob")
    time.seconds = 60
    await attempts.take(TWICE, "ada")


@pytest.mark.parametrize(
    ("proxies", "passed_on", "visitor"),
    [
        (0, "10.0.0.1", "192.0.2.7"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "1.1.1.1, 10.0.0.1", "10.0.0.1"),
        (2, "1.1.1.1, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (2, "10.0.0.1", "192.0.2.7"),
        (1, "", "192.0.2.7"),
        (1, "unknown", "192.0.2.7"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_the_address_of_a_request_is_what_the_nearest_proxies_say_and_no_other(
    proxies: int, passed_on: str, visitor: str
) -> None:
    headers = [(b"x-forwarded-for", passed_on.encode())] if passed_on else []
    scope = {"type": "http", "client": ("192.0.2.7", 50_000), "headers": headers}
    assert Site("https://okr.example.org", proxies).visitor(scope) == visitor  # type: ignore[arg-type]


async def used_up(attempts: Attempts, rate: Rate, who: str = "127.0.0.1") -> None:
    for _ in range(rate.most):
        await attempts.note(rate, who)


async def ask(acme: Party, secret: str) -> Response:
    return await acme.client.get("/v1/me", headers={"Authorization": f"Bearer {secret}"})


async def test_wrong_tokens_are_refused_unseen_and_those_let_in_before_are_not(acme: Party) -> None:
    assert (await acme.get("/v1/me")).status_code == 200
    wrong = [new_secret(PREFIX, acme.workspace_id) for _ in range(2)]
    await used_up(acme.resources.attempts, WRONG_SECRET)
    assert (await ask(acme, wrong[0])).status_code == 401
    refused = await ask(acme, wrong[1])
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-attempts")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    acme.resources.gate._age = -1  # so that a token is looked up each time
    for _ in range(3):
        assert (await acme.get("/v1/me")).status_code == 200


async def test_what_is_asked_again_and_again_with_one_wrong_secret_is_one_attempt(
    acme: Party,
) -> None:
    wrong = new_secret(PREFIX, acme.workspace_id)
    for _ in range(WRONG_SECRET.most + 1):
        assert (await ask(acme, wrong)).status_code == 401


async def test_an_address_that_asks_to_be_let_in_all_the_time_waits(acme: Party) -> None:
    await used_up(acme.resources.attempts, DOOR)
    for page in (PATH, "/v1/login/link?secret=a"):
        refused = await Browser(acme).open(page)
        assert (refused.status_code, "too-many-attempts" in refused.text) == (429, True)
        assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await acme.get("/v1/me")).status_code == 200


async def test_a_person_who_logs_in_all_the_time_waits_and_their_link_is_still_good(
    acme: Party, time: Time
) -> None:
    company = await acme.made("/v1/units", {"name": "Acme", "kind": "company"})
    ada, ben = await person(acme, "Ada", company), await person(acme, "Ben", company)
    attempts = Attempts(OwnTally(time), time)
    acme.client._transport.app.state["resources"] = replace(acme.resources, attempts=attempts)  # type: ignore[attr-defined]
    await used_up(attempts, LOGIN, f"{acme.workspace_id} {ada}")
    made = await make_link(acme.pool, acme.workspace_id, PersonId(ada), "operator:test")
    browser = Browser(acme)
    page = await browser.open(made.path)
    assert (await browser.press(page)).status_code == 429
    assert (await Browser(acme).log_in(ben)).status_code == 303
    time.seconds += LOGIN.seconds
    assert (await browser.press(page)).status_code == 303
