"""What a cycle came to: the parts that the scorecards share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.closing.closing import Closing
from domain.closing.reset import CarryOver, Decision, Drop, Finish
from domain.closing.retrospective import RetrospectiveHeld, Verdict
from domain.closing.scores import KeyResultScore, ObjectiveScored
from domain.cycles.cycle import Cycle
from domain.measuring import expected_score
from domain.measuring.expected_score import Band
from domain.objectives.state import Objective
from domain.progress import attainment
from domain.values import CycleId, Level, ObjectiveId, Owner
from events.streams import closing_stream
from projections.model.workspace import Workspace
from projections.views.projection import Named, View, named, rounded

LEVELS: tuple[Level, ...] = ("company", "division", "team", "individual")


class Bands(View, frozen=True):
    """How many objectives are in each."""

    red: int
    yellow: int
    green: int


class Averages(View, frozen=True):
    """Plain means over the objectives that are scored; never read `score` without `coverage`.

    `coverage` is the mean share of an objective's weight that was ever reported on.
    """

    scored: int
    score: float | None
    under_original: float | None
    coverage: float | None
    bands: Bands


class Fates(View, frozen=True):
    """What became of the published objectives in the reset."""

    carried_over: int
    dropped: int
    finished: int


class KeyResultFinal(View, frozen=True):
    """`reached` is measured by what is expected: 1.0 where it was committed, else 0.7."""

    key_result_id: str
    title: str
    ambition: str
    weight: float
    score: float
    band: Band
    reached: bool
    given: bool
    under_original: float | None
    reported: bool
    progress: float | None
    progress_raw: float | None
    original: float | None
    original_raw: float | None


class Final(View, frozen=True):
    """An objective with its final score; `late` counts what was reported after the closing."""

    objective_id: str
    title: str
    owner: Named
    level: str
    score: float
    band: Band
    under_original: float | None
    coverage: float
    comment: str
    decision: str | None
    reason: str
    into_objective_id: str | None
    late: int


class LessonLearned(View, frozen=True):
    text: str
    verdict: Verdict
    root_cause: str
    objective_id: str | None
    outcome_id: str | None


class Retrospective(View, frozen=True):
    """`unit` is None where the whole company looked back."""

    unit: Named | None
    went_well: tuple[str, ...]
    went_badly: tuple[str, ...]
    lessons: tuple[LessonLearned, ...]


def closing_of(workspace: Workspace, cycle_id: CycleId) -> Closing:
    found: Closing = workspace.state(closing_stream(cycle_id))
    return found


def card_of_unit(workspace: Workspace, held: RetrospectiveHeld) -> tuple[str, ...]:
    """The key of the unit's document that shows a retrospective."""
    cycle = workspace.calendar.cycles.get(held.cycle_id)
    unit_id = held.unit_id
    if unit_id is None and cycle is not None:
        company = workspace.organization_of(cycle).company
        unit_id = None if company is None else company.unit_id
    return () if unit_id is None else (f"{held.cycle_id}:{unit_id}",)


def averages(scored: Sequence[ObjectiveScored]) -> Averages:
    bands = [expected_score.band(one.score) for one in scored]
    return Averages(
        scored=len(scored),
        score=_mean(one.score for one in scored),
        under_original=_mean(one.under_original for one in scored),
        coverage=_mean(one.coverage for one in scored),
        bands=Bands(bands.count("red"), bands.count("yellow"), bands.count("green")),
    )


def _mean(numbers: Iterable[float | None]) -> float | None:
    return rounded(attainment.mean((1.0, number) for number in numbers))


def decisions(state: Closing) -> dict[ObjectiveId, Decision]:
    return {} if state.reset is None else {one.objective_id: one for one in state.reset.decisions}


def final(
    workspace: Workspace, objective: Objective, scored: ObjectiveScored, decision: Decision | None
) -> Final:
    return Final(
        objective_id=objective.objective_id,
        title=objective.title,
        owner=named(workspace, objective.owner, objective.cycle_id),
        level=objective.level,
        score=scored.score,
        band=expected_score.band(scored.score),
        under_original=scored.under_original,
        coverage=scored.coverage,
        comment=scored.comment,
        decision=WORDS.get(type(decision)),
        reason=decision.reason if isinstance(decision, Drop) else "",
        into_objective_id=decision.into_objective_id if isinstance(decision, CarryOver) else None,
        late=late(workspace, objective),
    )


WORDS: dict[type, str] = {CarryOver: "carried_over", Drop: "dropped", Finish: "finished"}


def late(workspace: Workspace, objective: Objective) -> int:
    """How many reports on an objective arrived after its cycle was closed."""
    return sum(
        report.after_closing
        for key in objective.key_results
        for report in workspace.reports.on(key)
    )


def key_result_finals(objective: Objective, scored: ObjectiveScored) -> tuple[KeyResultFinal, ...]:
    return tuple(_key_result(objective, one) for one in scored.key_results)


def _key_result(objective: Objective, scored: KeyResultScore) -> KeyResultFinal:
    known = objective.key_results.get(scored.key_result_id)
    ambition = known.ambition if known else "aspirational"
    return KeyResultFinal(
        key_result_id=scored.key_result_id,
        title=known.title if known else "",
        ambition=ambition,
        weight=scored.weight,
        score=scored.score,
        band=expected_score.band(scored.score),
        reached=scored.score >= expected_score.EXPECTED[ambition],
        given=scored.given,
        under_original=scored.under_original,
        reported=scored.progress is not None,
        progress=scored.progress,
        progress_raw=scored.progress_raw,
        original=scored.original,
        original_raw=scored.original_raw,
    )


def retrospective(workspace: Workspace, held: RetrospectiveHeld) -> Retrospective:
    unit = None if held.unit_id is None else Owner("unit", held.unit_id)
    return Retrospective(
        unit=None if unit is None else named(workspace, unit, held.cycle_id),
        went_well=held.went_well,
        went_badly=held.went_badly,
        lessons=tuple(
            LessonLearned(one.text, one.verdict, one.root_cause, one.objective_id, one.outcome_id)
            for one in held.lessons
        ),
    )


def scored_in(
    workspace: Workspace, state: Closing, cycle: Cycle
) -> list[tuple[Objective, ObjectiveScored]]:
    """What is scored of objectives that were kept, in the order in which it was."""
    pairs = (
        (workspace.objectives.planned(key), scored) for key, scored in state.scored(cycle).items()
    )
    return [(one, scored) for one, scored in pairs if one is not None and not one.withdrawn]


def lessons_of(state: Closing) -> int:
    return sum(len(one.lessons) for one in state.retrospectives.values())


def fates_of(state: Closing) -> Fates:
    made = () if state.reset is None else state.reset.decisions
    return Fates(
        *(sum(isinstance(one, kind) for one in made) for kind in (CarryOver, Drop, Finish))
    )
