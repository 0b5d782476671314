"""Who covers a key result of the company, and who is linked to it without covering it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from domain.alignment.coverage import Cover, coverage
from domain.alignment.linking import ObjectiveLinked, covers
from domain.objectives.state import Objective
from domain.values import KeyResultId
from domain.wording import counted
from projections.model.workspace import Workspace

OWN_ANSWER = "the owner answered no to the link test"


class Link(Struct, frozen=True, gc=False):
    """A link to a key result, and the objective that it leads up from."""

    link: ObjectiveLinked
    objective: Objective


class Covering(Struct, frozen=True, gc=False):
    """`refused` are linked by links that cover nothing; `units` counts those of the others."""

    finding: Cover
    covering: Sequence[Link]
    refused: Sequence[Link]
    units: int


def covering(workspace: Workspace, key_result_id: KeyResultId) -> Covering:
    linked = [
        Link(link, workspace.objectives[link.objective_id])
        for link in workspace.links.into_key_result.get(key_result_id, ())
        if link.objective_id in workspace.objectives
    ]
    found = [one for one in linked if covers(one.link)]
    units = [_unit_of(workspace, one.objective) for one in found]
    return Covering(
        coverage(units), found, [one for one in linked if not covers(one.link)], len(set(units))
    )


def _unit_of(workspace: Workspace, objective: Objective) -> str:
    """The unit that an objective is owned in; whoever is in none counts as one."""
    chart = workspace.organization_of(workspace.calendar.cycles[objective.cycle_id])
    return chart.unit_of(objective.owner) or objective.owner.id


def in_words(title: str, found: Covering) -> Iterable[str]:
    """What is to be said of a key result: nothing where it is covered and no link refuses."""
    refusing, linked = len(found.refused), len(found.covering)
    if found.finding == "gap" and refusing:
        are = counted(refusing, "objective is linked", "objectives are linked")
        yield f"Nobody works toward: {title} ({are}, but will not contribute: {OWN_ANSWER})"
        return
    if found.finding == "gap":
        yield f"Nobody works toward: {title}"
    elif found.finding == "overload":
        of_units = counted(found.units, "unit")
        yield f"{counted(linked, 'objective')} of {of_units} work toward: {title}"
    if refusing:
        more = counted(refusing, "linked objective")
        yield f"{more} will not contribute ({OWN_ANSWER}) to: {title}"
