from __future__ import annotations

import logging

import asyncpg
import pytest

from api.http.requests.problems import Problem, catalogue
from domain.errors import Rejection
from events.log import LogUnavailable
from tests.api.party import Party


async def test_the_address_of_each_kind_of_problem_describes_it(acme: Party) -> None:
    listed = (await acme.client.get("/problems")).json()["items"]

    assert {one["code"] for one in listed} >= {one.code for one in Rejection.all()}
    for one in listed:
        assert (await acme.client.get(one["type"])).json() == one
        assert one["description"].endswith((".", "..."))
    unknown = await acme.client.get("/problems/no-such-code")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-problem")


def test_no_two_kinds_of_problem_share_a_code() -> None:
    codes = [one.code for one in Rejection.all()]
    codes += [one.code for one in Problem.__subclasses__()]

    assert len(codes) == len(set(codes))
    assert len(catalogue()) > len(codes)


async def test_what_nobody_foresaw_is_logged_and_not_told(
    acme: Party, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret is 42")

    monkeypatch.setattr(type(acme.resources.reader), "read", broken)
    with caplog.at_level(logging.ERROR):
        answer = await acme.get("/v1/directory", x_correlation_id="find-me")

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert answer.json()["correlation"] == "find-me"
    assert "42" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    (record,) = [one for one in caplog.records if one.name == "api.http.requests.problems"]
    assert record.exc_info is not None
    assert vars(record)["request"] == "find-me"


@pytest.mark.parametrize(
    "error",
    [LogUnavailable("secret host"), ConnectionRefusedError(), asyncpg.TooManyConnectionsError("x")],
)
async def test_a_database_that_is_away_is_a_reason_to_try_again(
    acme: Party, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def away(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(type(acme.resources.reader), "read", away)
    answer = await acme.get("/v1/directory")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert "secret" not in answer.text


@pytest.mark.parametrize("given", ["two words", "x" * 101, "caf\u00e9", ""])
async def test_an_unusable_correlation_id_is_replaced(acme: Party, given: str) -> None:
    answer = await acme.client.get(
        "/health", headers=[(b"x-correlation-id", given.encode("latin-1"))]
    )

    assert answer.status_code == 200
    assert len(answer.headers["x-correlation-id"]) == 32
