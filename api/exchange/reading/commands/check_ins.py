"""Check-ins of a file: rows of their own, columns beside a key result, and plain results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.exchange import cells, metrics
from api.exchange.reading.commands.checks import check_report
from api.exchange.reading.commands.objectives import KeyResultOf, nowhere
from api.exchange.reading.commands.row_command import Plan
from api.exchange.reading.resolve.cycles import Spans
from api.exchange.reading.row import Row
from domain.measuring.check_in import Blocker, BlockerKind, CheckIn
from domain.measuring.metric import Boolean, Decrease, Increase, Metric, Milestone
from domain.values import CheckInId, KeyResultId, ObjectiveId

BLOCKERS: Sequence[BlockerKind] = (
    "resource", "dependency", "clarity", "priority_conflict", "external",
)  # fmt: skip

ALL = 100
"""Per cent."""

_IN_WORDS = {"value": "result_pct", "narrative": "result"}
"""The columns of a check-in that is read from a plain result."""

_AS_THEY_ARE: Mapping[str, str] = {}

_REPORT = ("value", "confidence", "narrative", "blockers", "done")


class Reports:
    """What the rows report; `check_ins` counts them."""

    def __init__(self, plan: Plan, spans: Spans, key_results: dict[str, KeyResultOf]) -> None:
        self._plan = plan
        self._spans = spans
        self._key_results = key_results
        self.check_ins = 0
        self.in_per_cent = 0
        self.in_words: list[int] = []
        """The lines of results that state no number."""

    def take(self, row: Row) -> None:
        match row.kind:
            case "check_in":
                self._report(row, self._key_results.get(row.parent_id) or _nothing(row), row.id)
            case "key_result" if row.id in self._key_results:
                key_result = self._key_results[row.id]
                if any(row[column].strip() for column in _REPORT):
                    self._report(row, key_result, f"check-in of {row.id}")
                elif row["result"].strip() or row["result_pct"].strip():
                    self._result(row, key_result)
            case _:
                for column in ("result", "result_pct"):
                    if row[column].strip():
                        why = f"{_a(row.kind)} is not measured: '{_short(row[column])}'."
                        self._plan.leave_out(row, column, why)
                        return

    def _report(self, row: Row, key_result: KeyResultOf, name: str) -> None:
        if row.is_in_per_cent("value") and _is_counted_otherwise(key_result.metric):
            row.wrong("value", "It is in per cent, and the key result is not: write the number.")
        effective = row.day("effective")
        if effective is None:
            if row.kind == "check_in" and not row["effective"].strip():
                row.wrong("effective", "It is empty; a check-in says of which day it speaks.")
            effective = min(key_result.cycle.ends, self._plan.present.today)
        self._ask(
            row,
            key_result,
            CheckIn(
                objective_id=key_result.objective_id,
                key_result_id=key_result.key_result_id,
                check_in_id=self._identifier(
                    key_result, name, row if row.kind == "check_in" else None
                ),
                effective=effective,
                value=self._value(row, key_result),
                confidence=row.whole("confidence"),
                narrative=row["narrative"],
                blockers=read_blockers(row),
                done=read_done(row),
            ),
        )

    def _result(self, row: Row, key_result: KeyResultOf) -> None:
        cycle, today = key_result.cycle, self._plan.present.today
        if today < cycle.starts:
            column = "result" if row["result"].strip() else "result_pct"
            self._plan.leave_out(row, column, f"The cycle '{cycle.name}' has not begun.")
            return
        value = self._of_per_cent(row, key_result)
        if value is None and not row["result"].strip():
            return
        if value is None and row.sound:
            self.in_words.append(row.line)
        self._ask(
            row,
            key_result,
            CheckIn(
                objective_id=key_result.objective_id,
                key_result_id=key_result.key_result_id,
                check_in_id=self._identifier(key_result, f"result of {row.id}"),
                effective=min(cycle.ends, today),
                value=value,
                narrative=row["result"],
            ),
            _IN_WORDS,
        )

    def _value(self, row: Row, key_result: KeyResultOf) -> float | None:
        """The value that is stated, or else the one that a result in per cent comes to."""
        if row["value"].strip() or row.kind == "check_in":
            return row.number("value")
        return self._of_per_cent(row, key_result)

    def _of_per_cent(self, row: Row, key_result: KeyResultOf) -> float | None:
        """A result in per cent on the key result's own scale."""
        per_cent = row.number("result_pct")
        if per_cent is None and not row["result_pct"].strip():
            per_cent = cells.read_per_cent(row["result"])
        if per_cent is None:
            return None
        self.in_per_cent += 1
        match key_result.metric:
            case Milestone() as metric if not metric.steps:
                return per_cent
            case Increase() | Decrease() as metric:
                return metric.baseline + per_cent / 100 * (metric.target - metric.baseline)
            case Boolean() if per_cent == 0 or per_cent >= ALL:
                return float(per_cent >= ALL)
            case None:
                return None
            case _:
                self.in_per_cent -= 1
                self._plan.leave_out(
                    row, "result_pct", "This type of key result is not measured in per cent."
                )
                return None

    def _ask(
        self,
        row: Row,
        key_result: KeyResultOf,
        command: CheckIn,
        called: Mapping[str, str] = _AS_THEY_ARE,
    ) -> None:
        self.check_ins += 1
        self._spans.check_ins_come(key_result.cycle)
        needs = [row, *key_result.needs, *key_result.objective.published_on]
        self._plan.ask(command, row, needs, called)
        if row["recorded"]:  # by then the key result may have been another one
            return
        cycle = self._spans.surely(key_result.cycle)
        check_report(row, command, cycle, key_result.metric, self._plan.present.today, called)

    def _identifier(self, key_result: KeyResultOf, name: str, row: Row | None = None) -> CheckInId:
        cycle = key_result.cycle.name
        return CheckInId(self._plan.identifier(cycle, "check-in", name, row=row))


def _nothing(row: Row) -> KeyResultOf:
    """Stands for the key result of a row that does not say it as it should."""
    return KeyResultOf(row, ObjectiveId(""), KeyResultId(""), None, nowhere(row), [row])


def _is_counted_otherwise(metric: Metric | None) -> bool:
    """Whether a value in per cent would be no value of what is measured."""
    unit = getattr(metric, "unit", None)
    return unit is not None and not metrics.is_per_cent(unit)


def read_done(row: Row) -> tuple[str, ...] | None:
    match row["done"].strip():
        case "":
            return None
        case cells.NONE_DONE:
            return ()
        case _:
            return tuple(name for (name,) in row.items("done", 1))


def read_blockers(row: Row) -> tuple[Blocker, ...]:
    found = []
    for name, kind, note in row.items("blockers", 3):
        known = next((one for one in BLOCKERS if one == (kind or "external")), None)
        if known is None:
            row.wrong("blockers", f"'{kind}' is none of: {', '.join(BLOCKERS)}.")
        else:
            found.append(Blocker(name, known, note))
    return tuple(found)


def _a(kind: str) -> str:
    return f"{'An' if kind[0] in 'aeiou' else 'A'} {kind.replace('_', ' ')}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:37]}..."  # noqa: PLR2004
