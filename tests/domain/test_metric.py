from __future__ import annotations

import math

import msgspec
import pytest

from domain.measuring import metric
from domain.measuring.metric import (
    BaselineEqualsTarget,
    Boolean,
    Decrease,
    Increase,
    Maintain,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    NumberOutOfBounds,
    RangeUpsideDown,
    SpanTooSmall,
    Step,
    StepsRepeated,
    StepsWeighNothing,
    StretchBeforeTarget,
    TargetAgainstDirection,
)
from domain.progress import attainment
from domain.progress.attainment import Reading

DRAFT, LAUNCH = Step("draft"), Step("launch", 3.0)


@pytest.mark.parametrize(
    "good",
    [
        Increase(0, 100),
        Increase(-5, 5),
        Increase(4.8, 4.9, stretch=4.95),
        Increase(1, 2, stretch=2),
        Decrease(10, 2),
        Decrease(-1, -10, stretch=-12.5),
        MaintainAtLeast(99.9),
        MaintainAtMost(-3),
        MaintainInRange(1, 3),
        MaintainInRange(2, 2),
        Milestone(),
        Milestone((DRAFT, LAUNCH)),
        Milestone((Step("thinking", 0.0), LAUNCH)),
        Boolean(),
    ],
    ids=repr,
)
def test_ordinary_metrics_are_accepted(good: Metric) -> None:
    metric.check(good)


@pytest.mark.parametrize("same", [Increase(0, 0), Decrease(0, 0), Increase(4.8, 4.8)], ids=repr)
def test_a_baseline_that_is_the_target_is_an_error(same: Metric) -> None:
    with pytest.raises(BaselineEqualsTarget, match="use a maintain type"):
        metric.check(same)


def test_an_increase_goes_up() -> None:
    with pytest.raises(TargetAgainstDirection, match=r"From 10 to 2 is no increase: .*'decrease'"):
        metric.check(Increase(10, 2))


def test_large_numbers_are_said_in_full() -> None:
    with pytest.raises(
        TargetAgainstDirection, match=r"From 12345678 to 12345600\.5 is no increase"
    ):
        metric.check(Increase(12345678, 12345600.5))


@pytest.mark.parametrize(
    "short",
    [
        Increase(0, 1e-200),
        Increase(0, 5e-324),
        Decrease(9e-10, 0),
        Increase(1, math.nextafter(1, 2)),
        Decrease(-1e12, -1e12 - 999),
        Increase(-1e15, math.nextafter(-1e15, 0)),
        Increase(0, 1e-12, stretch=1),
    ],
    ids=repr,
)
def test_a_span_has_to_be_large_enough_for_the_size_of_its_numbers(short: Metric) -> None:
    with pytest.raises(SpanTooSmall, match="is too small a span: it takes at least"):
        metric.check(short)


@pytest.mark.parametrize(
    "enough",
    [
        Increase(0, 1e-9),
        Decrease(0, -1e-9),
        Increase(99.999, 99.9999),
        Decrease(-1e12, -1e12 - 1001),
        Increase(-1e15, 1e15),
        Increase(1e15 - 1e6 - 1, 1e15),
    ],
    ids=repr,
)
def test_over_a_span_that_is_accepted_the_progress_of_any_value_is_finite_and_exact(
    enough: Increase | Decrease,
) -> None:
    metric.check(enough)
    for value in (-1e15, -5e-324, 0.0, 5e-324, 1e15):
        found = attainment.progress(enough, Reading(value))
        assert found is not None
        assert abs(found.raw) <= 2e15 / 1e-9
    halfway = (enough.baseline + enough.target) / 2
    found = attainment.progress(enough, Reading(halfway))
    assert found is not None
    assert round(found.raw, 4) == 0.5


@pytest.mark.parametrize(
    ("short", "told"),
    [
        (
            Increase(0, 1e-200),
            "From 0 to 1e-200 is too small a span: it takes at least 1e-09.",
        ),
        (
            Increase(2e9, 2e9 + 1),
            "From 2000000000 to 2000000001 is too small a span: it takes at least 2.",
        ),
    ],
)
def test_a_refused_span_is_told_with_its_bound(short: Metric, told: str) -> None:
    with pytest.raises(SpanTooSmall) as refused:
        metric.check(short)
    assert str(refused.value) == told
    assert refused.value.field == "metric.target"


