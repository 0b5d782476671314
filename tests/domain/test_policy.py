from __future__ import annotations

from itertools import pairwise
from typing import get_args

import msgspec
import pytest

from domain import policy
from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.cycles.cycle import MoveCycle
from domain.dependencies.dependency import (
    AcceptDependency,
    ConfirmDependency,
    DeclineDependency,
    DeliverDependency,
    FlagDependency,
    ReopenDependency,
    RequestDependency,
    SlipDependency,
    WithdrawDependency,
)
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.messages import Command
from domain.objectives.negotiation import CommitObjective
from domain.organization.organization import AddUnit
from domain.policy import MAY, NotAllowed, Role
from domain.resources.claims import ClaimCommand
from domain.resources.pools import PoolCommand
from domain.rituals.schedule import RitualCommand
from domain.values import UnitId
from domain.work import WorkCommand
from events.streams import AnyCommand
from tests.support.company import COMPANY, Q3, RELIABLE

ROLES: tuple[Role, ...] = get_args(Role)


def test_every_role_is_accounted_for() -> None:
    assert set(MAY) == set(ROLES)


def test_an_administrator_may_do_everything_that_can_be_asked() -> None:
    assert set(MAY["administrator"]) == set(get_args(AnyCommand))


@pytest.mark.parametrize("command", get_args(AnyCommand))
def test_an_auditor_changes_nothing(command: type[Command]) -> None:
    assert command not in MAY["auditor"]


def test_a_service_reports_and_does_nothing_else() -> None:
    assert MAY["service"] == {CheckIn, CorrectCheckIn}


def test_each_step_up_the_ladder_may_do_more() -> None:
    ladder: list[Role] = ["service", "member", "unit_lead", "executive", "administrator"]
    for lower, upper in pairwise(ladder):
        assert MAY[lower] < MAY[upper]


def test_a_member_plans_and_links_but_leaves_commitment_to_the_lead() -> None:
    assert {LinkObjective, UnlinkObjective} <= MAY["member"]
    assert CommitObjective not in MAY["member"]
    assert CommitObjective in MAY["unit_lead"]


@pytest.mark.parametrize("command", [*get_args(WorkCommand), *get_args(ClaimCommand)])
def test_weekly_work_and_claims_are_everybodys_who_plans(command: type[Command]) -> None:
    assert {role for role in ROLES if command in MAY[role]} == {
        "administrator",
        "executive",
        "unit_lead",
        "member",
    }


@pytest.mark.parametrize("command", get_args(PoolCommand))
def test_pools_are_opened_changed_and_closed_by_those_who_lead(command: type[Command]) -> None:
    assert {role for role in ROLES if command in MAY[role]} == {
        "administrator",
        "executive",
        "unit_lead",
    }


def test_a_member_asks_another_unit_and_a_lead_answers_for_it() -> None:
    asking = {RequestDependency, FlagDependency, WithdrawDependency, ReopenDependency}
    answering = {
        AcceptDependency, DeclineDependency, ConfirmDependency, SlipDependency, DeliverDependency,
    }  # fmt: skip
    assert asking <= MAY["member"]
    assert not answering & MAY["member"]
    assert asking | answering <= MAY["unit_lead"]


def test_cycles_are_moved_by_those_who_steer() -> None:
    policy.check("executive", MoveCycle(Q3, "active"))
    with pytest.raises(NotAllowed, match="unit lead is not allowed to do this: move cycle"):
        policy.check("unit_lead", MoveCycle(Q3, "active"))


def test_the_organization_is_the_administrators() -> None:
    with pytest.raises(NotAllowed, match="executive is not allowed to do this: add unit"):
        policy.check("executive", AddUnit(COMPANY, "Acme", "company"))


@pytest.mark.parametrize(
    ("role", "in_a_unit", "everywhere"),
    [
        ("administrator", True, True),
        ("executive", True, True),
        ("unit_lead", True, False),
        ("member", False, False),
        ("auditor", False, False),
        ("service", False, False),
    ],
)
@pytest.mark.parametrize("kind", get_args(RitualCommand))
def test_leads_schedule_for_units_and_those_who_steer_for_everybody(
    kind: type[Command], role: Role, *, in_a_unit: bool, everywhere: bool
) -> None:
    assert allowed(role, asked(kind, COMPANY)) == in_a_unit
    assert allowed(role, asked(kind, None)) == everywhere


def asked(kind: type[Command], unit_id: UnitId | None) -> Command:
    """A command of a kind about a unit or all of them; what else it says does not matter here."""
    others = {field.name: None for field in msgspec.structs.fields(kind) if field.name != "unit_id"}
    return kind(**others, unit_id=unit_id)


def allowed(role: Role, command: Command) -> bool:
    try:
        policy.check(role, command)
    except NotAllowed:
        return False
    return True


def test_members_hold_sessions() -> None:
    assert MAY["member"] >= policy.MEETING


def test_a_refusal_names_the_role_and_what_it_lacks() -> None:
    with pytest.raises(NotAllowed) as refused:
        policy.check("service", CommitObjective(RELIABLE))
    expected = "A token with the role service is not allowed to do this: commit objective."
    assert str(refused.value) == expected
    assert refused.value.kind == "forbidden"
