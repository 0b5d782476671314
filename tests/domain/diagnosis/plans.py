"""An objective that no rule has anything to say of, and what is to be changed of it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from domain.diagnosis.objective import Upward
from domain.measuring.metric import Decrease, Increase
from domain.objectives.state import KeyResult, Objective
from domain.values import KeyResultId, Owner
from tests.support.company import ADA, ENDS, ENGINEERING, GOAL, NPS, Q3, RELIABLE, linked, unit

PERSON = Owner("person", ADA)

WAITING = KeyResult(
    KeyResultId("waiting"), "Answers to customers take less time", Decrease(30, 12, unit="hours"),
    1.0, PERSON, ENDS, "aspirational", None,
)  # fmt: skip
RETURNING = replace(
    WAITING,
    key_result_id=KeyResultId("returning"),
    title="More of them come back within a month",
    metric=Increase(41, 55, unit="%"),
)
COMPLAINTS = replace(
    WAITING,
    key_result_id=KeyResultId("complaints"),
    title="Complaints about billing become rare",
    metric=Decrease(19, 6, unit="a week"),
)

ABOVE = replace(
    WAITING,
    key_result_id=NPS,
    title="Customers recommend us",
    metric=Increase(31, 48, unit="points"),
)
COMPANYS = Objective(GOAL, Q3, "The name people pass on", unit(ENGINEERING), "company",
                     key_results={NPS: ABOVE})  # fmt: skip
LINK = linked("l", RELIABLE, GOAL, key_result_id=NPS, kind="contributes", strength="strong",
              mechanism="quick answers are what people praise", link_test="yes")  # fmt: skip
UPWARD = Upward(LINK, COMPANYS, ABOVE)


def plan(*key_results: KeyResult, title: str = "Support that people talk about") -> Objective:
    held = {one.key_result_id: one for one in key_results or (WAITING, RETURNING, COMPLAINTS)}
    return Objective(RELIABLE, Q3, title, unit(ENGINEERING), "team", key_results=held)


def with_(**changes: Any) -> Objective:
    """The plan with another first key result."""
    return plan(replace(WAITING, **changes), RETURNING, COMPLAINTS)


def above(title: str, **changes: Any) -> Upward:
    return Upward(LINK, COMPANYS, replace(ABOVE, title=title, **changes))
