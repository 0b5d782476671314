from __future__ import annotations

from typing import Any

import pytest

from domain.measuring.check_in import Blocker
from domain.measuring.metric import Boolean, Metric, Milestone, Step
from projections.views.shared.reports_without_value import WORDS
from tests.support.company import COMPANY, ENGINEERING, Q3, week
from tests.support.quarter import Quarter

BLOCKED = (Blocker("no data", "dependency"),)


def planned(metric: Metric) -> Quarter:
    quarter = (
        Quarter().goal("delight", COMPANY, ["nps"]).goal("quick", ENGINEERING, {"ship": metric})
    )
    return quarter.link("quick", "delight", "nps").on(week(2))


def progress(quarter: Quarter) -> Any:
    return quarter.view("brief", f"{Q3}:{ENGINEERING}")["progress"]


@pytest.mark.parametrize("metric", [Boolean(), Milestone()])
@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"narrative": "Done"}, "'Done'"),
        ({"confidence": 4}, "confidence 4"),
        ({"blockers": BLOCKED}, "blocked by no data"),
        ({"narrative": "Half", "confidence": 2, "blockers": BLOCKED},
         "'Half', confidence 2 and blocked by no data"),
        ({"narrative": "a" * (WORDS + 1)}, f"'{'a' * WORDS} ...'"),
    ],
)  # fmt: skip
def test_what_was_told_without_a_value_is_quoted_and_not_called_silence(
    metric: Metric, report: dict[str, Any], said: str
) -> None:
    found = progress(planned(metric).report("quick", "ship", **report))
    told = f"'Ship' was reported on without a value; on 11 July: {said}."
    assert found["text"][0] == found["key_results"][0]["told"] == told
    assert not any("Nothing was reported" in sentence for sentence in found["text"])


def test_steps_that_are_done_are_a_value() -> None:
    steps = Milestone((Step("draft", 1), Step("print", 1)))
    found = progress(planned(steps).report("quick", "ship", done=("draft", "print")))
    assert (found["key_results"][0]["told"], found["key_results"][0]["progress"]) == (None, 1.0)


def test_words_after_a_value_leave_the_value() -> None:
    quarter = planned(Milestone()).report("quick", "ship", 60.0)
    found = progress(quarter.on(week(3)).report("quick", "ship", narrative="Nearly"))
    assert (found["key_results"][0]["told"], found["key_results"][0]["progress"]) == (None, 0.6)


def test_in_the_weekly_page_words_are_a_report() -> None:
    quarter = planned(Boolean()).report("quick", "ship", narrative="Done")
    found = quarter.view("weekly", f"{Q3}:{ENGINEERING}", week(2))
    assert found["answers"]["moved"] == "Reported without a value: 'Ship'."
