from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import WithdrawDependency
from domain.drift import Alert, Evaluation, words
from domain.measuring.check_in import Blocker
from domain.measuring.metric import Increase
from domain.values import DependencyId, KeyResultId, ObjectiveId
from projections.keeping import fold
from projections.views.drift.drift import _summary
from projections.views.drift.ranking import Ranking
from tests.support.asking import accept, planned, request, slip
from tests.support.company import CYCLE, ENDS, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import SUPPORT, Quarter

NO_DATA = (Blocker("no data", "dependency"),)


TOO_LITTLE = (
    "Too little {} reported to judge drift: that takes three check-ins on a key result, or fewer"
    " once a third of its time has passed."
)
JUDGED = Evaluation(5, 0.3, 0.4, 0.7, 0.6, 0.8, 0.7, False, True, 0.5, ())
ALERTS = {
    "?": Alert(),
    ".": Alert(evaluation=JUDGED),
    "w": Alert("watch", evaluation=JUDGED),
    "r": Alert("raised", evaluation=JUDGED),
}


def worked_example() -> Quarter:
    """Week 6 of 13, progress .20 after .17 in week 3, confidence 2, the same blocker twice."""
    quarter = Quarter().goal("quick", ENGINEERING, {"latency": Increase(0, 1)})
    for number, value in enumerate((0.08, 0.12, 0.17, 0.18, 0.19, 0.20), 1):
        blockers = NO_DATA if number >= 5 else ()
        quarter.on(week(number)).report("quick", "latency", value, 2, blockers=blockers)
    return quarter


