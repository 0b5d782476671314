from __future__ import annotations

import math
from datetime import date, timedelta
from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from domain.measuring import check_in
from domain.measuring.check_in import (
    Blocker,
    BlockerKind,
    BlockersRepeated,
    CheckedIn,
    CheckIn,
    CheckInCorrected,
    CheckInExists,
    Context,
    CorrectCheckIn,
    EffectiveInTheFuture,
    EffectiveOutsideCycle,
    NeitherDoneNorNot,
    NoSteps,
    NothingReported,
    PercentOutOfRange,
    StepsTakeNoValue,
    UnknownCheckIn,
    UnknownStep,
    ValueOutOfBounds,
)
from domain.measuring.metric import Boolean, Increase, Metric, Milestone, Step
from domain.values import CheckInId
from tests.support.company import BUGS, CYCLE, ENDS, RELIABLE, STARTS, reported, week
from tests.support.given import Scenario

FIRST, SECOND = CheckInId("first"), CheckInId("second")
STEPS = Milestone((Step("draft"), Step("launch", 3)))
TODAY = week(6)


def measured_by(metric: Metric, today: date = TODAY, *who: str) -> Scenario:
    context = Context(today, metric, CYCLE, *who)
    return Scenario(
        lambda state, command: check_in.decide(state, command, context),
        check_in.evolve,
        check_in.EMPTY,
    )


def say(value: float | None = None, **more: object) -> CheckIn:
    facts: dict[str, object] = {"effective": week(5), "value": value, **more}
    return CheckIn(RELIABLE, BUGS, FIRST, **facts)  # type: ignore[arg-type]  # whatever a report has


def correct(value: float | None = None, **more: object) -> CorrectCheckIn:
    return CorrectCheckIn(RELIABLE, BUGS, FIRST, "typo", value, **more)  # type: ignore[arg-type]  # as above


def corrected(value: float | None = None, **more: object) -> CheckInCorrected:
    return CheckInCorrected(RELIABLE, BUGS, FIRST, "typo", value, **more)  # type: ignore[arg-type]  # as above


silence = measured_by(Increase(0, 100))
said = silence.given(reported("first", week(5), 10.0, 4))


# Checking in


def test_a_check_in_says_value_confidence_narrative_and_blockers() -> None:
    blockers = (Blocker("no data", "dependency", "waiting for finance"),)
    silence.when(say(12.5, confidence=4, narrative="Slowly", blockers=blockers)).then(
        reported("first", week(5), 12.5, 4, narrative="Slowly", blockers=blockers)
    )


@pytest.mark.parametrize(
    "alone", [say(12.5), say(0), say(-3.25), say(confidence=1), say(narrative="Holiday")], ids=repr
)
def test_one_of_them_is_enough(alone: CheckIn) -> None:
    silence.when(alone).then(
        reported("first", week(5), alone.value, alone.confidence, narrative=alone.narrative)
    )


@pytest.mark.parametrize("nothing", [say(), say(narrative="  \n")])
def test_a_check_in_that_says_nothing_is_refused(nothing: CheckIn) -> None:
    silence.when(nothing).then_rejected(NothingReported)


def test_the_same_check_in_twice_is_one() -> None:
    said.when(say(10, confidence=4)).then_nothing()


def test_who_reported_is_whoever_said_what_stands_and_in_whose_place() -> None:
    by_stand_in = measured_by(Increase(0, 100), TODAY, "person:bob", "person:ada")
    who = {"reported_by": "person:bob", "reported_for": "person:ada"}
    by_stand_in.when(say(10, confidence=4)).then(reported("first", week(5), 10.0, 4, **who))
    there = by_stand_in.given(reported("first", week(5), 10.0, 4, reported_by="person:lea"))
    there.when(say(10, confidence=4)).then_nothing()
    there.when(correct(10, confidence=4)).then_nothing()
    there.when(correct(11)).then(corrected(11.0, **who))
    (stands,) = there.state(corrected(11.0, **who))
    assert (stands.reported_by, stands.reported_for) == ("person:bob", "person:ada")


def test_one_identifier_is_not_two_check_ins() -> None:
    said.when(say(11, confidence=4)).then_rejected(CheckInExists, "first", "correct it")


def test_two_check_ins_may_speak_of_one_day() -> None:
    said.when(replace(say(11), check_in_id=SECOND)).then(reported("second", week(5), 11.0))


@pytest.mark.parametrize("day", [STARTS - timedelta(1), ENDS + timedelta(1)])
def test_a_check_in_speaks_of_a_day_of_the_cycle(day: date) -> None:
    measured_by(Increase(0, 100), today=ENDS + timedelta(9)).when(
        say(1, effective=day)
    ).then_rejected(EffectiveOutsideCycle, str(day), str(STARTS), str(ENDS))


@pytest.mark.parametrize("day", [STARTS, ENDS])
def test_the_first_and_the_last_day_belong_to_the_cycle(day: date) -> None:
    measured_by(Increase(0, 100), today=ENDS).when(say(1, effective=day)).then(
        reported("first", day, 1.0)
    )


def test_a_check_in_speaks_of_today_or_earlier() -> None:
    silence.when(say(1, effective=TODAY)).then(reported("first", TODAY, 1.0))
    tomorrow = TODAY + timedelta(1)
    silence.when(say(1, effective=tomorrow)).then_rejected(
        EffectiveInTheFuture, str(tomorrow), str(TODAY)
    )


