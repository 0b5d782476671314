from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.closing import closing, scores
from domain.closing.closing import Closing, Context, NothingToScore, NotInScoring, ScoredUnpublished
from domain.closing.scores import (
    KeyResultScore,
    ObjectiveScored,
    ScoreMissing,
    ScoreObjective,
    ScoreOutOfRange,
    UnknownScore,
)
from domain.cycles.cycle import Calendar, Phase, UnknownCycle
from domain.measuring import expected_score
from domain.measuring.metric import Increase, MaintainAtLeast
from domain.objectives.state import Objective, Original
from domain.strategy import strategy
from domain.values import CycleId, KeyResultId
from tests.support.company import (
    BUGS,
    CHART,
    CYCLE,
    ENGINEERING,
    NPS,
    Q3,
    RELIABLE,
    STARTS,
    key_result,
    reported,
    unit,
    week,
)
from tests.support.declared import as_declared
from tests.support.given import Scenario

FEWER = key_result(Increase(0, 100), reported("1", week(2), 30), reported("2", week(12), 55))
SILENT = replace(key_result(Increase(0, 10), weight=3.0), key_result_id=NPS, title="Silence")
OBJECTIVE = Objective(
    RELIABLE, Q3, "Trust", unit(ENGINEERING), "team", "", "published", {BUGS: FEWER}
)
HALF_SILENT = replace(OBJECTIVE, key_results={BUGS: FEWER, NPS: SILENT})
FROZEN = KeyResultScore(BUGS, 1.0, 0.55, False, 0.55, 0.55, 0.55, 0.55, 0.55)


def scoring(objective: Objective | None = OBJECTIVE, phase: Phase = "scoring") -> Scenario:
    calendar = Calendar({Q3: replace(CYCLE, phase=phase, rounds=1)})
    context = Context(calendar, CHART, strategy.EMPTY, {RELIABLE: objective})
    return Scenario(
        lambda state, command: closing.decide(state, command, as_declared(command, context)),
        closing.evolve,
        closing.EMPTY,
    )


def test_without_an_owners_score_a_key_result_is_worth_its_progress_on_the_last_day() -> None:
    scoring().when(ScoreObjective(Q3, RELIABLE, comment="Fair")).then(
        ObjectiveScored(Q3, RELIABLE, 0.55, 0.55, 1.0, (FROZEN,), "Fair")
    )


def test_an_owners_score_stands_beside_what_was_computed() -> None:
    given = replace(FROZEN, score=0.7, given=True, under_original=0.7)
    scoring().when(ScoreObjective(Q3, RELIABLE, {BUGS: 0.7})).then(
        ObjectiveScored(Q3, RELIABLE, 0.7, 0.7, 1.0, (given,))
    )


def test_a_key_result_without_check_ins_is_never_silently_zero() -> None:
    """A known mistake of other systems: key results without check-ins vanishing from totals, or
    counted as zero without saying so.
    """
    half = scoring(HALF_SILENT)
    half.when(ScoreObjective(Q3, RELIABLE)).then_rejected(ScoreMissing, "'Silence'")
    zero = KeyResultScore(NPS, 3.0, 0.0, given=True, under_original=0.0)
    half.when(ScoreObjective(Q3, RELIABLE, {NPS: 0.0})).then(
        ObjectiveScored(Q3, RELIABLE, 0.1375, 0.1375, 0.25, (FROZEN, zero))
    )


def test_progress_beyond_the_target_or_the_wrong_way_is_clamped_and_kept_raw() -> None:
    for value, clamped, raw in ((150.0, 1.0, 1.5), (-20.0, 0.0, -0.2)):
        only = key_result(Increase(0, 100), reported("1", week(2), value))
        event = scores.score(
            replace(OBJECTIVE, key_results={BUGS: only}), ScoreObjective(Q3, RELIABLE), CYCLE
        )
        (frozen,) = event.key_results
        assert (frozen.score, frozen.progress, frozen.progress_raw) == (clamped, clamped, raw)


@pytest.mark.parametrize(("weeks", "score"), [(13, round(9 / 13, 4)), (9, 1.0)])
def test_a_level_is_scored_over_the_weeks_that_were_reported(weeks: int, score: float) -> None:
    values = [99.5] * 9 + [98.0] * 4
    reports = (reported(f"{n}", week(n), values[n - 1]) for n in range(1, weeks + 1))
    held = key_result(MaintainAtLeast(99), *reports)
    event = scores.score(
        replace(OBJECTIVE, key_results={BUGS: held}), ScoreObjective(Q3, RELIABLE), CYCLE
    )
    assert event.score == score


def test_scoring_again_replaces_the_score() -> None:
    first = ObjectiveScored(Q3, RELIABLE, 0.55, 0.55, 1.0, (FROZEN,))
    again = replace(first, comment="On reflection")
    scored = scoring().given(first)
    scored.when(ScoreObjective(Q3, RELIABLE)).then_nothing()
    scored.when(ScoreObjective(Q3, RELIABLE, comment="On reflection")).then(again)
    state: Closing = scored.state(again)
    assert state.scores == {RELIABLE: again}


