from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec import convert
from msgspec.structs import asdict

from domain.alignment.linking import LinkObjective
from domain.alignment.review import Answer, AnswerFinding
from domain.cycles.cycle import DefineCycle
from domain.measuring.metric import Boolean, Increase, Metric
from domain.objectives.negotiation import CommitObjective, PublishObjective, WithdrawObjective
from domain.objectives.planning import AddKeyResult, DraftObjective, EditKeyResult, EditObjective
from domain.strategy.outcome import SetOutcome
from domain.values import CycleId, KeyResultId, LinkId, ObjectiveId, OutcomeId, Owner, UnitId
from projections.keeping import fold
from projections.model.veil import DRAFT, EVERYBODY, REVIEWERS
from projections.views.alignment.diagnosis_shown import SHOWN, FindingShown
from tests.support.company import ADA, COMPANY, ENGINEERING, Q3
from tests.support.quarter import SALES, SUPPORT, Quarter

TO_9 = Increase(3, 9, unit="days")
QUICK, FAST, WANTED = ObjectiveId("quick"), ObjectiveId("fast"), ObjectiveId("wanted")


def drafted(
    quarter: Quarter,
    objective_id: ObjectiveId,
    title: str,
    unit: UnitId = ENGINEERING,
    **key_results: tuple[str, Metric],
) -> Quarter:
    quarter.say(DraftObjective(objective_id, Q3, title, Owner("unit", unit)))
    for key, (said, metric) in key_results.items():
        quarter.say(AddKeyResult(objective_id, KeyResultId(key), said, metric))
    return quarter


def rules(quarter: Quarter, key: str) -> list[str]:
    return [one["rule"] for one in quarter.view("diagnosis", key)["findings"]]


def audience(quarter: Quarter, key: str) -> str:
    return fold.replay(quarter.log)["diagnosis", key].audience


def weak() -> Quarter:
    return drafted(Quarter(), QUICK, "Improve speed", manual=("Write a manual", Boolean()))


def test_what_is_found_says_what_it_is_about_and_by_which_words() -> None:
    found = weak().view("diagnosis", QUICK)
    assert found["text"] == ["3 findings deserve an answer, 3 are worth a look."]
    assert [(one["rule"], one["about"]["name"], one["words"]) for one in found["findings"]] == [
        ("bare_wish", "Improve speed", ["improve"]),
        ("one_key_result", "Improve speed", []),
        ("not_measurable", "Write a manual", ["write"]),
        ("no_owner", "Improve speed", []),
        ("orphan", "Improve speed", []),
        ("no_due_date", "Write a manual", []),
    ]
    assert sum(one["found"] for one in found["counts"]) == found["total"] == 6


def test_what_was_mended_is_no_longer_found() -> None:
    quarter = weak().say(EditObjective(QUICK, "Nobody waits for us"))
    assert "bare_wish" not in rules(quarter, QUICK)


def answer(
    quarter: Quarter, key: str, rule: str, resolution: Answer = "dismissed", how: str = "We mean it"
) -> Quarter:
    """What somebody does who reads a view and answers a finding in it."""
    view = quarter.view("diagnosis", key)
    one = next(one for one in view["findings"] if one["rule"] == rule and one["settled"] is None)
    found = convert(one, FindingShown).in_review
    said = AnswerFinding(cycle_id=Q3, resolution=resolution, how=how, **asdict(found))
    return quarter.say(said)


def settled(quarter: Quarter, key: str) -> dict[str, str]:
    findings = quarter.view("diagnosis", key)["findings"]
    return {one["rule"]: one["settled"]["how"] for one in findings if one["settled"]}


