"""What people of the demo do about alerts, in the week in which they see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from api.demo.parts import Answer
from api.demo.running import CHECKED_IN_ON
from api.demo.stage import Act, Scene
from domain.drift.handling import AcknowledgeAlert, AlertCommand, JudgeAlert, SnoozeAlert

HOUR = 14  # of the day of the check-ins, once all of them are there


def answered(act: Act) -> Iterator[Scene]:
    for answer in act.quarter.answers:
        moment = act.at_work(answer.week, CHECKED_IN_ON, HOUR)
        by = answer.by or act.lead(act.quarter.home(answer.aim).name)
        yield Scene(moment, by, [_command(act, answer)])


def _command(act: Act, answer: Answer) -> AlertCommand:
    about = (act.home(answer.aim), act.aim(answer.aim))
    match answer.step:
        case "acknowledge":
            return AcknowledgeAlert(*about, answer.words)
        case "snooze":
            seen = act.at_work(answer.week, CHECKED_IN_ON, HOUR).date()
            return SnoozeAlert(*about, seen + timedelta(weeks=answer.weeks), answer.words)
        case "useful" | "not_useful":
            return JudgeAlert(*about, answer.step, answer.words)
        case _:
            assert_never(answer.step)
