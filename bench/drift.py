"""What the drift detector is worth on synthetic quarters: `python -m bench.drift`.

Six worlds with planted causes, and two that were kept apart while its constants were chosen
(bench/worlds.py says what each assumes), through the product's own functions. `--seed` takes fresh
ones. Prints what docs/drift.md states, and the time that a day of 8,000 key results takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from time import process_time

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench.worlds import CYCLE, EVERY_WEEK, KEPT_APART, WEEKS, WORLDS, World, quarter
from domain.drift import watch
from domain.drift.backtest import Course, Figures, course, figures
from domain.drift.learning import MOST, learned
from domain.drift.rule import NEEDED, RULE, Rule
from domain.values import Ambition

TEAM = 12
"""Key results of a team."""

ROUNDS = 5

BEFORE = 100_000
"""How far the seeds of the quarters that are learned from lie from the others."""


class Case(Struct, frozen=True):
    """What the detector is told of plans, what is needed, and whether it has learned before."""

    name: str
    declared: bool = False
    ambition: Ambition = "aspirational"
    lessons: int = 0
    """From so many closed key results of the same world."""


CASES = (
    Case("no midpoint declared"),
    Case("no midpoint declared, having learned", lessons=MOST),
    Case("midpoints declared", declared=True),
    Case("committed, no midpoint declared", ambition="committed"),
)


def figures_of(world: World, seed: int, count: int, case: Case) -> Figures:
    closed = learned(_courses(world, seed + BEFORE, case.lessons, case, RULE))
    return figures(_courses(world, seed, count, case, closed.rule))


def _courses(world: World, seed: int, count: int, case: Case, rule: Rule) -> list[Course]:
    lives = quarter(world, seed, count, declared=case.declared, ambition=case.ambition)
    return [
        Course(
            "quarter", str(number // TEAM), WEEKS, NEEDED[case.ambition], life.final,
            course(life.key_result, CYCLE, EVERY_WEEK, rule),
        )
        for number, life in enumerate(lives)
    ]  # fmt: skip


COLUMNS: tuple[tuple[str, Callable[[Figures], float | None]], ...] = (
    ("missed", lambda found: found.missed / found.key_results),
    ("precision", lambda found: found.precision),
    ("recall", lambda found: found.recall),
    ("by week 6", lambda found: found.recall_early),
    ("false alarms", lambda found: found.false_alarms),
    ("lead", lambda found: found.lead),
    ("alerts", lambda found: found.alerts_per_team_week),
    ("told", lambda found: found.told_per_team_week),
    ("messages", lambda found: found.messages_per_alerted),
    ("Brier", lambda found: found.brier),
    ("base", lambda found: found.base_brier),
    ("cover", lambda found: found.cover),
)


def _table(case: Case, found: dict[str, Figures]) -> Table:
    table = Table("world", *(name for name, _ in COLUMNS), title=case.name, title_justify="left")
    for name, one in found.items():
        table.add_row(name, *(_shown(of(one)) for _, of in COLUMNS))
    means = [found[world.name] for world in WORLDS]
    table.add_section()
    table.add_row("mean W0-W5", *(_shown(_mean(of(one) for one in means)) for _, of in COLUMNS))
    return table


def _by_week(found: Sequence[Figures]) -> Table:
    names = ("week", "Brier", "base", "worlds below base", "cover", "precision", "recall")
    table = Table(*names, title="by week, means over W0-W5", title_justify="left")
    for weeks in zip(*(one.weeks for one in found), strict=True):
        if weeks[0].week > 2:
            better = sum((one.brier or 1) < (one.base_brier or 0) for one in weeks)
            columns = [_mean(getattr(one, name) for one in weeks) for name in _OF_WEEK]
            shown = [_shown(one, 3) for one in columns]
            table.add_row(str(weeks[0].week), *shown[:2], f"{better} of {len(weeks)}", *shown[2:])
    return table


_OF_WEEK = ("brier", "base_brier", "cover", "precision", "recall")


def _reliability(found: Sequence[Figures]) -> Table:
    table = Table(
        "said", "happened", "of", title="what was said, W0-W5 together", title_justify="left"
    )
    for bins in zip(*(one.reliability for one in found), strict=True):
        count = sum(one.count for one in bins)
        if count:
            said = sum((one.said or 0) * one.count for one in bins) / count
            happened = sum((one.happened or 0) * one.count for one in bins) / count
            table.add_row(_shown(said), _shown(happened), f"{count:,}")
    return table


def _mean(values: Iterable[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return fmean(known) if known else None


def _shown(value: float | None, places: int = 2) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def day(count: int = 8_000, week: int = 12) -> float:
    """Seconds of CPU that it takes to judge so many key results on a day late in their quarter.

    Nothing is remembered. Of some rounds the quickest counts: others disturb a processor's caches.
    """
    lives = [life.key_result for life in quarter(WORLDS[0], 1, count)]
    took = []
    for _ in range(ROUNDS):
        last, begun = CYCLE.last_day(week), process_time()
        for key_result in lives:
            watch(key_result, CYCLE, last, EVERY_WEEK)
        took.append(process_time() - begun)
    return min(took)


def _print_figures(seed: int, count: int) -> None:
    console = Console(width=120)
    for world in (*WORLDS, *KEPT_APART):
        console.print(f"{world.name}: {world.says}")
    for case in CASES:
        found = {
            world.name: figures_of(world, seed, count, case) for world in (*WORLDS, *KEPT_APART)
        }
        six = [found[world.name] for world in WORLDS]
        for table in (_table(case, found), _by_week(six), _reliability(six)):
            console.print(table)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--count", type=int, default=1_000, help="key results in each world")
    parser.add_argument("--day", action="store_true", help="only measure the time of a day")
    chosen = parser.parse_args(arguments)
    if not chosen.day:
        _print_figures(chosen.seed, chosen.count)
    print(f"8,000 key results on a day of week 12: {day():.2f} s of CPU, wanted under 0.5")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