def test_what_is_worth_a_look_is_dismissed_with_a_reason_until_its_words_change() -> None:
    quarter = answer(weak(), QUICK, "no_due_date", how="The audit says when")
    for key in (QUICK, f"{Q3}:{ENGINEERING}", Q3):
        assert settled(quarter, key) == {"no_due_date": "The audit says when"}
        (count,) = (
            one for one in quarter.view("diagnosis", key)["counts"] if one["rule"] == "no_due_date"
        )
        assert (count["found"], count["accepted"], count["dismissed"]) == (1, 0, 1)
    assert quarter.view("diagnosis", QUICK)["text"] == [
        "3 findings deserve an answer, 2 are worth a look, 1 was accepted or dismissed."
    ]
    manual = KeyResultId("manual")
    quarter.say(EditKeyResult(QUICK, manual, "Write a manual", Boolean(), weight=2))
    assert settled(quarter, QUICK) == {"no_due_date": "The audit says when"}
    quarter.say(EditKeyResult(QUICK, manual, "Write a manual and a film", Boolean()))
    assert settled(quarter, QUICK) == {}
    assert "no_due_date" in rules(quarter, QUICK)


def test_what_was_answered_is_tracked_in_the_review_and_found_anew_in_other_words() -> None:
    quarter = answer(weak(), QUICK, "bare_wish", "accepted", "Everybody knows which")
    review = quarter.view("review", Q3)
    (tracked,) = review["tracked"]
    assert (tracked["status"], tracked["how"], tracked["stands"], tracked["review_id"]) == (
        "accepted",
        "Everybody knows which",
        True,
        None,
    )
    assert "bare_wish:quick" not in [one["finding_id"] for one in review["found"]]
    quarter.say(EditObjective(QUICK, "Improve haste"))
    review = quarter.view("review", Q3)
    assert review["tracked"][0]["stands"] is False
    assert "bare_wish:quick" in [one["finding_id"] for one in review["found"]]


def test_an_orphan_that_its_owner_lets_be_has_the_same_reason_in_each_view() -> None:
    quarter = weak().say(CommitObjective(QUICK), PublishObjective(QUICK))
    answer(quarter, QUICK, "orphan", "accepted", "The law wants it")
    (orphan,) = quarter.view("coverage", Q3)["orphans"]["objectives"]
    assert orphan["settled"] == {"resolution": "accepted", "how": "The law wants it"}
    assert (
        "1 of 1 objective is linked to nothing; this was let stand, with a reason."
        in (quarter.view("coverage", Q3)["text"])
    )
    assert settled(quarter, QUICK) == {"orphan": "The law wants it"}


def test_of_an_answered_draft_no_view_for_others_has_the_reason() -> None:
    quarter = answer(weak(), QUICK, "one_key_result", how="A secret")
    documents = fold.replay(quarter.log).items()
    assert [
        (projection, key, document.audience)
        for (projection, key), document in documents
        if b"A secret" in (document.body or b"") and document.audience == EVERYBODY
    ] == []


def test_findings_of_a_year_and_of_a_unit_are_answered_as_well() -> None:
    year = CycleId("y26")
    quarter = Quarter().say(
        DefineCycle(year, "2026", date(2026, 1, 1), date(2026, 12, 31), kind="year"),
        SetOutcome(OutcomeId("more"), year, "Increase sales", Owner("person", ADA)),
    )
    wish = convert(quarter.view("diagnosis", year)["findings"][0], FindingShown).in_review
    assert (wish.kind, wish.text) == (
        "diagnosis",
        "'Increase sales' of Ada: It wishes for more without saying what that would be.",
    )
    said = AnswerFinding(cycle_id=year, resolution="accepted", how="Any", **asdict(wish))
    assert settled(quarter.say(said), year) == {"bare_wish": "Any"}


def test_of_what_was_withdrawn_nothing_is_said() -> None:
    quarter = weak().say(WithdrawObjective(QUICK, "not now"))
    assert quarter.view("diagnosis", QUICK) is None
    assert quarter.view("diagnosis", f"{Q3}:{ENGINEERING}") is None
    assert quarter.view("diagnosis", Q3)["total"] == 0


def test_a_draft_is_diagnosed_for_its_unit_and_what_was_published_for_everybody() -> None:
    quarter = weak()
    assert audience(quarter, QUICK) == ENGINEERING
    assert audience(quarter, f"{Q3}:{ENGINEERING}") == ENGINEERING
    assert audience(quarter, Q3) == REVIEWERS
    quarter.say(CommitObjective(QUICK), PublishObjective(QUICK))
    assert audience(quarter, QUICK) == EVERYBODY
    assert audience(quarter, f"{Q3}:{ENGINEERING}") == ENGINEERING


