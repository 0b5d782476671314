"""A key result's reports, week by week, and what the detector makes of them.

The cycle has thirteen whole weeks, and each report is of the last day of one, so that the plan of a
report's own day is the round one of the worked examples.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from domain.drift.alert import Alert, watch
from domain.drift.evaluation import Evaluation, evaluate
from domain.drift.observed import Week, observe
from domain.health import standing
from domain.health.standing import KeyResultStanding
from domain.measuring.check_in import Blocker, CheckedIn
from domain.measuring.metric import Increase, Metric
from domain.objectives.state import KeyResult
from tests.support import company
from tests.support.company import key_result, reported

TO_ONE = Increase(0, 1)
NO_DATA = (Blocker("no data", "dependency"),)
HIRING = (Blocker("hiring", "resource"),)

ENDS = company.ENDS - timedelta(1)
CYCLE = replace(company.CYCLE, ends=ENDS)
EVERY_WEEK = frozenset(range(1, 14))


def say(
    number: int, value: float | None = None, confidence: int | None = None, **more: object
) -> CheckedIn:
    return reported(f"w{number}", CYCLE.last_day(number), value, confidence, **more)


def observed(*reports: CheckedIn, metric: Metric = TO_ONE, until: int = 13) -> list[Week]:
    found = key_result(metric, *reports)
    return observe(found, CYCLE, CYCLE.last_day(until), EVERY_WEEK)


def evaluated(found: KeyResult, until: int) -> Evaluation:
    weeks = observe(found, CYCLE, CYCLE.last_day(until), EVERY_WEEK)
    return evaluate(weeks, found, CYCLE)


def alert_of(found: KeyResult, until: int) -> Alert:
    return watch(found, CYCLE, CYCLE.last_day(until), EVERY_WEEK)


def standing_on(found: KeyResult, as_of: date, *, over: bool = False) -> KeyResultStanding:
    alert = watch(found, CYCLE, as_of, EVERY_WEEK)
    return standing.of_key_result(found, CYCLE, as_of, EVERY_WEEK, alert, over=over)
