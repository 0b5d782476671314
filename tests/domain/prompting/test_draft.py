from __future__ import annotations

from domain.measuring import check_in
from domain.measuring.check_in import Blocker, CheckIn
from domain.measuring.metric import Boolean, Increase, Metric, Milestone, Step
from domain.prompting.draft import Draft, draft
from domain.values import CheckInId
from tests.support.company import BUGS, CYCLE, RELIABLE, key_result, reported, week

STEPS = Milestone((Step("draft"), Step("launch")))
VENDOR = Blocker("Vendor", "external", "They do not answer")


def test_a_draft_says_what_was_said_last() -> None:
    known = key_result(
        Increase(0, 100),
        reported("first", week(1), 10, 5, blockers=(Blocker("Old", "clarity"),)),
        reported("second", week(2), 20, 4),
        reported("third", week(3), blockers=(VENDOR,), narrative="We wait"),
    )
    assert draft(known, week(4)) == Draft(week(4), 20, 4, (VENDOR,))


def test_a_draft_says_what_was_known_on_its_day() -> None:
    known = key_result(
        Increase(0, 100), reported("first", week(1), 10, 5), reported("second", week(3), 20, 4)
    )
    assert draft(known, week(2)) == Draft(week(2), 10, 5)


def test_what_nobody_has_said_is_left_blank() -> None:
    assert draft(key_result(Increase(0, 100)), week(1)) == Draft(
        week(1), blanks=("value", "confidence")
    )
    assert draft(key_result(STEPS), week(1)).blanks == ("done", "confidence")


def test_a_milestone_is_drafted_by_the_steps_that_are_still_its_own() -> None:
    known = key_result(STEPS, reported("first", week(1), 50, 4, done=("draft", "dropped since")))
    assert draft(known, week(2)) == Draft(week(2), None, 4, (), ("draft",))


def test_a_value_of_another_way_of_measuring_is_not_drafted() -> None:
    for metric in (Boolean(), STEPS):
        known = key_result(metric, reported("first", week(1), 50, 4))
        assert draft(known, week(2)).value is None
        assert draft(known, week(2)).blanks != ()


def test_a_draft_without_blanks_is_a_check_in_that_is_taken() -> None:
    metrics: list[tuple[Metric, float, tuple[str, ...] | None]] = [
        (Increase(0, 100), 20, None),
        (Boolean(), 1, None),
        (Milestone(), 30, None),
        (STEPS, 50, ("draft",)),
    ]
    for metric, value, done in metrics:
        last = reported("first", week(1), value, 4, done=done, blockers=(VENDOR,))
        now = draft(key_result(metric, last), week(2))
        assert now.blanks == ()
        command = CheckIn(
            RELIABLE, BUGS, CheckInId("second"), now.effective, now.value, now.confidence,
            blockers=now.blockers, done=now.done,
        )  # fmt: skip
        context = check_in.Context(week(2), metric, CYCLE)
        (event,) = check_in.decide((last,), command, context)
        assert event.value == value
