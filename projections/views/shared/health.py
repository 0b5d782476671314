"""Where key results and objectives stand and how they go, computed once for all views of a day."""

from __future__ import annotations

from collections.abc import Iterable

from domain.alignment.linking import ObjectiveLinked
from domain.closing.closing import Closing
from domain.closing.scores import ObjectiveScored
from domain.cycles.cycle import Cycle
from domain.health import company, on_track, standing
from domain.health.company import Below
from domain.health.on_track import Health
from domain.health.standing import KeyResultStanding, ObjectiveStanding
from domain.measuring.expected_score import EXPECTED, GREEN
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.values import KeyResultId
from events.streams import closing_stream
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import held_by, rituals


def standing_of(workspace: Workspace, objective: Objective) -> ObjectiveStanding:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    return workspace.standings.remember(
        ("objective", objective.objective_id),
        (objective, *rests_on(workspace, cycle)),
        lambda: standing.of_objective(
            objective,
            {
                key: standing_of_key_result(workspace, objective, one)
                for key, one in objective.key_results.items()
            },
        ),
    )


def standing_of_key_result(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> KeyResultStanding:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    as_of = workspace.as_of(cycle)
    held = held_by(workspace, cycle, key_result.owner or objective.owner)
    over = cycle.is_over(workspace.today)
    return workspace.standings.remember(
        ("key result", key_result.key_result_id),
        (key_result, cycle, as_of, held, over),
        lambda: standing.of_key_result(key_result, cycle, as_of, held, over=over),
    )


def health_of(workspace: Workspace, objective: Objective) -> Health:
    """How an objective goes by its key results, or how it was scored."""
    scored = _scored(workspace, objective)
    if scored is not None:
        return on_track.of_score(scored.score, _needed(objective, scored))
    return on_track.of_objective(
        (one.title, health_of_key_result(workspace, objective, one))
        for one in objective.key_results.values()
    )


def _needed(objective: Objective, scored: ObjectiveScored) -> float:
    """What all of its key results together are expected to come to."""
    known = objective.ever_measured_by
    expected = (
        (one.weight, EXPECTED[known[one.key_result_id].ambition])
        for one in scored.key_results
        if one.key_result_id in known
    )
    return attainment.mean(expected) or GREEN


def health_of_key_result(
    workspace: Workspace, objective: Objective, key_result: KeyResult
) -> Health:
    """How a key result goes, one of the company by what works toward it too; or its score."""
    now = standing_of_key_result(workspace, objective, key_result)
    score = _score(_scored(workspace, objective), key_result.key_result_id)
    if score is not None:
        return on_track.of_score(score, EXPECTED[key_result.ambition])
    if now.heard is None and not objective.ever_published:
        return on_track.UNPUBLISHED
    as_of = workspace.as_of(workspace.calendar.cycles[objective.cycle_id])
    own = workspace.standings.remember(
        ("health", key_result.key_result_id),
        (now, as_of),
        lambda: on_track.of_key_result(now, as_of),
    )
    if objective.level != "company":
        return own
    links = workspace.links.into_key_result.get(key_result.key_result_id, ())
    return company.of_key_result(own, list(_below(workspace, links)))


def stands_of(workspace: Workspace, objective: Objective, key_result: KeyResult) -> str:
    """Progress beside the plan in words; of what was scored, the score."""
    score = _score(_scored(workspace, objective), key_result.key_result_id)
    if score is not None:
        return f"scored {score:.2f}"
    return on_track.beside_plan(standing_of_key_result(workspace, objective, key_result))


def _below(workspace: Workspace, links: Iterable[ObjectiveLinked]) -> Iterable[Below]:
    for link in links:
        objective = workspace.objectives.get(link.objective_id)
        if objective is not None:
            yield _one_below(workspace, link, objective)


def _one_below(workspace: Workspace, link: ObjectiveLinked, objective: Objective) -> Below:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    return Below(
        objective.objective_id,
        workspace.organization_of(cycle).name_of(objective.owner),
        link.kind,
        link.strength,
        link.link_test,
        standing_of(workspace, objective),
        health_of(workspace, objective),
    )


def rests_on(workspace: Workspace, cycle: Cycle) -> tuple[object, ...]:
    """What all standings of a cycle rest on: its day, and in which weeks check-ins are held."""
    return (
        cycle, workspace.as_of(cycle), cycle.is_over(workspace.today),
        workspace.organization_of(cycle), rituals(workspace),
    )  # fmt: skip


def score_of(workspace: Workspace, objective: Objective, key: KeyResultId) -> float | None:
    """The score of a key result in the present round, if it has one."""
    return _score(_scored(workspace, objective), key)


def _scored(workspace: Workspace, objective: Objective) -> ObjectiveScored | None:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    closing: Closing = workspace.state(closing_stream(cycle.cycle_id))
    known = closing.scores.get(objective.objective_id)
    return known if known is not None and known.round == cycle.rounds else None


def _score(scored: ObjectiveScored | None, key: KeyResultId) -> float | None:
    known = scored.key_results if scored is not None else ()
    return next((one.score for one in known if one.key_result_id == key), None)
