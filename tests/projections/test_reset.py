"""A reset is stored whole or not at all, wherever in it something is refused."""

from __future__ import annotations

from datetime import date

import pytest

from domain.closing.reset import CarryOver, Decision, Finish
from domain.errors import Rejection
from domain.objectives.negotiation import CommitObjective
from domain.organization.reorganization import ArchiveUnit
from domain.values import ObjectiveId
from tests.projections.closed import CALM, DELIGHT, QUICK, looked_back, reset_commands, scored
from tests.support.company import Q3
from tests.support.quarter import SUPPORT, Quarter

ALL_CARRIED = tuple(CarryOver(one, ObjectiveId(f"{one} again")) for one in (DELIGHT, QUICK, CALM))


def ready() -> Quarter:
    return scored().say(looked_back())


def test_a_refusal_anywhere_in_a_reset_leaves_nothing_of_it_behind() -> None:
    quarter = ready()
    commands = reset_commands(quarter.workspace, ALL_CARRIED)
    before = quarter.log
    for place in range(len(commands) + 1):
        broken = [*commands[:place], CommitObjective(ObjectiveId("nowhere")), *commands[place:]]
        with pytest.raises(Rejection):
            quarter.say(*broken)
        assert quarter.log == before
    quarter.say(*commands)
    assert len(quarter.log) == len(before) + len(commands)


def test_a_reset_names_the_owner_that_is_there_no_longer() -> None:
    quarter = ready().say(ArchiveUnit(SUPPORT, "Merged with support", date(2026, 10, 1)))
    before = quarter.log
    with pytest.raises(Rejection, match="Support"):
        quarter.say(*reset_commands(quarter.workspace, ALL_CARRIED))
    assert quarter.log == before
    others: tuple[Decision, ...] = (*ALL_CARRIED[:2], Finish(CALM))
    quarter.say(*reset_commands(quarter.workspace, others))
    assert quarter.view("scorecard", Q3)["fates"]["carried_over"] == 2


def test_a_reset_that_was_stored_already_adds_nothing() -> None:
    quarter = ready()
    commands = reset_commands(quarter.workspace, ALL_CARRIED)
    quarter.say(*commands)
    before = quarter.log
    assert quarter.say(*commands).log == before
