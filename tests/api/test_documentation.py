from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from importlib import import_module
from operator import getitem
from pkgutil import walk_packages
from typing import Any, NamedTuple, get_args

import msgspec
import pytest
from httpx import AsyncClient
from litestar import Litestar

from api.http import commands
from api.http.requests.body import JsonBody, decode
from api.http.requests.problems import InvalidBody
from domain.workspace import CreateWorkspace
from events.streams import AnyCommand
from projections.keeping.fold import PROJECTIONS
from tests.api import story

PACKAGE = f"{commands.__name__}."


READ_OTHERWISE = {"escalations", "feed"}
"""What a business review is prepared from, and what is read page by page."""


class Body(NamedTuple):
    """What an address takes, and the example of it."""

    wanted: Any
    example: Any


@pytest.fixture
def handlers(client: AsyncClient) -> list[Any]:
    app = client._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Litestar)
    return [one for route in app.routes for one in getattr(route, "route_handlers", ())]


@pytest.fixture
def bodies(handlers: list[Any]) -> list[Body]:
    return [
        Body(JsonBody._types[one.handler_id], one.operation_class.shown[0])
        for one in handlers
        if one.handler_id in JsonBody._types
    ]


async def test_every_operation_is_explained_with_examples(client: AsyncClient) -> None:
    document = (await client.get("/docs/openapi.json")).json()

    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            if not path.startswith("/v1"):
                assert operation["security"] == [{}], where
                continue
            responses = operation["responses"]
            assert {"401", "503"} <= set(responses), where
            for status, response in responses.items():
                if status[0] in "45":
                    (media_type,) = response["content"]
                    assert media_type == "application/problem+json", (where, status)
            if method == "post" and "requestBody" in operation:
                assert operation["requestBody"]["content"]["application/json"]["example"], where


def test_every_command_can_be_given_over_http() -> None:
    """Whatever a module imports it uses, as the linter sees to."""
    modules = [import_module(one.name) for one in walk_packages(commands.__path__, PACKAGE)]
    given = {id(one) for module in modules for one in vars(module).values()}
    missing = [one.__name__ for one in get_args(AnyCommand) if id(one) not in given]
    assert missing == [CreateWorkspace.__name__], "give them an address in api/http/commands"


def test_every_view_has_an_address(handlers: list[Any]) -> None:
    served = {one.opt["projection"] for one in handlers if "projection" in one.opt}
    missing = PROJECTIONS.keys() - served
    assert missing == READ_OTHERWISE, "give them one in api/http/views/addresses.py"


async def test_every_schema_has_a_name_of_its_own(client: AsyncClient) -> None:
    """Two of one name would be told apart by their modules, and change when a file is moved."""
    document = (await client.get("/docs/openapi.json")).json()
    assert [name for name in document["components"]["schemas"] if "_" in name] == []


async def test_each_view_has_an_example_that_it_could_answer(client: AsyncClient) -> None:
    document = (await client.get("/docs/openapi.json")).json()

    shown = {
        path.split("/")[2]: operation["get"]["responses"]["200"]["content"]["application/json"]
        for path, operation in document["paths"].items()
        if path in {"/v1/directory", "/v1/objectives/{objective_id}"} or "{key}" in path
    }
    assert {"alignment", "confidence", "directory", "drift", "objectives"} <= set(shown)
    for name, content in shown.items():
        (example,) = content["examples"].values()
        assert example["value"], name


async def test_the_examples_of_views_are_what_the_views_answer() -> None:
    """If this fails because views have changed: `python -m tests.api.story`."""
    assert msgspec.json.decode(story.FILE.read_bytes()) == await story.told()


def test_the_examples_of_requests_can_be_sent(bodies: list[Body]) -> None:
    assert len(bodies) > 70
    for body in bodies:
        decode(body.wanted, msgspec.json.encode(body.example))


def test_a_field_that_nobody_knows_is_refused_wherever_it_is(bodies: list[Body]) -> None:
    places = [(body, place) for body in bodies for place in _objects(body.example)]
    assert len(places) > len(bodies)
    for body, place in places:
        example = deepcopy(body.example)
        reduce(getitem, place, example)["nonsense"] = 1
        with pytest.raises(InvalidBody) as refused:
            decode(body.wanted, msgspec.json.encode(example))
        at = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place)
        assert refused.value.errors[0].field == f"{at}.nonsense".lstrip(".")


def _objects(value: Any, *place: str | int) -> Iterator[tuple[str | int, ...]]:
    """Where in an example there are objects; one that names scores by key result has free names."""
    if isinstance(value, dict):
        if "scores" not in place:
            yield place
        for name, one in value.items():
            yield from _objects(one, *place, name)
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _objects(one, *place, number)


async def test_the_documentation_page_needs_nothing_from_elsewhere(client: AsyncClient) -> None:
    page = await client.get("/docs")

    assert page.status_code == 200
    assert not re.search(r"https?://", page.text)
    links = re.findall(r'(?:src|spec-url)="([^"]+)"', page.text)
    assert len(links) == 2
    for link in links:
        answer = await client.get(link)
        assert answer.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_the_bare_address_leads_to_the_documentation(client: AsyncClient) -> None:
    answer = await client.get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


async def test_health_says_ok_to_anybody(client: AsyncClient) -> None:
    answer = await client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["x-content-type-options"] == "nosniff"
