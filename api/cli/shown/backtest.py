"""What the drift alerts were worth, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import NOTHING, percent
from domain.wording import counted, listed
from projections.views.drift.backtest import (
    Backtest,
    BacktestFigures,
    BacktestJudged,
    BacktestOwners,
)


def shown(body: bytes) -> Iterable[RenderableType]:
    """The figures, the weeks and what was said beside what happened."""
    view = msgspec.json.decode(body, type=Backtest)
    if view.cycles:
        yield Text(listed([one.name for one in view.cycles], most=6), "bold")
    yield Text(view.text)
    if not view.figures.key_results:
        return
    yield Text()
    yield _figures(view.figures, view.judged)
    yield Text()
    yield _weeks(view.figures)
    yield Text()
    yield _reliability(view.figures)


def _figures(found: BacktestFigures, judged: BacktestJudged) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1))
    rows = (
        ("precision", percent(found.precision), "of the alerts were right"),
        ("recall", percent(found.recall), "of the misses were announced"),
        ("by week 6 of 13", percent(found.recall_early), "of the misses were announced by then"),
        ("false alarms", percent(found.false_alarms), "of what ended well had an alert"),
        ("lead", _number(found.lead, 0), "weeks before the end, in the middle"),
        ("alerts", _number(found.alerts_per_team_week), "per team and week"),
        ("told", _number(found.told_per_team_week), "messages per team and week"),
        ("messages", _number(found.messages_per_alerted), "for each key result that had any"),
        ("Brier score", _number(found.brier, 3), f"{_number(found.base_brier, 3)} by base rate"),
        ("interval", percent(found.cover), "of outcomes in it; 80% is meant"),
        *_of_owners(found.owners),
        *_of_judged(judged),
    )  # fmt: skip
    for name, value, means in rows:
        table.add_row(Text(name, "dim"), Text(value, "bold"), means)
    return table


def _of_owners(found: BacktestOwners) -> Iterable[tuple[str, str, str]]:
    if found.answers:
        said = counted(found.answers, "forecast of their own", "forecasts of their own")
        beside = f"off, in {said}; {percent(found.our_error)} ours of the same week"
        yield "owners", percent(found.error), beside


def _of_judged(found: BacktestJudged) -> Iterable[tuple[str, str, str]]:
    number = found.useful + found.not_useful
    if number:
        yield "useful", percent(found.share), f"of {counted(number, 'judgement')} by people"


def _weeks(found: BacktestFigures) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("week", "judged", "precision", "recall", "Brier", "base", "in interval"):
        table.add_column(name, justify="right")
    for one in found.weeks:
        if one.judged:
            table.add_row(
                str(one.week), str(one.judged), percent(one.precision), percent(one.recall),
                _number(one.brier, 3), _number(one.base_brier, 3), percent(one.cover),
            )  # fmt: skip
    return table


def _reliability(found: BacktestFigures) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in ("said", "happened", "of"):
        table.add_column(name, justify="right")
    for one in found.reliability:
        if one.count:
            table.add_row(percent(one.said), percent(one.happened), f"{one.count:,}")
    return table


def _number(value: float | None, places: int = 2) -> str:
    return NOTHING if value is None else f"{value:.{places}f}"