def linked_to_a_draft() -> Quarter:
    """Two drafts of different units, one linked to the other and much like it."""
    quarter = drafted(Quarter(), WANTED, "What is secret", SUPPORT, k=("Hidden words", TO_9))
    drafted(quarter, FAST, "Help with it", own=("Words that differ", TO_9))
    return quarter.say(LinkObjective(Q3, LinkId("l"), FAST, WANTED, KeyResultId("k"), "supports"))


def test_a_copy_of_another_units_draft_is_found_by_its_figures_without_its_words() -> None:
    quarter = linked_to_a_draft()
    body = json.dumps(quarter.view("diagnosis", FAST))
    assert "copy_of_parent" in rules(quarter, FAST)
    assert DRAFT in body
    assert "Hidden words" not in body
    assert "Hidden words" in json.dumps(quarter.view("diagnosis", Q3))


def test_a_team_that_takes_over_the_companys_figures_copies_them() -> None:
    quarter = Quarter().goal("delight", COMPANY, {"nps": Boolean()})
    quarter.goal("smile", ENGINEERING, {"k": TO_9}).link("smile", "delight", "nps")
    assert "copy_of_parent" not in rules(quarter, "smile")
    quarter = Quarter().goal("delight", COMPANY, {"nps": TO_9})
    quarter.goal("smile", ENGINEERING, {"k": TO_9}).link("smile", "delight", "nps")
    assert "copy_of_parent" in rules(quarter, "smile")


def test_two_units_after_the_same_are_a_pair_of_the_cycle() -> None:
    quarter = drafted(Quarter(), QUICK, "Speed", a=("Answers come sooner", TO_9))
    drafted(quarter, FAST, "Haste", SUPPORT, b=("Answers come much sooner", TO_9))
    drafted(quarter, WANTED, "Calm", SALES, c=("Calls are rare", TO_9))
    found = quarter.view("diagnosis", Q3)
    assert found["duplicates_total"] == 1
    assert [
        (one["one"]["key_result_id"], one["other"]["owner"]["name"]) for one in found["duplicates"]
    ] == [("a", "Support")]
    (count,) = (one for one in found["counts"] if one["rule"] == "duplicate")
    assert (count["severity"], count["found"]) == ("info", 2)


@pytest.mark.parametrize(
    ("objectives", "rule"), [(5, None), (6, "many_objectives"), (8, "crowded")]
)
def test_a_unit_with_too_many_objectives_is_told(objectives: int, rule: str | None) -> None:
    quarter = Quarter()
    for at in range(objectives):
        drafted(quarter, ObjectiveId(f"o{at}"), f"Aim {at}")
    quarter.say(DraftObjective(ObjectiveId("own"), Q3, "My own", Owner("person", ADA)))
    for key in (f"{Q3}:{ENGINEERING}", Q3):
        found = {one["rule"] for one in quarter.view("diagnosis", key)["counts"]}
        assert found & {"many_objectives", "crowded"} == ({rule} if rule else set())


def test_a_year_is_diagnosed_by_its_outcomes() -> None:
    quarter = Quarter().say(
        DefineCycle(CycleId("2026"), "2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        SetOutcome(OutcomeId("o"), CycleId("2026"), "Increase revenue", Owner("unit", COMPANY)),
    )
    found = quarter.view("diagnosis", "2026")["findings"]
    assert [(one["rule"], one["about"]["kind"]) for one in found] == [
        ("bare_wish", "outcome"),
        ("unquantified", "outcome"),
    ]


def test_a_list_is_cut_and_everything_is_counted() -> None:
    quarter = Quarter()
    for at in range(SHOWN // 2):
        drafted(quarter, ObjectiveId(f"o{at}"), "Improve speed")
    found = quarter.view("diagnosis", Q3)
    assert len(found["findings"]) == SHOWN
    assert found["total"] == 3 * (SHOWN // 2) + 1
    assert (found["objectives"], found["clear"]) == (SHOWN // 2, 0)
