from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest

from events.log import LogUnavailable
from projections.keeping.refresh import Progress, Refresher
from tests.support.patience import PATIENCE
from workers.faults import LONGEST_SECONDS, BackOff
from workers.refresh import Keeper


class Scripted(Refresher):
    """Does what each call is told to do."""

    def __init__(self, *answers: Exception | asyncio.Event | None) -> None:
        self.answers = list(answers)
        self.calls = 0

    async def refresh(
        self,
        workspace_id: str,  # noqa: ARG002 - the refresher's
        today: date | None = None,  # noqa: ARG002
        progress: Progress | None = None,  # noqa: ARG002
    ) -> int:
        self.calls += 1
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            await answer.wait()
        return 0


async def test_who_asks_during_a_refresh_is_not_kept_waiting_and_not_forgotten() -> None:
    go_on = asyncio.Event()
    refresher = Scripted(go_on)
    keeper = Keeper(refresher)
    first = asyncio.create_task(keeper.refresh("w1"))
    await asyncio.sleep(0)
    for _ in range(5):
        await asyncio.wait_for(keeper.refresh("w1"), PATIENCE)
    assert refresher.calls == 1
    go_on.set()
    await first
    assert refresher.calls == 2


async def test_a_workspace_that_fails_rests_and_the_others_do_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refresher = Scripted(ValueError("a bug"))
    keeper = Keeper(refresher)
    await keeper.refresh("poisoned")
    await keeper.refresh("poisoned")
    assert refresher.calls == 1
    await keeper.refresh("well")
    assert refresher.calls == 2
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.__dict__["workspace"] == "poisoned"
    assert record.exc_info is not None


async def test_a_database_that_is_away_is_nobodys_fault() -> None:
    refresher = Scripted(LogUnavailable("gone"), OSError("gone"))
    keeper = Keeper(refresher)
    for _ in range(3):
        await keeper.refresh("w1")
    assert refresher.calls == 3


async def test_a_workspace_that_does_not_exist_is_passed_over(
    refresher: Refresher, caplog: pytest.LogCaptureFixture
) -> None:
    await Keeper(refresher).refresh("00000000-0000-4000-8000-00000000dead")
    assert "no such workspace" in caplog.text


def test_pauses_double_up_to_a_bound_and_end_with_success() -> None:
    seconds = [0.0]
    back_off = BackOff(lambda: seconds[0])
    assert [back_off.failed("w1") for _ in range(3)] == [2, 4, 8]
    assert back_off.resting("w1")
    assert not back_off.resting("w2")
    seconds[0] = 9
    assert not back_off.resting("w1")
    assert max(back_off.failed("w1") for _ in range(3_000)) == LONGEST_SECONDS
    back_off.succeeded("w1")
    assert not back_off.resting("w1")
    assert back_off.failed("w1") == 2
