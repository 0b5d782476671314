"""The names of objectives and of what belongs to them, as a command may use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.closing.scores import ScoreObjective
from domain.dependencies import dependency as promising
from domain.dependencies.dependency import RequestDependency
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.forecast import GiveForecast
from domain.objectives.negotiation import STEPS
from domain.objectives.planning import (
    AddKeyResult,
    DraftObjective,
    EditKeyResult,
    EditObjective,
    RemoveKeyResult,
)
from domain.objectives.revision import ApproveRevision, DeclineRevision, RequestRevision
from domain.objectives.state import Objective
from domain.values import DependencyId
from tests.support.generated.drawing import NOWHERE, Drawing
from tests.support.generated.known import dependencies

# Which objectives a command can be about, mostly


def can_take(step: type) -> Callable[[Objective], bool]:
    return lambda objective: objective.stage in STEPS[step].before


def is_edited(objective: Objective) -> bool:
    return objective.stage in ("draft", "challenged")


def waits_for_others(step: type) -> Callable[[Objective], bool]:
    return lambda objective: bool(waiting(objective, step))


def waiting(objective: Objective, step: type) -> list[DependencyId]:
    """The dependencies with which a step can be taken."""
    known = dependencies(objective.key_results.values())
    return [one.asked.dependency_id for one in known if one.status in promising.STEPS[step]]


def was_revised(objective: Objective) -> bool:
    return bool(objective.revisions)


def takes_reports(objective: Objective) -> bool:
    return objective.stage == "published"


FITTING: dict[type, Callable[[Objective], bool]] = {
    **{step: can_take(step) for step in STEPS},
    **dict.fromkeys([AddKeyResult, EditKeyResult, EditObjective, RemoveKeyResult], is_edited),
    **{step: waits_for_others(step) for step in promising.STEPS},
    **dict.fromkeys([LinkObjective, UnlinkObjective], is_edited),
    **dict.fromkeys([ApproveRevision, DeclineRevision], was_revised),
    **dict.fromkeys(
        [CheckIn, CorrectCheckIn, GiveForecast, RequestRevision, ScoreObjective], takes_reports
    ),
}


def objective(draw: Drawing) -> Any:
    if draw.kind is DraftObjective:
        return draw.fresh("o", draw.known.objectives)
    known = draw.known.objectives
    if "cycle_id" in draw.chosen and not draw.slips():
        known = {name: one for name, one in known.items() if one.cycle_id == draw.cycle_id}
    fits = FITTING.get(draw.kind)
    fitting = [name for name, one in known.items() if fits and fits(one)]
    return draw.there(fitting if fitting and not draw.slips() else known)


def key_result(draw: Drawing) -> Any:
    about = draw.objective
    if draw.kind is LinkObjective:
        about = draw.known.objectives.get(str(draw.chosen["parent_objective_id"]))
    if about is None:
        return NOWHERE
    if draw.kind is AddKeyResult:
        return draw.fresh("k", [*about.key_results, *about.removed])
    return draw.there(about.removed if about.removed and draw.slips() else about.key_results)


def toward(draw: Drawing) -> Any:
    """Half of what is named by two fields, rarely."""
    named = draw.chosen.get("objective_id") is not None or draw.kind is LinkObjective
    return key_result(draw) if named != draw.slips() else None


def dependency(draw: Drawing) -> Any:
    about = draw.objective
    known = dependencies(about.key_results.values()) if about else []
    names = [one.asked.dependency_id for one in known]
    if draw.kind is RequestDependency:
        return draw.fresh("d", names)
    fitting = waiting(about, draw.kind) if about else []
    return draw.there(fitting if fitting and not draw.slips() else names)


def producing(draw: Drawing) -> Any:
    """Mostly none, or an objective of the unit that was asked."""
    about = draw.objective
    known = dependencies(about.key_results.values()) if about else []
    asked = {one.asked.dependency_id: one.asked.provider_id for one in known}
    provider = asked.get(draw.chosen["dependency_id"])
    theirs = [name for name, one in draw.known.objectives.items() if one.owner.id == provider]
    if draw.chance(0.5):
        return None
    return draw.there(theirs if theirs and not draw.slips() else draw.known.objectives)


def check_in(draw: Drawing) -> Any:
    names = [one.check_in_id for one in draw.key_result.check_ins] if draw.key_result else []
    return draw.fresh("c", names) if draw.kind is CheckIn else draw.there(names)


def revision(draw: Drawing) -> Any:
    about = draw.objective
    names = [one.revision_id for one in about.revisions] if about else []
    if draw.kind is RequestRevision:
        return draw.fresh("r", names)
    pending = about.pending if about else None
    return pending.revision_id if pending and not draw.slips() else draw.there(names)


def link(draw: Drawing) -> Any:
    links = draw.known.alignment(draw.cycle_id).links
    return draw.fresh("l", links) if draw.kind is LinkObjective else draw.there(links)


def child(draw: Drawing) -> Any:
    """Of a link that is taken back, mostly the one that has it."""
    link = draw.known.alignment(draw.cycle_id).links.get(draw.chosen["link_id"])
    return link.objective_id if link and not draw.slips() else objective(draw)


def parent(draw: Drawing) -> Any:
    """Mostly one of the same cycle; sometimes one that is there no more, or that is below."""
    siblings = draw.known.objectives_of(draw.cycle_id)
    links = draw.known.alignment(draw.cycle_id).links.values()
    about = draw.chosen["objective_id"]
    ways: list[list[str]] = [
        [one.objective_id for one in siblings],
        [one.objective_id for one in siblings if one.withdrawn],
        [one.objective_id for one in links if one.parent_objective_id == about],
        [one.parent_objective_id for one in links if one.objective_id == about],
        [*draw.known.objectives],
    ]
    found: list[list[str]] = [way for way in ways if way] or [[]]
    return draw.there(draw.one(found) if draw.slips() else found[0])


def announced(draw: Drawing) -> Any:
    about = draw.objective
    return draw.there(one.revision_id for one in about.revisions) if about else None


def carried_from(draw: Drawing) -> Any:
    if draw.kind is DraftObjective:
        return draw.there(draw.known.objectives)
    source = draw.known.objectives.get(str(draw.objective.carried_from)) if draw.objective else None
    return draw.there(source.key_results) if source else None


def roll(draw: Drawing) -> tuple[Any, ...]:
    published = [
        one.objective_id
        for one in draw.known.objectives_of(draw.cycle_id)
        if one.stage == "published"
    ]
    return tuple(published[:-1] if draw.slips() else published)


def round_of_scoring(draw: Drawing) -> int:
    rounds = draw.cycle.rounds if draw.cycle else 1
    return rounds + draw.slips()
