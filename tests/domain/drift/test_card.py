from __future__ import annotations

import math

import pytest
from msgspec.structs import replace

from domain.dependencies.dependency import Dependency, DependencyRequested
from domain.drift.evaluation import Evaluation, evaluate
from domain.drift.observed import observe
from domain.drift.reasons import Evidence
from domain.drift.rule import NEEDED
from domain.measuring.check_in import Blocker
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Boolean, MaintainAtLeast
from domain.objectives.state import KeyResult
from domain.values import DependencyId
from tests.domain.drift.reports import (
    CYCLE,
    EVERY_WEEK,
    HIRING,
    NO_DATA,
    TO_ONE,
    alert_of,
    evaluated,
    say,
)
from tests.support.company import BUGS, COMPANY, RELIABLE, key_result, week


def trust(week: int) -> float:
    """What evidence weighs in a week of thirteen: all of it in the ninth."""
    return float((week / 13 / 0.69) ** 1.5)


def card(evaluation: Evaluation) -> dict[str, float]:
    """What each line would weigh in week 9."""
    weighs = trust(evaluation.week)
    return {
        line.code: round(line.weight / weighs, 9)
        for line in evaluation.evidence
        if line.code != "base"
    }


# The worked example: week 6 of 13, progress .20, three weeks earlier .17, a linear plan,
# confidence 2, the same blocker in two check-ins

EXAMPLE = key_result(
    TO_ONE,
    say(1, 0.08, 3),
    say(2, 0.12, 3),
    say(3, 0.17, 3),
    say(4, 0.18, 3),
    say(5, 0.19, 2, blockers=NO_DATA),
    say(6, 0.20, 2, blockers=NO_DATA),
)


def test_the_worked_example_digit_by_digit() -> None:
    found = evaluated(EXAMPLE, 6)
    assert (found.week, found.progress, found.needed) == (6, 0.20, 0.7)
    assert round(found.expected, 4) == 0.4615
    assert round(found.forecast, 2) == 0.33
    assert (found.low, round(found.high, 2)) == (0, 0.79)
    assert [(line.code, round(line.weight, 2)) for line in found.evidence] == [
        ("forecast", 0.56), ("confidence", 0.55), ("falling", 0.27), ("blocker", 0.41),
        ("base", -1.27),
    ]  # fmt: skip
    odds = sum(line.weight for line in found.evidence)
    assert found.miss_probability == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-12)
    assert round(found.miss_probability, 2) == 0.63


def test_the_worked_example_by_the_formulas_themselves() -> None:
    g, before = 6 / 13, 3 / 13
    pace = (0.20 / g) ** 0.4 * ((0.20 - 0.17) / (g - before)) ** 0.6
    forecast = 0.20 + 0.80 * (1 - math.exp(-1.3 * (1 - g) * pace / 0.80))
    spread = math.hypot(0.66 * (1 - g), 0.05)
    found = evaluated(EXAMPLE, 6)
    assert found.forecast == pytest.approx(forecast, abs=1e-12)
    assert found.low == pytest.approx(max(forecast - 1.28 * spread, 0), abs=1e-12)
    assert found.high == pytest.approx(forecast + 1.28 * spread, abs=1e-12)
    miss = 0.5 * math.erfc((forecast - 0.7) / spread / math.sqrt(2))
    assert card(found)["forecast"] == pytest.approx(0.6 * math.log(miss / (1 - miss)), abs=1e-9)


def test_the_worked_example_gives_its_reasons_in_words_and_names_what_caused_them() -> None:
    said = [(line.code, line.reason, line.causes) for line in evaluated(EXAMPLE, 6).evidence]
    assert said == [
        ("forecast", "at this pace it ends at 33% of the target, where 70% is needed", ("w6",)),
        ("confidence", "confidence is 2", ("w6",)),
        (
            "falling",
            "confidence sank to 2.3 on average in the last three reports, from 2.7 in all of them",
            ("w4", "w5", "w6"),
        ),
        ("blocker", "blocked by 'no data' in two reports in a row", ("w5", "w6")),
        ("base", "the base rate, before anything is reported", ()),
    ]


def test_a_plan_that_was_declared_is_forecast_more_surely() -> None:
    told = [say(n, n / 13, 4) for n in range(1, 7)]
    straight, declared = key_result(TO_ONE, *told), key_result(TO_ONE, *told, midpoint=0.5)
    wide, close = evaluated(straight, 6), evaluated(declared, 6)
    assert wide.forecast == close.forecast
    assert wide.low < close.low


