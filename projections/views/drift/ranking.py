"""Key results in the order of how likely they are to miss, kept in order as they change."""

from __future__ import annotations

from bisect import bisect_left, insort

from domain.drift import Alert, Status
from domain.values import KeyResultId

Place = tuple[bool, float, KeyResultId]


class Ranking:
    """The raised and the watched key results of a cycle, likeliest miss first.

    Alerts that were snoozed or resolved come after all others, since nobody waits for them.

    It takes in what happened `upto` a position of the log.
    """

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self._ranks: dict[Status, list[Place]] = {"raised": [], "watch": []}
        self._places: dict[KeyResultId, tuple[Status, Place]] = {}
        self._judged: dict[KeyResultId, bool] = {}
        self.quiet = 0
        """How many of the raised ones were snoozed or resolved."""

    def put(self, key: KeyResultId, alert: Alert, *, quiet: bool = False) -> None:
        """Move a key result to where its alert belongs, or out."""
        self._judged[key] = alert.evaluation is not None
        known = self._places.pop(key, None)
        if known is not None:
            rank = self._ranks[known[0]]
            del rank[bisect_left(rank, known[1])]
            self.quiet -= known[1][0]
        if alert.status != "none" and alert.evaluation is not None:
            place = (quiet, -alert.evaluation.miss_probability, key)
            insort(self._ranks[alert.status], place)
            self._places[key] = (alert.status, place)
            self.quiet += quiet

    @property
    def reported(self) -> int:
        """How many key results were reported on."""
        return len(self._judged)

    @property
    def judged(self) -> int:
        """Of how many of them enough was reported to say whether they drift."""
        return sum(self._judged.values())

    def count(self, status: Status) -> int:
        return len(self._ranks[status])

    def first(self, status: Status, most: int) -> list[KeyResultId]:
        return [key for *_, key in self._ranks[status][:most]]
