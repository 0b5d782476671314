"""How a key result is measured, read from the cells of its row."""

from __future__ import annotations

import re

from api.exchange.cells import NotReadable, read_number
from api.exchange.fields import MEASURED
from api.exchange.reading.reader import Reader
from api.exchange.reading.row import Row
from domain.measuring.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainAtMost,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)

TYPES = (
    "increase", "decrease", "maintain_at_least", "maintain_at_most", "maintain_in_range",
    "milestone", "boolean",
)  # fmt: skip


def read_metric(read: Reader, row: Row) -> Metric:
    numbers = {name: read.number(row, name) for name in ("baseline", "target", "low", "high")}
    unit = _unit(read, row)
    match read.choice(row, "type", TYPES) or _kind(read, row, numbers):
        case "increase":
            return Increase(
                _needed(read, row, numbers, "baseline"), _needed(read, row, numbers, "target"),
                read.number(row, "stretch"), unit,
            )  # fmt: skip
        case "decrease":
            return Decrease(
                _needed(read, row, numbers, "baseline"), _needed(read, row, numbers, "target"),
                read.number(row, "stretch"), unit,
            )  # fmt: skip
        case "maintain_at_least":
            return MaintainAtLeast(_needed(read, row, numbers, "target"), unit)
        case "maintain_at_most":
            return MaintainAtMost(_needed(read, row, numbers, "target"), unit)
        case "maintain_in_range":
            return MaintainInRange(
                _needed(read, row, numbers, "low"), _needed(read, row, numbers, "high"), unit
            )
        case "boolean":
            return Boolean()
        case _:
            return Milestone(_steps(read, row))


_NUMBERS = ("baseline", "target", "stretch", "low", "high")
_PER_CENT = re.compile(r"%|per ?cent|\bpct\b|\bpp\b|\bppt\b", re.IGNORECASE)


def is_per_cent(unit: str) -> bool:
    """Whether a unit is per cent, or points of it."""
    return _PER_CENT.search(unit) is not None


def _unit(read: Reader, row: Row) -> str:
    """What is counted: per cent, where the numbers are and nothing else is said.

    A plain number beside per cents could be meant either way (0.8 or 80), unless it is zero.
    """
    unit = row["unit"].strip()
    in_per_cent = [column for column in _NUMBERS if row.is_in_per_cent(column)]
    if not in_per_cent:
        return unit
    if not unit:
        others = [
            column for column in _NUMBERS if column not in in_per_cent and row[column].strip()
        ]
        for column in others:
            if read.number(row, column):
                read.wrong(
                    row,
                    column,
                    f"It is no per cent, but the {in_per_cent[0]} is: write both alike.",
                )
        return "%"
    if not is_per_cent(unit):
        read.wrong(row, in_per_cent[0], f"It is in per cent, but the unit is '{unit}'.")
    return unit


def is_without_numbers(row: Row) -> bool:
    """Whether it says nothing about how it is measured; it is then a milestone."""
    return not any(row[column].strip() for column in MEASURED if column not in ("stretch", "unit"))


def _kind(read: Reader, row: Row, numbers: dict[str, float | None]) -> str:
    """The type of a key result that does not say it, from the columns it fills."""
    if row["type"].strip() or row["steps"].strip() or read.is_wrong_in(row, "baseline", "target"):
        return "milestone"
    if numbers["low"] is not None or numbers["high"] is not None:
        return "maintain_in_range"
    baseline, target = numbers["baseline"], numbers["target"]
    if baseline is not None and target is not None:
        return "decrease" if target < baseline else "increase"
    if baseline is not None or target is not None:
        read.wrong(
            row, "type", "One number alone does not say it; write one of: " + ", ".join(TYPES)
        )
    return "milestone"


def _needed(read: Reader, row: Row, numbers: dict[str, float | None], column: str) -> float:
    number = numbers[column]
    if number is None:
        if not row[column].strip():
            read.wrong(row, column, "It is empty, and this type of key result needs it.")
        return 0.0
    return number


def _steps(read: Reader, row: Row) -> tuple[Step, ...]:
    steps = []
    for name, weight, due in read.items(row, "steps", 3):
        heavy = 1.0
        if weight:
            try:
                heavy = read_number(weight)
            except NotReadable as problem:
                read.wrong(row, "steps", f"{problem}; a step is written: name | weight | due.")
        steps.append(Step(name, heavy, read.as_day(row, "steps", due) if due else None))
    return tuple(steps)
