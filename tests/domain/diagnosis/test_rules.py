"""Each rule of diagnosis with a plan that has what it finds, and with one that nearly has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest
from msgspec.structs import replace

from domain.diagnosis.objective import Upward, of_objective, of_outcome, of_unit, of_year
from domain.diagnosis.rules import LONGEST, RULES, Rule
from domain.measuring.metric import (
    Boolean,
    Increase,
    MaintainAtLeast,
    MaintainInRange,
    Milestone,
    Step,
)
from domain.objectives.state import Objective
from domain.strategy.outcome import Outcome
from domain.values import BetId, CycleId, KeyResultId, OutcomeId
from tests.domain.diagnosis.plans import (
    LINK,
    PERSON,
    RETURNING,
    UPWARD,
    WAITING,
    above,
    plan,
    with_,
)
from tests.support.company import COMPANY, ENDS, unit

LINKED = (UPWARD,)
MANY = [replace(WAITING, key_result_id=KeyResultId(f"k{at}")) for at in range(6)]
STEP = Step("half of them", due=ENDS)


def found(objective: Objective, upward: Sequence[Upward] = LINKED) -> set[Rule]:
    return {one.rule for one in of_objective(objective, upward)}


def test_of_a_good_plan_nothing_is_said() -> None:
    assert found(plan()) == set()


def done(title: str, **changes: object) -> Objective:
    return with_(title=title, metric=Boolean(), **changes)


def linked_as(**changes: object) -> tuple[Upward, ...]:
    return (replace(UPWARD, link=replace(LINK, **changes)),)


HAS: list[tuple[Rule, Objective, Sequence[Upward]]] = [
    ("not_measurable", done("Write the manual for partners"), LINKED),
    (
        "not_measurable",
        with_(title="Interviews conducted", metric=Increase(0, 25, unit="")),
        LINKED,
    ),
    ("not_measurable", with_(title="Migrate 12 of our warehouses"), LINKED),
    ("not_measurable", done("Quickly ship ticket #4711"), LINKED),
    ("not_measurable", done("Happier colleagues in every office"), LINKED),
    ("not_measurable", done("Contact 200 former customers"), LINKED),
    ("not_measurable", done("COVID-19 backlog cleared"), LINKED),
    ("not_measurable", done("Be more data-driven"), LINKED),
    ("kpi_in_disguise", with_(metric=MaintainAtLeast(99.9, "%")), LINKED),
    ("kpi_in_disguise", with_(metric=MaintainInRange(5, 9, "days")), LINKED),
    ("kpi_in_disguise", with_(metric=Increase(60, 50, unit="%")), LINKED),
    ("objective_with_metric", plan(title="Win 40 bakeries in the north"), LINKED),
    ("objective_with_metric", plan(title="Double what bakeries order"), LINKED),
    ("compound", plan(title="Delight bakeries and expand to the coast"), LINKED),
    ("compound", with_(title="Reduce waste from 9% to 4% and cut returns"), LINKED),
    ("compound", with_(title="Waste falls to 4% and margin rises to 12%"), LINKED),
    ("too_long", plan(title=" ".join(["flour"] * (LONGEST + 1))), LINKED),
    ("too_long", with_(title=" ".join(["flour"] * (LONGEST + 1))), LINKED),
    ("bare_wish", plan(title="Improve our deliveries"), LINKED),
    ("no_baseline", done("Deliveries take less than 20 minutes"), LINKED),
    ("no_unit", with_(metric=Increase(3, 9)), LINKED),
    ("no_owner", with_(owner=None), LINKED),
    ("no_due_date", with_(metric=Boolean(), due=None), LINKED),
    ("no_due_date", with_(metric=Milestone((replace(STEP, due=None),)), due=None), LINKED),
    ("no_key_results", replace(plan(), key_results={}), LINKED),
    ("one_key_result", plan(WAITING), LINKED),
    ("many_key_results", plan(*MANY), LINKED),
    ("copy_of_parent", plan(), (above("Their loyalty", metric=RETURNING.metric),)),
    ("copy_of_parent", with_(title="4,200 orders each morning"), (above("Orders at 4.2k"),)),
    ("copy_of_parent", plan(), (above("Within a month more of them come back!"),)),
    ("copy_of_parent", plan(title="Customers recommend us"), LINKED),
    ("vanity_link", plan(), linked_as(strength="weak")),
    ("vanity_link", plan(), linked_as(mechanism="")),
    ("vanity_link", plan(), linked_as(mechanism="better service")),
    ("orphan", plan(), ()),
]

NEARLY: list[tuple[Rule, Objective, Sequence[Upward]]] = [
    ("not_measurable", with_(title="Partners answer", metric=Increase(0, 25, unit="%")), LINKED),
    ("not_measurable", with_(title="Build time falls to 6 minutes"), LINKED),
    ("not_measurable", with_(title="Ship orders so that 9 of 10 arrive by noon"), LINKED),
    ("not_measurable", with_(title="Partner referrals reach 40 a month"), LINKED),
    ("not_measurable", with_(title="Import of 3 price lists works unaided"), LINKED),
    ("not_measurable", done("Each baker talks to a customer at least once a week"), LINKED),
    ("not_measurable", done("GPT-4 answers 60 % of the questions"), LINKED),
    ("kpi_in_disguise", with_(metric=Increase(49, 50, unit="%")), LINKED),
    ("objective_with_metric", plan(title="Be there for bakeries 24/7"), LINKED),
    ("objective_with_metric", plan(title="A B2B shop that opens in Q3"), LINKED),
    ("objective_with_metric", plan(title="2. Bakers are ready for the next 18 months"), LINKED),
    ("objective_with_metric", plan(title="Bakers talk to us, see bakers/plan#12"), LINKED),
    ("objective_with_metric", plan(title="Be ready for ISO 22000"), LINKED),
    ("compound", plan(title="Deliver bread and rolls before dawn"), LINKED),
    ("compound", with_(title="Between 5 and 7 deliveries arrive late"), LINKED),
    ("compound", with_(title="Make at most 60 deliveries late, down from 80"), LINKED),
    ("compound", with_(title="Reach a ratio of FE and BE bakers of 7:1"), LINKED),
    ("compound", plan(title="Make order, trial, delivery and returns painless"), LINKED),
    ("too_long", plan(title=" ".join(["flour"] * LONGEST)), LINKED),
    ("bare_wish", plan(title="Improve deliveries so that bakers can sleep longer"), LINKED),
    ("bare_wish", plan(title="Bakers sleep longer"), LINKED),
    ("no_baseline", done("The fleet runs on 2 fuels"), LINKED),
    ("no_baseline", done("Three bakeries of 20 to 100 people tell their story"), LINKED),
    ("no_unit", with_(metric=Boolean()), LINKED),
    ("no_owner", replace(with_(owner=None), owner=PERSON), LINKED),
    ("no_due_date", with_(due=None), LINKED),
    ("no_due_date", with_(metric=Milestone((STEP,)), due=None), LINKED),
    ("no_key_results", plan(WAITING), LINKED),
    ("one_key_result", plan(WAITING, RETURNING), LINKED),
    ("many_key_results", plan(*MANY[:5]), LINKED),
    ("copy_of_parent", plan(), (above("Loyalty", metric=Increase(41, 55, unit="points")),)),
    ("copy_of_parent", with_(metric=Increase(0, 100, unit="%")),
     (above("Everybody is trained", metric=Increase(0, 100, unit="%")),)),
    ("copy_of_parent", with_(title="Win 3 bakeries"), (above("Win 30 bakeries"),)),
    ("copy_of_parent", with_(title="Orders in Q3"), (above("Complaints in Q3"),)),
    ("copy_of_parent", plan(), (replace(UPWARD, parent=None, key_result=None),)),
    ("vanity_link", plan(), linked_as(mechanism="fewer late answers")),
    ("vanity_link", plan(), linked_as(kind="supports", strength=None, mechanism="")),
    ("orphan", replace(plan(), level="company", owner=unit(COMPANY)), ()),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "objective", "upward"), HAS)
def test_a_rule_finds_what_it_is_for(
    rule: Rule, objective: Objective, upward: Sequence[Upward]
) -> None:
    assert rule in found(objective, upward)


@pytest.mark.parametrize(("rule", "objective", "upward"), NEARLY)
def test_a_rule_leaves_alone_what_nearly_is_so(
    rule: Rule, objective: Objective, upward: Sequence[Upward]
) -> None:
    assert rule not in found(objective, upward)


def outcome(title: str, **changes: object) -> Outcome:
    plain = Outcome(OutcomeId("o"), CycleId("y"), title, PERSON, "", None, BetId("b"))
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (outcome("Increase sales"), {"bare_wish", "unquantified"}),
        (outcome("Half of all bakeries in the north order from us"), set()),
        (outcome("Bakeries order from us", metric=Increase(10, 50, unit="%")), set()),
        (outcome("Reduce waste and win the coast, 30 bakeries"), {"compound"}),
    ],
)
def test_of_an_outcome_its_words_are_looked_at_and_a_number_is_welcome(
    said: Outcome, rules: set[Rule]
) -> None:
    assert {one.rule for one in of_outcome(said)} == rules


@pytest.mark.parametrize(
    ("objectives", "rules"),
    [
        (0, []),
        (3, []),
        (5, []),
        (6, ["many_objectives"]),
        (7, ["many_objectives"]),
        (8, ["crowded"]),
    ],
)
def test_a_unit_has_five_objectives_and_from_eight_on_an_alert(
    objectives: int, rules: list[Rule]
) -> None:
    assert [one.rule for one in of_unit(objectives)] == rules


@pytest.mark.parametrize(("outcomes", "rules"), [(5, []), (6, ["many_outcomes"])])
def test_a_year_is_for_five_outcomes(outcomes: int, rules: list[Rule]) -> None:
    assert [one.rule for one in of_year(outcomes)] == rules


def test_every_rule_of_a_plan_is_tried_both_ways_and_has_a_direction() -> None:
    beyond = {"many_objectives", "crowded", "duplicate", "unquantified", "many_outcomes"}
    assert {rule for rule, *_ in HAS} == {rule for rule, *_ in NEARLY}
    assert {rule for rule, *_ in HAS} | beyond == set(get_args(Rule)) == set(RULES)


def test_a_finding_shows_the_words_it_rests_on_and_whose_they_are() -> None:
    objective = done("Write the manual for partners")
    shown = [one for one in of_objective(objective, LINKED) if one.rule == "not_measurable"]
    assert [(one.words, one.key_result_id) for one in shown] == [(("write",), "waiting")]
