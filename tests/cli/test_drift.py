"""Drift alerts with what people said about them, as they are read in a terminal."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console

from api.cli.shown.drift import shown
from domain.drift.handling import AcknowledgeAlert, JudgeAlert
from tests.projections.test_alerts_answered import LATENCY, QUICK, drifting
from tests.support.company import Q3


def test_a_card_says_who_answered_the_alert_and_how_many_found_it_useful() -> None:
    quarter = drifting().say(
        AcknowledgeAlert(QUICK, LATENCY, "We talk on Friday"), JudgeAlert(QUICK, LATENCY, "useful")
    )
    for key in (LATENCY, Q3):
        console = Console(file=io.StringIO(), width=200)
        for part in shown(msgspec.json.encode(quarter.view("drift", key))):
            console.print(part)
        said: str = console.file.getvalue()  # type: ignore[attr-defined]  # it is the one above
        assert "Acknowledged by ada on 22 August: We talk on Friday" in said
        assert "Found useful by 1, not useful by 0." in said