def test_the_same_blocker_is_named_once() -> None:
    twice = (Blocker("no data", "clarity"), Blocker("no data", "external"))
    silence.when(say(1, blockers=twice)).then_rejected(BlockersRepeated)
    said.when(correct(1, blockers=twice)).then_rejected(BlockersRepeated)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e16])
def test_a_value_can_be_reckoned_with(value: float) -> None:
    silence.when(say(value)).then_rejected(ValueOutOfBounds)


@pytest.mark.parametrize("confidence", [0, 6, 3.5])
def test_confidence_is_a_whole_number_from_one_to_five(confidence: float) -> None:
    raw = msgspec.to_builtins(say(1)) | {"confidence": confidence}
    with pytest.raises(msgspec.ValidationError, match="confidence"):
        msgspec.convert(raw, CheckIn)


def test_a_blocker_is_of_one_of_five_kinds() -> None:
    kinds = {"resource", "dependency", "clarity", "priority_conflict", "external"}
    assert set(get_args(BlockerKind)) == kinds


# What each metric can be told


def test_a_milestone_with_steps_is_told_which_are_done() -> None:
    measured_by(STEPS).when(say(done=("launch",))).then(
        reported("first", week(5), 75.0, done=("launch",))
    )


def test_a_milestone_with_steps_takes_no_value() -> None:
    measured_by(STEPS).when(say(50)).then_rejected(StepsTakeNoValue)


def test_a_step_that_is_done_is_one_of_the_milestones() -> None:
    measured_by(STEPS).when(say(done=("lunch",))).then_rejected(UnknownStep, "'lunch'", "launch")


def test_a_check_in_without_steps_says_nothing_about_them() -> None:
    measured_by(STEPS).when(say(confidence=3)).then(reported("first", week(5), None, 3))


@pytest.mark.parametrize("metric", [Increase(0, 1), Milestone(), Boolean()], ids=repr)
def test_only_a_milestone_with_steps_is_told_steps(metric: Metric) -> None:
    measured_by(metric).when(say(done=("draft",))).then_rejected(NoSteps)


@pytest.mark.parametrize("percent", [0, 33.3, 100, 140])
def test_a_milestone_without_steps_is_told_per_cent(percent: float) -> None:
    measured_by(Milestone()).when(say(percent)).then(reported("first", week(5), percent))


def test_less_than_nothing_is_no_per_cent() -> None:
    measured_by(Milestone()).when(say(-0.1)).then_rejected(PercentOutOfRange, "-0.1")


def test_a_boolean_is_done_or_not() -> None:
    measured_by(Boolean()).when(say(0)).then(reported("first", week(5), 0.0))
    measured_by(Boolean()).when(say(1)).then(reported("first", week(5), 1.0))
    measured_by(Boolean()).when(say(0.5)).then_rejected(NeitherDoneNorNot, "0.5")


# Correcting


def test_a_correction_says_everything_anew() -> None:
    said.when(correct(12, narrative="Misread")).then(corrected(12.0, narrative="Misread"))
    assert said.state(corrected(12.0, narrative="Misread")) == (
        reported("first", week(5), 12.0, None, narrative="Misread"),
    )


def test_a_correction_that_corrects_nothing_is_none_whatever_its_reason() -> None:
    said.when(correct(10, confidence=4)).then_nothing()


def test_a_correction_is_checked_against_the_metric_as_well() -> None:
    said.when(correct(math.nan)).then_rejected(ValueOutOfBounds)
    said.when(correct()).then_rejected(NothingReported)
    said.when(correct(done=("draft",))).then_rejected(NoSteps)


def test_what_was_never_said_is_not_corrected() -> None:
    silence.when(correct(12)).then_rejected(UnknownCheckIn, "first")


# Evolving


def test_check_ins_stand_in_the_order_of_their_effective_dates() -> None:
    late = silence.state(
        reported("b", week(3), 3.0), reported("c", week(5), 5.0), reported("a", week(1), 1.0)
    )
    assert [one.check_in_id for one in late] == ["a", "b", "c"]


def test_of_one_days_check_ins_the_one_recorded_later_comes_later() -> None:
    same_day = silence.state(
        reported("z", week(3), 1.0), reported("later", week(4), 3.0), reported("a", week(3), 2.0)
    )
    assert [one.check_in_id for one in same_day] == ["z", "a", "later"]


def test_a_correction_keeps_the_place_and_the_day_of_what_it_corrects() -> None:
    before: tuple[CheckedIn, ...] = (reported("first", week(1), 1.0), reported("b", week(2), 2.0))
    assert silence.given(*before).state(corrected(9.0)) == (
        reported("first", week(1), 9.0),
        reported("b", week(2), 2.0),
    )


def test_a_correction_of_what_was_never_said_changes_nothing() -> None:
    assert silence.state(corrected(9.0)) == check_in.EMPTY


def test_no_step_done_is_a_report_and_saying_nothing_of_steps_is_none() -> None:
    measured_by(STEPS).when(say(done=())).then(reported("first", week(5), 0.0, done=()))
    measured_by(STEPS).when(say(confidence=3)).then(reported("first", week(5), confidence=3))


def test_a_blocker_alone_is_news_enough() -> None:
    blocked = (Blocker("no data", "dependency"),)
    measured_by(STEPS).when(say(blockers=blocked)).then(
        reported("first", week(5), blockers=blocked)
    )
