from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.demo.cast import PEOPLE
from api.demo.opening import tell_demo
from api.demo.stage import ENOUGH, present_cycle
from domain.access import identity
from events.memory import MemoryLog
from projections.keeping.fold import PROJECTIONS
from projections.keeping.rendering import document
from tests.demo.recorded import WORKSPACE, recorded

DAYS = [datetime(2026, 12, 31, 23, 59, tzinfo=UTC)] + [
    datetime(2026, 1, 1, 0, 5, tzinfo=UTC) + timedelta(days=days) for days in range(0, 92, 7)
]


DAYS += [datetime(2028, 2, 29, 12, tzinfo=UTC)]
DAYS += [datetime(2027, month, 1, 7, tzinfo=UTC) for month in range(2, 13)]


@pytest.mark.parametrize("now", DAYS, ids=str)
async def test_on_any_day_the_story_shows_what_sightline_is_for(now: datetime) -> None:
    demo = await recorded(now)
    cycle = present_cycle(WORKSPACE)
    findings = {one["title"]: one["finding"] for one in demo.view("coverage", cycle)["key_results"]}
    assert list(findings.values()).count("gap") >= 1
    assert findings["500 teams plan their quarter with us"] == "overload"
    assert demo.view("coverage", cycle)["orphans"]["total"] == 1
    raised = demo.view("drift", cycle)["raised"]
    assert any(alert["title"].startswith("Yearly churn") for alert in raised)
    reasons = json.dumps(demo.view("alignment", cycle))
    assert "Customer Success, 'Yearly churn of mid-sized customers falls" in reasons
    assert '"link_test": "no"' in reasons
    first, second, present, _ = demo.quarters
    assert [demo.workspace.calendar.cycles[one.cycle_id].phase for one in demo.quarters] == [
        "closed", "closed", "active", "drafting"
    ]  # fmt: skip
    assert present.starts <= now.date() - ENOUGH <= present.ends
    assert demo.story.year.starts == first.starts < second.starts


async def test_a_story_is_told_once() -> None:
    demo = await recorded()
    head = await demo.log.head(WORKSPACE)
    later = demo.now + timedelta(days=30)
    assert await tell_demo(demo.log, WORKSPACE, later) == present_cycle(WORKSPACE)
    assert await demo.log.head(WORKSPACE) == head


async def test_the_story_has_a_late_check_in_and_a_corrected_one() -> None:
    demo = await recorded()
    corrected = [one async for one in demo.events("check_in_corrected")]
    assert len(corrected) == 2, "one in the present quarter, one in a quarter that was closed"
    histories = [
        document(demo.workspace, PROJECTIONS["confidence"], key).body or b""
        for key in demo.workspace.objectives.home
    ]
    assert any(b'"late":true' in body for body in histories)


async def test_the_people_of_the_company_speak_for_themselves() -> None:
    demo = await recorded()
    said = {identity.read(one.actor).name for one in await demo.log.read(WORKSPACE)}
    assert {name for name, _ in PEOPLE} <= said


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
    for left in (5, 60, 150, 180):
        log.left = left
        with pytest.raises(ConnectionError):
            await tell_demo(log, WORKSPACE, now)
    log.left = 1000
    await tell_demo(log, WORKSPACE, now)
    whole = MemoryLog(lambda: now)
    await whole.create_workspace(WORKSPACE, "demo")
    await tell_demo(whole, WORKSPACE, now)
    assert (await log.head(WORKSPACE)).hash == (await whole.head(WORKSPACE)).hash