def test_evidence_weighs_more_from_week_to_week() -> None:
    doubtful = key_result(TO_ONE, *(say(n, n / 13, 2) for n in range(1, 13)))
    weights = [
        next(
            line.weight
            for line in evaluated(doubtful, number).evidence
            if line.code == "confidence"
        )
        for number in range(3, 13)
    ]
    assert weights == sorted(weights)
    assert weights[6] == pytest.approx(1.0, abs=0.01)


# The forecast


def closed(progress: float, left: float, pace: float) -> float:
    """Where it ends, of a plan of which so much is left."""
    distance = 1 - progress
    return progress + distance * (1 - math.exp(-1.3 * left * pace / distance))


def test_in_the_first_three_weeks_the_recent_pace_is_the_whole_pace() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, n / 20) for n in (1, 2, 3))), 3)
    assert found.forecast == pytest.approx(closed(0.15, 10 / 13, 0.15 * 13 / 3))


def test_the_recent_pace_is_that_since_a_value_that_was_reported() -> None:
    """One report in the middle says nothing of the pace in the weeks just before it."""
    found = evaluated(key_result(TO_ONE, say(7, 0.35)), 7)
    assert found.forecast == pytest.approx(closed(0.35, 6 / 13, 0.35 * 13 / 7))


def test_a_pace_is_bounded_above() -> None:
    found = evaluated(key_result(TO_ONE, say(1, 0.2), say(2, 0.3), say(3, 0.4)), 3)
    assert found.forecast == pytest.approx(closed(0.4, 10 / 13, 1))


def test_what_has_stood_still_lately_is_forecast_to_go_on_standing_still() -> None:
    found = key_result(TO_ONE, *(say(n, min(0.1 * n, 0.4)) for n in range(1, 9)))
    assert evaluated(found, 8).forecast == 0.4


def test_the_nearer_the_target_the_less_a_pace_adds() -> None:
    forecasts = [evaluated(key_result(TO_ONE, say(7, y)), 7).forecast for y in (0.2, 0.5, 0.8)]
    added = [ends - y for ends, y in zip(forecasts, (0.2, 0.5, 0.8), strict=True)]
    assert 2.5 * added[0] > added[1] > added[2]
    assert max(forecasts) < 1


def test_a_level_is_forecast_to_be_kept_as_often_as_before() -> None:
    kept = [say(n, 1 if n == 4 else 9) for n in range(1, 9)]
    found = evaluated(key_result(MaintainAtLeast(5), *kept), 8)
    of_all, of_recent = 7 / 8, 3 / 3
    assert found.forecast == pytest.approx(8 / 13 * of_all + 5 / 13 * of_all**0.4 * of_recent**0.6)


def test_a_pace_is_never_backward() -> None:
    found = evaluated(key_result(TO_ONE, say(1, 1), say(2, 1), say(3, 1), say(6, 0)), 6)
    assert found.forecast == 0


def test_what_a_forecast_can_say_is_bounded() -> None:
    lost = evaluated(key_result(TO_ONE, *(say(n, 0) for n in range(1, 14))), 13)
    won = evaluated(key_result(TO_ONE, *(say(n, 1) for n in range(1, 14))), 13)
    assert card(lost)["forecast"] == 3
    assert card(won)["forecast"] == -3


def test_a_commitment_needs_the_whole_target_and_an_aspiration_most_of_it() -> None:
    assert NEEDED == {"committed": 1.0, "aspirational": 0.7}
    bold = key_result(TO_ONE, *(say(n, n / 20) for n in (1, 2, 3)))
    firm = replace(bold, ambition="committed")
    assert evaluated(firm, 3).miss_probability > evaluated(bold, 3).miss_probability


def test_a_commitment_that_is_reached_is_not_missed_as_the_end_comes_near() -> None:
    reached = [say(n, min(1.0, n / 10), 2) for n in range(1, 14)]
    firm = key_result(TO_ONE, *reached, ambition="committed")
    assert all(evaluated(firm, number).miss_probability < 0.1 for number in (10, 11, 12, 13))
    assert alert_of(firm, 13).status == "none"