@pytest.mark.parametrize("phase", ["drafting", "review", "active", "closed"])
def test_objectives_are_scored_while_the_cycle_is_in_scoring(phase: Phase) -> None:
    scoring(phase=phase).when(ScoreObjective(Q3, RELIABLE)).then_rejected(NotInScoring, phase)


def test_only_what_was_published_is_scored() -> None:
    draft = replace(OBJECTIVE, stage="draft")
    scoring(draft).when(ScoreObjective(Q3, RELIABLE)).then_rejected(ScoredUnpublished, "draft")


def test_an_objective_is_scored_in_its_own_cycle() -> None:
    score_it = ScoreObjective(Q3, RELIABLE)
    scoring(None).when(score_it).then_rejected(NothingToScore, "reliable")
    elsewhere = replace(OBJECTIVE, cycle_id=CycleId("q2"))
    scoring(elsewhere).when(score_it).then_rejected(NothingToScore)
    scoring().when(replace(score_it, cycle_id=CycleId("q9"))).then_rejected(UnknownCycle)


def test_a_score_is_about_a_key_result_that_is_there_and_lies_between_0_and_1() -> None:
    nps = KeyResultId("nps")
    scoring().when(ScoreObjective(Q3, RELIABLE, {nps: 1.0})).then_rejected(UnknownScore, "nps")
    for wrong in (-0.1, 1.1, float("nan")):
        command = ScoreObjective(Q3, RELIABLE, {BUGS: wrong})
        scoring().when(command).then_rejected(ScoreOutOfRange, f"{wrong} for 'Fewer bugs'")


@pytest.mark.parametrize(
    ("score", "band"),
    [(0.0, "red"), (0.35, "red"), (0.3999, "red"), (0.4, "yellow"), (0.65, "yellow"),
     (0.6999, "yellow"), (0.7, "green"), (1.0, "green")],
)  # fmt: skip
def test_bands_have_no_gaps(score: float, band: str) -> None:
    assert expected_score.band(score) == band


def test_a_score_that_reads_as_a_round_number_is_one() -> None:
    """0.1 + 0.6 is a little less than 0.7, which would be yellow and read as green."""
    almost = key_result(Increase(0, 1), reported("1", STARTS, 0.1 + 0.6))
    event = scores.score(
        replace(OBJECTIVE, key_results={BUGS: almost}), ScoreObjective(Q3, RELIABLE), CYCLE
    )
    assert expected_score.band(event.score) == "green"


# Under both targets


def revised() -> Objective:
    """Uptime was 0 to 100 and became 0 to 50; calls were taken out, mails were added."""
    calls = replace(FEWER, key_result_id=KeyResultId("calls"), title="Calls", weight=3.0)
    mails = replace(FEWER, key_result_id=KeyResultId("mails"), title="Mails")
    first = {one.key_result_id: replace(one, check_ins=()) for one in (FEWER, calls)}
    lower = replace(FEWER, metric=Increase(0, 50))
    return replace(
        OBJECTIVE,
        key_results={BUGS: lower, mails.key_result_id: mails},
        removed={calls.key_result_id: calls},
        original=Original("Trust", "", first),
    )


def test_every_score_exists_under_the_original_target_too() -> None:
    event = scores.score(revised(), ScoreObjective(Q3, RELIABLE), CYCLE)
    lower, mails = event.key_results
    assert (lower.score, lower.under_original) == (1.0, 0.55)
    assert (lower.progress_raw, lower.original_raw) == (1.1, 0.55)
    assert (mails.score, mails.under_original, mails.original) == (0.55, None, None)
    assert event.score == round((1 + 0.55) / 2, 4)


def test_what_a_revision_took_out_still_counts_under_the_original() -> None:
    event = scores.score(revised(), ScoreObjective(Q3, RELIABLE), CYCLE)
    assert event.under_original == 0.55
    given = scores.score(revised(), ScoreObjective(Q3, RELIABLE, {BUGS: 0.9}), CYCLE)
    assert (given.score, given.under_original) == (round((0.9 + 0.55) / 2, 4), 0.55)


def test_nothing_is_said_of_an_original_on_which_nobody_ever_reported() -> None:
    silent = replace(FEWER, key_result_id=KeyResultId("calls"), check_ins=())
    replaced = replace(
        OBJECTIVE,
        removed={silent.key_result_id: silent},
        original=Original("Trust", "", {silent.key_result_id: silent}),
    )
    event = scores.score(replaced, ScoreObjective(Q3, RELIABLE), CYCLE)
    assert (event.score, event.under_original) == (0.55, None)


def test_an_owners_score_is_about_the_target_as_revised() -> None:
    given = scores.score(revised(), ScoreObjective(Q3, RELIABLE, {BUGS: 0.9}), CYCLE)
    lower, _ = given.key_results
    assert (lower.score, lower.given, lower.under_original) == (0.9, True, 0.55)
