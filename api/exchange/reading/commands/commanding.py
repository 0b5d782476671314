"""The third stage of an import: rows as commands, each with the row that it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from api.exchange.reading.commands.check_ins import CheckIns, Progress
from api.exchange.reading.commands.links import link_objectives
from api.exchange.reading.commands.moves import move_cycles
from api.exchange.reading.commands.objectives import add_key_results, draft_objectives, publish
from api.exchange.reading.commands.records import Records
from api.exchange.reading.metric import is_without_numbers
from api.exchange.reading.resolve.resolving import Resolved
from api.exchange.reading.row_command import Collected, Collector


def commands(resolved: Resolved, progress: Progress | None = None) -> Collected:
    """What the rows state, and what has to be made for it."""
    into = Collector(resolved.present, resolved.rows, resolved.made.problems, resolved.tellers)
    stages = draft_objectives(resolved, into)
    metrics = add_key_results(resolved, into)
    link_objectives(resolved, into)
    publish(resolved, into, stages)
    check_ins = CheckIns(resolved, into, metrics)
    move_cycles(resolved.cycles, check_ins.ask(progress), into)
    Records(resolved, into).ask()
    into.notes.extend((*_notes(resolved), *check_ins.notes()))
    return resolved.made.with_all(into.collected())


def _notes(resolved: Resolved) -> Iterator[str]:
    if resolved.goals.themes:
        names = ", ".join(f"'{name}'" for name in resolved.goals.themes)
        yield f"Key results without a parent go under objectives of the company: {names}."
    rows = (one.row for one in resolved.goals.measured if one.row.kind == "key_result")
    count = sum(is_without_numbers(row) for row in rows)
    if count:
        noun = (
            "1 key result without numbers is measured as a milestone"
            if count == 1
            else f"{count} key results without numbers are measured as milestones"
        )
        yield f"{noun}, 0 to 100 %."
