"""Where key results and objectives stand and how they go, computed once for all views of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain import drift
from domain.alignment.linking import ObjectiveLinked
from domain.closing.scores import ObjectiveScored
from domain.drift import Alert
from domain.health import company, on_track, standing
from domain.health.company import Below
from domain.health.on_track import Health
from domain.health.standing import KeyResultStanding, ObjectiveStanding
from domain.measuring.expected_score import EXPECTED, GREEN
from domain.objectives.state import KeyResult, Objective
from domain.progress import attainment
from domain.progress.plan import Held
from domain.values import KeyResultId
from projections.model.workspace import Workspace
from projections.views.shared.check_ins_held import held_by
from projections.views.shared.expecting import who_expects
from projections.views.shared.scores import score_in, scored_as
from projections.views.shared.seen import Seen, seen


def standing_of(workspace: Workspace, objective: Objective) -> ObjectiveStanding:
    return workspace.memo.remember(
        ("objective", objective.objective_id),
        (objective, seen(workspace, objective.cycle_id)),
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
    now = seen(workspace, objective.cycle_id)
    return workspace.memo.remember(
        ("key result", key_result.key_result_id),
        (key_result, objective.owner, now),
        lambda: _standing_of_key_result(workspace, objective, key_result, now),
    )


def _standing_of_key_result(
    workspace: Workspace, objective: Objective, key_result: KeyResult, now: Seen
) -> KeyResultStanding:
    """The same one for as long as the weeks with check-ins are the same, whatever else is not."""
    cycle, as_of, over = now.cycle, now.as_of, now.over
    held = held_by(workspace, cycle, key_result.owner or objective.owner)
    expects = who_expects(workspace, objective, key_result, as_of)
    return workspace.memo.remember(
        ("key result that week", key_result.key_result_id),
        (key_result, cycle, as_of, held, over, now.learned, expects),
        lambda: standing.of_key_result(
            key_result,
            cycle,
            as_of,
            held,
            _alert(workspace, key_result, now, held, expects),
            over=over,
        ),
    )


def _alert(
    workspace: Workspace, key_result: KeyResult, now: Seen, held: Held, expects: str
) -> Alert:
    """Most days that go by leave it as it is."""
    since, rule = drift.unchanged_since(key_result, now.cycle, now.as_of), now.learned.rule
    return workspace.memo.remember(
        ("alert", key_result.key_result_id),
        (key_result, now.cycle, since, held, rule, expects),
        lambda: drift.watch(key_result, now.cycle, since, held, rule, expects),
    )


def health_of(workspace: Workspace, objective: Objective) -> Health:
    """How an objective goes by its key results, or how it was scored."""
    rests: tuple[object, ...] = ()
    if objective.level == "company":  # how its key results go is told by what is linked to them
        rests = tuple(
            [
                health_of_key_result(workspace, objective, one)
                for one in objective.key_results.values()
            ]
        )
    return workspace.memo.remember(
        ("health of", objective.objective_id),
        (objective, seen(workspace, objective.cycle_id), *rests),
        lambda: _health_of(workspace, objective),
    )


def _health_of(workspace: Workspace, objective: Objective) -> Health:
    scored = scored_as(workspace, objective)
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
    scored = scored_as(workspace, objective)
    score = score_in(scored, key_result.key_result_id)
    if score is not None:
        known = score
        return workspace.memo.remember(
            ("scored", key_result.key_result_id),
            (scored, key_result.ambition),
            lambda: on_track.of_score(known, EXPECTED[key_result.ambition]),
        )
    if now.last_report is None and not objective.ever_published:
        return on_track.UNPUBLISHED
    as_of = seen(workspace, objective.cycle_id).as_of
    own = workspace.memo.remember(
        ("health", key_result.key_result_id),
        (now, as_of),
        lambda: on_track.of_key_result(now, as_of),
    )
    if objective.level != "company":
        return own
    key = key_result.key_result_id
    links = workspace.links.into_key_result.get(key, ())
    return workspace.memo.remember(
        ("health of the company", key),
        (own, toward(workspace, key, links)),
        lambda: company.of_key_result(own, _below(workspace, key, links)),
    )


def healthy_coverage_of(workspace: Workspace, key: KeyResultId) -> float:
    """How much of what contributes to a key result is likely to be reached, by strength."""
    links = workspace.links.into_key_result.get(key, ())
    return company.healthy_coverage(_below(workspace, key, links))


def ended_as(workspace: Workspace, objective: Objective, key_result: KeyResult) -> str | None:
    """How a key result ended, in a sentence; None where it has not."""
    score = score_in(scored_as(workspace, objective), key_result.key_result_id)
    if score is not None:
        return on_track.of_score(score, EXPECTED[key_result.ambition]).reasons[0].text
    now = standing_of_key_result(workspace, objective, key_result)
    if not now.over:
        return None
    return on_track.of_key_result(now, seen(workspace, objective.cycle_id).as_of).reasons[0].text


def stands_of(workspace: Workspace, objective: Objective, key_result: KeyResult) -> str:
    """Progress beside the plan in words; of what was scored, the score."""
    score = score_in(scored_as(workspace, objective), key_result.key_result_id)
    if score is not None:
        return f"scored {score:.2f}"
    return on_track.beside_plan(standing_of_key_result(workspace, objective, key_result))


def _below(
    workspace: Workspace, key: KeyResultId, links: Iterable[ObjectiveLinked]
) -> Sequence[Below]:
    return workspace.memo.remember(
        ("below", key),
        (toward(workspace, key, links),),
        lambda: [
            _one_below(workspace, link, objective)
            for link in links
            if (objective := workspace.objectives.get(link.objective_id)) is not None
        ],
    )


def _one_below(workspace: Workspace, link: ObjectiveLinked, objective: Objective) -> Below:
    return Below(
        objective.objective_id,
        seen(workspace, objective.cycle_id).organization.name_of(objective.owner),
        link.kind,
        link.strength,
        link.link_test,
        standing_of(workspace, objective),
        health_of(workspace, objective),
    )


def goes_by(workspace: Workspace, objective: Objective) -> tuple[object, ...]:
    """What the standing and the health of an objective and of its key results go by.

    It is one object for as long as nothing of it changes, so that memory can go by it.
    """
    now = workspace.memo.now(workspace.position, workspace.today)
    found: tuple[object, ...] | None = now.get(("goes by", objective.objective_id))
    if found is None or found[0] is not objective:
        found = now["goes by", objective.objective_id] = _goes_by(workspace, objective)
    return found


def _goes_by(workspace: Workspace, objective: Objective) -> tuple[object, ...]:
    made_from: tuple[object, ...] = (objective, seen(workspace, objective.cycle_id))
    if objective.level == "company":
        made_from = (*made_from, health_of(workspace, objective))
    return workspace.memo.remember(
        ("goes by", objective.objective_id), made_from, lambda: made_from
    )


def toward(workspace: Workspace, key: str, links: Iterable[ObjectiveLinked]) -> tuple[object, ...]:
    """What all that is said of those goes by that work toward a record; one object, likewise."""
    now = workspace.memo.now(workspace.position, workspace.today)
    found: tuple[object, ...] | None = now.get(("toward", key))
    if found is None:
        below = [one for link in links if (one := workspace.objectives.get(link.objective_id))]
        made_from = (*links, *[goes_by(workspace, one) for one in below])
        found = workspace.memo.remember(("toward", key), made_from, lambda: made_from)
        now["toward", key] = found
    return found