def alert(quarter: Quarter, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = quarter.view("drift", "latency", **more)["alert"]
    return found


def test_a_key_result_that_was_never_reported_on_has_no_drift() -> None:
    assert Quarter().goal("quick", ENGINEERING, ["latency"]).view("drift", "latency") is None


def test_drift_is_judged_from_the_third_check_in_on() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    quarter.on(week(1)).report("quick", "latency", 1, 3)
    found = alert(quarter)
    assert found["status"] == "none"
    assert found["forecast"] is None
    assert found["evidence"] == []
    assert found["text"] == "Too little has been reported to forecast it yet."


def test_the_worked_example_as_a_reader_sees_it() -> None:
    found = alert(worked_example())
    assert found["text"] == (
        "Could go either way: at this pace it ends at 35% of the target, where 70% is needed. "
        "Confidence is 2; blocked by 'no data' in two reports in a row."
    )
    forecast = found["forecast"]
    assert (forecast["week"], forecast["progress"], forecast["expected"]) == (
        6,
        0.2,
        round(39 / 92, 4),
    )
    assert (round(forecast["final"], 2), forecast["needed"]) == (0.35, 0.7)
    assert round(forecast["miss_probability"], 2) == 0.55
    assert forecast["low"] < forecast["final"] < forecast["high"]
    assert found["rule_version"] == 6


def test_a_line_names_the_positions_of_the_events_that_caused_it() -> None:
    quarter = worked_example()
    log = quarter.log
    assert [one.type for one in log[-2:]] == ["checked_in", "checked_in"]
    lines = {line["code"]: line["caused_by"] for line in alert(quarter)["evidence"]}
    last = log[-1].position
    assert lines == {
        "forecast": [last],
        "confidence": [last],
        "blocker": [last - 1, last],
        "base": [],
    }


def test_a_corrected_cause_is_named_with_its_correction() -> None:
    quarter = worked_example().correct("quick", "latency", f"latency {week(6)}", 0.21, 2)
    last = quarter.log[-1].position
    lines = {line["code"]: line["caused_by"] for line in alert(quarter)["evidence"]}
    assert lines["confidence"] == [last - 1, last]


def test_the_cycle_names_the_likeliest_miss_first() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"]).goal("kind", SUPPORT, ["calls"])
    for number in range(1, 8):
        quarter.on(week(number))
        quarter.report("quick", "latency", 5, 1).report("kind", "calls", 0, 1, blockers=NO_DATA)
    found = quarter.view("drift", Q3)
    assert [one["title"] for one in found["raised"]] == ["Calls", "Latency"]
    assert (found["raised_total"], found["watched_total"]) == (2, 0)


@pytest.mark.parametrize(
    ("alerts", "text", "at_the_end"),
    [
        (".", "The only {one} is not drifting.", "the only {one} was not drifting."),
        ("..", "None of the 2 {all} is drifting.", "none of the 2 {all} was drifting."),
        (
            "..?",
            "None of the 2 {all} is drifting; {few}",
            "none of the 2 {all} was drifting; {few}",
        ),
        (
            ".w",
            "None of the 2 {all} is drifting; 1 {eye}.",
            "none of the 2 {all} was drifting; 1 {eye}.",
        ),
        ("r.", "1 key result is drifting.", "1 key result was drifting."),
        (
            "rrw",
            "2 key results are drifting; 1 more {eye}.",
            "2 key results were drifting; 1 more {eye}.",
        ),
    ],
)
def test_a_cycle_is_summed_up_by_what_can_be_judged(
    alerts: str, text: str, at_the_end: str
) -> None:
    ranking = Ranking(0)
    for number, letter in enumerate(alerts):
        ranking.put(KeyResultId(str(number)), ALERTS[letter])
    words = {"one": "key result that can be judged", "all": "key results that can be judged"}
    now = {"few": "too little has been reported on 1 to tell.", "eye": "is on watch"}
    then = {"few": "too little was reported on 1 to tell.", "eye": "was on watch"}
    assert _summary(CYCLE, ranking, over=False) == text.format(**words, **now)
    over = f"At the end of 2026-Q3, {at_the_end.format(**words, **then)}"
    assert _summary(CYCLE, ranking, over=True) == over


@pytest.mark.parametrize(
    ("alerts", "over", "text"),
    [
        ("", False, "Nothing has been reported in 2026-Q3 yet, so drift cannot be judged."),
        ("", True, "Nothing was reported in 2026-Q3, so drift cannot be judged."),
        ("??", False, TOO_LITTLE.format("has been")),
        ("??", True, TOO_LITTLE.format("was")),
    ],
)
def test_where_nothing_can_be_judged_nothing_is_said_not_to_drift(
    alerts: str, text: str, *, over: bool
) -> None:
    ranking = Ranking(0)
    for number, letter in enumerate(alerts):
        ranking.put(KeyResultId(str(number)), ALERTS[letter])
    assert _summary(CYCLE, ranking, over=over) == text


def test_a_cycle_in_which_nothing_drifts_says_so() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    for number in range(1, 5):
        quarter.on(week(number)).report("quick", "latency", 8 * number, 5)
    found = quarter.view("drift", Q3)
    assert found["text"] == "The only key result that can be judged is not drifting."
    assert found["judged_total"] == 1


def test_one_subject_has_one_alert_with_all_its_reasons() -> None:
    quarter = worked_example()
    for number in (7, 8):
        quarter.on(week(number)).report("quick", "latency", 0.2, 2, blockers=NO_DATA)
    found = quarter.view("drift", Q3)
    alerts = found["raised"] + found["watched"]
    assert len(alerts) == 1
    assert len(alerts[0]["evidence"]) > 3


def test_silence_alone_raises_an_alert_as_days_go_by() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    for number in range(1, 4):
        quarter.on(week(number)).report("quick", "latency", 8 * number, 4)
    assert alert(quarter)["status"] == "none"
    assert alert(quarter, today=ENDS)["status"] == "raised"


def test_an_alert_names_its_key_result_objective_and_owner() -> None:
    found = alert(worked_example())
    assert (found["title"], found["objective_title"]) == ("Latency", "Quick")
    assert found["owner"] == {"kind": "unit", "id": ENGINEERING, "name": "Engineering"}


def test_the_day_before_the_cycle_is_seen_as_its_first_day() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    assert quarter.view("drift", Q3)["cycle"]["as_of"] == str(STARTS)


def test_what_is_needed_and_not_there_is_on_the_card_with_what_was_said_about_it() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export", week(2)))
    for number in range(1, 6):
        quarter.on(week(number)).report("quick", "latency", 8 * number, 4)
    asked = next(one for one in quarter.log if one.type == "dependency_requested")
    (line,) = [
        one
        for one in quarter.view("drift", "latency")["alert"]["evidence"]
        if one["code"] == "dependency"
    ]
    assert (line["weight"], line["caused_by"]) == (0.62, [asked.position])
    assert (
        line["reason"]
        == "'the export' was needed by 11 July, 21 days ago, and has not been delivered"
    )
    quarter.say(WithdrawDependency(ObjectiveId("quick"), DependencyId("export"), "found one"))
    codes = [one["code"] for one in quarter.view("drift", "latency")["alert"]["evidence"]]
    assert "dependency" not in codes


def test_a_promise_that_is_too_late_is_on_the_card_from_the_day_it_was_said() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export", week(9)), accept("quick", "export"))
    for number in range(1, 5):
        quarter.on(week(number)).report("quick", "latency", 8 * number, 4)
    assert "dependency" not in {one["code"] for one in alert(quarter)["evidence"]}
    quarter.on(week(4) + timedelta(2)).say(slip("quick", "export", week(9) + timedelta(18)))
    lines = {one["code"]: one for one in alert(quarter)["evidence"]}
    assert lines["dependency"]["reason"] == (
        "'the export' is promised for 16 September, 18 days after it is needed (29 August)"
    )
    said = [one.position for one in quarter.log if one.type.startswith("dependency_")]
    assert (lines["dependency"]["weight"], lines["dependency"]["caused_by"]) == (0.45, said)


def test_a_withdrawal_that_calms_an_alert_reaches_every_view_that_shows_it() -> None:
    quarter = planned().say(request("quick", SUPPORT, "export", week(2)))
    for number in range(1, 10):
        quarter.on(week(number)).report("quick", "latency", 2 * number, 2)
    worker = fold.Fold()
    for stored in quarter.log:
        worker.take(stored)
    shown = {(one.projection, one.key): one for one in worker.render()}
    assert b'"drifting":1' in (shown["alignment", Q3].body or b"")
    quarter.say(WithdrawDependency(ObjectiveId("quick"), DependencyId("export"), "found one"))
    worker.take(quarter.log[-1])
    shown |= {(one.projection, one.key): one for one in worker.render()}
    assert b'"drifting":0' in (shown["alignment", Q3].body or b"")
    present = {place: one for place, one in shown.items() if one.body is not None}
    assert present == fold.replay(quarter.log)


def sunk() -> Quarter:
    """Reported on to the end without hope; an alert is up."""
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    for number in range(1, 14):
        quarter.on(week(number)).report("quick", "latency", 25, 2)
    return quarter


def test_of_what_has_ended_drift_says_how_and_in_the_past_what_was_raised() -> None:
    found = alert(sunk(), today=ENDS + timedelta(days=1))
    since = found["since_week"]
    assert found["ended"]
    assert found["text"] == (
        f"Ended at 25%, where 70% was needed. An alert was up at its end, since week {since}."
    )
    assert not alert(sunk(), today=ENDS)["ended"]


def test_of_a_cycle_that_was_scored_and_closed_on_its_last_day_drift_tells_the_past() -> None:
    quarter = (
        sunk()
        .on(ENDS)
        .say(MoveCycle(Q3, "scoring"), CallRoll(Q3, (ObjectiveId("quick"),), 1))
        .say(ScoreObjective(Q3, ObjectiveId("quick"), {KeyResultId("latency"): 0.3}))
    )
    assert alert(quarter, today=ENDS)["text"].startswith("Scored 0.30, where 0.70 was expected. ")
    lesson = Lesson("Start earlier", "change", "We began late", ObjectiveId("quick"))
    quarter.say(
        HoldRetrospective(Q3, None, ("Calm",), ("Late",), (lesson,)), MoveCycle(Q3, "closed")
    )
    view = quarter.view("drift", Q3, ENDS)
    assert view["text"] == "At the end of 2026-Q3, 1 key result was drifting."
    assert view["raised"][0]["text"].startswith("Scored 0.30, where 0.70 was expected. An alert")


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (Alert(), "Too little was reported to forecast it."),
        (Alert(evaluation=JUDGED), "No alert was raised."),
        (
            Alert("watch", since_week=9, evaluation=JUDGED),
            "It was on watch at its end, since week 9, and no alert was raised.",
        ),
        (
            Alert("none", since_week=12, raises=1, last_raise=9, evaluation=JUDGED),
            "An alert was raised in week 9, and was not up at its end.",
        ),
    ],
)
def test_what_was_said_of_what_has_ended_is_told_in_the_past(now: Alert, text: str) -> None:
    assert words.in_the_past(now) == text
