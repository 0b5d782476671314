from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from api.synthetic.company import cycle_of, expected_commands, generate
from api.synthetic.shape import ImpossibleShape, Shape
from api.synthetic.telling import found, founded, stored_events, story_of, tell
from domain.measuring.metric import Metric
from domain.objectives.planning import AddKeyResult
from events.handling import Desk
from events.memory import MemoryLog
from projections.keeping.fold import replay
from projections.model.workspace import Workspace

NOW = datetime(2026, 5, 20, 16, 30, tzinfo=UTC)
SHAPE = Shape(units=31, objectives=90, key_results=300, weeks=13, seed=7)
WORKSPACE = "8a1f0f0e-5a0e-4a3e-9d55-0f6f6f1c2b3a"


async def told(shape: Shape) -> Workspace:
    workspace = Workspace()
    for stored in await stored_events(shape, NOW, WORKSPACE):
        workspace.take(stored)
    return workspace


async def test_a_company_has_exactly_the_size_that_was_asked_for() -> None:
    workspace = await told(SHAPE)
    assert len(workspace.organization.units) == 31
    assert len(workspace.objectives) == 90
    assert len(workspace.objectives.home) == 300
    assert {one.stage for one in workspace.objectives.values()} == {"published"}


@pytest.mark.parametrize(
    "shape",
    [
        Shape(units=1, objectives=1, key_results=1, weeks=1),
        Shape(units=2, objectives=3, key_results=9, weeks=2),
        Shape(units=3, objectives=40, key_results=40, weeks=5),
        Shape(units=60, objectives=8, key_results=100, weeks=26),
    ],
    ids=str,
)
async def test_odd_shapes_are_told_exactly_as_well(shape: Shape) -> None:
    workspace = await told(shape)
    found = (
        len(workspace.organization.units),
        len(workspace.objectives),
        len(workspace.objectives.home),
    )
    assert found == (shape.units, shape.objectives, shape.key_results)


async def test_every_metric_type_occurs() -> None:
    added = [
        command.metric
        for batch in generate(SHAPE, NOW)
        for command in batch.commands
        if isinstance(command, AddKeyResult)
    ]
    assert {type(metric) for metric in added} == set(_members(Metric))


def _members(union: Any) -> tuple[type, ...]:
    members: tuple[type, ...] = union.__args__
    return members


def test_the_same_seed_tells_the_same_story_and_another_seed_another_one() -> None:
    assert list(generate(SHAPE, NOW)) == list(generate(SHAPE, NOW))
    assert list(generate(SHAPE, NOW)) != list(generate(replace(SHAPE, seed=8), NOW))


def test_time_runs_forward_and_stops_now() -> None:
    moments = [batch.moment for batch in generate(SHAPE, NOW)]
    assert all(before <= after for before, after in pairwise(moments))
    assert moments[-1] <= NOW


def test_the_announced_number_of_commands_is_about_right() -> None:
    told = sum(len(batch.commands) for batch in generate(SHAPE, NOW))
    assert told == pytest.approx(expected_commands(SHAPE), rel=0.1)


async def test_a_story_told_again_later_in_the_morning_changes_nothing() -> None:
    early = NOW.replace(hour=3)
    log = MemoryLog(lambda: early)
    await log.create_workspace(WORKSPACE, "generated")
    desk = Desk(log)
    await found(desk, WORKSPACE, "generated", "UTC", founded(SHAPE, early))
    last = await tell(desk, WORKSPACE, generate(SHAPE, early), story_of(SHAPE, early))
    later = early + timedelta(minutes=1)
    again = await tell(desk, WORKSPACE, generate(SHAPE, later), story_of(SHAPE, later))
    assert again == last == (await log.head(WORKSPACE)).position


async def test_the_story_shows_what_the_views_are_for() -> None:
    events = await stored_events(SHAPE, NOW, WORKSPACE)
    kinds = Counter(stored.type for stored in events)
    assert kinds["check_in_corrected"] > 0
    assert kinds["checked_in"] == pytest.approx(0.94 * 300 * 13, rel=0.05)
    texts = b"".join(document.body or b"" for document in replay(events).values())
    for finding in (b'"gap"', b'"overload"', b'"late":true', b'"raised"', b'"watch"', b'"weak"'):
        assert finding in texts, finding


async def test_the_rest_of_the_practice_is_told_as_well() -> None:
    events = await stored_events(SHAPE, NOW, WORKSPACE)
    kinds = Counter(stored.type for stored in events)
    for kind in (
        "outcome_set", "outcomes_advanced", "task_planned", "task_finished", "task_moved",
        "task_dropped", "dependency_requested", "dependency_accepted", "dependency_slipped",
        "dependency_delivered", "pool_opened", "resource_claimed", "ritual_scheduled",
        "holiday_declared", "session_closed", "objective_challenged", "objective_accepted",
        "revision_requested", "review_closed", "finding_resolved",
    ):  # fmt: skip
        assert kinds[kind] > 0, kind


async def test_two_teams_wait_for_each_other_and_more_is_claimed_than_there_is() -> None:
    documents = replay(await stored_events(SHAPE, NOW, WORKSPACE))
    cycle_id = cycle_of(SHAPE, NOW.date()).cycle_id
    assert b"circular wait" in (documents["review", cycle_id].body or b"")
    assert b"compete" in (documents["resources", cycle_id].body or b"")


@pytest.mark.parametrize(
    "shape",
    [Shape(units=0), Shape(objectives=0), Shape(weeks=0), Shape(weeks=500), Shape(key_results=5)],
    ids=str,
)
def test_a_shape_that_no_company_has_is_refused(shape: Shape) -> None:
    with pytest.raises(ImpossibleShape):
        next(generate(shape, NOW))
