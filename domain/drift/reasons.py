"""The lines of the evidence card in words, each with the check-ins and dependencies behind it."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import ClassVar

from domain.cycles.cycle import Cycle
from domain.dependencies import lateness
from domain.drift.card import Code, lately
from domain.drift.observed import Week
from domain.drift.rule import NEEDED, Rule
from domain.measuring.metric import Maintain
from domain.messages import Value
from domain.objectives.state import KeyResult
from domain.progress import plan
from domain.values import CheckInId, DependencyId
from domain.wording import beside, counted, in_words, percent, spoken_day

Cause = CheckInId | DependencyId


class Evidence(Value, frozen=True):
    """One line of the card: natural-log odds, the reason in words, and what is behind it."""

    code: Code
    weight: float
    reason: str
    causes: tuple[Cause, ...] = ()


class Reasons:
    """What is said of one key result at the end of a week."""

    def __init__(
        self,
        now: Week,
        forecast: float,
        key_result: KeyResult,
        cycle: Cycle,
        rule: Rule,
        expects: str,
    ) -> None:
        self._now, self._forecast, self._rule, self._expects = now, forecast, rule, expects
        self._key_result, self._cycle = key_result, cycle
        self._needed = NEEDED[key_result.ambition]

    def of(self, code: Code, weight: float) -> Evidence:
        reason, causes = self._said[code](self)
        return Evidence(code, weight, reason, causes)

    def _missed(self) -> tuple[str, tuple[Cause, ...]]:
        """Why the target is out of reach."""
        now, due = self._now, self._key_result.due
        if now.maintained or due is None:
            held = f"it held in {beside(now.progress, self._needed)} of the weeks reported"
            return f"{held}, where {percent(self._needed)} is needed", now.value_from
        stands = percent(now.progress) if now.value_from else "nothing measured"
        return f"it was due on {spoken_day(due)} and stands at {stands}", now.value_from

    def _heading(self) -> tuple[str, tuple[Cause, ...]]:
        """Where it is heading: a pace is told only where the plan asks for one."""
        now = self._now
        if now.progress >= 1 and not now.maintained:
            return "the target is reached", now.value_from
        if now.gone == 0:
            end = spoken_day(plan.ends(self._key_result, self._cycle))
            return f"nothing is due before {end}", now.value_from
        ends = beside(self._forecast, self._needed)
        landing = f"at this pace it ends at {ends} of the target"
        if isinstance(self._key_result.metric, Maintain):
            landing = f"at this rate it holds in {ends} of the weeks"
        needed = "all of it" if self._needed == 1 else percent(self._needed)
        return f"{landing}, where {needed} is needed", now.value_from

    def _unmeasured(self) -> tuple[str, tuple[Cause, ...]]:
        return "no value has ever been reported", self._now.last_report

    def _projected(self) -> tuple[str, tuple[Cause, ...]]:
        projected = self._now.projected
        ends = "" if projected is None else beside(projected.progress, self._needed)
        return f"{self._expects} expects it to end at {ends}", ()

    def _confidence(self) -> tuple[str, tuple[Cause, ...]]:
        level, check_in = self._now.confidence or (0, CheckInId(""))
        return f"confidence is {level}", (check_in,)

    def _no_confidence(self) -> tuple[str, tuple[Cause, ...]]:
        return "nobody has said how sure they are", self._now.last_report

    def _drop(self) -> tuple[str, tuple[Cause, ...]]:
        highest, before = max(self._now.recent, key=itemgetter(0))  # the first such
        level, check_in = self._now.recent[-1]
        fell = f"confidence fell from {highest} to {level} within {self._rule.recent_weeks} weeks"
        return fell, (before, check_in)

    def _falling(self) -> tuple[str, tuple[Cause, ...]]:
        now = self._now
        sank = f"confidence sank to {lately(now):.1f} on average in the last"
        reports = f"{in_words(len(now.stated))} reports, from {now.usual:.1f} in all of them"
        return f"{sank} {reports}", tuple(check_in for _, check_in in now.stated)

    def _blocker(self) -> tuple[str, tuple[Cause, ...]]:
        run = self._now.blocked_by
        return f"blocked by '{self._now.blocker}' in {in_words(len(run))} reports in a row", run

    def _dependency(self) -> tuple[str, tuple[Cause, ...]]:
        lacking = self._now.lacking
        return lateness.in_words(lacking), tuple(one.dependency_id for one in lacking)

    def _stalled(self) -> tuple[str, tuple[Cause, ...]]:
        now = self._now
        for_weeks = counted(now.still_weeks, "week")
        return f"it has stood at {percent(now.progress)} for {for_weeks}", now.still

    def _flat(self) -> tuple[str, tuple[Cause, ...]]:
        now = self._now
        level, behind = now.confidence[0] if now.confidence else 0, now.expected - now.progress
        stays = f"confidence has stayed at {level} in {in_words(len(now.flat))} reports"
        return f"{stays}, while progress is {_points(behind)} behind the plan", now.flat

    def _unproven(self) -> tuple[str, tuple[Cause, ...]]:
        now = self._now
        level, check_in = now.confidence or (0, CheckInId(""))
        asked = f"what is the plan for getting from {percent(now.progress)} to the target?"
        return f"confidence is {level}, so {asked}", (check_in, *now.value_from)

    def _silence(self) -> tuple[str, tuple[Cause, ...]]:
        return f"{in_words(self._now.silent)} check-ins in a row are missing", self._now.last_report

    def _base(self) -> tuple[str, tuple[Cause, ...]]:
        return "the base rate, before anything is reported", ()

    _said: ClassVar[dict[Code, Callable[[Reasons], tuple[str, tuple[Cause, ...]]]]] = {
        "missed": _missed,
        "forecast": _heading,
        "unmeasured": _unmeasured,
        "projected": _projected,
        "confidence": _confidence,
        "no_confidence": _no_confidence,
        "confidence_drop": _drop,
        "falling": _falling,
        "blocker": _blocker,
        "dependency": _dependency,
        "stalled": _stalled,
        "flat_confidence": _flat,
        "unproven": _unproven,
        "silence": _silence,
        "base": _base,
    }


def _points(share: float) -> str:
    return counted(round(100 * share), "point")
