from __future__ import annotations

import pytest

from domain.drift.alert import QUIET, Alert, Severity, Status, follow
from tests.domain.drift.reports import NO_DATA, TO_ONE, alert_of, say
from tests.support.company import key_result

# The state machine


def alerts(*chances: float) -> list[Alert]:
    numbered = list(enumerate(chances, 3))
    return [follow(numbered[:count]) for count in range(1, len(numbered) + 1)]


MACHINE: list[tuple[str, list[float], list[tuple[Status, Severity | None, int]]]] = [
    ("calm", [0.1, 0.59], [("none", None, 0), ("none", None, 0)]),
    ("watch", [0.60, 0.74, 0.59], [("watch", None, 0), ("watch", None, 0), ("none", None, 0)]),
    ("raise at once", [0.90], [("raised", "high", 1)]),
    ("raise on the second", [0.75, 0.75], [("watch", None, 0), ("raised", "medium", 1)]),
    (
        "not two running",
        [0.89, 0.74, 0.89],
        [("watch", None, 0), ("watch", None, 0), ("watch", None, 0)],
    ),
    (
        "step up",
        [0.8, 0.8, 0.95],
        [("watch", None, 0), ("raised", "medium", 1), ("raised", "high", 1)],
    ),
    (
        "out of reach is news",
        [0.8, 0.8, 0.95, 1.0, 1.0],
        [
            ("watch", None, 0),
            ("raised", "medium", 1),
            ("raised", "high", 1),
            ("raised", "high", 2),
            ("raised", "high", 2),
        ],
    ),
    (
        "no step down",
        [0.95, 0.8, 0.95],
        [("raised", "high", 1), ("raised", "high", 1), ("raised", "high", 1)],
    ),
    (
        "hysteresis",
        [0.95, 0.5, 0.6, 0.5],
        [
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
        ],
    ),
    (
        "clear on two",
        [0.95, 0.49, 0.49],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1)],
    ),
    (
        "one calm week is not enough",
        [0.95, 0.49, 0.5, 0.49],
        [
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
            ("raised", "high", 1),
        ],
    ),
    (
        "raised again",
        [0.95, 0.4, 0.4, 0.95],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1), ("raised", "high", 2)],
    ),
    (
        "watched after it was cleared",
        [0.95, 0.4, 0.4, 0.65],
        [("raised", "high", 1), ("raised", "high", 1), ("none", None, 1), ("watch", None, 1)],
    ),
]


@pytest.mark.parametrize(
    ("chances", "expected"), [row[1:] for row in MACHINE], ids=[row[0] for row in MACHINE]
)
def test_the_state_machine_neither_flaps_nor_nags(
    chances: list[float], expected: list[tuple[Status, Severity | None, int]]
) -> None:
    found = [(one.status, one.severity, one.raises) for one in alerts(*chances)]
    assert found == expected


def test_an_alert_says_since_when_it_stands() -> None:
    assert [one.since_week for one in alerts(0.8, 0.8, 0.95, 0.8, 0.4, 0.4)] == [3, 4, 4, 4, 4, 8]


def test_nothing_followed_is_quiet() -> None:
    assert follow([]) == QUIET


# All of it together


def test_without_a_report_there_is_nothing_to_alert_of() -> None:
    assert alert_of(key_result(TO_ONE), 13) == QUIET


def test_alerts_begin_with_the_third_check_in_or_when_a_third_of_the_plan_is_gone() -> None:
    lost = [say(n, 0, 1) for n in (1, 2, 3)]
    assert alert_of(key_result(TO_ONE, *lost), 3).evaluation is not None
    two = key_result(TO_ONE, *lost[:2])
    assert alert_of(two, 3) == QUIET
    assert alert_of(two, 4).evaluation is not None


def test_a_key_result_that_stands_still_is_raised_and_one_on_plan_is_not() -> None:
    stuck = key_result(TO_ONE, *(say(n, 0.05, 2, blockers=NO_DATA) for n in range(1, 8)))
    alert = alert_of(stuck, 7)
    assert (alert.status, alert.severity) == ("raised", "high")
    on_plan = key_result(TO_ONE, *(say(n, n / 13, 4) for n in range(1, 8)))
    assert alert_of(on_plan, 7).status == "none"


def test_an_alert_clears_when_the_team_catches_up() -> None:
    reports = [say(n, 0.02, 1, blockers=NO_DATA) for n in range(1, 7)]
    reports += [say(n, 0.3 + (n - 6) * 0.1, 4) for n in range(7, 13)]
    statuses = [alert_of(key_result(TO_ONE, *reports), number).status for number in (6, 12)]
    assert statuses == ["raised", "none"]
