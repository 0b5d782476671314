"""The scorecards in a terminal: of a cycle, a unit in it, an objective, and the workspace."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, score, short
from projections.views.closing.maturity import ScorecardOfWorkspace
from projections.views.closing.scorecard import ScorecardOfCycle, ScorecardOfUnit
from projections.views.closing.scorecard_parts import Final, KeyResultFinal, Retrospective
from projections.views.closing.story import ScorecardOfObjective


def shown(body: bytes) -> Iterable[RenderableType]:
    if b'"chapters":' in body:
        return _of_objective(msgspec.json.decode(body, type=ScorecardOfObjective))
    if b'"full_cycles":' in body:
        return _of_workspace(msgspec.json.decode(body, type=ScorecardOfWorkspace))
    if b'"fates":' in body:
        return _of_cycle(msgspec.json.decode(body, type=ScorecardOfCycle))
    return _of_unit(msgspec.json.decode(body, type=ScorecardOfUnit))


def _of_cycle(view: ScorecardOfCycle) -> Iterable[RenderableType]:
    yield Text.assemble((view.name, "bold"), (f"  {view.phase}", "dim"))
    for sentence in view.text:
        yield Text(sentence)
    yield Text()
    table = Table.grid(padding=(0, 2))
    for one in view.objectives:
        _row(table, one)
    yield table
    if view.retrospective is not None:
        yield Text()
        yield from _retrospective(view.retrospective)


def _of_unit(view: ScorecardOfUnit) -> Iterable[RenderableType]:
    yield Text.assemble((view.unit.name, "bold"), (f"  {view.name}", "dim"))
    for one in view.objectives:
        yield Text()
        table = Table.grid(padding=(0, 2))
        _row(table, one.final)
        yield table
        yield _key_results(one.key_results)
    if view.retrospective is not None:
        yield Text()
        yield from _retrospective(view.retrospective)


def _of_objective(view: ScorecardOfObjective) -> Iterable[RenderableType]:
    for chapter in view.chapters:
        yield Text.assemble((chapter.cycle, "bold"), (f"  {chapter.owner.name}", "dim"))
        if chapter.final is None:
            yield Text.assemble(score(None), f"  {chapter.title}")
        else:
            table = Table.grid(padding=(0, 2))
            _row(table, chapter.final)
            yield table
        yield _key_results(chapter.key_results)
        yield Text()


def _of_workspace(view: ScorecardOfWorkspace) -> Iterable[RenderableType]:
    yield Text(view.text)
    yield Text()
    table = Table.grid(padding=(0, 2))
    for one in view.cycles:
        bands = one.everyone.bands
        table.add_row(
            Text(f"  {one.name}", "bold"),
            Text.assemble("company ", score(one.company.score)),
            Text.assemble("everyone ", score(one.everyone.score)),
            Text(f"{bands.green} green, {bands.yellow} yellow, {bands.red} red"),
            Text("a full cycle" if one.full else one.phase, "dim"),
        )
    yield table


def _row(table: Table, one: Final) -> None:
    coverage = "" if one.coverage == 1 else f"{one.coverage:.0%} reported on"
    late = f"{one.late} reported after closing" if one.late else ""
    table.add_row(
        score(one.score),
        Text(one.owner.name, "bold"),
        Text(f"{one.title}  {one.comment}".rstrip()),
        Text((one.decision or "").replace("_", " "), "dim"),
        Text(", ".join(filter(None, (coverage, late))), "dim"),
        Text(short(one.objective_id), "dim"),
    )


def _key_results(finals: Iterable[KeyResultFinal]) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in finals:
        progress = NOTHING if one.progress is None else f"{one.progress:.2f}"
        table.add_row(
            Text.assemble("  ", score(one.score)),
            Text(one.title),
            Text("reached" if one.reached else "", "green"),
            Text(f"progress {progress}" if one.reported else "never reported on", "dim"),
            Text(
                "" if one.under_original in (None, one.score)
                else f"{one.under_original:.2f} under the first target",
                "dim",
            ),
        )  # fmt: skip
    return table


def _retrospective(held: Retrospective) -> Iterable[RenderableType]:
    whose = "the company" if held.unit is None else held.unit.name
    yield Text(f"What {whose} learned:", "bold")
    for one in held.went_well:
        yield Text.assemble(("  + ", "green"), one)
    for one in held.went_badly:
        yield Text.assemble(("  - ", "red"), one)
    for lesson in held.lessons:
        cause = f" ({lesson.root_cause})" if lesson.root_cause else ""
        yield Text.assemble((f"  {lesson.verdict}: ", "bold"), f"{lesson.text}{cause}")
