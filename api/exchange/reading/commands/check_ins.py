"""Check-ins of a file: rows of their own, columns beside a key result, and plain results."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from api.exchange import cells
from api.exchange.problems import lines_of
from api.exchange.reading.commands.checks import CHECKED_IN, check_report
from api.exchange.reading.metric import is_per_cent
from api.exchange.reading.reader import Reader
from api.exchange.reading.resolve.goals import KeyResultOf, nowhere
from api.exchange.reading.resolve.identifiers import identifier
from api.exchange.reading.resolve.resolving import Resolved
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector, Step
from domain.measuring.check_in import Blocker, BlockerKind, CheckIn
from domain.measuring.metric import Boolean, Decrease, Increase, Metric, Milestone
from domain.values import CheckInId, CycleId, KeyResultId

BLOCKERS: Sequence[BlockerKind] = (
    "resource", "dependency", "clarity", "priority_conflict", "external",
)  # fmt: skip

ALL = 100
"""Per cent."""

_IN_WORDS = {"value": "result_pct", "narrative": "result"}
"""The columns of a check-in that is read from a plain result."""

_AS_THEY_ARE: Mapping[str, str] = {}

Progress = Callable[[float, float], None]
"""Told how many rows of how many have been read."""


class CheckIns:
    """What the rows report; `metrics` are by the ids of the rows of key results."""

    def __init__(
        self, resolved: Resolved, into: Collector, metrics: Mapping[str, Metric | None]
    ) -> None:
        self._resolved = resolved
        self._into = into
        self._read = into.read
        self._metrics = metrics
        self._key_results = resolved.goals.key_results
        self._count = 0
        self._in_per_cent = 0
        self._in_words: list[int] = []
        """The lines of results that state no number."""
        self._cycles: dict[CycleId, None] = {}

    def ask(self, progress: Progress | None) -> Collection[CycleId]:
        """Ask for all of them. Gives the cycles that have any."""
        rows = self._resolved.rows
        for number, row in enumerate(rows):
            self._into.place(Step.CHECK_INS, row)
            self._take(row)
            if progress is not None:
                progress(number + 1, len(rows))
        return self._cycles.keys()

    def notes(self) -> Iterator[str]:
        if self._count:
            count = "1 check-in is" if self._count == 1 else f"{self._count} check-ins are"
            share = f", {self._in_per_cent} of them from results in per cent"
            yield (
                f"{count} read{share if self._in_per_cent else ''};"
                " where the file states no confidence, none is made up."
            )
        if self._in_words:
            lines = self._in_words
            words = "1 result is" if len(lines) == 1 else f"{len(lines)} results are"
            yield (
                f"{words} told in words without a number: they are read as they are, and no"
                f" progress is made up ({lines_of(lines)})."
            )

    def _take(self, row: Row) -> None:
        match row.kind:
            case "check_in":
                self._report(row, self._key_results.get(row.parent_id) or _nothing(row), row.id)
            case "key_result" if row.id in self._key_results:
                key_result = self._key_results[row.id]
                if any(row[column].strip() for column in CHECKED_IN):
                    self._report(row, key_result, f"check-in of {row.id}")
                elif row["result"].strip() or row["result_pct"].strip():
                    self._result(row, key_result)
            case _:
                for column in ("result", "result_pct"):
                    if row[column].strip():
                        why = f"{_with_article(row.kind)} is not measured: '{_short(row[column])}'."
                        self._into.leave_out(row, column, why)
                        return

    def _report(self, row: Row, key_result: KeyResultOf, name: str) -> None:
        if row.is_in_per_cent("value") and _is_counted_otherwise(self._metric(key_result)):
            self._read.wrong(
                row, "value", "It is in per cent, and the key result is not: write the number."
            )
        effective = self._read.day(row, "effective")
        if effective is None:
            if row.kind == "check_in" and not row["effective"].strip():
                self._read.wrong(
                    row, "effective", "It is empty; a check-in says of which day it speaks."
                )
            effective = min(key_result.cycle.ends, self._resolved.present.today)
        self._ask(
            row,
            key_result,
            CheckIn(
                objective_id=key_result.objective.objective_id,
                key_result_id=key_result.key_result_id,
                check_in_id=self._identifier(
                    key_result, name, row if row.kind == "check_in" else None
                ),
                effective=effective,
                value=self._value(row, key_result),
                confidence=self._read.whole(row, "confidence"),
                narrative=row["narrative"],
                blockers=read_blockers(self._read, row),
                done=read_done(self._read, row),
            ),
        )

    def _result(self, row: Row, key_result: KeyResultOf) -> None:
        cycle, today = key_result.cycle, self._resolved.present.today
        if today < cycle.starts:
            column = "result" if row["result"].strip() else "result_pct"
            self._into.leave_out(row, column, f"The cycle '{cycle.name}' has not begun.")
            return
        value = self._of_per_cent(row, key_result)
        if value is None and not row["result"].strip():
            return
        if value is None and self._read.is_sound(row):
            self._in_words.append(row.line)
        self._ask(
            row,
            key_result,
            CheckIn(
                objective_id=key_result.objective.objective_id,
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
            return self._read.number(row, "value")
        return self._of_per_cent(row, key_result)

    def _of_per_cent(self, row: Row, key_result: KeyResultOf) -> float | None:
        """A result in per cent on the key result's own scale."""
        per_cent = self._read.number(row, "result_pct")
        if per_cent is None and not row["result_pct"].strip():
            per_cent = cells.read_per_cent(row["result"])
        if per_cent is None:
            return None
        self._in_per_cent += 1
        match self._metric(key_result):
            case Milestone() as metric if not metric.steps:
                return per_cent
            case Increase() | Decrease() as metric:
                return metric.baseline + per_cent / 100 * (metric.target - metric.baseline)
            case Boolean() if per_cent == 0 or per_cent >= ALL:
                return float(per_cent >= ALL)
            case None:
                return None
            case _:
                self._in_per_cent -= 1
                self._into.leave_out(
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
        self._count += 1
        self._cycles[key_result.cycle.cycle_id] = None
        needs = [row, *key_result.needs, *key_result.objective.published_on]
        self._into.ask(command, row, needs, called)
        if row["recorded"]:  # by then the key result may have been another one
            return
        cycle = self._resolved.cycles.surely(key_result.cycle)
        check_report(
            self._read,
            row,
            command,
            cycle,
            self._metric(key_result),
            self._resolved.present.today,
            called,
        )

    def _identifier(self, key_result: KeyResultOf, name: str, row: Row | None = None) -> CheckInId:
        if row is not None:
            return CheckInId(self._resolved.identifiers[row.line])
        workspace_id = self._resolved.present.workspace_id
        return CheckInId(identifier(workspace_id, key_result.cycle.name, "check-in", name))

    def _metric(self, key_result: KeyResultOf) -> Metric | None:
        return self._metrics.get(key_result.row.id)


def _nothing(row: Row) -> KeyResultOf:
    """Stands for the key result of a row that does not say it as it should."""
    return KeyResultOf(row, KeyResultId(""), nowhere(row), None, [row])


def _is_counted_otherwise(metric: Metric | None) -> bool:
    """Whether a value in per cent would be no value of what is measured."""
    unit = getattr(metric, "unit", None)
    return unit is not None and not is_per_cent(unit)


def read_done(read: Reader, row: Row) -> tuple[str, ...] | None:
    match row["done"].strip():
        case "":
            return None
        case cells.NONE_DONE:
            return ()
        case _:
            return tuple(name for (name,) in read.items(row, "done", 1))


def read_blockers(read: Reader, row: Row) -> tuple[Blocker, ...]:
    found = []
    for name, kind, note in read.items(row, "blockers", 3):
        known = next((one for one in BLOCKERS if one == (kind or "external")), None)
        if known is None:
            read.wrong(row, "blockers", f"'{kind}' is none of: {', '.join(BLOCKERS)}.")
        else:
            found.append(Blocker(name, known, note))
    return tuple(found)


def _with_article(kind: str) -> str:
    return f"{'An' if kind[0] in 'aeiou' else 'A'} {kind.replace('_', ' ')}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:37]}..."  # noqa: PLR2004
