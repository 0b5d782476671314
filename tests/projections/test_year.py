from __future__ import annotations

from datetime import date
from typing import Any

from domain.closing.closing import CallRoll
from domain.closing.retrospective import HoldRetrospective, Lesson
from domain.closing.scores import ScoreObjective
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.metric import Increase
from domain.objectives.advancing import SetOutcomes
from domain.objectives.planning import DraftObjective
from domain.objectives.state import Changes
from domain.rituals.sessions import CloseSession, Decision, OpenSession, RecordOutput
from domain.strategy.outcome import DropOutcome, EditOutcome, RefreshOutcome, SetOutcome
from domain.strategy.outcome_reports import AssessOutcome, ReportOutcome
from domain.strategy.strategy import EndBet, PlaceBet
from domain.values import BetId, CycleId, KeyResultId, ObjectiveId, OutcomeId, Owner, SessionId
from projections.views.year.advancing import SHOWN
from tests.support.company import COMPANY, ENGINEERING, Q3
from tests.support.quarter import SUPPORT, Quarter

YEAR, NEXT, Q4 = CycleId("2026"), CycleId("2027"), CycleId("q4")
RENEW, QUICK = OutcomeId("renew"), OutcomeId("quick")
STAR = BetId("star")
ACME = Owner("unit", COMPANY)
AUGUST = date(2026, 8, 12)
WITHDRAW = Changes(withdraw=True)


