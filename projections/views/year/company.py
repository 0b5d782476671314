"""What the company tries to achieve in a cycle, as published: titles and targets, no progress.

Every unit reads it, so it may not change with check-ins.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.cycles.cycle import Cycle
from domain.measuring.metric import Metric
from domain.objectives.state import Objective
from domain.wording import counted, listed
from projections.model.workspace import Workspace
from projections.views.projection import View
from projections.views.shared.years import outcomes_of, years_of

SHOWN = 10
"""How many outcomes, and how many objectives, are shown; the totals count all."""


class Aim(View, frozen=True):
    """An outcome of the year that the cycle belongs to."""

    outcome_id: str
    title: str


class Target(View, frozen=True):
    key_result_id: str
    title: str
    metric: Metric


class CompanyAim(View, frozen=True):
    objective_id: str
    title: str
    outcome_ids: tuple[str, ...]
    key_results: tuple[Target, ...]


class Company(View, frozen=True):
    text: tuple[str, ...]
    outcomes_total: int
    outcomes: tuple[Aim, ...]
    objectives_total: int
    objectives: tuple[CompanyAim, ...]


def company(workspace: Workspace, cycle: Cycle) -> Company:
    published = [
        one for one in workspace.objectives.of_company(cycle.cycle_id) if one.stage == "published"
    ]
    aims = [
        Aim(one.outcome_id, one.title)
        for year in years_of(workspace, cycle)
        for one in outcomes_of(workspace, year)
        if one.dropped is None
    ]
    return Company(
        text=tuple(_sentences(cycle, aims, published)),
        outcomes_total=len(aims),
        outcomes=tuple(aims[:SHOWN]),
        objectives_total=len(published),
        objectives=tuple(_objective(one) for one in published[:SHOWN]),
    )


def _objective(objective: Objective) -> CompanyAim:
    return CompanyAim(
        objective_id=objective.objective_id,
        title=objective.title,
        outcome_ids=objective.outcomes,
        key_results=tuple(
            Target(one.key_result_id, one.title, one.metric)
            for one in objective.key_results.values()
        ),
    )


def _sentences(cycle: Cycle, aims: list[Aim], published: list[Objective]) -> Iterable[str]:
    if aims:
        titles = listed([f"'{one.title}'" for one in aims])
        yield f"Outcomes of the year: {titles}."
    if not published:
        yield f"The company has not published an objective for {cycle.name} yet."
        return
    measures = counted(sum(len(one.key_results) for one in published), "key result")
    titles = listed([f"'{one.title}'" for one in published])
    yield f"In {cycle.name} the company aims for {titles}, measured by {measures}."
