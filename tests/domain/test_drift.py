from __future__ import annotations

import math
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain import drift
from domain.check_in import Blocker, CheckedIn
from domain.cycle import Cycle
from domain.drift import QUIET, RULE, Alert, Evaluation, Evidence, Severity, Status, Week
from domain.metric import Boolean, Decrease, Increase, MaintainAtLeast, Metric, Milestone, Step
from domain.objective import KeyResult
from domain.values import CheckInId, CycleId
from tests.support.company import CYCLE, ENDS, STARTS, key_result, reported, week

TO_ONE = Increase(0, 1)
NO_DATA = (Blocker("no data", "dependency"),)
HIRING = (Blocker("hiring", "resource"),)


def say(
    number: int, value: float | None = None, confidence: int | None = None, **more: object
) -> CheckedIn:
    return reported(f"w{number}", week(number), value, confidence, **more)


def observed(*reports: CheckedIn, metric: Metric = TO_ONE, until: int = 13) -> list[Week]:
    return drift.observe(key_result(metric, *reports), CYCLE, CYCLE.last_day(until))


def evaluated(found: KeyResult, until: int) -> Evaluation:
    weeks = drift.observe(found, CYCLE, CYCLE.last_day(until))
    return drift.evaluate(weeks, drift.plan_of(found, CYCLE), drift.NEEDED[found.ambition])


def card(evaluation: Evaluation) -> dict[str, float]:
    return {line.code: line.weight for line in evaluation.evidence}


# The worked example: week 6 of 13, progress .20, three weeks earlier .17, a linear plan,
# confidence 2, the same blocker in two check-ins

EXAMPLE = key_result(
    TO_ONE,
    say(1, 0.08, 2),
    say(2, 0.12, 2),
    say(3, 0.17, 2),
    say(4, 0.18, 2),
    say(5, 0.19, 2, blockers=NO_DATA),
    say(6, 0.20, 2, blockers=NO_DATA),
)


def test_the_worked_example_digit_by_digit() -> None:
    found = evaluated(EXAMPLE, 6)
    assert (found.week, found.progress, found.needed) == (6, 0.20, 0.7)
    assert round(found.expected, 4) == 0.4615
    assert round(found.forecast, 2) == 0.52
    spread = (found.high - found.low) / 2 / 1.28
    assert round(spread, 2) == 0.37
    odds = card(found)
    chance_by_forecast = 1 / (1 + math.exp(-odds["forecast"]))
    assert round(chance_by_forecast, 2) == 0.69
    assert odds == {
        "forecast": pytest.approx(0.79, abs=0.006),
        "confidence": 1.0,
        "blocker": 0.5,
        "base": -0.5,
    }
    assert sum(odds.values()) == pytest.approx(1.79, abs=0.006)
    assert round(found.miss_probability, 2) == 0.86


def test_the_worked_example_by_the_formulas_themselves() -> None:
    g, before = 6 / 13, 3 / 13
    r_all = (0.20 + 0.5 * 0.9) / (g + 0.5)
    r_recent = (0.20 - 0.17 + 0.6 * 0.5 * 0.9) / (g - before + 0.6 * 0.5)
    forecast = 0.20 + (1 - g) * (0.25 * r_all + 0.75 * r_recent)
    spread = math.sqrt(0.5**2 * (1 - g) + 0.06**2)
    found = evaluated(EXAMPLE, 6)
    assert found.forecast == pytest.approx(forecast, abs=1e-12)
    assert found.low == pytest.approx(forecast - 1.28 * spread, abs=1e-12)
    assert found.high == pytest.approx(forecast + 1.28 * spread, abs=1e-12)


def test_the_worked_example_gives_its_reasons_in_words_and_names_what_caused_them() -> None:
    assert evaluated(EXAMPLE, 6).evidence[1:] == (
        Evidence("confidence", 1.0, "confidence is 2", (CheckInId("w6"),)),
        Evidence(
            "blocker",
            0.5,
            "the same blocker, 'no data', in 2 check-ins running",
            (CheckInId("w5"), CheckInId("w6")),
        ),
        Evidence("base", -0.5, "what is usual before anything is known"),
    )
    forecast = evaluated(EXAMPLE, 6).evidence[0]
    assert forecast.reason == "the forecast lands at 0.52 of 0.70 needed"
    assert forecast.causes == (CheckInId("w6"),)


