"""The verdicts on statements that are labelled: ours, and those of others beside the project."""

from __future__ import annotations

import pytest

from domain.diagnosis.rules import Rule
from tests.domain.diagnosis.labelled import FILE, OURS, TASKS, Task, read, score
from tests.support.beside import BesideTheProject

LEAST: dict[Rule, tuple[float, float]] = {
    "not_measurable": (0.95, 0.85),
    "objective_with_metric": (0.95, 0.95),
    "too_long": (0.95, 0.95),
    "compound": (0.95, 0.35),
    "bare_wish": (0.95, 0.40),
    "copy_of_parent": (0.85, 0.80),
}
"""Precision and recall, to the extent that docs/diagnosis.md claims them."""


LEAST_OF_OURS: dict[Rule, tuple[float, float]] = {
    "not_measurable": (0.97, 0.93),
    "objective_with_metric": (0.95, 0.85),
    "too_long": (0.95, 0.95),
    "compound": (0.95, 0.70),
    "bare_wish": (0.95, 0.90),
}


@pytest.mark.parametrize(
    "task", [one for one in TASKS if one.rule in LEAST_OF_OURS], ids=lambda t: t.rule
)
def test_a_rule_does_as_well_on_statements_from_all_walks_of_life(task: Task) -> None:
    found = score(task, read(OURS))
    precision, recall = LEAST_OF_OURS[task.rule]
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.parametrize("task", [one for one in TASKS if one.rule in LEAST], ids=lambda t: t.rule)
def test_a_rule_is_as_good_as_is_claimed(task: Task, beside_the_project: BesideTheProject) -> None:
    found = score(task, read(beside_the_project(FILE)))
    precision, recall = LEAST[task.rule]
    assert found.precision >= precision
    assert found.recall >= recall
