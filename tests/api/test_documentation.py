from __future__ import annotations

import re
from typing import Any

import msgspec
from httpx import AsyncClient

from api.http.commands import (
    examples,
    pools,
    reorganizing,
    requests,
    rituals,
    sessions,
    strategy,
    work,
)
from tests.api import story


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


def test_the_examples_of_requests_can_be_sent() -> None:
    pairs: list[tuple[Any, type]] = [
        (examples.BET, strategy.NewBet),
        (examples.BET_END, strategy.BetEnd),
        (examples.OUTCOME, strategy.NewOutcome),
        (examples.OUTCOME_EDITED, strategy.ChangedOutcome),
        (examples.OUTCOME_DROPPED, strategy.WhyDropped),
        (examples.OUTCOME_REPORT, strategy.OutcomeReport),
        (examples.ASSESSMENT, strategy.NewAssessment),
        (examples.REFRESHMENT, strategy.Refreshment),
        (examples.ADVANCED, strategy.AdvancedOutcomes),
        (examples.UNIT, requests.NewUnit),
        (examples.PERSON, requests.NewPerson),
        (examples.CYCLE, requests.NewCycle),
        (examples.YEAR, requests.NewYear),
        (examples.SETTINGS, requests.Settings),
        (examples.NEW_NAME, reorganizing.NewName),
        (examples.NEW_PARENT, reorganizing.NewParent),
        (examples.MERGER, reorganizing.Merger),
        (examples.END, reorganizing.End),
        (examples.NEW_HOME, reorganizing.NewHome),
        (examples.LEAVING, reorganizing.Leaving),
        (examples.PHASE, requests.PhaseChange),
        (examples.OBJECTIVE, requests.NewObjective),
        (examples.KEY_RESULT, requests.NewKeyResult),
        (examples.CHECK_IN, requests.NewCheckIn),
        (examples.CORRECTION, requests.Correction),
        (examples.LINK, requests.NewLink),
        (examples.SCHEDULE, rituals.NewSchedule),
        (examples.RITUAL_CHANGE, rituals.RitualChange),
        (examples.HOLIDAY, rituals.NewHoliday),
        (examples.SESSION, sessions.NewSession),
        (examples.OUTPUT, sessions.NewOutput),
        (examples.SESSION_CLOSED, sessions.Closed),
        (examples.ANSWER, sessions.NewAnswer),
        (examples.POOL, pools.NewPool),
        (examples.CAPACITY, pools.NewCapacity),
        (examples.CLOSING, pools.Closing),
        (examples.CLAIM, pools.NewClaim),
        (examples.TERMS, pools.ClaimTerms),
        (examples.RELEASING, pools.Releasing),
        (examples.TASK, work.NewTask),
        (examples.EDITED_TASK, work.Edited),
        (examples.ANOTHER_WEEK, work.AnotherWeek),
        (examples.DROPPING, work.Dropping),
    ]
    for example, kind in pairs:
        msgspec.json.decode(msgspec.json.encode(example), type=kind)


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
