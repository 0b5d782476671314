from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.alignment.review import Finding, OpenReview, ResolveFinding
from domain.cycles.cycle import DefineCycle
from domain.measuring.check_in import Blocker
from domain.objectives.advancing import SetOutcomes
from domain.objectives.planning import DraftObjective
from domain.strategy.outcome import DropOutcome, EditOutcome, SetOutcome
from domain.values import CycleId, FindingId, ObjectiveId, OutcomeId, Owner, ReviewId, UnitId
from projections.keeping import fold
from projections.model.workspace import Workspace
from projections.views.alignment.covering import OWN_ANSWER
from projections.views.team.brief import BriefView
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import SALES, SUPPORT, Quarter

YEAR, RENEW = CycleId("2026"), OutcomeId("renew")
ACME = Owner("unit", COMPANY)
AUGUST = date(2026, 8, 12)


def company() -> Quarter:
    """A company objective for an outcome of the year, and a team that leads to it in two steps."""
    return (
        Quarter()
        .say(
            DefineCycle(YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
            SetOutcome(RENEW, YEAR, "Customers renew", ACME),
        )
        .goal("delight", COMPANY, ["nps", "growth"])
        .goal("reliable", SUPPORT, ["uptime"])
        .goal("quick", ENGINEERING, ["latency"])
        .say(SetOutcomes(ObjectiveId("delight"), (RENEW,)))
        .link("reliable", "delight", "nps")
        .link("quick", "reliable", "uptime")
    )


def brief(quarter: Quarter, unit: UnitId = ENGINEERING, today: date | None = None) -> Any:
    return quarter.view("brief", f"{Q3}:{unit}", today)


def test_a_unit_without_objectives_has_no_brief() -> None:
    assert brief(company(), SALES) is None


# What is the company trying to achieve this quarter?


def test_it_says_what_the_year_is_for_and_what_the_company_goes_for() -> None:
    found = brief(company())["company"]
    assert found["text"] == [
        "Outcomes of the year: 'Customers renew'.",
        "In 2026-Q3 the company aims for 'Delight', measured by 2 key results.",
    ]
    (goal,) = found["objectives"]
    assert goal["outcome_ids"] == [RENEW]
    assert [one["title"] for one in goal["key_results"]] == ["Nps", "Growth"]


def test_what_the_company_only_drafts_is_not_told() -> None:
    quarter = Quarter().goal("quick", ENGINEERING, ["latency"])
    quarter.say(DraftObjective(ObjectiveId("secret"), Q3, "Secret", ACME))
    found = brief(quarter)["company"]
    assert found["text"] == ["The company has not published an objective for 2026-Q3 yet."]
    assert found["objectives"] == []


def test_outcomes_are_called_as_they_are_called_now_and_given_up_ones_are_gone() -> None:
    quarter = company().say(EditOutcome(RENEW, "Customers stay", ACME))
    assert brief(quarter)["company"]["outcomes"][0]["title"] == "Customers stay"
    assert brief(quarter.say(DropOutcome(RENEW, "No market")))["company"]["outcomes"] == []


def test_a_check_in_on_the_company_touches_nobody_elses_brief() -> None:
    quarter = company().on(AUGUST).report("delight", "nps", 10, 4)
    workspace, view = Workspace(), BriefView()
    for stored in quarter.log:
        change = workspace.take(stored)
    assert list(view.affected(workspace, change)) == [f"{Q3}:{COMPANY}"]
    for unit in (ENGINEERING, SUPPORT):
        key = f"{Q3}:{unit}"
        before = fold.replay(quarter.log[:-1], AUGUST)["brief", key]
        assert fold.replay(quarter.log)["brief", key].body == before.body


# How does our work contribute?


def test_our_objectives_say_how_and_to_what_of_the_company_they_lead() -> None:
    found = brief(company())["contribution"]
    assert found["text"] == ["1 of 1 objective leads to 1 company key result."]
    (ours,) = found["objectives"]
    (link,) = ours["links"]
    assert (link["title"], link["mechanism"]) == ("Uptime", "Better quick")
    assert [one["title"] for one in ours["reaches"]] == ["Nps"]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("on the way", "is linked, but not all the way up to the company yet."),
        ("refused", f"is linked without contributing: {OWN_ANSWER}."),
        ("refused above", "is linked, but not all the way up to the company yet."),
        ("orphan", "is linked to nothing yet."),
        ("accepted", "is linked to nothing; this was accepted: So be it."),
    ],
)
def test_what_does_not_reach_the_company_is_said_to(how: str, said: str) -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("calm", SUPPORT, ["calls"])
    quarter.goal("quick", ENGINEERING, ["latency"])
    if how == "on the way":
        quarter.link("quick", "calm", "calls")
    elif how == "refused":
        quarter.link("quick", "delight", "nps", link_test="no")
    elif how == "refused above":
        quarter.link("quick", "calm", "calls").link("calm", "delight", "nps", link_test="no")
    elif how == "accepted":
        orphan = Finding(FindingId("o"), "orphan", "Linked to nothing", ObjectiveId("quick"))
        quarter.publish().say(
            OpenReview(Q3, ReviewId("r"), (orphan,)),
            ResolveFinding(Q3, FindingId("o"), "accepted", "So be it."),
        )
    found = brief(quarter)["contribution"]
    assert found["text"] == [
        "Our objective leads to no company key result.",
        f"'Quick' {said}",
    ]