# The forecast


def test_in_the_first_three_weeks_the_recent_pace_is_the_whole_pace() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, n / 20) for n in (1, 2, 3))), 3)
    pace = (0.15 + 0.45) / (3 / 13 + 0.5)
    assert found.forecast == pytest.approx(0.15 + (1 - 3 / 13) * pace)


def test_a_pace_is_bounded_above() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, 0.3 * n) for n in (1, 2, 3))), 3)
    assert found.forecast == pytest.approx(0.9 + (1 - 3 / 13) * 1.6)


def test_a_pace_is_never_backward() -> None:
    found = evaluated(key_result(TO_ONE, say(1, 1), say(2, 1), say(3, 1), say(6, 0)), 6)
    assert found.forecast == 0


def test_moving_the_wrong_way_and_overshooting_count_as_none_and_all() -> None:
    assert [one.progress for one in observed(say(1, -5), say(2, 3), until=2)] == [0, 1]


def test_what_a_forecast_can_say_is_bounded() -> None:
    lost = evaluated(key_result(TO_ONE, *(say(n, 0) for n in range(1, 14))), 13)
    won = evaluated(key_result(TO_ONE, *(say(n, 1) for n in range(1, 14))), 13)
    assert card(lost)["forecast"] == 3
    assert card(won)["forecast"] == -3


def test_a_commitment_needs_the_whole_target_and_an_aspiration_most_of_it() -> None:
    assert drift.NEEDED == {"committed": 1.0, "aspirational": 0.7}
    bold = key_result(TO_ONE, *(say(n, n / 20) for n in (1, 2, 3)))
    firm = replace(bold, ambition="committed")
    assert evaluated(firm, 3).miss_probability > evaluated(bold, 3).miss_probability


def test_a_commitment_that_is_reached_is_not_missed_as_the_end_comes_near() -> None:
    reached = [say(n, min(1.0, n / 10), 2) for n in range(1, 14)]
    firm = key_result(TO_ONE, *reached, ambition="committed")
    assert all(evaluated(firm, number).miss_probability < 0.1 for number in (10, 11, 12, 13))
    assert drift.watch(firm, CYCLE, ENDS).status == "none"


# What people report


@pytest.mark.parametrize(("confidence", "weight"), [(1, 1.0), (2, 1.0), (3, 0.5), (4, 0), (5, 0)])
def test_low_confidence_weighs_in(confidence: int, weight: float) -> None:
    found = key_result(TO_ONE, *(say(n, 0.1, confidence) for n in (1, 2, 3)))
    assert card(evaluated(found, 3)).get("confidence", 0) == weight


def confidences(*levels: int | None) -> KeyResult:
    return key_result(TO_ONE, *(say(n, 0.1, level) for n, level in enumerate(levels, 1)))


@pytest.mark.parametrize(
    ("levels", "drops"),
    [
        ((5, 5, 3), True),
        ((5, 5, 4), False),
        ((5, 4, 3), True),
        ((5, 4, 4, 3), True),
        ((5, 4, 4, 4, 3), False),
        ((5, None, None, 3), True),
        ((5, None, None, None, 3), True),
        ((3, 5, 5), False),
    ],
)
def test_a_fall_of_two_within_three_weeks_weighs_in(
    levels: tuple[int | None, ...],
    drops: bool,  # noqa: FBT001 - an example's answer
) -> None:
    found = card(evaluated(confidences(*levels), len(levels)))
    assert found.get("confidence_drop", 0) == (0.5 if drops else 0)


def test_a_fall_names_the_check_ins_it_fell_between() -> None:
    line = next(
        one for one in evaluated(confidences(4, 5, 2), 3).evidence if one.code == "confidence_drop"
    )
    assert line.reason == "confidence fell from 5 to 2 within 3 weeks"
    assert line.causes == (CheckInId("w2"), CheckInId("w3"))


