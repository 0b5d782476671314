"""Resources and weekly work on the feed."""

from __future__ import annotations

from domain.resources.claims import ChangeClaim, ClaimResource, ReleaseClaim
from domain.resources.pools import ChangeCapacity, ClosePool, OpenPool
from domain.values import ClaimId, KeyResultId, ObjectiveId, PoolId, TaskId
from domain.work import DropTask, EditTask, FinishTask, MoveTask, PlanTask
from tests.projections.test_feed import texts
from tests.support.company import ENGINEERING, Q3, STARTS, week
from tests.support.quarter import Quarter

DESIGN, ASKED = PoolId("design"), ClaimId("asked")
QUICK, LATENCY = ObjectiveId("quick"), KeyResultId("latency")


def test_pools_and_claims_read_as_a_story() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    before = len(texts(quarter))
    quarter.say(
        OpenPool(DESIGN, "Design", "person-days", 10.0, STARTS),
        ChangeCapacity(DESIGN, week(5), 12.5),
        ClaimResource(Q3, ASKED, DESIGN, QUICK, week(1), week(3), 4.0),
        ChangeClaim(Q3, ASKED, week(1), week(2), 3.0),
        ReleaseClaim(Q3, ASKED, "done by others"),
        ClosePool(DESIGN, week(9)),
    )
    assert list(reversed(texts(quarter)))[before:] == [
        "Opened the pool 'Design' on 2026-07-01: 10 person-days a week.",
        "The capacity of the pool 'Design' is 12.5 a week from 2026-08-01 on.",
        "Claimed 4 a week of the pool 'Design', 2026-07-04 to 2026-07-18, for: Quick",
        "Changed a claim to 3 a week of the pool 'Design', 2026-07-04 to 2026-07-11: Quick",
        "Released a claim on the pool 'Design' for: Quick (done by others)",
        "The pool 'Design' closes on 2026-08-29.",
    ]


def test_a_task_reads_as_a_story() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    before = len(texts(quarter))
    one, other = TaskId("one"), TaskId("other")
    quarter.say(
        PlanTask(Q3, ENGINEERING, one, 2, "Measure", 3.0, QUICK, LATENCY),
        PlanTask(Q3, ENGINEERING, other, 2, "Tidy up", 1.0),
        EditTask(Q3, ENGINEERING, one, "Measure twice", 6.0, QUICK, LATENCY),
        MoveTask(Q3, ENGINEERING, one, 3),
        FinishTask(Q3, ENGINEERING, one),
        DropTask(Q3, ENGINEERING, other, "tidy enough"),
    )
    assert list(reversed(texts(quarter)))[before:] == [
        "Planned for week 2: Measure, toward: Quick",
        "Planned for week 2: Tidy up",
        "Edited a task: Measure twice, toward: Quick",
        "Moved to week 3: Measure twice",
        "Done: Measure twice",
        "Dropped: Tidy up (tidy enough)",
    ]