def test_silence_lets_the_chance_of_a_miss_grow() -> None:
    quiet = key_result(TO_ONE, *(say(n, n / 13, 4) for n in (1, 2, 3)))
    chances = [evaluated(quiet, number).miss_probability for number in range(4, 14)]
    assert chances[4:] == sorted(chances[4:])
    assert chances[-1] > 0.9


# What people report


@pytest.mark.parametrize(("confidence", "weight"), [(1, 2.5), (2, 1.0), (3, 0.5), (4, 0), (5, 0)])
def test_low_confidence_weighs_in(confidence: int, weight: float) -> None:
    found = key_result(TO_ONE, *(say(n, 0.1, confidence) for n in (1, 2, 3)))
    assert card(evaluated(found, 3)).get("confidence", 0) == weight


def test_a_confidence_of_one_weighs_more_once_it_is_said_again() -> None:
    found = key_result(TO_ONE, say(1, 0.1, 3), say(2, 0.1, 3), say(3, 0.1, 1))
    assert card(evaluated(found, 3))["confidence"] == 1.0


def test_where_nobody_says_how_sure_they_are_nothing_comforts() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, 0.1) for n in (1, 2, 3))), 3)
    assert card(found)["no_confidence"] == 1.0


def test_without_a_value_it_is_judged_by_what_was_said() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, confidence=2) for n in (1, 2, 3))), 3)
    assert not found.measured
    assert card(found) == {"unmeasured": 1.0, "confidence": 1.0}
    assert found.evidence[0].reason == "no value has ever been reported"


def line(found: Evaluation, code: str) -> Evidence | None:
    return next((one for one in found.evidence if one.code == code), None)


def test_what_stands_still_while_its_plan_goes_on_is_stalled() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, min(0.06 * n, 0.18), 3) for n in range(1, 8))), 7)
    stalled = line(found, "stalled")
    assert stalled is not None
    assert stalled.reason == "it has stood at 18% for 4 weeks"
    assert (card(found)["stalled"], stalled.causes) == (2.0, ("w3", "w7"))


def test_what_owes_nothing_yet_is_not_stalled() -> None:
    found = evaluated(key_result(Boolean(), *(say(n, 0, 3) for n in range(1, 9))), 8)
    assert line(found, "stalled") is None


def test_a_confidence_that_never_changes_while_progress_lags_says_little() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, 0.05 * n, 3) for n in range(1, 9))), 8)
    flat = line(found, "flat_confidence")
    assert flat is not None
    assert flat.reason == (
        "confidence has stayed at 3 in eight reports, while progress is 22 points behind the plan"
    )
    assert len(flat.causes) == 8


def test_a_high_confidence_far_behind_the_plan_is_asked_for_a_plan_and_later_doubted() -> None:
    found = key_result(TO_ONE, *(say(n, 0.01 * n, 5) for n in range(1, 10)))
    asked, doubted = line(evaluated(found, 8), "unproven"), line(evaluated(found, 9), "unproven")
    assert asked is not None
    assert doubted is not None
    assert asked.reason == "confidence is 5, so what is the plan for getting from 8% to the target?"
    assert (asked.weight, doubted.weight) == (0, 1.25 * trust(9))


def test_a_plan_that_was_declared_to_come_late_is_not_asked_for() -> None:
    late = key_result(TO_ONE, *(say(n, (n / 13) ** 3, 5) for n in range(1, 8)), midpoint=0.1)
    assert line(evaluated(late, 7), "unproven") is None


def test_check_ins_that_are_missing_are_evidence() -> None:
    found = evaluated(key_result(TO_ONE, say(1, 0.1, 4), say(2, 0.2, 4)), 6)
    silence = line(found, "silence")
    assert silence is not None
    assert (silence.reason, silence.causes) == ("four check-ins in a row are missing", ("w2",))


def test_what_the_owner_expects_counts_and_is_met_halfway() -> None:
    found = key_result(TO_ONE, *(say(n, n / 13, 4) for n in range(1, 8)))
    until = CYCLE.last_day(7)
    told = replace(found, forecasts=(ForecastGiven(RELIABLE, BUGS, 0.5, until),))
    weeks = observe(told, CYCLE, until, EVERY_WEEK)
    with_it, without = evaluate(weeks, found, CYCLE), evaluated(found, 7)
    assert without.forecast > with_it.forecast > 0.5
    assert card(with_it)["projected"] == 2.5
    said = line(with_it, "projected")
    assert said is not None
    assert said.reason == "its owner expects it to end at 50%"
    assert with_it.miss_probability > without.miss_probability


