"""What a company key result, and the objectives linked to it, wait for from other units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.alignment.linking import ObjectiveLinked
from domain.dependencies.dependency import Dependency
from domain.dependencies.lateness import Kind, state
from domain.objectives.state import KeyResult, Objective
from domain.values import KeyResultId, Owner
from domain.wording import counted, spoken_day
from projections.model.workspace import Workspace
from projections.views.dependencies.dependency_shown import URGENCIES, Urgency, urgency
from projections.views.projection import Named, View, named
from projections.views.shared.health import goes_by
from projections.views.shared.seen import seen


class Awaited(View, frozen=True):
    """What is asked for and not there, as it stood on the day as of which the document is.

    `state` and `days_late` are those of the dependency's own document.
    """

    dependency_id: str
    objective_id: str
    key_result_id: str
    waiting: Named
    provider: Named
    deliverable: str
    due: date
    promised: date | None
    urgency: Urgency
    state: Kind
    days_late: int
    text: str


def awaited(
    workspace: Workspace,
    links: Iterable[ObjectiveLinked],
    own: Objective | None = None,
    key_result_id: KeyResultId | None = None,
) -> list[Awaited]:
    """What a key result waits for itself, and whatever is linked to it; the most urgent first."""
    whole = () if own is None else _of(workspace, own)
    found = [one for one in whole if one.key_result_id == key_result_id]
    for objective_id in dict.fromkeys(link.objective_id for link in links):
        objective = workspace.objectives.get(objective_id)
        if objective is not None:
            found += _of(workspace, objective)
    return sorted(found, key=_place)


def _place(one: Awaited) -> tuple[int, int, date, str]:
    return (URGENCIES.index(one.urgency), -one.days_late, one.due, one.dependency_id)


def _of(workspace: Workspace, objective: Objective) -> tuple[Awaited, ...]:
    on = seen(workspace, objective.cycle_id).as_of
    return workspace.memo.remember(
        ("awaited", objective.objective_id),
        goes_by(workspace, objective),
        lambda: tuple(_open(workspace, objective, on)),
    )


def _open(workspace: Workspace, objective: Objective, on: date) -> Iterator[Awaited]:
    """What is between two units by now, and neither there nor given up."""
    organization = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
    for key_result in objective.key_results.values():
        owner = key_result.owner or objective.owner
        unit = organization.unit_of(owner)
        waiting = owner if unit is None else Owner("unit", unit)
        for one in key_result.dependencies.values():
            provider = Owner("unit", organization.answering(one.asked.provider_id))
            if provider != waiting and (one.is_open or one.status == "declined"):
                yield _awaited(workspace, objective, key_result, one, (waiting, provider), on)


def _awaited(
    workspace: Workspace,
    objective: Objective,
    key_result: KeyResult,
    dependency: Dependency,
    between: tuple[Owner, Owner],
    on: date,
) -> Awaited:
    waiting, provider = (named(workspace, one, objective.cycle_id) for one in between)
    stands = state(dependency, on)
    what = f"{waiting.name} waits for '{dependency.asked.deliverable}' from {provider.name}"
    return Awaited(
        dependency_id=dependency.asked.dependency_id,
        objective_id=objective.objective_id,
        key_result_id=key_result.key_result_id,
        waiting=waiting,
        provider=provider,
        deliverable=dependency.asked.deliverable,
        due=dependency.due,
        promised=dependency.promised,
        urgency=urgency(dependency, on),
        state=stands.kind,
        days_late=stands.days,
        text=f"{what}: needed by {spoken_day(dependency.due, on)}, {_answer(dependency, on)}.",
    )


def _answer(dependency: Dependency, on: date) -> str:
    """What was answered to it, and how late it is."""
    stands = state(dependency, on)
    if dependency.status == "declined":
        return "declined"
    if dependency.promised is None:
        answer = "no answer yet"
    elif dependency.promised == dependency.due:
        answer = "promised for that day"
    else:
        answer = f"promised for {spoken_day(dependency.promised, on)}"
    if stands.kind == "too_late":
        answer += f", {counted(stands.days, 'day')} too late"
    if stands.kind == "overdue":
        answer += f", {counted(stands.days, 'day')} overdue"
    return f"{answer}, at risk" if dependency.status == "at_risk" else answer
