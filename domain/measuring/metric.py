"""The seven ways in which a key result can be measured."""

from __future__ import annotations

from datetime import date
from typing import Annotated, assert_never

from msgspec import Meta

from domain.errors import Rejection
from domain.messages import Value
from domain.values import SAID, Label, Weight, finest, ordinary


class Increase(Value, frozen=True, tag="increase", forbid_unknown_fields=True):
    """From a baseline up to a target, and perhaps on to a stretch."""

    baseline: float
    target: float
    stretch: float | None = None
    unit: Label = ""


class Decrease(Value, frozen=True, tag="decrease", forbid_unknown_fields=True):
    """From a baseline down to a target, and perhaps on to a stretch."""

    baseline: float
    target: float
    stretch: float | None = None
    unit: Label = ""


class MaintainAtLeast(Value, frozen=True, tag="maintain_at_least", forbid_unknown_fields=True):
    """Stay at or above a level, week after week."""

    target: float
    unit: Label = ""


class MaintainAtMost(Value, frozen=True, tag="maintain_at_most", forbid_unknown_fields=True):
    """Stay at or below a level, week after week."""

    target: float
    unit: Label = ""


class MaintainInRange(Value, frozen=True, tag="maintain_in_range", forbid_unknown_fields=True):
    """Stay between two levels, both included, week after week."""

    low: float
    high: float
    unit: Label = ""


class Step(Value, frozen=True, forbid_unknown_fields=True):
    """One step of a milestone key result; `due` declares the plan."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=SAID)]
    weight: Weight = 1.0
    due: date | None = None


class Milestone(Value, frozen=True, tag="milestone", forbid_unknown_fields=True):
    """Weighted steps, each done or not; without steps the owner reports per cent complete."""

    steps: tuple[Step, ...] = ()


class Boolean(Value, frozen=True, tag="boolean", forbid_unknown_fields=True):
    """Done or not: 1 or 0."""


Metric = (
    Increase | Decrease | MaintainAtLeast | MaintainAtMost | MaintainInRange | Milestone | Boolean
)
Maintain = MaintainAtLeast | MaintainAtMost | MaintainInRange


def check(metric: Metric) -> None:
    """Refuse a metric that cannot be scored."""
    for field in ("baseline", "target", "stretch", "low", "high"):
        number = getattr(metric, field, None)
        if number is not None and not ordinary(number):
            raise NumberOutOfBounds(name=field).at(f"metric.{field}")
    match metric:
        case Increase() | Decrease():
            _check_direction(metric)
        case MaintainInRange():
            if metric.low > metric.high:
                raise RangeUpsideDown(low=metric.low, high=metric.high)
        case Milestone():
            _check_steps(metric.steps)
        case MaintainAtLeast() | MaintainAtMost() | Boolean():
            pass
        case _:
            assert_never(metric)


def _check_direction(metric: Increase | Decrease) -> None:
    if metric.baseline == metric.target:
        raise BaselineEqualsTarget(value=metric.target)
    sign = 1 if isinstance(metric, Increase) else -1
    if sign * (metric.target - metric.baseline) < 0:
        raise TargetAgainstDirection(
            direction="increase" if sign > 0 else "decrease",
            other="decrease" if sign > 0 else "increase",
            baseline=metric.baseline,
            target=metric.target,
        )
    if not reckonable(metric):
        raise SpanTooSmall(
            baseline=metric.baseline,
            target=metric.target,
            least=finest(metric.baseline, metric.target),
        )
    if metric.stretch is not None and sign * (metric.stretch - metric.target) < 0:
        raise StretchBeforeTarget(stretch=metric.stretch, target=metric.target)


def reckonable(metric: Increase | Decrease) -> bool:
    """Whether baseline and target are far enough apart for progress between them to mean anything.

    Commands see to it. Facts that were recorded before may say otherwise; so may what is left to do
    of a key result that has almost reached its target.
    """
    span = abs(metric.target - metric.baseline)
    return span >= finest(metric.baseline, metric.target)


def reached(metric: Increase | Decrease, value: float) -> bool:
    """Whether a value is at the target or beyond it."""
    return value >= metric.target if isinstance(metric, Increase) else value <= metric.target


def _check_steps(steps: tuple[Step, ...]) -> None:
    if len({step.name for step in steps}) < len(steps):
        raise StepsRepeated
    for step in steps:
        if not ordinary(step.weight):
            weight = f"weight of the step '{step.name}'"
            raise NumberOutOfBounds(name=weight).at("metric.steps")
    if steps and sum(step.weight for step in steps) == 0:
        raise StepsWeighNothing


def held(metric: Maintain, value: float) -> bool:
    """Whether a value is where a maintain metric wants it."""
    match metric:
        case MaintainAtLeast():
            return value >= metric.target
        case MaintainAtMost():
            return value <= metric.target
        case MaintainInRange():
            return metric.low <= value <= metric.high
        case _:
            assert_never(metric)


def done_percent(metric: Milestone, done: tuple[str, ...]) -> float:
    """Per cent of the steps' weight that is done."""
    total = sum(step.weight for step in metric.steps)
    finished = sum(step.weight for step in metric.steps if step.name in done)
    return 100 * finished / total if total else 0.0


def comparable(one: Metric, other: Metric) -> bool:
    """Whether a value that was reported under one metric means the same under another."""
    for kind in (Milestone, Boolean):
        if isinstance(one, kind) or isinstance(other, kind):
            return isinstance(one, kind) and isinstance(other, kind)
    return True


# Refusals


class NumberOutOfBounds(Rejection, code="number-out-of-bounds", field="metric"):
    """The {name} has to be a number between -1e15 and 1e15."""


class BaselineEqualsTarget(Rejection, code="baseline-equals-target", field="metric.target"):
    """Baseline and target are both {value:.15g}: to keep a level, use a maintain type."""


class TargetAgainstDirection(Rejection, code="target-against-direction", field="metric.target"):
    """From {baseline:.15g} to {target:.15g} is no {direction}: use the type '{other}'."""


class SpanTooSmall(Rejection, code="span-too-small", field="metric.target"):
    """From {baseline:.15g} to {target:.15g} is too small a span: it takes at least {least:.3g}."""


class StretchBeforeTarget(Rejection, code="stretch-before-target", field="metric.stretch"):
    """A stretch of {stretch:.15g} falls short of the target {target:.15g}: it should lie beyond."""


class RangeUpsideDown(Rejection, code="range-upside-down", field="metric.low"):
    """The range starts at {low:.15g}, which is above its end, {high:.15g}."""


class StepsRepeated(Rejection, code="steps-repeated", field="metric.steps"):
    """Two steps of a milestone have the same name, so a check-in could not tell them apart."""


class StepsWeighNothing(Rejection, code="steps-weigh-nothing", field="metric.steps"):
    """The weights of the steps sum to zero, so no progress could be computed."""