def test_confidence_is_carried_through_silent_weeks() -> None:
    weeks = observed(say(1, 0.1, 4), say(4, 0.2), until=5)
    assert [one.confidence for one in weeks] == [(4, CheckInId("w1"))] * 5


@pytest.mark.parametrize(
    ("blockers", "weight"),
    [
        ((NO_DATA,), 0),
        ((NO_DATA, NO_DATA), 0.5),
        ((NO_DATA, NO_DATA, NO_DATA), 1.5),
        ((NO_DATA, NO_DATA, NO_DATA, NO_DATA), 1.5),
        ((NO_DATA, HIRING, NO_DATA), 0),
        ((NO_DATA, (), NO_DATA), 0),
        ((NO_DATA, NO_DATA, ()), 0),
        ((NO_DATA, NO_DATA + HIRING, HIRING), 0.5),
        ((HIRING, NO_DATA + HIRING, HIRING + NO_DATA), 1.5),
    ],
)
def test_the_same_blocker_again_weighs_in(
    blockers: tuple[tuple[Blocker, ...], ...], weight: float
) -> None:
    calm = (say(1, 0.1), say(2, 0.1))
    blocked = (say(n, 0.1, blockers=names) for n, names in enumerate(blockers, 3))
    found = evaluated(key_result(TO_ONE, *calm, *blocked), 2 + len(blockers))
    assert card(found).get("blocker", 0) == weight


def test_the_longest_running_blocker_is_the_one_that_is_named() -> None:
    last = observed(
        say(1, 0.1, blockers=HIRING),
        say(2, 0.1, blockers=NO_DATA + HIRING),
        say(3, 0.1, blockers=NO_DATA + HIRING),
        until=3,
    )[-1]
    assert last.blocker == "hiring"
    assert last.blocked_by == (CheckInId("w1"), CheckInId("w2"), CheckInId("w3"))


def test_a_silent_week_neither_breaks_nor_lengthens_a_run() -> None:
    weeks = observed(say(1, 0.1, blockers=NO_DATA), say(4, 0.1, blockers=NO_DATA), until=5)
    assert [len(one.blocked_by) for one in weeks] == [1, 1, 1, 2, 2]


# Week by week


def test_progress_is_carried_through_silent_weeks() -> None:
    assert [one.progress for one in observed(say(2, 0.1), say(4, 0.3), until=5)] == [
        0, 0.1, 0.1, 0.3, 0.3,
    ]  # fmt: skip


def test_the_last_report_of_a_week_is_what_the_week_ended_with() -> None:
    early, late = week(1), week(1) + timedelta(1)
    both = observed(reported("early", early, 0.2), reported("late", late, 0.4), until=1)
    assert [(one.progress, one.reports) for one in both] == [(0.4, 2)]


def test_the_week_under_way_counts_once_it_has_a_report() -> None:
    silent = key_result(TO_ONE, say(1, 0.1))
    assert len(drift.observe(silent, CYCLE, week(2))) == 1
    assert len(drift.observe(silent, CYCLE, CYCLE.last_day(2))) == 2
    heard = key_result(TO_ONE, say(1, 0.1), say(2, 0.2))
    assert len(drift.observe(heard, CYCLE, week(2))) == 2


def test_what_takes_effect_later_is_not_known_yet() -> None:
    found = key_result(TO_ONE, say(1, 0.1), say(9, 0.9))
    assert [one.progress for one in drift.observe(found, CYCLE, CYCLE.last_day(3))] == [0.1] * 3


def test_without_a_value_there_is_nothing_to_observe() -> None:
    assert observed(say(1, None, 3), say(2, None, 3), say(3, None, 3)) == []
    assert drift.watch(confidences(), CYCLE, ENDS) == QUIET


def test_a_maintain_type_earns_its_progress_week_by_week() -> None:
    weeks = observed(say(1, 6), say(2, 4), say(3, 6), metric=MaintainAtLeast(5), until=4)
    assert [one.progress for one in weeks] == [1 / 13, 1 / 13, 2 / 13, 2 / 13]


