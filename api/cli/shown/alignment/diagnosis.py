"""The diagnosis of plans in a terminal: the findings under what they are about, then the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from api.cli.shown.words import short
from projections.views.alignment.diagnosis import (
    DiagnosisOfCycle,
    DiagnosisOfObjective,
    DiagnosisOfUnit,
    Duplicate,
)
from projections.views.alignment.diagnosis_shown import FindingShown, RuleCount

PAIRS = 15
STYLES = {"warn": "yellow", "info": "cyan"}


def shown(body: bytes) -> Iterable[RenderableType]:
    known = msgspec.json.decode(body)
    if "unit" in known:
        unit = msgspec.convert(known, DiagnosisOfUnit)
        yield Text.assemble((unit.unit.name, "bold"), (f"  {unit.name}", "dim"))
        yield from _found(unit.text, unit.total, unit.counts, unit.findings)
    elif "objective_id" in known:
        one = msgspec.convert(known, DiagnosisOfObjective)
        whose = f"  {one.owner.name}  {short(one.objective_id)}"
        yield Text.assemble((one.title, "bold"), (whose, "dim"))
        yield from _found(one.text, one.total, one.counts, one.findings)
    else:
        cycle = msgspec.convert(known, DiagnosisOfCycle)
        yield Text(cycle.name, "bold")
        yield from _found(cycle.text, cycle.total, cycle.counts, cycle.findings)
        yield from _pairs(cycle.duplicates_total, cycle.duplicates)


def _found(
    text: Iterable[str],
    total: int,
    counts: Iterable[RuleCount],
    findings: Sequence[FindingShown],
) -> Iterable[RenderableType]:
    yield Text(" ".join(text))
    by_rule = ", ".join(f"{one.found} {_called(one.rule)}" for one in counts)
    if by_rule:
        yield Text(by_rule, "dim")
    for _, group in groupby(findings, key=lambda one: (one.about.id, one.severity)):
        first, *others = group
        yield Text()
        owner = "" if first.owner is None else f"{first.owner.name}  "
        yield Text.assemble(
            (first.about.name, "bold"), (f"  {owner}{short(first.about.id)}", "dim")
        )
        for one in (first, *others):
            yield from _finding(one)
    if total > len(findings):
        yield Text(f"... and {total - len(findings)} more", "dim")


def _finding(one: FindingShown) -> Iterable[RenderableType]:
    words = f" ({', '.join(one.words)})" if one.words else ""
    yield Padding(
        Text.assemble((_called(one.rule), STYLES[one.severity]), f"{words}: {one.why}"),
        (0, 0, 0, 2),
    )
    below = one.direction if one.settled is None else _sentence(one.settled.text)
    yield Padding(Text(below, "dim"), (0, 0, 0, 4))


def _sentence(text: str) -> str:
    """With the full stop that whoever gave the reason may have written already."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _pairs(total: int, pairs: Sequence[Duplicate]) -> Iterable[RenderableType]:
    if not total:
        return
    yield Text()
    yield Text("Wanted twice:", "bold")
    for pair in pairs[:PAIRS]:
        yield Text.assemble(
            f"  {pair.one.title}", (f"  {pair.one.owner.name}", "dim"),
            f"\n  {pair.other.title}", (f"  {pair.other.owner.name}\n", "dim"),
        )  # fmt: skip
    if total > PAIRS:
        yield Text(f"  ... and {total - PAIRS} more", "dim")


def _called(rule: str) -> str:
    return rule.replace("_", " ")
