"""Mistakes that other systems are known for, each by its name, so that none is made here.

Most have tests of their own beside the rule that prevents them; here they are seen from outside, in
the documents that readers get.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from domain.closing.closing import CallRoll
from domain.closing.scores import ScoreMissing, ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle, ObjectivesUnscored
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    Metric,
    Milestone,
    Step,
)
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.state import Changes, RevisedKeyResult, WeightsSumToZero
from domain.organization.organization import AddUnit
from domain.organization.reorganization import ArchiveUnit
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from projections.keeping import fold
from tests.projections.closed import CALM, DELIGHT, QUICK, ROLL, closed, looked_back, scored
from tests.support.company import COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.quarter import SUPPORT, Quarter

GOAL, KEY = ObjectiveId("goal"), KeyResultId("key")


def reported(metric: Metric, *values: float) -> Quarter:
    """One company key result with a report a week."""
    quarter = Quarter().goal("goal", COMPANY, {"key": metric})
    for week, value in enumerate(values):
        quarter.on(STARTS + timedelta(days=7 * week + 2)).report("goal", "key", value, 4)
    return quarter


def progress_everywhere(quarter: Quarter) -> dict[str, float | None]:
    """The progress of the key result in every document that states it."""
    found: dict[str, float | None] = {}
    for (projection, key), document in fold.replay(quarter.log).items():
        for one in _parts(json.loads(document.body or b"null")):
            if one.get("key_result_id") == KEY and "progress_raw" in one:
                found[f"{projection} {key}"] = one["progress"]
    return found


def _parts(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
        for part in document.values():
            yield from _parts(part)
    elif isinstance(document, list):
        for part in document:
            yield from _parts(part)


def test_latest_check_in_chosen_by_modification_time() -> None:
    quarter = reported(Increase(0, 100), 10, 60)
    quarter.on(date(2026, 8, 20)).correct("goal", "key", f"key {STARTS + timedelta(2)}", 12, 1)
    quarter.report("goal", "key", 30, 2, effective=STARTS + timedelta(5), name="late")
    assert set(progress_everywhere(quarter).values()) == {0.6}
    card = quarter.view("objective", GOAL)["key_results"][0]
    assert (card["value"], card["confidence"]) == (60, 4)


METRICS: dict[str, tuple[Metric, float, float]] = {
    "increase": (Increase(4.8, 4.9), 4.85, 0.5),
    "decrease": (Decrease(10, 2), 6, 0.5),
    "milestone": (Milestone(), 40, 0.4),
    "boolean": (Boolean(), 1, 1.0),
    "maintain": (MaintainAtLeast(99.5), 99.9, 1.0),
}


@pytest.mark.parametrize("kind", METRICS)
def test_two_progress_formulas_in_one_product(kind: str) -> None:
    metric, value, progress = METRICS[kind]
    everywhere = progress_everywhere(reported(metric, value))
    assert {place.partition(" ")[0] for place in everywhere} >= {"alignment", "objective"}
    assert everywhere == dict.fromkeys(everywhere, progress)


@pytest.mark.parametrize(
    ("metric", "value", "raw", "clamped"),
    [
        (Decrease(10, 2), 12, -0.25, 0.0),
        (Decrease(100, 90, stretch=80), 85, 1.5, 1.0),
        (Decrease(10, 2), 6, 0.5, 0.5),
        (Decrease(-5, -10), -7.5, 0.5, 0.5),
    ],
)
def test_decreasing_metrics_scored_wrong(
    metric: Metric, value: float, raw: float, clamped: float
) -> None:
    card = reported(metric, value).view("objective", GOAL)["key_results"][0]
    assert (card["progress_raw"], card["progress"]) == (raw, clamped)


def test_decreasing_metrics_scored_wrong_with_milestones_or_checkpoints() -> None:
    """A midpoint moves what is expected, never what was reached."""
    quarter = Quarter().goal("goal", COMPANY, {"key": Decrease(10, 2)}, midpoint=0.2)
    quarter.on(STARTS + timedelta(days=45)).report("goal", "key", 6, 4)
    (card,) = quarter.view("objective", GOAL)["key_results"]
    assert (card["progress"], card["expected"] < 0.5) == (0.5, True)
    steps = Milestone((Step("draft", 1.0, STARTS + timedelta(30)), Step("launch", 3.0, ENDS)))
    quarter = Quarter().goal("goal", COMPANY, {"key": steps})
    quarter.on(STARTS + timedelta(days=45)).report("goal", "key", done=("draft",))
    (card,) = quarter.view("objective", GOAL)["key_results"]
    assert (card["progress"], card["expected"]) == (0.25, 0.25)


def test_decreasing_metrics_scored_wrong_under_a_revised_target() -> None:
    quarter = reported(Decrease(10, 2), 8)
    quarter.revise("goal", Changes(key_results=(RevisedKeyResult(KEY, "Key", Decrease(10, 6)),)))
    card = quarter.view("objective", GOAL)
    assert card["key_results"][0]["progress"] == 0.5
    assert card["original"]["progress"] == 0.25


def test_integers_only() -> None:
    assert set(progress_everywhere(reported(Increase(-5, 5), 0)).values()) == {0.5}
    assert set(progress_everywhere(reported(Increase(0.25, 0.75), 0.375)).values()) == {0.25}


def test_key_results_without_check_ins_vanishing_from_totals_or_counted_as_zero() -> None:
    quarter = Quarter().goal("goal", COMPANY, ["key", "silent"])
    quarter.on(date(2026, 8, 1)).report("goal", "key", 80, 4)
    (objective,) = quarter.view("alignment", Q3)["objectives"]
    assert (objective["progress"], objective["coverage"]) == (0.8, 0.5)
    assert [one["progress"] for one in objective["key_results"]] == [0.8, None]


def test_weight_sum_zero_gives_nan() -> None:
    quarter = Quarter()
    with pytest.raises(WeightsSumToZero):
        quarter.say(
            DraftObjective(GOAL, Q3, "Goal", Owner("unit", COMPANY)),
            AddKeyResult(GOAL, KEY, "Key", Increase(0, 1), weight=0.0),
            CommitObjective(GOAL),
        )
    quarter.goal("goal", COMPANY, ["key"]).publish()
    with pytest.raises(WeightsSumToZero):
        quarter.revise(
            "goal", Changes(key_results=(RevisedKeyResult(KEY, "Key", Increase(0, 1), 0.0),))
        )


def test_publish_lock_that_also_blocks_check_ins() -> None:
    quarter = reported(Increase(0, 100), 10).report("goal", "key", 20, 3, name="again")
    quarter.say(MoveCycle(Q3, "scoring"))
    quarter.report("goal", "key", 30, 3, name="while it is scored")
    assert set(progress_everywhere(quarter).values()) == {0.3}


def test_derived_totals_silently_stale_after_an_error() -> None:
    """What is refused leaves nothing behind, and what follows is reckoned as if it had not been."""
    quarter = reported(Increase(0, 100), 10)
    before = fold.replay(quarter.log)
    with pytest.raises(WeightsSumToZero):
        quarter.say(
            DraftObjective(ObjectiveId("other"), Q3, "Other", Owner("unit", COMPANY)),
            AddKeyResult(ObjectiveId("other"), KeyResultId("k"), "K", Boolean(), weight=0.0),
            CommitObjective(ObjectiveId("other")),
        )
    assert fold.replay(quarter.log) == before
    quarter.report("goal", "key", 70, 4, name="after it")
    assert set(progress_everywhere(quarter).values()) == {0.7}


def test_retrospective_text_stored_only_in_an_activity_feed() -> None:
    retrospective = closed().view("scorecard", Q3)["retrospective"]
    assert retrospective["went_well"] == ["Fewer calls"]
    assert retrospective["lessons"][0]["text"] == "Start earlier"


def test_duplicate_to_the_next_quarter_that_loses_attributes_or_keeps_stale_scores() -> None:
    quarter = closed()
    before, after = (quarter.view("objective", key) for key in (QUICK, "quick again"))
    for kept in ("title", "description", "owner", "level"):
        assert after[kept] == before[kept]
    for old, new in zip(before["key_results"], after["key_results"], strict=True):
        for kept in ("title", "weight", "owner", "ambition", "midpoint"):
            assert new[kept] == old[kept]
        assert (new["check_ins"], new["progress"], new["confidence"]) == (0, None, None)
    assert after["stage"] == "draft"


def test_a_late_check_in_changes_a_frozen_score() -> None:
    quarter = scored()
    frozen = quarter.view("scorecard", Q3)["objectives"]
    quarter.report("quick", "latency", 100, 5, name="too late")
    after = quarter.view("scorecard", Q3)["objectives"]
    assert [one["score"] for one in after] == [one["score"] for one in frozen]


def test_archived_teams_vanishing_from_old_quarters() -> None:
    quarter = Quarter().goal("goal", SUPPORT, ["key"])
    quarter.on(date(2026, 8, 1)).report("goal", "key", 50, 4)
    quarter.on(date(2026, 10, 5)).say(ArchiveUnit(SUPPORT, "Merged away", date(2026, 10, 5)))
    assert quarter.view("objective", GOAL)["owner"]["name"] == "Support"
    assert quarter.view("confidence", f"{Q3}:{SUPPORT}") is not None


@pytest.mark.parametrize("later", [0, 1, 90, 400])
def test_tests_that_fail_when_a_new_quarter_begins(later: int) -> None:
    """The same story shifted by days gives the same answers: no rule reads a clock."""
    assert _shifted(later) == _shifted(0)


def _shifted(later: int) -> list[object]:
    """What is known of a key result week by week, whenever its cycle begins."""
    starts = STARTS + timedelta(days=later)
    cycle, unit = CycleId("shifted"), UnitId("shifted team")
    quarter = Quarter().on(starts)
    quarter.say(
        AddUnit(unit, "Shifted", "team", ENGINEERING),
        DefineCycle(cycle, "Shifted", starts, starts + timedelta(days=90)),
        MoveCycle(cycle, "active"),
        DraftObjective(GOAL, cycle, "Goal", Owner("unit", unit)),
        AddKeyResult(GOAL, KEY, "Key", Increase(0, 100)),
    )
    quarter.say(CommitObjective(GOAL), PublishObjective(GOAL))
    found: list[object] = []
    for week in range(6):
        quarter.on(starts + timedelta(days=7 * week + 2)).report(
            "goal", "key", 3 * week, 4 - week // 2
        )
        (card,) = quarter.view("objective", GOAL)["key_results"]
        alert = quarter.view("drift", KEY)["alert"]["status"]
        found.append((card["progress"], card["expected"], card["confidence"], alert))
    assert len({str(one) for one in found}) == len(found)
    return found


def test_a_score_of_an_earlier_round_closes_a_cycle_that_was_active_again() -> None:
    quarter = scored().say(looked_back(), MoveCycle(Q3, "active"))
    quarter.report("quick", "latency", 100, 5, name="in the meantime")
    quarter.say(MoveCycle(Q3, "scoring"), CallRoll(Q3, ROLL, 2))
    assert quarter.view("closing", Q3)["unscored"] == 3
    with pytest.raises(ObjectivesUnscored, match="3"):
        quarter.say(MoveCycle(Q3, "closed"))
    quarter.say(
        ScoreObjective(Q3, DELIGHT),
        ScoreObjective(Q3, QUICK, {KeyResultId("uptime"): 0.0}),
        ScoreObjective(Q3, CALM, {KeyResultId("calls"): 0.2}),
        MoveCycle(Q3, "closed"),
    )
    quick = quarter.view("scorecard", Q3)["objectives"][1]
    assert (quick["title"], quick["score"]) == ("Quick", 0.5)


def test_a_score_needs_no_guess_for_what_was_never_reported() -> None:
    quarter = Quarter().goal("goal", COMPANY, ["key"]).publish()
    quarter.say(MoveCycle(Q3, "scoring"))
    with pytest.raises(ScoreMissing):
        quarter.say(ScoreObjective(Q3, GOAL))
