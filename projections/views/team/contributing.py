"""How the work of a unit contributes: what its objectives lead to, and which lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.alignment.coverage import Apart, apart
from domain.alignment.linking import ObjectiveLinked, covers
from domain.cycles.cycle import Cycle
from domain.objectives.state import Objective
from domain.wording import counted, listed
from projections.model import veil
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER
from projections.views.projection import Named, View, named
from projections.views.shared.findings_left_open import Settled, settled
from projections.views.shared.link_paths import (
    Reach,
    ReachedKeyResult,
    company_key_result,
    links_that_hold,
    reach,
)
from projections.views.team.progress_against_plan import SHOWN


class How(View, frozen=True):
    """A link of ours: to what, by which mechanism, and whether it counts as work toward that."""

    kind: str
    title: str
    to_objective: bool
    mechanism: str
    strength: str | None
    covers: bool


class Ours(View, frozen=True):
    """An objective of ours, and the company key results that it leads to, step by step.

    `apart` is why nothing of the company's is reached, and `settled` why a review left it so; None
    where something is.
    """

    objective_id: str
    title: str
    owner: Named
    stage: str
    outcome_ids: tuple[str, ...]
    links: tuple[How, ...]
    reaches: tuple[ReachedKeyResult, ...]
    apart: Apart | None
    settled: Settled | None


class OurContribution(View, frozen=True):
    text: tuple[str, ...]
    objectives_total: int
    objectives: tuple[Ours, ...]


def contribution(workspace: Workspace, cycle: Cycle, ours: list[Objective]) -> OurContribution:
    found = [_ours(workspace, one, reach(workspace, one.objective_id)) for one in ours]
    return OurContribution(
        text=tuple(_sentences(workspace, cycle, ours, found)),
        objectives_total=len(ours),
        objectives=tuple(found[:SHOWN]),
    )


def _ours(workspace: Workspace, objective: Objective, reached: Reach) -> Ours:
    links = links_that_hold(workspace, objective)
    known = (company_key_result(workspace, key) for key in reached.key_results)
    why = None if reached.objectives else apart(links)
    return Ours(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        stage=objective.stage,
        outcome_ids=objective.outcomes,
        links=tuple(_how(workspace, objective, link) for link in links),
        reaches=()
        if objective.level == "company"
        else tuple(one for one in known if one is not None),
        apart=why,
        settled=settled(workspace, objective, "orphan") if why == "orphan" else None,
    )


def _how(workspace: Workspace, ours: Objective, link: ObjectiveLinked) -> How:
    parent = workspace.objectives.planned(link.parent_objective_id)
    target = (
        None
        if parent is None or link.key_result_id is None
        else parent.key_results.get(link.key_result_id)
    )
    return How(
        kind=link.kind,
        title=target.title if target else parent.title if parent else "",
        to_objective=link.key_result_id is None,
        mechanism=veil.mechanism(link, ours),
        strength=link.strength,
        covers=covers(link),
    )


def _sentences(
    workspace: Workspace, cycle: Cycle, ours: Sequence[Objective], found: Sequence[Ours]
) -> Iterable[str]:
    below = [shown for one, shown in zip(ours, found, strict=True) if one.level != "company"]
    if not below:
        yield "Our objectives are the company's own."
        return
    yield _leading(below)
    whole = [one for one in below if one.apart is None and not one.reaches]
    if whole:
        verb = "leads" if len(whole) == 1 else "lead"
        yield f"{_named(whole)} {verb} to a company objective as a whole, but to no key result."
    yet = "" if cycle.is_over(workspace.today) else " yet"
    for one in below:
        if one.settled is not None:
            yield f"'{one.title}' is linked to nothing; {one.settled.text.rstrip('.')}."
    for why, said in _APART.items():
        apart_so = [one for one in below if one.apart == why and one.settled is None]
        if apart_so:
            verb = "is" if len(apart_so) == 1 else "are"
            yield f"{_named(apart_so)} {verb} {said.format(yet=yet)}."


_APART: dict[Apart, str] = {
    "orphan": "linked to nothing{yet}",
    "refused": f"linked without contributing: {OWN_ANSWER}",
    "unconnected": "linked, but not all the way up to the company{yet}",
}


def _leading(below: Sequence[Ours]) -> str:
    leading = sum(bool(one.reaches) for one in below)
    if not leading:
        if len(below) == 1:
            return "Our objective leads to no company key result."
        return f"None of our {len(below)} objectives leads to a company key result."
    reached = {key.key_result_id for one in below for key in one.reaches}
    verb = "leads" if leading == 1 else "lead"
    of_ours, theirs = counted(len(below), "objective"), counted(len(reached), "company key result")
    return f"{leading} of {of_ours} {verb} to {theirs}."


def _named(some: Sequence[Ours]) -> str:
    return listed([f"'{one.title}'" for one in some])