def test_a_decrease_goes_down() -> None:
    with pytest.raises(TargetAgainstDirection, match=r"From 2 to 10 is no decrease: .*'increase'"):
        metric.check(Decrease(2, 10))


@pytest.mark.parametrize(
    "short", [Increase(0, 10, stretch=9), Decrease(10, 0, stretch=1)], ids=repr
)
def test_a_stretch_lies_beyond_the_target(short: Metric) -> None:
    with pytest.raises(StretchBeforeTarget):
        metric.check(short)


def test_a_range_begins_below_its_end() -> None:
    with pytest.raises(RangeUpsideDown, match="starts at 3, which is above its end, 1"):
        metric.check(MaintainInRange(3, 1))


def test_two_steps_have_different_names() -> None:
    with pytest.raises(StepsRepeated):
        metric.check(Milestone((DRAFT, DRAFT)))


def test_steps_weigh_something() -> None:
    with pytest.raises(StepsWeighNothing):
        metric.check(Milestone((Step("draft", 0), Step("launch", 0))))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1.1e15, -1e300])
def test_every_number_can_be_reckoned_with(number: float) -> None:
    strange: list[Metric] = [
        Increase(number, 1),
        Increase(1, number),
        Increase(0, 1, stretch=number),
        Decrease(number, 1),
        MaintainAtLeast(number),
        MaintainAtMost(number),
        MaintainInRange(number, 1),
        MaintainInRange(1, number),
        Milestone((Step("draft", number), LAUNCH)),
    ]
    for one in strange:
        with pytest.raises(NumberOutOfBounds):
            metric.check(one)


def test_the_number_that_is_out_of_bounds_is_named() -> None:
    with pytest.raises(NumberOutOfBounds, match="The weight of the step 'draft' has to be"):
        metric.check(Milestone((Step("draft", math.inf),)))


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (MaintainAtLeast(99.5), 99.5, True),
        (MaintainAtLeast(99.5), 99.49, False),
        (MaintainAtMost(-2), -2, True),
        (MaintainAtMost(-2), -1.99, False),
        (MaintainInRange(1, 3), 1, True),
        (MaintainInRange(1, 3), 3, True),
        (MaintainInRange(1, 3), 0.99, False),
        (MaintainInRange(1, 3), 3.01, False),
    ],
)
def test_a_level_is_held_up_to_and_including_its_bounds(
    kind: Maintain,
    value: float,
    wanted: bool,  # noqa: FBT001 - an example's answer
) -> None:
    assert metric.held(kind, value) is wanted


@pytest.mark.parametrize(
    ("metric", "value"),
    [(Decrease(10, 2), 10.0), (Increase(-5, 5), -5.0), (Milestone(), -0.0), (Boolean(), -0.0)],
    ids=repr,
)
def test_no_progress_is_nought_and_never_minus_nought(metric: Metric, value: float) -> None:
    made = attainment.progress(metric, Reading(value))
    assert made is not None
    assert (str(made.raw), str(made.clamped)) == ("0.0", "0.0")


def test_steps_count_by_their_weight() -> None:
    milestone = Milestone((DRAFT, LAUNCH))
    assert metric.done_percent(milestone, ()) == 0
    assert metric.done_percent(milestone, ("draft",)) == 25
    assert metric.done_percent(milestone, ("launch",)) == 75
    assert metric.done_percent(milestone, ("launch", "draft", "draft")) == 100


def test_steps_that_weigh_nothing_are_never_done() -> None:
    assert metric.done_percent(Milestone((Step("draft", 0.0),)), ("draft",)) == 0


def test_an_unknown_field_of_a_metric_is_an_error_and_not_a_wish_ignored() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `strech`"):
        msgspec.json.decode(b'{"type":"increase","baseline":0,"target":1,"strech":2}', type=Metric)
