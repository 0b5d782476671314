"""What it means in the organization to be in a group of the provider.

It is recorded there when somebody logs in, as of that day, so that their tokens, other people and a
later reader of the log know them as the same.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from api.access.tokens import Principal
from api.http.services import Resources
from domain.access.identity import acting
from domain.errors import Rejection
from domain.naming import pick
from domain.organization.chart import Chart, Organization
from domain.organization.reorganization import GiveRole, MovePerson
from domain.values import PersonId, UnitId
from domain.workspace import Settings
from events.handling import Request
from events.streams import ORGANIZATION, WORKSPACE, AnyCommand
from runtime.settings import GroupMeaning

log = logging.getLogger(__name__)

ACTOR = acting("single sign-on", "administrator")


def meaning(claimed: Any, groups: Mapping[str, GroupMeaning]) -> GroupMeaning | None:
    """What somebody's groups mean together; None where none of them means anything.

    Of several, the first that says something stands, in the order of the setting.
    """
    theirs = {claimed} if isinstance(claimed, str) else set(_texts(claimed))
    meant = [one for name, one in groups.items() if name in theirs]
    if not meant:
        return None
    return GroupMeaning(
        next((one.role for one in meant if one.role is not None), None),
        next((one.unit for one in meant if one.unit is not None), None),
    )


NOTHING: Final = GroupMeaning()
"""What it means to be in no group."""


def _texts(claimed: Any) -> list[str]:
    return [one for one in claimed if isinstance(one, str)] if isinstance(claimed, list) else []


async def carry_over(
    resources: Resources,
    who: Principal,
    person_id: PersonId,
    meant: GroupMeaning,
    groups: Mapping[str, GroupMeaning],
    now: datetime,
) -> None:
    """Give somebody the role, and move them to the unit, that their groups mean.

    A role that groups give is not kept by those who are in none of them any more.
    What the organization refuses, such as to lose its last administrator, stays as it is and is
    logged: nobody is locked out for it.
    """
    known = await resources.desk.states(who.workspace_id, (WORKSPACE, ORGANIZATION))
    settings: Settings = known[WORKSPACE].state
    organization: Organization = known[ORGANIZATION].state
    today = now.astimezone(settings.zone).date()
    chart = organization.at(today)
    commands: list[AnyCommand] = []
    role, had = meant.role, chart.people[person_id].role
    if role is None and had in {one.role for one in groups.values()} - {None}:
        role = "member"
    if role is not None and role != had:
        commands.append(GiveRole(person_id, role, today))
    if meant.unit is not None:
        unit_id = _unit(chart, meant.unit)
        if unit_id is None:
            log.warning("A group leads to a unit that is not there", extra={"unit": meant.unit})
        elif chart.people[person_id].unit_id != unit_id:
            commands.append(MovePerson(person_id, unit_id, today))
    for command in commands:
        try:
            await resources.desk.handle(who.workspace_id, Request([command], ACTOR, now))
        except Rejection as refused:
            log.warning("What a group means was refused", extra={"reason": str(refused)})
        else:
            resources.nudge(who.workspace_id)


def _unit(chart: Chart, name: str) -> UnitId | None:
    units = chart.units.values()
    found = pick(
        name, [*((one.unit_id, one) for one in units), *((one.name, one) for one in units)]
    )
    return None if found is None else found.unit_id
