from __future__ import annotations

import math

import pytest
from msgspec.structs import replace

from domain.dependencies.dependency import Dependency, DependencyRequested
from domain.drift.card import Evaluation, Evidence
from domain.drift.rule import NEEDED
from domain.measuring.check_in import Blocker
from domain.objectives.state import KeyResult
from domain.values import CheckInId, DependencyId
from tests.domain.drift.reports import HIRING, NO_DATA, TO_ONE, alert_of, evaluated, say
from tests.support.company import BUGS, COMPANY, RELIABLE, key_result, week


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
    assert found.high == pytest.approx(min(forecast + 1.28 * spread, 1), abs=1e-12)


def test_the_worked_example_gives_its_reasons_in_words_and_names_what_caused_them() -> None:
    assert evaluated(EXAMPLE, 6).evidence[1:] == (
        Evidence("confidence", 1.0, "confidence is 2", (CheckInId("w6"),)),
        Evidence(
            "blocker",
            0.5,
            "blocked by 'no data' in two reports running",
            (CheckInId("w5"), CheckInId("w6")),
        ),
        Evidence("base", -0.5, "what is usual before anything is known"),
    )
    forecast = evaluated(EXAMPLE, 6).evidence[0]
    assert forecast.reason == "at this pace it ends at 52% of the target, and 70% is needed"
    assert forecast.causes == (CheckInId("w6"),)


# The forecast


def test_in_the_first_three_weeks_the_recent_pace_is_the_whole_pace() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, n / 20) for n in (1, 2, 3))), 3)
    pace = (0.15 + 0.45) / (3 / 13 + 0.5)
    assert found.forecast == pytest.approx(0.15 + (1 - 3 / 13) * pace)


def test_a_pace_is_bounded_above() -> None:
    found = evaluated(key_result(TO_ONE, *(say(n, 0.3 * n) for n in (1, 2, 3))), 3)
    assert found.forecast == found.high == 1
    assert card(found)["forecast"] == -3


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
    assert chances == sorted(chances)
    assert chances[-1] > 0.9


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


def test_a_dependency_that_is_not_there_when_needed_weighs_one() -> None:
    needs = {
        DependencyId(name): Dependency(
            DependencyRequested(RELIABLE, BUGS, DependencyId(name), COMPANY, name, week(due)),
            week(due),
        )
        for name, due in (("list", 5), ("export", 4), ("tool", 5))
    }
    found = evaluated(replace(EXAMPLE, dependencies=needs), 6)
    (line,) = [one for one in found.evidence if one.code == "dependency"]
    assert (line.weight, line.causes) == (1.0, ("list", "export", "tool"))
    assert line.reason == (
        "'export' was needed by 25 July, 17 days ago, and is not there;"
        " 'list' was needed by 1 August, 10 days ago, and is not there; and 1 more such"
    )
    without = evaluated(EXAMPLE, 6)
    assert card(found) == {**card(without), "dependency": 1.0}
    assert found.miss_probability > without.miss_probability
