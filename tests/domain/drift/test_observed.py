from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.dependencies import dependency
from domain.dependencies.dependency import Dependency, DependencyRequested, DependencySlipped
from domain.dependencies.lateness import State
from domain.drift.observed import Week, observe, unchanged_since
from domain.measuring.forecast import ForecastGiven
from domain.measuring.metric import Boolean, MaintainAtLeast, Metric
from domain.objectives.state import KeyResult
from domain.values import CheckInId, DependencyId
from tests.domain.drift.reports import CYCLE, EVERY_WEEK, HIRING, NO_DATA, TO_ONE, observed, say
from tests.support.company import BUGS, COMPANY, RELIABLE, STARTS, key_result, reported, week

EXPORT = DependencyId("export")


def test_progress_is_carried_through_silent_weeks() -> None:
    assert [one.progress for one in observed(say(2, 0.1), say(4, 0.3), until=5)] == [
        0, 0.1, 0.1, 0.3, 0.3,
    ]  # fmt: skip


def test_the_last_report_of_a_week_is_what_the_week_ended_with() -> None:
    early, late = week(1), week(1) + timedelta(1)
    both = observed(reported("early", early, 0.2), reported("late", late, 0.4), until=1)
    assert [(one.progress, one.reports) for one in both] == [(0.4, 2)]


def test_the_week_under_way_counts_once_it_has_a_report() -> None:
    silent = key_result(TO_ONE, say(1, 0.1))
    assert len(observe(silent, CYCLE, week(2), EVERY_WEEK)) == 1
    assert len(observe(silent, CYCLE, CYCLE.last_day(2), EVERY_WEEK)) == 2
    last_report = key_result(TO_ONE, say(1, 0.1), reported("early", week(2), 0.2))
    assert len(observe(last_report, CYCLE, week(2), EVERY_WEEK)) == 2


def test_what_takes_effect_later_is_not_known_yet() -> None:
    found = key_result(TO_ONE, say(1, 0.1), say(9, 0.9))
    assert [one.progress for one in observe(found, CYCLE, CYCLE.last_day(3), EVERY_WEEK)] == [
        0.1
    ] * 3


def test_without_a_report_there_is_nothing_to_observe() -> None:
    assert observed() == []


def test_without_a_value_what_was_said_is_observed() -> None:
    weeks = observed(say(1, None, 3), say(2, None, 3), say(3, None, 1), until=3)
    assert [one.confidence for one in weeks] == [(3, "w1"), (3, "w2"), (1, "w3")]
    assert {one.value_from for one in weeks} == {()}


def test_a_value_that_moves_less_than_two_points_stands_still() -> None:
    weeks = observed(*(say(n, value) for n, value in enumerate((0.1, 0.11, 0.115, 0.125), 1)))
    assert [one.still_weeks for one in weeks[:4]] == [0, 1, 2, 0]
    assert weeks[2].still == ("w1", "w3")


def test_what_is_silent_does_not_stand_still() -> None:
    assert observed(say(1, 0.1), until=8)[-1].still_weeks == 0


def test_silence_is_counted_in_the_check_ins_that_were_due() -> None:
    found = key_result(TO_ONE, say(2, 0.1))
    weeks = observe(found, CYCLE, CYCLE.last_day(6), frozenset({1, 2, 3, 5, 6}))
    assert [(one.silent, one.last_report) for one in weeks] == [
        (0, ()), (0, ("w2",)), (1, ("w2",)), (1, ("w2",)), (2, ("w2",)), (3, ("w2",)),
    ]  # fmt: skip


def test_the_same_confidence_again_names_all_who_said_it() -> None:
    said = (4, 3, None, 3, 3)
    weeks = observed(*(say(n, 0.1, level) for n, level in enumerate(said, 1)), until=5)
    assert weeks[-1].flat == ("w2", "w4", "w5")


def test_a_level_is_measured_by_the_weeks_that_were_reported() -> None:
    weeks = observed(say(1, 6), say(2, 4), say(3, 6), metric=MaintainAtLeast(5), until=4)
    assert [one.progress for one in weeks] == [1, 1 / 2, 2 / 3, 2 / 3]
    assert [one.gone for one in weeks] == [1 / 13, 2 / 13, 3 / 13, 4 / 13]


def test_a_committed_level_that_was_lost_once_cannot_be_held_any_more() -> None:
    reports = [say(1, 6), say(2, 4), say(3, 6)]
    for ambition, missed in (("committed", [False, True, True]), ("aspirational", [False] * 3)):
        found = key_result(MaintainAtLeast(5), *reports, ambition=ambition)
        weeks = observe(found, CYCLE, CYCLE.last_day(3), EVERY_WEEK)
        assert [one.missed for one in weeks] == missed


