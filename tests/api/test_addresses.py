"""What holds for every address there is: HEAD beside GET, and names that nobody would think of."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator

import pytest
from httpx import AsyncClient, Headers
from litestar import Litestar

from api.http.docs import ASSETS
from tests.api.party import Party, Plan, planned

PARAMETER = re.compile(r"\{[^}]+\}")
OWN = {"x-correlation-id", "date"}
STRANGE = (
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%0d%0aSet-Cookie:%20x=1",
    "%e2%80%ae",
    "%25n%25s",
    "'%20or%201=1",
    "{key}",
    "-1",
    "9" * 400,
    "a" * 5_000,
)


def addresses(client: AsyncClient, *methods: str) -> Iterator[tuple[str, str]]:
    """Method and path of all there are, those of the documentation included."""
    app = client._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Litestar)
    for route in app.routes:
        for method in sorted(getattr(route, "methods", ())):
            if method in methods:
                yield method, route.path_format


def keys(plan: Plan) -> list[str]:
    """What may stand in an address: ids, and pairs of them."""
    ids = [plan.cycle, *vars(plan).values()]
    return [*ids, *(f"{plan.cycle}:{one}" for one in ids), "busy"]


async def test_head_is_answered_wherever_get_is_with_the_same_headers(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    found = 0
    for _, path in addresses(acme.client, "GET"):
        for key in keys(plan) if PARAMETER.search(path) else [""]:
            address = PARAMETER.sub(key, path)
            got = await acme.get(address)
            if got.status_code == 200:
                break
        found += got.status_code == 200
        told = await acme.send("HEAD", address)
        assert (told.status_code, told.content) == (got.status_code, b""), address
        assert _headers(told.headers) == _headers(got.headers), address
        unknown = await acme.client.head(address)
        assert unknown.status_code == (await acme.client.get(address)).status_code, address
    assert found > 25


def _headers(given: Headers) -> dict[str, str]:
    return {name: value for name, value in given.items() if name not in OWN}


async def test_head_of_what_only_changes_something_is_refused(acme: Party) -> None:
    answer = await acme.send("HEAD", "/v1/units")

    assert (answer.status_code, answer.content) == (405, b"")
    assert "HEAD" not in answer.headers["allow"]


async def test_wherever_get_is_allowed_head_is_named_too(acme: Party) -> None:
    for _, path in addresses(acme.client, "GET"):
        answer = await acme.send("BREW", PARAMETER.sub("x", path))
        assert answer.status_code == 405, path
        assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", ")), path


async def test_a_view_that_is_unchanged_is_so_for_head_as_well(acme: Party) -> None:
    plan = await planned(acme)
    await acme.refreshed()
    tag = (await acme.get(f"/v1/alignment/{plan.cycle}")).headers["etag"]

    for _ in range(2):  # the second time, in front of the framework
        answer = await acme.send("HEAD", f"/v1/alignment/{plan.cycle}", if_none_match=tag)
        assert (answer.status_code, answer.content) == (304, b"")


async def test_a_strange_name_is_nowhere_a_failure_nor_a_line_in_the_log(
    acme: Party, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "api")
    named = [
        (method, path)
        for method, path in addresses(acme.client, "GET", "POST", "DELETE")
        if PARAMETER.search(path)
    ]
    assert len(named) > 60
    for (method, path), strange in itertools.product(named, STRANGE):
        address = PARAMETER.sub(strange, path)
        answer = await acme.send(method, address, None if method == "GET" else {})
        assert 400 <= answer.status_code < 500, (method, path, strange, answer.text)
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize("strange", [*STRANGE, "", "index.html", "rapidoc-min.js%00", "x/../y"])
async def test_what_is_no_asset_of_the_documentation_is_not_found(
    client: AsyncClient, caplog: pytest.LogCaptureFixture, strange: str
) -> None:
    for method in ("GET", "HEAD"):
        answer = await client.request(method, f"{ASSETS}/{strange}")
        assert answer.status_code == 404
    assert caplog.records == []