def test_alerts_begin_with_the_third_check_in() -> None:
    lost = [say(n, 0, 1) for n in (1, 2, 3)]
    two = key_result(TO_ONE, *lost[:2])
    assert drift.watch(two, CYCLE, CYCLE.last_day(12)) == QUIET
    three = drift.watch(key_result(TO_ONE, *lost), CYCLE, CYCLE.last_day(3))
    assert three.evaluation is not None


# The plan


def plan(
    metric: Metric = TO_ONE, midpoint: float | None = None, cycle: Cycle = CYCLE
) -> drift.Plan:
    return drift.plan_of(key_result(metric, midpoint=midpoint), cycle)


def test_a_plan_begins_at_nothing_and_ends_at_all() -> None:
    for midpoint in (None, 0.0, 0.1, 0.5, 0.9, 1.0):
        found = plan(midpoint=midpoint)
        assert len(found) == CYCLE.weeks + 1
        assert (found[0], found[-1]) == (0, 1)
        assert list(found) == sorted(found)


def test_without_a_declaration_a_plan_is_linear() -> None:
    assert plan() == pytest.approx([number / 13 for number in range(14)])
    assert plan(Decrease(5, 1)) == plan(Boolean()) == plan(Milestone()) == plan()


@pytest.mark.parametrize(
    ("midpoint", "exponent"),
    [
        (0.5, 1.0),
        (0.2, math.log(0.2) / math.log(0.5)),
        (0.24, math.log(0.2) / math.log(0.5)),
        (0.8, 0.4),
        (0.7, math.log(0.7) / math.log(0.5)),
        (0.1, math.log(0.1) / math.log(0.5)),
        (0.0, 4.0),
        (1.0, 0.4),
    ],
)
def test_a_declared_midpoint_bends_the_plan(midpoint: float, exponent: float) -> None:
    assert plan(midpoint=midpoint)[6] == pytest.approx((6 / 13) ** exponent)


def test_the_bent_plan_meets_its_midpoint_in_the_middle() -> None:
    even = Cycle(CycleId("even"), "Ten weeks", "custom", STARTS, STARTS + timedelta(69))
    assert plan(midpoint=0.2, cycle=even)[5] == pytest.approx(0.2)
    assert plan(midpoint=0.7, cycle=even)[5] == pytest.approx(0.7)


def test_milestones_are_expected_when_their_steps_are_due() -> None:
    metric = Milestone((Step("beta", 1, week(4)), Step("launch", 3)))
    found = plan(metric)
    assert found[3] == 0
    assert found[4] == found[12] == 0.25
    assert found[13] == 1


def test_a_step_due_on_the_last_day_of_a_week_is_expected_in_that_week() -> None:
    found = plan(Milestone((Step("beta", 1, CYCLE.last_day(4)), Step("launch", 1))))
    assert (found[3], found[4]) == (0, 0.5)


def test_milestones_without_due_dates_are_expected_evenly() -> None:
    assert plan(Milestone((Step("beta"), Step("launch")))) == plan()


def test_to_maintain_is_expected_evenly_whatever_was_declared() -> None:
    assert plan(MaintainAtLeast(5), midpoint=0.2) == plan()


# The state machine


def alerts(*chances: float) -> list[Alert]:
    numbered = list(enumerate(chances, 3))
    return [drift.follow(numbered[:count]) for count in range(1, len(numbered) + 1)]