def test_what_somebody_expected_counts_no_more_once_a_later_report_has_gone_beyond_it() -> None:
    told = ForecastGiven(RELIABLE, BUGS, 0.34, CYCLE.last_day(4))
    rising = key_result(TO_ONE, *(say(n, n / 13, 4) for n in range(1, 10)))
    found = replace(rising, forecasts=(told,))
    assert card(evaluated(found, 4))["projected"] == 2.5
    assert line(evaluated(found, 5), "projected") is None
    assert evaluated(found, 9) == evaluated(rising, 9)


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
    assert line.causes == ("w2", "w3")


@pytest.mark.parametrize(
    ("levels", "weight"),
    [
        ((4, 4, 2), 0),
        ((4, 4, 4, 3), 0),
        ((4, 4, 3, 3), 0),
        ((4, 4, 3, 3, 3), 0.6),
        ((5, 5, 4, 3, 2), 1.2),
        ((5, 5, 4, None, 3, None, 2), 1.2),
        ((2, 2, 2, 4, 4), 0),
    ],
)
def test_a_confidence_that_sinks_weighs_by_how_far_the_last_three_lie_below_all(
    levels: tuple[int | None, ...], weight: float
) -> None:
    found = card(evaluated(confidences(*levels), len(levels)))
    assert found.get("falling", 0) == pytest.approx(weight)


def test_a_confidence_that_sinks_names_the_reports_that_say_so() -> None:
    sinking = line(evaluated(confidences(5, 5, 4, 3, 3), 5), "falling")
    assert sinking is not None
    assert sinking.reason == (
        "confidence sank to 3.3 on average in the last three reports, from 4.0 in all of them"
    )
    assert sinking.causes == ("w3", "w4", "w5")


def test_a_commitment_is_missed_more_often_before_anything_is_known() -> None:
    """By the time at which evidence has its full weight, it says all."""
    bold = key_result(TO_ONE, *(say(n, 1) for n in range(1, 13)))
    firm = replace(bold, ambition="committed")

    def more(number: int) -> float:
        lines = [line(evaluated(found, number), "base") for found in (firm, bold)]
        weights = [one.weight for one in lines if one is not None]
        return weights[0] - weights[1]

    assert more(3) == pytest.approx(0.5 * (1 - trust(3)))
    assert more(12) == 0


@pytest.mark.parametrize(
    ("blockers", "weight"),
    [
        ((NO_DATA,), 0),
        ((NO_DATA, NO_DATA), 0.75),
        ((NO_DATA, NO_DATA, NO_DATA), 1.75),
        ((NO_DATA, NO_DATA, NO_DATA, NO_DATA), 1.75),
        ((NO_DATA, HIRING, NO_DATA), 0),
        ((NO_DATA, (), NO_DATA), 0),
        ((NO_DATA, NO_DATA, ()), 0),
        ((NO_DATA, NO_DATA + HIRING, HIRING), 0.75),
        ((HIRING, NO_DATA + HIRING, HIRING + NO_DATA), 1.75),
    ],
)
def test_the_same_blocker_again_weighs_in(
    blockers: tuple[tuple[Blocker, ...], ...], weight: float
) -> None:
    calm = (say(1, 0.1), say(2, 0.1))
    blocked = (say(n, 0.1, blockers=names) for n, names in enumerate(blockers, 3))
    found = evaluated(key_result(TO_ONE, *calm, *blocked), 2 + len(blockers))
    assert card(found).get("blocker", 0) == weight


def test_a_dependency_that_is_not_there_when_needed_weighs_in() -> None:
    needs = {
        DependencyId(name): Dependency(
            DependencyRequested(RELIABLE, BUGS, DependencyId(name), COMPANY, name, week(due)),
            week(due),
        )
        for name, due in (("list", 5), ("export", 4), ("tool", 5))
    }
    found = evaluated(replace(EXAMPLE, dependencies=needs), 6)
    lacking = line(found, "dependency")
    assert lacking is not None
    assert lacking.causes == ("list", "export", "tool")
    assert lacking.reason == (
        "'export' was needed by 25 July, 17 days ago, and has not been delivered;"
        " 'list' was needed by 1 August, 10 days ago, and has not been delivered; and 1 more"
    )
    without = evaluated(EXAMPLE, 6)
    assert card(found) == {**card(without), "dependency": 1.5}
    assert found.miss_probability > without.miss_probability
