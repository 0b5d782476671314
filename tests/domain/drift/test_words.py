"""What is said of a drift alert agrees with its state, whatever was reported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.drift.alert import Alert, Severity, Status, follow
from domain.drift.card import Code
from domain.drift.evaluation import Evaluation
from domain.drift.reasons import Evidence
from domain.drift.rule import RULE
from domain.drift.words import sentences
from domain.health import on_track
from domain.measuring.metric import Boolean, MaintainAtLeast, Metric, Milestone, Step
from domain.objectives.state import KeyResult
from tests.domain.drift.reports import CYCLE, NO_DATA, TO_ONE, alert_of, say, standing_on
from tests.support.company import key_result

Line = tuple[Code, float, str]

SHORT: Line = ("forecast", 0.1, "at this pace it ends at 69% of the target, where 70% is needed")
ENOUGH: Line = ("forecast", -0.4, "at this pace it ends at 84% of the target, where 70% is needed")
OWNER: Line = ("projected", -1.0, "its owner expects it to end at 90%")
SILENT: Line = ("unmeasured", 1.0, "no value has ever been reported")
MIDDLING: Line = ("confidence", 0.2, "confidence is 3")
BLOCKED: Line = ("blocker", 1.7, "blocked by 'no data' in three reports in a row")
ASKED: Line = (
    "unproven",
    0.0,
    "confidence is 4, so what is the plan for getting from 10% to the target?",
)
BASE: Line = ("base", -2.0, "the base rate, before anything is reported")


def alert(status: Status, chance: float, *lines: Line, missed: bool = False) -> Alert:
    severity: Severity | None = "medium" if status == "raised" else None
    evaluation = Evaluation(
        week=8,
        progress=0.4,
        expected=0.6,
        forecast=0.69,
        low=0.4,
        high=0.9,
        needed=0.7,
        missed=missed,
        measured=True,
        miss_probability=chance,
        evidence=tuple(Evidence(*line) for line in (*lines, BASE)),
    )
    return Alert(status, severity, 6, 1, evaluation=evaluation)


STANDS = (
    "Still at risk, but less so: the chance of a miss is down to {}, and the alert is cleared"
    " after two weeks in a row below 50%."
)
SAID: list[tuple[Alert, tuple[str, ...]]] = [
    (Alert(), ("Too little has been reported to forecast it yet.",)),
    (
        alert("raised", 0.38, SHORT),
        (
            STANDS.format("38%"),
            "At this pace it ends at 69% of the target, where 70% is needed.",
        ),
    ),
    (
        alert("raised", 0.498, ENOUGH, MIDDLING),
        (STANDS.format("just under 50%"), "Confidence is 3."),
    ),
    (
        alert("raised", 0.74, ENOUGH),
        (
            STANDS.format("74%"),
            "At this pace it ends at 84% of the target, where 70% is needed.",
        ),
    ),
    (
        alert("raised", 0.75, ENOUGH, MIDDLING, BLOCKED),
        (
            "Will probably miss: blocked by 'no data' in three reports in a row.",
            "Confidence is 3.",
        ),
    ),
    (
        alert("raised", 0.95, SHORT, ASKED),
        (
            f"Will almost certainly miss: {SHORT[2]}.",
            "Confidence is 4, so what is the plan for getting from 10% to the target?",
        ),
    ),
    (
        alert("watch", 0.85, SHORT),
        ("May well miss: at this pace it ends at 69% of the target, where 70% is needed.",),
    ),
    (
        alert("none", 0.5, SHORT, MIDDLING),
        (
            "Could go either way: at this pace it ends at 69% of the target, where 70% is needed.",
            "Confidence is 3.",
        ),
    ),
    (
        alert("none", 0.3, SHORT),
        (f"May still be reached, although {SHORT[2]}: the chance of a miss is 30%.",),
    ),
    (
        alert("none", 0.3, SHORT, OWNER),
        (
            "Will probably be reached: its owner expects it to end at 90%.",
            "Signs of a miss: at this pace it ends at 69% of the target, where 70% is needed.",
        ),
    ),
    (
        alert("none", 0.3, SILENT, MIDDLING),
        (
            f"May still be reached, although {SILENT[2]}: the chance of a miss is 30%.",
            "Other signs of a miss: confidence is 3.",
        ),
    ),
    (
        alert("none", 0.3, ENOUGH, MIDDLING),
        (
            f"Will probably be reached: {ENOUGH[2]}.",
            "Signs of a miss: confidence is 3.",
        ),
    ),
]


@pytest.mark.parametrize(("found", "said"), SAID)
def test_the_verdict_is_that_of_the_state_and_its_reasons_bear_it_out(
    found: Alert, said: tuple[str, ...]
) -> None:
    assert sentences(found) == said


VERDICTS: dict[Status, tuple[str, ...]] = {
    "raised": (
        "Cannot be reached any more: ",
        "Will almost certainly miss: ",
        "Will probably miss: ",
        "Still at risk, but less so: ",
    ),
    "watch": ("May well miss: ",),
    "none": (
        "Could go either way: ",
        "Will probably be reached: ",
        "May still be reached, although ",
        "Too little has been reported ",
    ),
}
SAYS_SHORT = re.compile(r"(?:ends at|holds in) (just under )?(\d+)% .*where (\d+%|all of it) is")


def agrees(found: KeyResult, until: int) -> Alert:
    """What is said at the end of a week agrees with the state of the alert and with the health."""
    as_of = CYCLE.last_day(until)
    now = standing_on(found, as_of)
    first = sentences(now.alert)[0]
    assert first.startswith(VERDICTS[now.alert.status])
    if first.startswith("Will probably be reached:"):
        for under, ends, needed in SAYS_SHORT.findall(first):
            assert not under
            assert int(ends) >= int(needed.replace("all of it", "100").rstrip("%"))
    health = on_track.of_key_result(now, as_of)
    for reason in health.reasons:
        if reason.code in ("missed_already", "forecast_to_miss"):
            assert reason.text == first
            assert reason.status == {"raised": "at_risk", "watch": "needs_attention"}.get(
                now.alert.status
            )
    return now.alert


@st.composite
def key_results(draw: st.DrawFn) -> KeyResult:
    metrics: list[Metric] = [TO_ONE, Boolean(), MaintainAtLeast(0.5)]
    metric = draw(st.sampled_from(metrics))
    reports = []
    for week in range(1, 14):
        value = draw(st.none() | st.sampled_from([n / 20 for n in range(21)]))
        confidence = draw(st.none() | st.integers(1, 5))
        blockers = draw(st.sampled_from([(), NO_DATA]))
        if value is not None or confidence is not None or blockers:
            more: dict[str, Any] = {"blockers": blockers}
            reports.append(say(week, value, confidence, **more))
    due = draw(st.none() | st.integers(4, 13).map(CYCLE.last_day))
    ambition = draw(st.sampled_from(["committed", "aspirational"]))
    return key_result(metric, *reports, due=due, ambition=ambition)


@given(found=key_results(), until=st.integers(1, 13))
def test_no_sentence_contradicts_the_state_of_its_alert(found: KeyResult, until: int) -> None:
    agrees(found, until)


def test_an_alert_that_stands_though_it_would_not_be_raised_today_says_so() -> None:
    stuck = [say(n, 0.1, 1, blockers=NO_DATA) for n in range(1, 9)]
    recovers = [say(9, 0.6, 4), say(10, 0.75, 4), say(11, 0.8, 4)]
    found = key_result(TO_ONE, *stuck, *recovers)
    alerts = [agrees(found, until) for until in (8, 9, 10)]
    assert [one.status for one in alerts] == ["raised", "raised", "none"]
    assert sentences(alerts[1])[0].startswith("Still at risk, but less so: ")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=13))
def test_the_state_always_has_a_verdict_of_its_own(chances: list[float]) -> None:
    """The states and the chances that go together, which the verdicts rest on."""
    found = follow(list(enumerate(chances, 1)))
    if found.status == "watch":
        assert RULE.watch_from <= chances[-1] < RULE.raise_at_once
    if found.status == "none":
        assert chances[-1] < RULE.watch_from


@pytest.mark.parametrize("until", range(1, 14))
def test_a_share_that_falls_short_is_never_shown_as_what_is_needed(until: int) -> None:
    found = key_result(TO_ONE, *(say(n, 0.685 * n / 13, 4) for n in range(1, until + 1)))
    text = " ".join(sentences(alert_of(found, until)))
    assert "ends at 70% of the target, where 70% is needed" not in text


def test_before_its_first_step_is_due_a_key_result_says_when_that_is() -> None:
    beta, sale = Step("beta", due=CYCLE.last_day(6)), Step("sale", due=CYCLE.last_day(12))
    reports = [say(week, 0.0, 4) for week in (1, 2, 3)]
    told = " ".join(sentences(alert_of(key_result(Milestone((sale, beta)), *reports), 3)))
    assert "nothing is due before 11 August" in told


def test_that_nothing_is_due_yet_is_no_sign_of_a_miss_but_that_all_of_it_is_needed_is() -> None:
    reports = [say(week, 0.0, 4) for week in range(1, 7)]
    found = key_result(Boolean(), *reports, ambition="committed")
    [first, *_] = sentences(alert_of(found, 6))
    whole = "all of it is needed, and nothing is due before 29 September"
    assert first.startswith(f"May still be reached, although {whole}: the chance of a miss is ")


def test_of_a_level_all_weeks_are_needed() -> None:
    reports = [say(week, 1.0, 4) for week in (1, 2, 3)]
    found = key_result(MaintainAtLeast(0.5), *reports, ambition="committed")
    told = " ".join(sentences(alert_of(found, 3)))
    assert "it holds in 100% of the weeks, where all of them are needed" in told


def test_what_is_overdue_and_was_never_measured_says_so() -> None:
    found = key_result(TO_ONE, *(say(week, None, 3) for week in (1, 2, 3)), due=CYCLE.last_day(2))
    told = " ".join(sentences(alert_of(found, 3)))
    assert "it was due on 14 July, and no value has ever been reported" in told


def test_the_base_rate_is_no_reason_for_a_miss() -> None:
    """Early in a cycle, and of a commitment, it is above even odds."""
    lost = alert("raised", 1.0, ("missed", 3.0, "it held in 0% of them"), missed=True)
    assert lost.evaluation is not None
    evidence = (*lost.evaluation.evidence, Evidence("base", 0.1, BASE[2]))
    told = replace(lost, evaluation=replace(lost.evaluation, evidence=evidence))
    assert sentences(told) == ("Cannot be reached any more: it held in 0% of them.",)
