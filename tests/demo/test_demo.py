from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.demo.opening import tell_demo
from events.memory import MemoryLog
from projections.fold import PROJECTIONS, as_of, document

WORKSPACE = "0c7cb2f8-5d0c-4ac5-9d1b-1f6f3a2f8f10"
DAYS = [datetime(2026, 12, 31, 23, 59, tzinfo=UTC)] + [
    datetime(2026, 1, 1, 0, 5, tzinfo=UTC) + timedelta(days=days) for days in range(0, 92, 7)
]


async def views(now: datetime) -> dict[str, Any]:
    log = MemoryLog(lambda: now)
    await log.create_workspace(WORKSPACE, "demo")
    cycle = await tell_demo(log, WORKSPACE, now)
    head = await log.head(WORKSPACE)
    assert await tell_demo(log, WORKSPACE, now + timedelta(days=30)) == cycle
    assert await log.head(WORKSPACE) == head, "told once"
    workspace = await as_of(log, WORKSPACE, now)
    return {
        name: json.loads(document(workspace, PROJECTIONS[name], cycle).body or b"")
        for name in ("alignment", "coverage", "drift")
    }


@pytest.mark.parametrize("now", DAYS, ids=str)
async def test_on_any_day_the_story_shows_what_sightline_is_for(now: datetime) -> None:
    shown = await views(now)
    findings = {one["title"]: one["finding"] for one in shown["coverage"]["key_results"]}
    assert list(findings.values()).count("gap") >= 1
    assert findings["500 teams plan their quarter with us"] == "overload"
    assert shown["coverage"]["orphans"]["total"] == 1
    assert any(alert["title"].startswith("Yearly churn") for alert in shown["drift"]["raised"])
    reasons = json.dumps(shown["alignment"])
    assert "Customer Success is at confidence 2 and falling" in reasons
    assert '"link_test": "no"' in reasons


async def test_the_story_has_a_late_check_in_and_a_corrected_one() -> None:
    now = DAYS[-1]
    log = MemoryLog(lambda: now)
    await log.create_workspace(WORKSPACE, "demo")
    await tell_demo(log, WORKSPACE, now)
    stored = await log.read(WORKSPACE)
    assert any(one.type == "check_in_corrected" for one in stored)
    workspace = await as_of(log, WORKSPACE, now)
    histories = [
        document(workspace, PROJECTIONS["confidence"], key).body or b"" for key in workspace.home
    ]
    assert any(b'"late":true' in body for body in histories)


async def test_a_telling_that_was_interrupted_goes_on() -> None:
    class Torn(MemoryLog):
        left = 5

        async def append(self, workspace: str, append: Any) -> Any:
            if self.left == 0:
                raise ConnectionError
            self.left -= 1
            return await super().append(workspace, append)

    now = DAYS[-1]
    log = Torn(lambda: now)
    await log.create_workspace(WORKSPACE, "demo")
    with pytest.raises(ConnectionError):
        await tell_demo(log, WORKSPACE, now)
    log.left = 1000
    await tell_demo(log, WORKSPACE, now)
    whole = MemoryLog(lambda: now)
    await whole.create_workspace(WORKSPACE, "demo")
    await tell_demo(whole, WORKSPACE, now)
    assert (await log.head(WORKSPACE)).hash == (await whole.head(WORKSPACE)).hash
