"""The writer against a real server that answers, fails, hangs, and talks nonsense."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from domain.measuring.metric import Boolean
from events.database.pool import Pool
from runtime.broker import create_broker
from runtime.settings import LanguageModel, Settings
from tests.support.language_model import KEY, ModelServer, modelling
from tests.support.patience import PATIENCE, until
from tests.support.receiver import Said
from tests.support.workspaces import Acme
from workers.bells import Bells
from workers.generating import endpoint, texts
from workers.generating import writer as writers
from workers.generating.endpoint import LARGEST_ANSWER, Endpoint
from workers.generating.rewrites import FindingTold, KeyResultTold, Rewrite, Rewrites
from workers.generating.texts import MOST_WAITING, GeneratedText, TooManyTexts
from workers.generating.writer import LOST, SPENT, Writer
from workers.main import run_scheduler, run_worker
from workers.sweep import Sweep, Writing

TOLD = KeyResultTold(
    "Improve onboarding",
    Boolean(),
    (FindingTold("not_measurable", ("improve",), "It wishes.", "Say how much."),),
)
SENT = msgspec.json.encode(TOLD)
GOOD = {"rewrites": [{"title": "Activation rises from ___ to ___ %", "measure": "the log"}]}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with modelling() as started:
        yield started


@asynccontextmanager
async def writing(pool: Pool, model: LanguageModel) -> AsyncIterator[Writer]:
    async with endpoint.new_client() as client:
        writer = Writer(pool, Endpoint(client, model), model)
        try:
            yield writer
        finally:
            await writer.close()


async def ask(pool: Pool, acme: Acme, who: str = "ada") -> str:
    return await texts.ask(pool, acme.workspace_id, "rewrite", "key_result:o:k", who, SENT)


async def found(pool: Pool, acme: Acme, text_id: str) -> GeneratedText:
    text = await texts.find(pool, acme.workspace_id, text_id)
    assert text is not None
    return text


async def test_a_text_is_written_and_kept_with_how_it_came_about(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    server.says(GOOD, tokens=321)
    text_id = await ask(pool, acme)
    assert (await found(pool, acme, text_id)).state == "waiting"

    async with writing(pool, server.as_set()) as writer:
        await writer.write(acme.workspace_id)

    text = await found(pool, acme, text_id)
    assert (text.state, text.failure, text.tokens) == ("written", None, 321)
    assert (text.model, text.prompt, text.asked_by) == ("small-1", "rewrite-1", "ada")
    assert text.result == Rewrites((Rewrite("Activation rises from ___ to ___ %", "the log", 0),))
    assert "language model" in text.notice
    [(headers, _)], [asked] = server.received, server.asked
    assert server.paths == ["/v1/chat/completions"]
    assert headers["authorization"] == f"Bearer {KEY}"
    assert asked["model"] == "small-1"
    system, user = asked["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert user["content"].encode() == SENT
    assert "Improve" not in system["content"]


@pytest.mark.parametrize(
    ("answer", "reason", "tokens"),
    [
        (Said(503), "answered 503", 0),
        (Said(401, body=f"wrong key {KEY}".encode()), "answered 401", 0),
        (Said(302), "answered 302", 0),
        (Said(200, body=b"<html>"), "does not speak the protocol", None),
        (Said(200, body=b'{"choices": []}'), "does not speak the protocol", None),
        (Said(200, body=b" " * (LARGEST_ANSWER + 1)), "too long", None),
        (Said(200, headers="transfer-encoding: x\r\n"), "the connection broke", None),
        ("I would rather not.", "it holds no JSON", 321),
        ({"rewrites": [{"title": "Launch it", "measure": "m"}]}, "none of its wordings", 321),
    ],
)
async def test_what_fails_says_why_and_is_not_tried_again(
    pool: Pool,
    acme: Acme,
    server: ModelServer,
    answer: object,
    reason: str,
    tokens: int | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    if isinstance(answer, Said):
        server.answers.append(answer)
    else:
        server.says(answer)
    text_id = await ask(pool, acme)
    async with writing(pool, server.as_set()) as writer:
        await writer.write(acme.workspace_id)
        await writer.write(acme.workspace_id)

    text = await found(pool, acme, text_id)
    assert text.state == "failed"
    assert reason in (text.failure or "")
    assert text.result is None
    assert text.tokens == tokens or (tokens is None and text.tokens > 1_500)
    assert len(server.received) == 1
    assert KEY not in caplog.text + (text.failure or "")


async def test_a_model_that_hangs_is_left_and_counts_as_if_it_had_answered(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    server.pause = asyncio.Event()
    text_id = await ask(pool, acme)
    async with writing(pool, server.as_set(seconds=0.05)) as writer:
        await writer.write(acme.workspace_id)
    server.pause.set()

    text = await found(pool, acme, text_id)
    assert "longer than 0.05 seconds" in (text.failure or "")
    assert text.tokens > 1_500


async def test_a_server_that_is_away_costs_nothing(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    away = msgspec.structs.replace(server.as_set(), url="http://127.0.0.1:1/v1")
    text_id = await ask(pool, acme)
    async with writing(pool, away) as writer:
        await writer.write(acme.workspace_id)
    text = await found(pool, acme, text_id)
    assert "cannot be reached" in (text.failure or "")
    assert text.tokens == 0


async def test_beyond_what_a_month_allows_the_model_is_not_asked(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    server.says(GOOD, tokens=2_000)
    first, second = await ask(pool, acme, "ada"), await ask(pool, acme, "ben")
    async with writing(pool, server.as_set(tokens_a_month=4_000)) as writer:
        await writer.write(acme.workspace_id)

    assert (await found(pool, acme, first)).state == "written"
    text = await found(pool, acme, second)
    assert (text.failure, text.tokens) == (SPENT, 0)
    assert len(server.received) == 1


async def test_what_its_worker_left_unfinished_is_not_paid_for_twice(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    text_id = await ask(pool, acme)
    await pool.execute(
        "update public.generated_text set began_at = now() - interval '1 hour', tokens = 9"
        " where workspace_id = $1",
        acme.workspace_id,
    )
    async with writing(pool, server.as_set()) as writer:
        await writer.write(acme.workspace_id)
    text = await found(pool, acme, text_id)
    assert (text.failure, text.tokens, server.received) == (LOST, 9, [])


async def test_who_stops_does_not_wait_for_a_model_that_hangs(
    pool: Pool, acme: Acme, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "STOP_SECONDS", 0.01)
    server.pause = asyncio.Event()
    text_id = await ask(pool, acme)
    async with writing(pool, server.as_set()) as writer:
        await writer.wake(acme.workspace_id)
        await asyncio.wait_for(server.arrived.wait(), PATIENCE)
    server.pause.set()
    assert (await found(pool, acme, text_id)).state == "being written"


async def test_two_workers_ask_for_one_text_of_a_workspace_at_a_time(
    pool: Pool, acme: Acme, server: ModelServer
) -> None:
    server.pause = asyncio.Event()
    for _ in range(2):
        server.says(GOOD)
    for who in ("ada", "ben"):
        await ask(pool, acme, who)
    async with writing(pool, server.as_set()) as one, writing(pool, server.as_set()) as other:
        await one.wake(acme.workspace_id)
        await asyncio.wait_for(server.arrived.wait(), PATIENCE)
        await other.write(acme.workspace_id)
        assert len(server.received) == 1
        server.pause.set()
        await one.write(acme.workspace_id)
    assert (len(server.received), server.most_at_once) == (2, 1)


async def test_asking_again_for_what_waits_is_asking_once(pool: Pool, acme: Acme) -> None:
    assert await ask(pool, acme) == await ask(pool, acme)
    for number in range(MOST_WAITING - 1):
        await ask(pool, acme, f"somebody {number}")
    with pytest.raises(TooManyTexts):
        await ask(pool, acme, "one more")
    assert await ask(pool, acme) is not None


async def test_the_scheduler_finds_what_waits_and_the_worker_has_it_written(
    pool: Pool, database: str, redis_url: str, acme: Acme, server: ModelServer
) -> None:
    server.says(GOOD)
    text_id = await ask(pool, acme)
    model = server.as_set()
    settings = Settings(
        database_url=database,
        redis_url=redis_url,
        model_url=model.url,
        model_name=model.name,
        model_key=model.key,
    )
    stop = threading.Event()
    running = [
        asyncio.create_task(asyncio.to_thread(run, settings, stop))
        for run in (run_worker, run_scheduler)
    ]

    async def written() -> bool:
        return (await found(pool, acme, text_id)).state == "written"

    try:
        await until(written)
    finally:
        stop.set()
        await asyncio.gather(*running)


async def test_the_sweep_looks_for_texts_only_where_a_model_is_set_up(
    pool: Pool, acme: Acme, tmp_path: Path
) -> None:
    await ask(pool, acme)
    asked_for: list[str] = []

    async def work(workspace_id: str) -> None:
        asked_for.append(workspace_id)

    async def nothing(_: str) -> None:
        pass

    broker = create_broker(f"unix://{tmp_path}/nobody.sock")
    bells = Bells(broker)
    await Sweep(pool, bells, refresh=nothing, deliver=nothing).once()
    assert asked_for == []
    sweep = Sweep(pool, bells, refresh=nothing, deliver=nothing, writing=Writing(work, 90))
    await sweep.once()
    assert asked_for == [acme.workspace_id]
    await pool.execute(
        "update public.generated_text set began_at = now() where workspace_id = $1",
        acme.workspace_id,
    )
    await sweep.once()
    assert asked_for == [acme.workspace_id]
    broker.close()
