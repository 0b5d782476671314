"""The year in a terminal: each outcome with its quarters and what advances it in each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import age, confidence, percent, score, short, status
from projections.views.year.advancing import Span
from projections.views.year.outcome import OutcomeInYear
from projections.views.year.year import Year


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Year)
    yield Text.assemble((view.name, "bold"), (f"  {view.phase}, as of {view.as_of}", "dim"))
    for sentence in view.text:
        yield Text(sentence)
    for bet in view.bets:
        ended = f", ended on {bet.ended_on}" if bet.ended_on else ""
        yield Text.assemble(
            (bet.kind.replace("_", " "), "cyan"), f"  {bet.title}", (f"{ended}", "dim")
        )
    for outcome in view.outcomes:
        yield Text()
        yield from _outcome(outcome, view.as_of)
    for review in view.reviews:
        yield Text()
        yield Text.assemble(("Strategy review", "bold"), f"  {review.day}  {review.summary}")
        for decision in review.decisions:
            yield Text(f"  decided: {decision}")


def _outcome(outcome: OutcomeInYear, as_of: date) -> Iterable[RenderableType]:
    under = f", for: {outcome.bet.title}" if outcome.bet else ""
    yield Text.assemble(
        (outcome.title, "bold"),
        (f"  {outcome.owner.name}{under}  {short(outcome.outcome_id)}", "dim"),
    )
    if outcome.dropped is not None:
        yield Text(f"  dropped: {outcome.dropped}", "yellow")
    if outcome.metric is not None and outcome.value is None:
        yield Text("  nothing reported yet", "dim")
    elif outcome.metric is not None:
        on = f" on {outcome.as_of}" if outcome.as_of else ""
        yield Text(f"  stands at {outcome.value:.15g}{on}, {percent(outcome.progress)} of the way")
    if outcome.assessment is not None:
        yield Text(f"  {outcome.assessment.verdict}  {outcome.assessment.comment}", "cyan")
    table = Table.grid(padding=(0, 2))
    for quarter in outcome.quarters:
        _rows(table, quarter, as_of)
    yield table


def _rows(table: Table, quarter: Span, as_of: date) -> None:
    heading = Text(f"  {quarter.name}", "dim")
    if not quarter.objectives:
        ahead = quarter.starts > as_of
        table.add_row(heading, Text("not begun", "dim") if ahead else Text("nobody", "yellow"))
    for number, one in enumerate(quarter.advancing):
        came_to = (
            Text(percent(one.progress))
            if one.score is None
            else Text.assemble("scored ", score(one.score))
        )
        table.add_row(
            heading if number == 0 else "",
            Text(one.owner.name, "bold"),
            Text(one.title),
            status(one.status),
            came_to,
            confidence(one.confidence, one.trend).append(
                age(one.confidence_as_of, as_of) if one.score is None else "", "dim"
            ),
        )
    if quarter.objectives > len(quarter.advancing):
        table.add_row("", Text(f"and {quarter.objectives - len(quarter.advancing)} more", "dim"))
    for lesson in quarter.lessons:
        table.add_row("", Text("learned", "cyan"), Text(lesson.text))
