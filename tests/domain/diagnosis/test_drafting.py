from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.alignment.linking import LinkObjective
from domain.diagnosis.drafting import of_command, subject
from domain.diagnosis.rules import Rule
from domain.measuring.metric import Boolean, Increase
from domain.messages import Command
from domain.objectives.negotiation import CommitObjective
from domain.objectives.planning import AddKeyResult, DraftObjective, EditKeyResult, EditObjective
from domain.strategy.outcome import EditOutcome, SetOutcome
from domain.values import CycleId, LinkId, OutcomeId
from tests.support.company import BUGS, ENDS, ENGINEERING, GOAL, Q3, RELIABLE, unit

TEAM = unit(ENGINEERING)
OUTCOME, YEAR = OutcomeId("o"), CycleId("2026")


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        (DraftObjective(RELIABLE, Q3, "Improve quality", TEAM), ["bare_wish"]),
        (DraftObjective(RELIABLE, Q3, "Bakers trust every loaf", TEAM), []),
        (EditObjective(RELIABLE, "Sell 40 loaves"), ["objective_with_metric"]),
        (AddKeyResult(RELIABLE, BUGS, "Write a manual", Boolean(), due=ENDS), ["not_measurable"]),
        (EditKeyResult(RELIABLE, BUGS, "Loaves returned", Increase(3, 9)), ["no_unit"]),
        (LinkObjective(Q3, LinkId("l"), RELIABLE, GOAL, strength="weak"), ["vanity_link"]),
        (LinkObjective(Q3, LinkId("l"), RELIABLE, GOAL, kind="supports"), []),
        (SetOutcome(OUTCOME, YEAR, "Bakers choose us", TEAM), ["unquantified"]),
        (EditOutcome(OUTCOME, "Half of all bakers choose us", TEAM), []),
        (CommitObjective(RELIABLE), []),
    ],
)
def test_what_a_command_drafts_is_looked_at_by_itself(
    command: Command, rules: Sequence[Rule]
) -> None:
    assert [one.rule for one in of_command(command)] == rules


@pytest.mark.parametrize(
    ("command", "known_as"),
    [
        (EditObjective(RELIABLE, "Sell 40 loaves"), f"objective_with_metric:{RELIABLE}"),
        (
            AddKeyResult(RELIABLE, BUGS, "Write a manual", Boolean(), due=ENDS),
            f"not_measurable:{BUGS}",
        ),
        (LinkObjective(Q3, LinkId("l"), RELIABLE, GOAL, strength="weak"), "vanity_link:l"),
        (SetOutcome(OUTCOME, YEAR, "Bakers choose us", TEAM), f"unquantified:{OUTCOME}"),
    ],
)
def test_what_is_found_in_a_draft_has_the_id_by_which_it_is_answered(
    command: Command, known_as: str
) -> None:
    assert [one.known_as(subject(command)) for one in of_command(command)] == [known_as]
