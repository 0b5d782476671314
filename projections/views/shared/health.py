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
    return workspace.memo.remember(
        ("objective", objective.objective_id),
        (objective, rests_on(workspace, cycle)),
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
    return workspace.memo.remember(
        ("key result", key_result.key_result_id),
        (key_result, objective.owner, rests_on(workspace, cycle)),
        lambda: _standing_of_key_result(workspace, objective, key_result, cycle),
    )


def _standing_of_key_result(
    workspace: Workspace, objective: Objective, key_result: KeyResult, cycle: Cycle
) -> KeyResultStanding:
    """The same one for as long as the weeks with check-ins are the same, whatever else is not."""
    as_of = workspace.as_of(cycle)
    held = held_by(workspace, cycle, key_result.owner or objective.owner)
    over = cycle.is_over(workspace.today)
    return workspace.memo.remember(
        ("key result that week", key_result.key_result_id),
        (key_result, cycle, as_of, held, over),
        lambda: standing.of_key_result(key_result, cycle, as_of, held, over=over),
    )


def health_of(workspace: Workspace, objective: Objective) -> Health:
    """How an objective goes by its key results, or how it was scored."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    closing = _closing(workspace, objective)
    rests: tuple[object, ...] = (rests_on(workspace, cycle),)
    if objective.level == "company":  # how its key results go is told by what is linked to them
        rests = tuple(
            [
                health_of_key_result(workspace, objective, one)
                for one in objective.key_results.values()
            ]
        )
    return workspace.memo.remember(
        ("health of", objective.objective_id),
        (objective, cycle, closing, *rests),
        lambda: _health_of(workspace, objective),
    )


def _health_of(workspace: Workspace, objective: Objective) -> Health:
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
    scored = _scored(workspace, objective)
    score = _score(scored, key_result.key_result_id)
    if score is not None:
        known = score
        return workspace.memo.remember(
            ("scored", key_result.key_result_id),
            (scored, key_result.ambition),
            lambda: on_track.of_score(known, EXPECTED[key_result.ambition]),
        )
    if now.last_report is None and not objective.ever_published:
        return on_track.UNPUBLISHED
    as_of = workspace.as_of(workspace.calendar.cycles[objective.cycle_id])
    own = workspace.memo.remember(
        ("health", key_result.key_result_id),
        (now, as_of),
        lambda: on_track.of_key_result(now, as_of),
    )
    if objective.level != "company":
        return own
    return workspace.memo.remember(
        ("health of the company", key_result.key_result_id),
        (own, objective, workspace.position, workspace.today),
        lambda: _health_of_company(workspace, key_result.key_result_id, own),
    )


def _health_of_company(workspace: Workspace, key: KeyResultId, own: Health) -> Health:
    """The same one for as long as nothing that is linked to it goes another way."""
    links = workspace.links.into_key_result.get(key, ())
    below = [one for link in links if (one := workspace.objectives.get(link.objective_id))]
    return workspace.memo.remember(
        ("health with what is below", key),
        (own, *links, *(part for one in below for part in goes_by(workspace, one))),
        lambda: company.of_key_result(own, list(_below(workspace, links))),
    )


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


def goes_by(workspace: Workspace, objective: Objective) -> tuple[object, ...]:
    """What the standing and the health of an objective go by: quicker than to ask for both."""
    cycle = workspace.calendar.cycles[objective.cycle_id]
    rests, closing = rests_on(workspace, cycle), _closing(workspace, objective)
    if objective.level == "company":
        return (objective, rests, closing, health_of(workspace, objective))
    return (objective, rests, closing)


def rests_on(workspace: Workspace, cycle: Cycle) -> tuple[object, ...]:
    """What all standings of a cycle rest on: its day, and in which weeks check-ins are held.

    It is one object for as long as nothing of it changes, so that memory can go by it.
    """
    return workspace.memo.remember(
        ("rests on today", cycle.cycle_id),
        (cycle, workspace.today, workspace.organization, rituals(workspace)),
        lambda: _rests_on(workspace, cycle),
    )


def _rests_on(workspace: Workspace, cycle: Cycle) -> tuple[object, ...]:
    made_from = (
        cycle, workspace.as_of(cycle), cycle.is_over(workspace.today),
        workspace.organization_of(cycle), rituals(workspace),
    )  # fmt: skip
    return workspace.memo.remember(("rests on", cycle.cycle_id), made_from, lambda: made_from)


def _closing(workspace: Workspace, objective: Objective) -> Closing:
    found: Closing = workspace.state(closing_stream(objective.cycle_id))
    return found


def score_of(workspace: Workspace, objective: Objective, key: KeyResultId) -> float | None:
    """The score of a key result in the present round, if it has one."""
    return _score(_scored(workspace, objective), key)


def _scored(workspace: Workspace, objective: Objective) -> ObjectiveScored | None:
    cycle = workspace.calendar.cycles[objective.cycle_id]
    closing = _closing(workspace, objective)
    known = closing.scores.get(objective.objective_id)
    return known if known is not None and known.round == cycle.rounds else None


def _score(scored: ObjectiveScored | None, key: KeyResultId) -> float | None:
    known = scored.key_results if scored is not None else ()
    return next((one.score for one in known if one.key_result_id == key), None)
