from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain import drift
from domain.dependencies import dependency
from domain.dependencies.dependency import Dependencies, DependencyDeclined, DependencyRequested
from domain.health import standing
from domain.measuring.check_in import Blocker, CheckedIn
from domain.measuring.metric import Increase
from domain.objectives.state import KeyResult
from domain.prompting import reasons as because
from domain.prompting.reasons import Because, Known, reasons
from domain.prompting.rules import ASKS, ORDER
from domain.values import DependencyId
from tests.support.company import BUGS, COMPANY, CYCLE, RELIABLE, key_result, reported, week

EVERY_WEEK = frozenset(range(1, CYCLE.weeks + 1))
TO_100 = Increase(0, 100)


def known(target: KeyResult, day: date, **more: Any) -> Known:
    alert = drift.watch(target, CYCLE, day, EVERY_WEEK)
    now = standing.of_key_result(target, CYCLE, day, EVERY_WEEK, alert)
    return Known(target, now, day, **more)


def weekly(values: list[float], confidence: int = 4, **more: Any) -> tuple[CheckedIn, ...]:
    return tuple(
        reported(f"week {number}", week(number), value, confidence, **more)
        for number, value in enumerate(values, 1)
    )


def rules(target: KeyResult, day: date, **more: Any) -> list[str]:
    return [one.rule for one in reasons(known(target, day, **more))]


def one(target: KeyResult, day: date, rule: str, **more: Any) -> Because:
    (found,) = (one for one in reasons(known(target, day, **more)) if one.rule == rule)
    return found


def test_every_rule_has_its_question() -> None:
    assert set(ASKS) == set(ORDER)
    assert all("{about}" in ask and ask.endswith("?") for ask in ASKS.values())


def test_nothing_is_asked_of_what_goes_well() -> None:
    assert rules(key_result(TO_100, *weekly([8.0 * n for n in range(1, 6)])), week(5)) == []


def test_a_check_in_that_is_due_is_asked_for_with_what_is_known() -> None:
    target = key_result(TO_100, *weekly([8, 16, 24]))
    due = one(target, week(4), "check_in_due", due_by=CYCLE.last_day(4))
    assert due.text == "Its check-in is due by 28 July; last known: 24%, plan 20%."


def test_what_was_never_measured_is_said_to_be_that() -> None:
    unmeasured = reported("first", week(1), None, 4)
    due = one(key_result(TO_100, unmeasured), week(4), "check_in_due", due_by=CYCLE.last_day(4))
    assert due.text == "Its check-in is due by 28 July; nothing has been measured yet."
    asked = one(key_result(TO_100, unmeasured), week(8), "unproven")
    assert asked.text == "Confidence is 4, and nothing has been measured yet."


def test_a_blocker_that_is_reported_again_is_asked_about_before_the_routine() -> None:
    target = key_result(TO_100, *weekly([8, 16, 24], blockers=(Blocker("Vendor", "external"),)))
    found = reasons(known(target, week(4), due_by=CYCLE.last_day(4)))
    assert [one.rule for one in found] == ["blocked", "check_in_due"]
    assert found[0].text == "Blocked by 'Vendor' in three reports in a row."
    assert found[0].causes == ("week 1", "week 2", "week 3")


def test_high_confidence_without_progress_is_asked_for_its_plan() -> None:
    target = key_result(TO_100, *weekly([8.0] + [10.0 + n for n in range(7)], 5))
    found = one(target, week(8), "unproven")
    assert found.text == "Confidence is 5, and it stands at 16%, plan 58%."
    assert found.causes[0] == "week 8"


def test_low_confidence_is_asked_about_with_the_report_that_stated_it() -> None:
    falling = (*weekly([8, 16, 24]), reported("doubt", week(4), 30, 2))
    found = one(key_result(TO_100, *falling), week(4), "confidence")
    assert found.text == "Its owner's confidence is 2 and falling."
    assert found.causes == ("doubt",)


def test_silence_is_asked_about_with_the_last_word() -> None:
    found = one(key_result(TO_100, *weekly([8, 16])), week(6), "silent")
    assert found.text == "Nothing has been reported for 4 weeks."
    assert found.causes == ("week 2",)


def test_what_is_overdue_is_asked_about() -> None:
    target = key_result(TO_100, *weekly([8, 16, 24]), due=week(4))
    found = one(target, week(4) + timedelta(days=3), "overdue")
    assert found.text == "Overdue since 25 July: 24% of what was due has been reached."
    assert found.causes == ("week 3",)


def test_neglect_is_asked_about_from_the_second_week_on() -> None:
    target = key_result(TO_100, *weekly([8, 16, 24]))
    assert "neglected" not in rules(target, week(3), neglected_for=1)
    found = one(target, week(3), "neglected", neglected_for=3)
    assert found.text == "No work is planned toward it, for three weeks in a row."


def test_of_what_is_reached_only_the_check_in_is_asked() -> None:
    target = key_result(TO_100, *weekly([50, 100], 1))
    assert rules(target, week(6), neglected_for=4, due_by=CYCLE.last_day(6)) == ["check_in_due"]


def test_nobody_is_asked_about_an_alert_that_was_put_off() -> None:
    target = key_result(TO_100, *weekly([1.0] * 9, 3))
    assert "drifting" in rules(target, week(9))
    quiet = rules(target, week(9), quiet=True)
    assert "drifting" not in quiet
    assert "stalled" in quiet


def test_a_forecast_is_asked_for_at_mid_cycle() -> None:
    found = one(key_result(TO_100), week(7), "owner_forecast", forecast_by=week(9))
    assert found.text == "It is asked once, at mid-cycle, until 29 August."


def test_the_weightiest_comes_first_and_then_what_has_more_reasons() -> None:
    blocked, due = Because("blocked", ""), Because("check_in_due", "")
    places = [because.place((due,)), because.place((blocked,)), because.place((blocked, due))]
    assert sorted(places) == [places[2], places[1], places[0]]


def test_a_question_names_who_is_asked_and_why() -> None:
    asked = because.question("Data", "promise_late", "the export", "Payments needs it.")
    assert asked == "Data, when will 'the export' be there? Payments needs it."


def test_a_request_that_was_declined_is_asked_about() -> None:
    need = DependencyId("export")
    state: Dependencies = {}
    for event in (
        DependencyRequested(RELIABLE, BUGS, need, COMPANY, "the export", week(9)),
        DependencyDeclined(RELIABLE, BUGS, need, "no time"),
    ):
        state = dependency.evolve(state, event)
    target = replace(key_result(TO_100, *weekly([8, 16, 24])), dependencies=state)
    found = one(target, week(3), "waiting")
    assert found == Because("waiting", "'the export' was declined: no time.", (need,))