def test_a_link_to_a_whole_objective_leads_to_no_number() -> None:
    quarter = Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, ["latency"])
    assert brief(quarter.link("quick", "delight"))["contribution"]["text"] == [
        "Our objective leads to no company key result.",
        "'Quick' leads to a company objective as a whole, but to no key result.",
    ]


def test_of_a_quarter_that_is_over_nothing_is_said_to_come_yet() -> None:
    quarter = company().goal("tidy", ENGINEERING, ["debt"])
    text = brief(quarter, today=date(2026, 10, 1))["contribution"]["text"]
    assert "'Tidy' is linked to nothing." in text


def test_a_link_further_up_that_is_taken_back_is_noticed_below() -> None:
    quarter = company().unlink("reliable", "nps")
    assert brief(quarter)["contribution"]["objectives"][0]["reaches"] == []


def test_work_that_is_linked_to_nothing_is_named() -> None:
    quarter = company().goal("tidy", ENGINEERING, ["debt"])
    assert "'Tidy' is linked to nothing yet." in brief(quarter)["contribution"]["text"]


def test_the_companys_own_brief_leads_nowhere_else() -> None:
    found = brief(company(), COMPANY)["contribution"]
    assert found["text"] == ["Our objectives are the company's own."]


def test_what_people_own_is_their_units() -> None:
    quarter = company().goal("learn", Owner("person", ADA), ["books"])
    found = brief(quarter)["contribution"]["objectives"]
    assert [one["owner"]["name"] for one in found] == ["Engineering", "Ada"]


# How do we know that we are making sufficient progress?


def test_nothing_reported_is_said() -> None:
    found = brief(company())["progress"]
    assert found["text"] == ["Nothing has been reported on our only key result yet."]


def test_nothing_to_measure_is_said() -> None:
    quarter = Quarter().say(
        DraftObjective(ObjectiveId("idea"), Q3, "Idea", Owner("unit", ENGINEERING))
    )
    found = brief(quarter)["progress"]
    assert found["text"] == ["Our objectives have no key results yet."]


def test_progress_stands_against_the_plan_with_confidence_and_trend() -> None:
    quarter = company().on(AUGUST).report("quick", "latency", 60, 4)
    found = brief(quarter)["progress"]
    assert found["text"] == ["1 of 1 key result is on plan."]
    (measure,) = found["key_results"]
    assert (measure["progress"], measure["confidence"], measure["trend"]) == (0.6, 4, "unknown")
    assert (measure["health"]["status"], measure["on_plan"]) == ("on_track", True)


def test_what_needs_attention_is_said_in_sentences() -> None:
    quarter = company().goal("tidy", ENGINEERING, ["debt"])
    quarter.on(date(2026, 8, 5)).report("quick", "latency", 10, 3)
    stuck = (Blocker("hiring", "resource"),)
    quarter.on(AUGUST).report("quick", "latency", 10, 2, blockers=stuck)
    found = brief(quarter)["progress"]
    first, second = found["key_results"]
    assert [one["text"] for one in first["health"]["reasons"]] == [
        "Its owner's confidence is 2 and falling.",
        "Progress is 10%, against a planned 47%.",
    ]
    assert first["blockers"] == ["hiring"]
    assert [one["text"] for one in second["health"]["reasons"]] == [
        "Nothing has ever been reported on it, and 47% of its time has passed.",
    ]
    assert found["text"] == [
        "0 of 2 key results are on plan.",
        "1 has not been reported on yet.",
        "'Latency' and 'Debt' need attention.",
    ]


def test_a_forecast_to_miss_comes_first() -> None:
    quarter = company()
    for week in range(8):
        day = date(2026, 7, 3 + 7 * week) if week < 5 else date(2026, 8, 7 * (week - 4))
        quarter.on(day).report("quick", "latency", 1, 1)
    found = brief(quarter)["progress"]["key_results"][0]["health"]["reasons"]
    assert found[0]["text"].startswith("Will almost certainly miss: at this pace it ends at ")


def test_silence_is_noticed_as_days_go_by() -> None:
    quarter = company().on(AUGUST).report("quick", "latency", 60, 4)
    found = brief(quarter, today=date(2026, 9, 2))["progress"]["key_results"][0]
    assert found["health"]["reasons"][0]["text"] == "Nothing has been reported for 3 weeks."
