from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from domain.measuring.metric import Boolean, Decrease, Metric
from workers.generating import rewrites
from workers.generating.answer import Unusable
from workers.generating.rewrites import FindingTold, KeyResultTold, Rewrite

GAP = "[to be filled in]"


def sent(title: str = "Improve onboarding", metric: Metric | None = None) -> bytes:
    finding = FindingTold(
        "not_measurable", ("improve",), "It wishes for something.", "Say how much."
    )
    return msgspec.json.encode(KeyResultTold(title, metric or Boolean(), (finding,)))


def answered(*proposed: dict[str, Any]) -> str:
    return json.dumps({"rewrites": list(proposed)})


def saying(title: str, measure: str = "the setup log") -> dict[str, Any]:
    return {"title": title, "measure": measure}


def test_a_wording_keeps_the_figures_that_the_key_result_has() -> None:
    metric = Decrease(baseline=14, target=5, unit="days")
    given = answered(saying("Time to first value falls from 14 to 5 days"))
    assert rewrites.check(sent(metric=metric), given).rewrites == (
        Rewrite("Time to first value falls from 14 to 5 days", "the setup log", 0),
    )


def test_a_figure_from_nowhere_becomes_a_gap() -> None:
    given = answered(saying("Time to first value falls from 14 to 5 days", "90 % of accounts"))
    assert rewrites.check(sent(), given).rewrites == (
        Rewrite(f"Time to first value falls from {GAP} to {GAP} days", f"{GAP} % of accounts", 3),
    )


def test_words_around_the_json_do_no_harm() -> None:
    given = f"Sure!\n```json\n{answered(saying('Churn falls from ___ to ___ %'))}\n```"
    [one] = rewrites.check(sent(), given).rewrites
    assert one.title == "Churn falls from ___ to ___ %"


@pytest.mark.parametrize(
    "proposed",
    [
        saying("improve  ONBOARDING"),
        saying("Launch the new onboarding"),
        saying("Activation rises from 10 to 20 % " + "and so on " * 6),
        saying("Activation rises from 10 to 20 %, see https://example.com"),
        saying("Activation rises\nfrom 10 to 20 %"),
        saying("Activation rises from 10 to 20 %", ""),
        saying(""),
        {"title": 7},
    ],
    ids=["the same", "something to do", "long", "a link", "two lines", "unmeasured", "empty", "7"],
)
def test_what_is_no_better_is_left_out(proposed: dict[str, Any]) -> None:
    good = saying("Activation rises from 10 to 20 %")
    [one] = rewrites.check(sent(), answered(proposed, good)).rewrites
    assert one.title == f"Activation rises from {GAP} to {GAP} %"
    with pytest.raises(Unusable, match="none of its wordings"):
        rewrites.check(sent(), answered(proposed))


@pytest.mark.parametrize("text", ["", "No.", "}{", '{"rewrites": 7}', '{"title": "T"}', "{\ud800}"])
def test_what_is_not_the_json_that_was_asked_for_cannot_be_used(text: str) -> None:
    with pytest.raises(Unusable, match="JSON"):
        rewrites.check(sent(), text)