def strategy() -> Quarter:
    return Quarter().say(
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        DefineCycle(Q4, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        PlaceBet(STAR, "north_star", "Every team finishes what it plans", date(2026, 1, 1)),
        SetOutcome(RENEW, YEAR, "Customers renew", ACME, "", Increase(82, 90), STAR),
        SetOutcome(QUICK, YEAR, "Anybody can start alone", ACME),
    )


def advanced() -> Quarter:
    """A company objective and a team's, both for renewals; nobody works for the other outcome."""
    return (
        strategy()
        .goal("delight", COMPANY, ["nps"])
        .goal("reliable", ENGINEERING, ["bugs"])
        .say(
            SetOutcomes(ObjectiveId("delight"), (RENEW,)),
            SetOutcomes(ObjectiveId("reliable"), (RENEW,)),
        )
    )


def year(quarter: Quarter, today: date | None = None) -> Any:
    return quarter.view("year", YEAR, today)


def quarter_of(found: Any, outcome: int = 0, name: str = "2026-Q3") -> Any:
    return next(one for one in found["outcomes"][outcome]["quarters"] if one["name"] == name)


def test_a_year_that_has_not_begun_and_one_that_is_over_are_not_spoken_of_as_if_they_ran() -> None:
    nobody = Quarter().say(
        DefineCycle(NEXT, "2027", date(2027, 1, 1), date(2027, 12, 31), "year"),
        DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
    )
    assert nobody.view("year", NEXT)["text"] == [
        "2027 has not begun.",
        "No outcome has been set for this year yet.",
    ]
    assert year(nobody, date(2027, 1, 1))["text"] == ["No outcome was set for this year."]


def test_a_year_without_outcomes_says_so() -> None:
    bare = Quarter().say(DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"))
    found = year(bare)
    assert found["text"] == ["No outcome has been set for this year yet."]
    assert [one["name"] for one in found["quarters"]] == ["2026-Q3"]


def test_a_quarter_is_no_year() -> None:
    assert strategy().view("year", Q3) is None


def test_what_nobody_advances_this_quarter_is_flagged() -> None:
    found = year(advanced())
    assert "No objective advances 'Anybody can start alone' in 2026-Q3." in found["text"]
    assert [one["neglected"] for one in found["outcomes"]] == [False, True]


def test_each_outcome_shows_the_quarters_of_the_year_in_their_order() -> None:
    found = year(advanced())
    names = [one["name"] for one in found["outcomes"][0]["quarters"]]
    assert names == ["2026-Q3", "2026-Q4"]
    assert [one["objectives"] for one in found["outcomes"][0]["quarters"]] == [2, 0]


def test_the_objectives_of_a_quarter_are_shown_with_how_they_go() -> None:
    quarter = advanced().on(AUGUST)
    quarter.report("delight", "nps", 50, 4).report("reliable", "bugs", 1, 2)
    found = year(quarter)
    here = quarter_of(found)
    assert [one["title"] for one in here["advancing"]] == ["Delight", "Reliable"]
    assert [one["status"] for one in here["advancing"]] == ["needs_attention"] * 2
    assert (here["on_track"], here["needs_attention"], here["pending"]) == (0, 2, 0)
    assert found["text"][0] == (
        "'Customers renew': 2 objectives in 2026-Q3, 2 in need of attention."
    )


def test_more_objectives_than_are_shown_are_counted() -> None:
    quarter = strategy()
    for number in range(SHOWN + 2):
        name = f"goal {number}"
        quarter.goal(name, SUPPORT, [f"key {number}"])
        quarter.say(SetOutcomes(ObjectiveId(name), (RENEW,)))
    here = quarter_of(year(quarter))
    assert (here["objectives"], here["pending"], len(here["advancing"])) == (12, 12, SHOWN)


def test_an_objective_that_no_longer_advances_an_outcome_is_gone_from_it() -> None:
    quarter = advanced().say(SetOutcomes(ObjectiveId("reliable"), (QUICK,)))
    found = year(quarter)
    assert [one["title"] for one in quarter_of(found)["advancing"]] == ["Delight"]
    assert [one["title"] for one in quarter_of(found, 1)["advancing"]] == ["Reliable"]


def test_an_outcome_stands_where_it_was_reported_and_not_where_its_quarters_are() -> None:
    quarter = advanced().on(AUGUST).report("delight", "nps", 100, 5)
    assert year(quarter)["outcomes"][0]["progress"] is None
    quarter.say(ReportOutcome(RENEW, date(2026, 7, 31), 84))
    found = year(quarter)["outcomes"][0]
    assert (found["value"], found["progress"], found["as_of"]) == (84, 0.25, "2026-07-31")


def test_the_bet_above_an_outcome_is_named_even_after_it_has_ended() -> None:
    quarter = strategy().say(EndBet(STAR, date(2026, 7, 31), "It came true"))
    found = year(quarter)
    assert found["outcomes"][0]["bet"]["title"] == "Every team finishes what it plans"
    assert found["outcomes"][1]["bet"] is None
    assert (found["bets_total"], found["bets"][0]["ended_on"]) == (1, "2026-07-31")


def test_more_than_five_outcomes_are_said_to_be_many() -> None:
    quarter = strategy()
    for number in range(4):
        quarter.say(SetOutcome(OutcomeId(str(number)), YEAR, f"Outcome {number}", ACME))
    found = year(quarter)
    assert found["outcomes_total"] == 6
    assert found["text"][0] == ("There are 6 outcomes; three to five are usual for a year.")


def test_outcomes_that_were_given_up_do_not_make_a_year_full() -> None:
    quarter = strategy()
    for number in range(4):
        quarter.say(SetOutcome(OutcomeId(str(number)), YEAR, f"Outcome {number}", ACME))
    found = year(quarter.say(DropOutcome(OutcomeId("0"), "The market is gone")))
    assert found["outcomes_total"] == 6
    assert "more than a year is usually for" not in found["text"][0]


def test_an_outcome_that_only_a_withdrawn_objective_advances_is_advanced_by_nobody() -> None:
    found = year(advanced().revise("delight", WITHDRAW).revise("reliable", WITHDRAW))
    assert found["outcomes"][0]["neglected"]
    assert quarter_of(found)["objectives"] == 0
    assert "No objective advances 'Customers renew' in 2026-Q3." in found["text"]


def test_an_outcome_that_was_given_up_is_kept_with_its_reason() -> None:
    found = year(advanced().say(DropOutcome(RENEW, "The market is gone")))
    assert found["outcomes"][0]["dropped"] == "The market is gone"
    assert not any("Customers renew" in sentence for sentence in found["text"])


def test_what_was_scored_and_learned_in_a_quarter_stands_in_it() -> None:
    quarter = advanced().on(AUGUST).report("delight", "nps", 80, 4)
    quarter.say(
        MoveCycle(Q3, "scoring"),
        CallRoll(Q3, (ObjectiveId("delight"), ObjectiveId("reliable")), 1),
        ScoreObjective(Q3, ObjectiveId("delight")),
        ScoreObjective(Q3, ObjectiveId("reliable"), {KeyResultId("bugs"): 0.3}),
        HoldRetrospective(
            Q3,
            lessons=(
                Lesson("Ask customers sooner", "change", outcome_id=RENEW),
                Lesson("Fix before you build", "keep", objective_id=ObjectiveId("reliable")),
                Lesson("Meet less", "change"),
            ),
        ),
    )
    found = year(quarter)
    here = quarter_of(found)
    assert (here["phase"], here["scored"]) == ("scoring", 2)
    assert [one["score"] for one in here["advancing"]] == [0.8, 0.3]
    assert (here["on_track"], here["needs_attention"], here["at_risk"], here["pending"]) == (0,) * 4
    assert found["text"][0] == "'Customers renew': 2 objectives in 2026-Q3, scored 0.8 and 0.3."
    assert [one["text"] for one in here["lessons"]] == [
        "Ask customers sooner",
        "Fix before you build",
    ]
    assert found["quarters"][0]["lessons_total"] == 3


def test_once_the_year_is_scored_each_outcome_is_assessed_or_still_to_be() -> None:
    quarter = advanced().on(date(2026, 12, 15))
    quarter.say(
        MoveCycle(YEAR, "active"),
        MoveCycle(YEAR, "scoring"),
        AssessOutcome(RENEW, "partly", "Late", ("Renewals follow the first week",)),
    )
    found = year(quarter)
    assert found["text"] == [
        "'Customers renew' was partly reached.",
        "'Anybody can start alone' is still to be assessed.",
    ]
    assert found["outcomes"][0]["assessment"]["lessons"] == ["Renewals follow the first week"]


def test_an_outcome_that_goes_on_is_known_in_both_years() -> None:
    quarter = strategy().say(
        DefineCycle(NEXT, "2027", date(2027, 1, 1), date(2027, 12, 31), "year"),
        RefreshOutcome(RENEW, OutcomeId("again"), NEXT, title="They stay"),
        EditOutcome(RENEW, "Customers stay", ACME),
    )
    assert year(quarter)["outcomes"][0]["refreshed_as"][0]["title"] == "They stay"
    ahead = quarter.view("year", NEXT)["outcomes"][0]
    assert ahead["refreshed_from"]["title"] == "Customers stay"
    assert ahead["quarters"] == []


def test_the_present_quarter_is_the_one_of_the_day() -> None:
    quarter = advanced()
    assert [one["present"] for one in year(quarter)["quarters"]] == [True, False]
    late = year(quarter, date(2026, 11, 1))
    assert [one["present"] for one in late["quarters"]] == [False, True]
    assert "No objective advances 'Customers renew' in 2026-Q4." in late["text"]


def test_of_two_quarters_on_one_day_either_may_advance_an_outcome() -> None:
    fiscal = DefineCycle(CycleId("a"), "FY27-Q1", date(2026, 7, 1), date(2026, 9, 30))
    found = year(advanced().say(fiscal))
    assert [one["present"] for one in found["quarters"]] == [True, True, False]
    assert [one["neglected"] for one in found["outcomes"]] == [False, True]
    assert found["text"][1] == (
        "No objective advances 'Anybody can start alone' in FY27-Q1 and 2026-Q3."
    )


def test_what_is_for_the_whole_year_stands_beside_the_quarters() -> None:
    quarter = strategy()
    assert [one["kind"] for one in year(quarter)["outcomes"][0]["quarters"]] == ["quarter"] * 2
    quarter.say(
        DraftObjective(ObjectiveId("yearly"), YEAR, "Become known", ACME),
        SetOutcomes(ObjectiveId("yearly"), (RENEW,)),
    )
    kinds = [one["kind"] for one in year(quarter)["outcomes"][0]["quarters"]]
    assert kinds == ["year", "quarter", "quarter"]


def test_the_card_of_an_objective_says_what_it_advances() -> None:
    quarter = advanced()
    assert quarter.view("objective", "delight")["advances"] == [
        {"outcome_id": RENEW, "title": "Customers renew"}
    ]
    quarter.say(EditOutcome(RENEW, "Customers stay", ACME))
    assert quarter.view("objective", "delight")["advances"][0]["title"] == "Customers stay"


def test_what_the_strategy_review_decided_stands_in_the_year() -> None:
    reviewed = strategy().on(AUGUST)
    reviewed.say(
        OpenSession(SessionId("review"), "strategy_review", YEAR, AUGUST, (COMPANY,)),
        RecordOutput(SessionId("review"), Decision("We stay with mid-sized teams")),
        CloseSession(SessionId("review"), "One outcome goes on"),
        OpenSession(SessionId("sync"), "sync", YEAR, AUGUST, (COMPANY,)),
    )
    (review,) = year(reviewed)["reviews"]
    assert (review["day"], review["summary"]) == (str(AUGUST), "One outcome goes on")
    assert review["decisions"] == ["We stay with mid-sized teams"]
