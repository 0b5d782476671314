"""The resources view in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.shown.words import short
from domain.wording import counted
from projections.views.resources.contention import Contention
from projections.views.resources.resources import (
    ResourcesOfCycle,
    ResourcesOfPool,
    ResourcesOfWorkspace,
)

RIVALS = 10
"""How many of those who compete are listed below a contention."""


def shown(body: bytes) -> Iterable[RenderableType]:
    fields = msgspec.json.decode(body)
    if "pool" in fields:
        yield from _of_pool(msgspec.json.decode(body, type=ResourcesOfPool))
    elif "cycle_id" in fields:
        yield from _of_cycle(msgspec.json.decode(body, type=ResourcesOfCycle))
    else:
        yield from _of_workspace(msgspec.json.decode(body, type=ResourcesOfWorkspace))


def _of_workspace(view: ResourcesOfWorkspace) -> Iterable[RenderableType]:
    yield Text(counted(view.pools_total, "resource pool"), "bold")
    table = _table("per week", "", "pool", "open", "id")
    for one in view.pools:
        until = f" to {one.closes}" if one.closes else ""
        table.add_row(
            _number(one.capacities[-1].per_week), one.measured_in, one.name,
            f"from {one.opens}{until}", short(one.pool_id),
        )  # fmt: skip
    yield table


def _of_cycle(view: ResourcesOfCycle) -> Iterable[RenderableType]:
    yield Text.assemble(
        (view.name, "bold"), (f"  {counted(view.pools_total, 'resource pool')}", "dim")
    )
    yield Text(view.text[0])
    yield Text()
    table = _table("claims", "claimed", "capacity", "over by", "pool", "id")
    for one in view.pools:
        table.add_row(
            str(one.claims), _number(one.claimed), _number(one.capacity),
            Text(_number(one.over), "bold red" if one.over else "dim"),
            Text.assemble(one.name, (f"  {one.measured_in}", "dim")), short(one.pool_id),
        )  # fmt: skip
    yield table
    yield from _contentions(view.contentions)


def _of_pool(view: ResourcesOfPool) -> Iterable[RenderableType]:
    pool = view.pool
    yield Text.assemble((pool.name, "bold"), (f"  {pool.measured_in}, {view.cycle}", "dim"))
    table = _table("week", "claimed", "capacity", "over by")
    for week in view.weeks:
        table.add_row(
            str(week.week), _number(week.claimed), _number(week.capacity),
            Text(_number(week.over), "bold red" if week.over else "dim"),
        )  # fmt: skip
    yield table
    yield from _contentions(view.contentions)
    if view.claims:
        yield Text()
        yield Text("Claims:", "bold")
        claims = _table("weeks", "a week", "objective", "id")
        for one in view.claims:
            claims.add_row(
                f"{one.first_week}-{one.last_week}", _number(one.per_week),
                Text.assemble((f"{one.owner.name}  ", "bold"), one.title), short(one.claim_id),
            )  # fmt: skip
        yield claims


def _contentions(found: Sequence[Contention]) -> Iterable[RenderableType]:
    for one in found:
        yield Text()
        yield Text(one.text, "yellow")
        for rival in one.competing[:RIVALS]:
            parents = ", ".join(key.title for key in rival.company_key_results)
            yield Text.assemble(
                f"  {_number(rival.amount)}  ",
                (f"{rival.owner.name}  ", "bold"),
                rival.title,
                (f"  → {parents}" if parents else "  → no company key result", "dim"),
            )


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1))
    for name in names:
        table.add_column(name, style="dim" if name == "id" else "")
    return table


def _number(number: float) -> str:
    return f"{number:.15g}"
