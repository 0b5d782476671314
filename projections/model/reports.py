"""What was reported on key results, as it arrived."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.values import CycleId, KeyResultId
from projections.model.still import copied


class Report(Struct, frozen=True, gc=False):
    """A check-in or a correction as it arrived; `day` is that of `recorded_at` in the workspace.

    `after_closing` tells those that came too late to count in the score of their cycle.
    """

    position: int
    recorded_at: datetime
    day: date
    event: CheckedIn | CheckInCorrected
    after_closing: bool = False


class Reports:
    """The reports on each key result, in the order of the log."""

    def __init__(self) -> None:
        self.by_key_result: dict[KeyResultId, list[Report]] = {}
        self.after_closing: dict[CycleId, int] = {}
        """How many reports on a cycle came after it was closed."""

    def on(self, key: KeyResultId) -> list[Report]:
        return self.by_key_result.get(key, [])

    def take(self, report: Report, cycle_id: CycleId | None) -> None:
        """Note a report; its cycle is None where nobody knows what it is about."""
        key = report.event.key_result_id
        arrived = self.by_key_result.get(key)
        if arrived is None:
            self.by_key_result[key] = [report]
        else:
            arrived.append(report)
        if report.after_closing and cycle_id is not None:
            self.after_closing[cycle_id] = self.after_closing.get(cycle_id, 0) + 1

    def still(self) -> Reports:
        """A copy that later events leave as it is."""
        return copied(self)
