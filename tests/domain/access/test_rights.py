from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from domain.access import rights
from domain.access.rights import DOES, MAY, Act, NotAllowed, NotPassedOn, Whose
from domain.alignment.linking import LinkObjective
from domain.cycles.cycle import MoveCycle
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.messages import Command
from domain.objectives.negotiation import STEPS, CommitObjective, ProposeObjective
from domain.organization.reorganization import GiveRole
from domain.organization.standing_in import EndStandIn, NameStandIn
from domain.preferences import SetNoticePreferences
from domain.values import Role
from events.streams import AnyCommand

ROLES: tuple[Role, ...] = get_args(Role)
ACTS: tuple[Act, ...] = get_args(Act)
WHOSE: tuple[Whose, ...] = get_args(Whose)


def test_every_command_is_in_a_row_of_the_table() -> None:
    assert DOES.keys() == set(get_args(AnyCommand))


def test_the_table_has_a_cell_for_every_act_and_everybody_whose_it_may_be() -> None:
    assert MAY.keys() == {(act, whose) for act in ACTS for whose in WHOSE}
    assert set(DOES.values()) == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_everything_can_be_done_by_an_administrator_wherever_it_can_be_done_at_all(
    act: Act,
) -> None:
    cells = {whose: MAY[act, whose] for whose in WHOSE if MAY[act, whose]}
    assert cells
    assert all("administrator" in roles for roles in cells.values())


@pytest.mark.parametrize("cell", MAY)
def test_an_auditor_changes_nothing(cell: tuple[Act, Whose]) -> None:
    assert "auditor" not in MAY[cell]


@pytest.mark.parametrize("cell", MAY)
def test_a_service_reports_and_does_nothing_else(cell: tuple[Act, Whose]) -> None:
    assert "service" not in MAY[cell] or cell[0] == "report"


@pytest.mark.parametrize("cell", MAY)
def test_each_step_up_the_ladder_may_do_at_least_as_much(cell: tuple[Act, Whose]) -> None:
    ladder: list[Role] = ["member", "unit_lead", "executive", "administrator"]
    for lower, upper in pairwise(ladder):
        assert lower not in MAY[cell] or upper in MAY[cell]


@pytest.mark.parametrize("whose", [one for one in WHOSE if one != "all"])
def test_everybody_who_may_change_anything_joins_in_wherever_people_talk(whose: Whose) -> None:
    assert MAY["comment", whose] == {"member", "unit_lead", "executive", "administrator"}
    assert MAY["moderate", whose] == {"administrator"}


@pytest.mark.parametrize("whose", WHOSE)
def test_who_reviews_plans_answers_what_is_found_in_any_of_them(whose: Whose) -> None:
    assert MAY["answer", whose] - {"member"} == MAY["review", "all"]


OF_A_UNIT = [one for one in ACTS if one not in ("comment", "answer")]


@pytest.mark.parametrize("act", OF_A_UNIT)
def test_what_is_in_another_unit_is_only_for_an_administrator(act: Act) -> None:
    assert MAY[act, "other"] <= {"administrator"}


@pytest.mark.parametrize("act", OF_A_UNIT)
def test_a_goal_of_the_company_is_for_those_who_steer_it(act: Act) -> None:
    assert MAY[act, "company"] <= {"executive", "administrator", "service"}


@pytest.mark.parametrize("step", STEPS)
def test_the_table_and_the_steps_of_the_negotiation_agree(step: type[Command]) -> None:
    least = STEPS[step].by  # type: ignore[index]  # these are its keys
    assert (least == "member") == rights.may("member", DOES[step], "unit")
    assert rights.may("unit_lead", DOES[step], "unit")


@pytest.mark.parametrize("command", get_args(AnyCommand))
def test_each_command_is_let_through_exactly_where_the_table_says_so(
    command: type[Command],
) -> None:
    for whose in WHOSE:
        for role in ROLES:
            if role in MAY[DOES[command], whose]:
                rights.check(role, command, [whose])
            else:
                with pytest.raises(NotAllowed):
                    rights.check(role, command, [whose])


def test_one_way_in_which_a_thing_is_theirs_is_enough() -> None:
    rights.check("member", CheckIn, ["company", "own"])
    rights.check("member", CorrectCheckIn, ["other", "unit"])


@pytest.mark.parametrize(
    ("role", "command", "whose", "refusal"),
    [
        (
            "service",
            CommitObjective,
            "unit",
            (
                "'commit objective' in their own unit is not for a service, "
                "but for a unit lead, an executive or an administrator."
            ),
        ),
        (
            "member",
            ProposeObjective,
            "other",
            (
                "'propose objective' in a unit that is not theirs is not for a member, "
                "but for an administrator."
            ),
        ),
        (
            "unit_lead",
            MoveCycle,
            "all",
            (
                "'move cycle' for the whole workspace is not for a unit lead, "
                "but for an executive or an administrator."
            ),
        ),
    ],
)
def test_a_refusal_says_what_whose_and_who_may(
    role: Role, command: type[Command], whose: Whose, refusal: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        rights.check(role, command, [whose])
    assert str(refused.value) == f"Not allowed: {refusal}"
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize("command", [NameStandIn, EndStandIn, GiveRole, SetNoticePreferences])
def test_whoever_stands_in_makes_nobody_able_to_do_more(command: type[Command]) -> None:
    rights.check_passed_on(CommitObjective)
    with pytest.raises(NotPassedOn):
        rights.check_passed_on(command)


def test_links_are_made_by_those_whose_work_they_tell_of() -> None:
    assert DOES[LinkObjective] == "link"
    assert rights.may("member", "link", "unit")
    assert not rights.may("member", "link", "other")
