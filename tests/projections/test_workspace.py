"""The fold is total: whatever a log holds, folding and rendering it raises nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.alignment.linking import ObjectiveUnlinked
from domain.cycles.cycle import CycleMoved
from domain.measuring.check_in import CheckInCorrected
from domain.messages import Event
from domain.objectives.negotiation import ObjectiveCommitted
from domain.objectives.planning import ObjectiveDrafted
from domain.values import CheckInId, CycleId, LinkId, ObjectiveId
from domain.workspace import WorkspaceCreated
from events import catalog
from events.log import GENESIS, Stored
from projections.keeping import fold
from projections.keeping.fold import PROJECTIONS
from projections.model.workspace import Workspace
from tests.support.company import (
    BUGS,
    ENGINEERING,
    GOAL,
    Q3,
    RELIABLE,
    linked,
    measured,
    published,
    reported,
    unit,
    week,
)
from tests.support.quarter import Quarter

MOMENT = datetime(2026, 7, 2, tzinfo=UTC)
NOWHERE = CycleId("nowhere")

STRAY: list[Event] = [
    CycleMoved(NOWHERE, "active"),
    ObjectiveDrafted(RELIABLE, NOWHERE, "Stray", unit(ENGINEERING), "team"),
    ObjectiveDrafted(RELIABLE, NOWHERE, "Stray", unit(ENGINEERING), "company"),
    measured,
    ObjectiveCommitted(RELIABLE),
    published,
    reported("first", week(1), 10.0, 3),
    CheckInCorrected(RELIABLE, BUGS, CheckInId("first"), "typo", 11.0),
    linked("l", RELIABLE, GOAL),
    linked("l", RELIABLE, GOAL, key_result_id=BUGS),
    ObjectiveUnlinked(Q3, LinkId("l")),
]


def stored(position: int, event: Event, at: datetime = MOMENT) -> Stored:
    draft = catalog.draft("any", event)
    return Stored(position, "any", position, draft.type, draft.data, "x", "", "", at, at, GENESIS)


@pytest.mark.parametrize("event", STRAY, ids=lambda event: type(event).__name__)
def test_an_event_about_something_unknown_adds_a_line_to_the_feed_and_nothing_else(
    event: Event,
) -> None:
    log = Quarter().log
    before = {place for place in fold.replay(log) if place[0] != "feed"}
    after = fold.replay([*log, stored(len(log) + 1, event)])
    assert {place for place in after if place[0] != "feed"} == before


def test_all_of_them_together_break_no_view() -> None:
    log = Quarter().log
    strays = [stored(len(log) + number, event) for number, event in enumerate(STRAY, 1)]
    assert fold.replay([*log, *strays])
    workspace = Workspace()
    for one in [*log, *strays]:
        workspace.take(one)
    for projection in PROJECTIONS.values():
        for key in ("", "nowhere", Q3, RELIABLE, BUGS, f"{Q3}:{ENGINEERING}", f"{Q3}:nowhere", ":"):
            projection.render(workspace, key)


def test_a_log_that_begins_in_the_middle_is_still_a_log() -> None:
    assert fold.replay([stored(7, reported("first", week(1), 10.0))])


# Time


def test_a_day_begins_at_midnight_where_the_workspace_is() -> None:
    workspace = Workspace()
    for one in Quarter().log:
        workspace.take(one)
    assert workspace.today == date(2026, 7, 1)
    last_second = datetime(2026, 7, 4, 23, 59, 59, tzinfo=UTC)
    workspace.take(stored(workspace.position + 1, published, last_second))
    assert workspace.today == date(2026, 7, 4)
    midnight = last_second + timedelta(seconds=1)
    workspace.take(stored(workspace.position + 1, published, midnight))
    assert workspace.today == date(2026, 7, 5)


def test_a_day_in_a_time_zone_that_only_other_machines_know_ends_in_utc() -> None:
    workspace = Workspace()
    workspace.take(stored(1, WorkspaceCreated("Acme", "Mars/Olympus_Mons")))
    assert workspace.end_of(workspace.today) == datetime(2026, 7, 3, tzinfo=UTC)


def test_time_never_runs_backwards() -> None:
    workspace = Workspace()
    workspace.advance(date(2026, 7, 5))
    workspace.advance(date(2026, 7, 1))
    assert workspace.today == date(2026, 7, 5)


def test_a_new_quarter_changes_nothing_in_an_old_one() -> None:
    told = Quarter().goal("quick", ENGINEERING, ["latency"]).report("quick", "latency", 50, 4)
    years_later = told.view("objective", "quick", today=date(2031, 1, 1))
    assert years_later == told.view("objective", "quick", today=date(2026, 10, 1))


def test_an_objective_is_filed_under_its_cycle_level_and_unit() -> None:
    workspace = Workspace()
    for one in Quarter().goal("quick", ENGINEERING, ["latency"]).log:
        workspace.take(one)
    quick = ObjectiveId("quick")
    assert workspace.objectives.by_cycle == {Q3: [quick]}
    assert workspace.by_unit(workspace.calendar.cycles[Q3]) == {ENGINEERING: [quick]}
    assert workspace.objectives.of_company(Q3) == []