MACHINE: list[tuple[str, list[float], list[tuple[Status, Severity | None, int]]]] = [
    ("calm", [0.1, 0.59], [("none", None, 0), ("none", None, 0)]),
    ("watch", [0.60, 0.74, 0.59], [("watch", None, 0), ("watch", None, 0), ("none", None, 0)]),
    ("raise at once", [0.90], [("raised", "high", 1)]),
    ("raise on the second", [0.75, 0.75], [("watch", None, 0), ("raised", "medium", 1)]),
    (
        "not two running",
        [0.89, 0.74, 0.89],
        [("watch", None, 0), ("watch", None, 0), ("watch", None, 0)],
    ),
    (
        "step up",
        [0.8, 0.8, 0.95],
        [("watch", None, 0), ("raised", "medium", 1), ("raised", "high", 2)],
    ),
    (
        "no step down",
        [0.95, 0.8, 0.95],
        [("raised", "high", 1), ("raised", "high", 1), ("raised", "high", 1)],
    ),
    (
        "hysteresis",
        [0.95, 0.5, 0.6, 0.5],
        [
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
        ],
    ),
    (
        "clear on two",
        [0.95, 0.49, 0.49],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1)],
    ),
    (
        "one calm week is not enough",
        [0.95, 0.49, 0.5, 0.49],
        [
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
        ],
    ),
    (
        "raised again",
        [0.95, 0.4, 0.4, 0.95],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1), ("raised", "high", 2)],
    ),
    (
        "watched after it was cleared",
        [0.95, 0.4, 0.4, 0.65],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1), ("watch", None, 1)],
    ),
]


@pytest.mark.parametrize(
    ("chances", "expected"), [row[1:] for row in MACHINE], ids=[row[0] for row in MACHINE]
)
def test_the_state_machine_neither_flaps_nor_nags(
    chances: list[float], expected: list[tuple[Status, Severity | None, int]]
) -> None:
    found = [(one.status, one.severity, one.raises) for one in alerts(*chances)]
    assert found == expected


def test_an_alert_says_since_when_it_stands() -> None:
    assert [one.since_week for one in alerts(0.8, 0.8, 0.95, 0.8, 0.4, 0.4)] == [3, 4, 4, 4, 4, 8]


def test_nothing_followed_is_quiet() -> None:
    assert drift.follow([]) == QUIET


# All of it together


def test_a_key_result_that_stands_still_is_raised_and_one_on_plan_is_not() -> None:
    stuck = key_result(TO_ONE, *(say(n, 0.05, 2, blockers=NO_DATA) for n in range(1, 8)))
    alert = drift.watch(stuck, CYCLE, CYCLE.last_day(7))
    assert (alert.status, alert.severity) == ("raised", "high")
    on_plan = key_result(TO_ONE, *(say(n, n / 13, 4) for n in range(1, 8)))
    assert drift.watch(on_plan, CYCLE, CYCLE.last_day(7)).status == "none"


def test_an_alert_clears_when_the_team_catches_up() -> None:
    reports = [say(n, 0.02, 2) for n in range(1, 7)]
    reports += [say(n, 0.3 + (n - 6) * 0.1, 4) for n in range(7, 13)]
    statuses = [
        drift.watch(key_result(TO_ONE, *reports), CYCLE, CYCLE.last_day(number)).status
        for number in (6, 12)
    ]
    assert statuses == ["raised", "none"]


def test_silence_lets_the_chance_of_a_miss_grow() -> None:
    quiet = key_result(TO_ONE, *(say(n, n / 13, 4) for n in (1, 2, 3)))
    chances = [evaluated(quiet, number).miss_probability for number in range(4, 14)]
    assert chances == sorted(chances)
    assert chances[-1] > 0.9


def test_the_constants_are_those_that_were_measured() -> None:
    assert (RULE.version, RULE.shrinkage, RULE.prior_pace, RULE.recent_weight) == (
        1,
        0.5,
        0.9,
        0.75,
    )
    assert (RULE.recent_shrinkage, RULE.recent_weeks, RULE.fastest_pace) == (0.6, 3, 1.6)
    assert (RULE.spread_of_rest, RULE.spread_of_now, RULE.base) == (0.5, 0.06, -0.5)
    assert (RULE.forecast_bound, RULE.low_confidence, RULE.middling_confidence) == (3, 1, 0.5)
    assert (RULE.confidence_drop, RULE.blocker_twice, RULE.blocker_thrice) == (0.5, 0.5, 1.5)
    assert (RULE.first_check_in, RULE.watch_from, RULE.raise_from) == (3, 0.6, 0.75)
    assert (RULE.raise_after, RULE.raise_at_once) == (2, 0.9)
    assert (RULE.clear_below, RULE.clear_after) == (0.5, 2)