def test_what_is_overdue_is_missed_unless_enough_of_it_is_there() -> None:
    for value, missed in ((0.65, [False, False, True]), (0.75, [False] * 3)):
        found = key_result(TO_ONE, say(1, value), due=CYCLE.last_day(2))
        weeks = observe(found, CYCLE, CYCLE.last_day(3), EVERY_WEEK)
        assert [one.missed for one in weeks] == missed


def test_a_report_is_held_against_the_plan_of_its_own_day_until_another_is_missing() -> None:
    early = reported("early", CYCLE.last_day(1) + timedelta(1), 0.1)
    found = key_result(TO_ONE, early)
    weeks = observe(found, CYCLE, CYCLE.last_day(4), frozenset({1, 2, 4}))
    assert [one.expected * 91 for one in weeks] == pytest.approx([7, 8, 8, 28])


def test_moving_the_wrong_way_and_overshooting_count_as_none_and_all() -> None:
    assert [one.progress for one in observed(say(1, -5), say(2, 3), until=2)] == [0, 1]


def test_confidence_is_carried_through_silent_weeks() -> None:
    weeks = observed(say(1, 0.1, 4), say(4, 0.2), until=5)
    assert [one.confidence for one in weeks] == [(4, CheckInId("w1"))] * 5


def test_the_longest_running_blocker_is_the_one_that_is_named() -> None:
    last = observed(
        say(1, 0.1, blockers=HIRING),
        say(2, 0.1, blockers=NO_DATA + HIRING),
        say(3, 0.1, blockers=NO_DATA + HIRING),
        until=3,
    )[-1]
    assert last.blocker == "hiring"
    assert last.blocked_by == (CheckInId("w1"), CheckInId("w2"), CheckInId("w3"))


def test_a_silent_week_neither_breaks_nor_lengthens_a_run() -> None:
    weeks = observed(say(1, 0.1, blockers=NO_DATA), say(4, 0.1, blockers=NO_DATA), until=5)
    assert [len(one.blocked_by) for one in weeks] == [1, 1, 1, 2, 2]


def needed(due: int, **more: object) -> KeyResult:
    """A key result that reports in the middle of each week, and needs an export by one such day."""
    facts: dict[str, object] = {"due": week(due), **more}
    asked = DependencyRequested(RELIABLE, BUGS, EXPORT, COMPANY, "the export", week(due))
    export = Dependency(asked, **facts)  # type: ignore[arg-type]  # whatever a dependency has
    reports = (reported(f"w{number}", week(number), number / 13) for number in range(1, 7))
    return key_result(TO_ONE, *reports, dependencies={EXPORT: export})


def lacking(found: KeyResult) -> list[int]:
    """The weeks at whose end something is lacking."""
    return [one.week for one in observe(found, CYCLE, CYCLE.last_day(6), EVERY_WEEK) if one.lacking]


def test_what_is_needed_and_not_there_is_lacking_from_then_on() -> None:
    assert lacking(needed(4)) == [4, 5, 6]
    assert lacking(needed(9)) == []


def test_a_day_that_is_not_past_yet_is_nothing_lacking() -> None:
    found = replace(needed(4), check_ins=needed(4).check_ins[:3])
    due = replace(found, check_ins=(*found.check_ins, reported("same day", week(4), 0.3)))
    assert not observe(due, CYCLE, week(4), EVERY_WEEK)[-1].lacking
    assert observe(due, CYCLE, week(4) + timedelta(1), EVERY_WEEK)[-1].lacking


def test_what_came_late_was_lacking_until_it_came() -> None:
    assert lacking(needed(3, status="delivered", delivered_on=week(5))) == [3, 4]


def promised(*said: tuple[int, int]) -> KeyResult:
    """The same, needed by week 5: in the middle of which week it was promised for which."""
    asked = DependencyRequested(RELIABLE, BUGS, EXPORT, COMPANY, "the export", week(5))
    about = (RELIABLE, BUGS, EXPORT)
    found = dependency.evolve({}, replace(asked, said_on=week(1)))
    for on, day in said:
        slipped = DependencySlipped(*about, week(5), week(day), "ill", said_on=week(on))
        found = dependency.evolve(found, slipped)
    return replace(needed(5), dependencies=found)


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        (((1, 5),), [5, 6]),
        (((1, 9),), [1, 2, 3, 4, 5, 6]),
        (((1, 5), (3, 9)), [3, 4, 5, 6]),
        (((1, 9), (3, 5)), [1, 2, 5, 6]),
        (((1, 5), (3, 9), (6, 5)), [3, 4, 5, 6]),
        (((1, 4),), [5, 6]),
    ],
)
def test_what_is_promised_too_late_is_lacking_from_the_day_on_which_that_was_said(
    said: tuple[tuple[int, int], ...], weeks: list[int]
) -> None:
    assert lacking(promised(*said)) == weeks


