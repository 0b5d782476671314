"""Statements that people labelled, and how well the rules of diagnosis find what they found.

A statement has a `text`, a `kind`, `labels` and, of a link, what it is linked to as `context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from domain.diagnosis.likeness import copies, statement
from domain.diagnosis.rules import KEY_RESULTS, Rule
from domain.diagnosis.statement import suspicion
from domain.diagnosis.wording import bare_wish, compound, figure, too_long

FILE: Final = "data/okr_quality_dev.jsonl"
"""Beside the project: the statements are not ours to hand on."""

OURS: Final = Path(__file__).with_name("statements.jsonl")
"""Written for this project by somebody who had not read the rules, most of them."""

Kind = Literal["key_result", "objective", "link", "set"]


class Labelled(Struct, frozen=True):
    text: str
    kind: Kind
    labels: frozenset[str]
    context: str | None = None


class Task(Struct, frozen=True):
    """A rule as a question to a statement, and the labels with which people say yes."""

    rule: Rule
    kinds: frozenset[Kind]
    labels: frozenset[str]
    finds: Callable[[Labelled], object]


def _set_of_key_results(one: Labelled) -> list[int]:
    found: dict[str, object] = msgspec.json.decode(one.context or "{}")
    key_results = found.get("krs")
    return [int(number) for number in key_results] if isinstance(key_results, list) else []


def _copies(one: Labelled) -> bool:
    return copies(statement(one.text), statement(one.context or ""))


def _task(rule: Rule, kinds: str, labels: str, finds: Callable[[Labelled], object]) -> Task:
    held = msgspec.convert(kinds.split(), frozenset[Kind])
    return Task(rule, held, frozenset(labels.split()), finds)


TASKS = (
    _task("not_measurable", "key_result", "activity vague no_number",
          lambda one: suspicion(one.text)),
    _task("objective_with_metric", "objective", "objective_has_metric",
          lambda one: figure(one.text)),
    _task("too_long", "objective", "objective_too_long", lambda one: too_long(one.text)),
    _task("compound", "objective key_result", "compound", lambda one: compound(one.text)),
    _task("bare_wish", "objective", "vague", lambda one: bare_wish(one.text)),
    _task("copy_of_parent", "link", "verbatim_copy", _copies),
    _task("one_key_result", "set", "single_kr", lambda one: 1 in _set_of_key_results(one)),
    _task("no_key_results", "set", "no_krs", lambda one: 0 in _set_of_key_results(one)),
    _task("many_key_results", "set", "too_many_krs",
          lambda one: any(number > KEY_RESULTS for number in _set_of_key_results(one))),
)  # fmt: skip


class Score(Struct, frozen=True):
    """`right` were found and are so, `wrong` were found and are not, `missed` are so."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def score(task: Task, statements: Iterable[Labelled]) -> Score:
    asked = [one for one in statements if one.kind in task.kinds]
    pairs = [(bool(task.finds(one)), bool(task.labels & one.labels)) for one in asked]
    return Score(*(pairs.count(pair) for pair in ((True, True), (True, False), (False, True))))


def read(path: Path) -> list[Labelled]:
    lines = path.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Labelled) for line in lines]
