"""A key result's reports, week by week, and what the detector makes of them."""

from __future__ import annotations

from domain.check_in import Blocker, CheckedIn
from domain.commitment import KeyResult
from domain.drift.card import Evaluation, evaluate
from domain.drift.observed import Week, observe
from domain.drift.plan import plan_of
from domain.drift.rule import NEEDED
from domain.metric import Increase, Metric
from tests.support.company import CYCLE, key_result, reported, week

TO_ONE = Increase(0, 1)
NO_DATA = (Blocker("no data", "dependency"),)
HIRING = (Blocker("hiring", "resource"),)


def say(
    number: int, value: float | None = None, confidence: int | None = None, **more: object
) -> CheckedIn:
    return reported(f"w{number}", week(number), value, confidence, **more)


def observed(*reports: CheckedIn, metric: Metric = TO_ONE, until: int = 13) -> list[Week]:
    return observe(key_result(metric, *reports), CYCLE, CYCLE.last_day(until))


def evaluated(found: KeyResult, until: int) -> Evaluation:
    weeks = observe(found, CYCLE, CYCLE.last_day(until))
    return evaluate(weeks, plan_of(found, CYCLE), NEEDED[found.ambition])