def test_what_is_said_counts_on_its_day_though_the_week_under_way_has_no_report() -> None:
    found = promised((1, 5), (4, 9))
    found = replace(found, check_ins=found.check_ins[:3])
    assert [one.week for one in observe(found, CYCLE, week(4), EVERY_WEEK)] == [1, 2, 3]
    assert not observe(found, CYCLE, week(4) - timedelta(1), EVERY_WEEK)[-1].lacking
    (late,) = observe(found, CYCLE, week(4), EVERY_WEEK)[-1].lacking
    assert (late.dependency_id, late.state) == (EXPORT, State("too_late", 28))
    over = observe(found, CYCLE, CYCLE.last_day(4), EVERY_WEEK)
    assert [one.week for one in over if one.lacking] == [3, 4], "what was told stays so"


@given(days=st.lists(st.integers(0, 90), min_size=1, max_size=8), cut=st.integers(0, 90))
def test_what_was_lacking_by_a_day_is_the_same_whatever_is_said_after_it(
    days: list[int], cut: int
) -> None:
    """As the alert of each day was told on it: nothing flaps because of what comes afterwards."""
    moves = [(day, number) for number, day in enumerate(sorted(days))]
    on = STARTS + timedelta(cut)

    def after(said: Sequence[tuple[int, int]]) -> list[Week]:
        asked = DependencyRequested(RELIABLE, BUGS, EXPORT, COMPANY, "the export", week(5))
        found = dependency.evolve({}, replace(asked, said_on=STARTS))
        for day, number in said:
            moved = DependencySlipped(
                RELIABLE, BUGS, EXPORT, week(5), week(4 + number % 3), "ill",
                said_on=STARTS + timedelta(day),
            )  # fmt: skip
            found = dependency.evolve(found, moved)
        return observe(replace(needed(5), dependencies=found), CYCLE, on, EVERY_WEEK)

    assert after(moves) == after([one for one in moves if one[0] <= cut])


def test_what_was_declined_is_still_lacking_and_what_is_needed_no_more_is_not() -> None:
    assert lacking(needed(4, status="declined")) == [4, 5, 6]
    assert lacking(needed(4, status="withdrawn")) == []


@st.composite
def courses(draw: st.DrawFn) -> KeyResult:
    """Reports with and without values, forecasts, a due day and a promise, on any days."""
    metrics: tuple[Metric, ...] = (TO_ONE, Boolean(), MaintainAtLeast(0.5))
    metric = draw(st.sampled_from(metrics))
    days = sorted(draw(st.sets(st.integers(0, 90), max_size=8)))
    reports = [
        reported(
            f"c{day}",
            STARTS + timedelta(day),
            draw(st.sampled_from([None, 0.0, 0.3, 0.6, 1.0])),
            draw(st.sampled_from([None, 1, 3, 5])),
        )
        for day in days
    ]
    told = sorted(draw(st.sets(st.integers(0, 90), max_size=2)))
    given_on = (ForecastGiven(RELIABLE, BUGS, 0.5, STARTS + timedelta(day)) for day in told)
    due = draw(st.none() | st.integers(20, 90).map(lambda day: STARTS + timedelta(day)))
    needs = draw(st.sampled_from([{}, needed(5).dependencies]))
    return key_result(metric, *reports, forecasts=tuple(given_on), due=due, dependencies=needs)


@given(found=courses(), day=st.integers(0, 90))
def test_what_is_unchanged_since_a_day_was_observed_on_it(found: KeyResult, day: int) -> None:
    as_of = STARTS + timedelta(day)
    since = unchanged_since(found, CYCLE, as_of)
    assert since <= as_of
    assert observe(found, CYCLE, since, EVERY_WEEK) == observe(found, CYCLE, as_of, EVERY_WEEK)


def test_a_week_that_goes_by_without_news_leaves_what_is_observed_as_it_is() -> None:
    found = key_result(TO_ONE, say(2, 0.1))
    days = [CYCLE.last_day(4) + timedelta(day) for day in range(7)]
    assert {unchanged_since(found, CYCLE, day) for day in days} == {CYCLE.last_day(4)}
