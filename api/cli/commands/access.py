"""`sightline access`: who could see an objective, and what they could do with it, at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click
import msgspec
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import NotFound
from api.cli.options import json_option, workspace_option
from api.cli.terminal import emit, show_document
from api.cli.views.moments import AsOf, Moment, until
from domain.access.holders import OF_OBJECTIVES, Holder, holders
from domain.access.rights import ROLES, Act
from domain.objectives.state import Objective, Stage
from domain.values import ObjectiveId
from projections.keeping.fold import as_of
from projections.model.workspace import Workspace
from runtime.clock import now

SHORTEST = 4
"""The fewest characters of an id that are taken for its beginning."""

MEANING: dict[Act, str] = {
    "approve": "approve a change",
    "decide": "challenge, accept, commit, publish, withdraw",
    "revise": "ask for a change",
    "propose": "propose",
    "plan": "draft and edit",
    "link": "link it upward",
    "report": "check in",
    "score": "score",
    "ask": "ask other units for something",
    "claim": "claim resources",
    "acknowledge": "acknowledge a check-in",
    "comment": "comment",
}


class Access(msgspec.Struct, frozen=True):
    """`hidden` says that it was a draft, for its unit and for reviewers; else all could read it."""

    objective_id: str
    title: str
    owner: str
    stage: Stage
    hidden: bool
    position: int
    day: date
    people: list[Holder]


@click.command()
@click.argument("objective", metavar="OBJECTIVE")
@workspace_option
@click.option("--as-of", "moment", type=AsOf(), help="At that position or time instead of now.")
@json_option
@pass_environment
def access(
    environment: Environment,
    objective: str,
    workspace_name: str,
    moment: Moment | None,
    as_json: bool,
) -> None:
    """Say who could see an objective, and who could do what with it, at a moment.

    OBJECTIVE is its id or the beginning of it. The answer comes from the log as it was then: the
    organization and the roles of that day, and whether it was a draft. It names the people of the
    organization; what a service or an operator did is on record with the role they had.

    \b
    Example:  sightline access 01JZ --workspace acme --as-of 2026-06-30
    """

    async def work(backend: Backend) -> Access:
        entry = await backend.workspace(workspace_name)
        upto = now() if moment is None else await until(backend, entry.workspace, moment)
        workspace = await as_of(backend.log, entry.workspace, upto, unveiled=True)
        return _access(workspace, _chosen(workspace, objective))

    found = environment.run(work)
    if as_json:
        emit(found)
        return
    show_document(shown, msgspec.json.encode(found))


def _chosen(workspace: Workspace, text: str) -> Objective:
    known = workspace.objectives
    there = known.get(ObjectiveId(text))
    if there is not None:
        return there
    begin = [one for one in known if len(text) >= SHORTEST and one.startswith(text)]
    if len(begin) > 1:
        raise NotFound(f"More than one id begins with '{text}': write more of it.")
    if not begin:
        raise NotFound(f"There was no objective '{text}' by then.")
    return known[begin[0]]


def _access(workspace: Workspace, objective: Objective) -> Access:
    chart = workspace.organization_at(workspace.today)
    known = workspace.organization
    stand_ins = {one: known.stood_in_for(one, workspace.today) for one in chart.people}
    return Access(
        objective.objective_id,
        objective.title,
        chart.name_of(objective.owner),
        objective.stage,
        objective.is_hidden,
        workspace.position,
        workspace.today,
        holders(objective, chart, stand_ins),
    )


def shown(body: bytes) -> Iterable[RenderableType]:
    found = msgspec.json.decode(body, type=Access)
    yield Text.assemble((found.title, "bold"), f"  {found.owner}, {found.stage}")
    yield Text(f"{found.day}, position {found.position}", "dim")
    yield Text(_readers(found))
    table = Table("could", "who", box=None, header_style="dim")
    for act in OF_OBJECTIVES:
        able = [one for one in found.people if act in one.may]
        table.add_row(MEANING[act], Text(_named(able) or "nobody in the organization"))
    yield table
    yield Text("Services and operators act beside them; each event keeps the role they had.", "dim")


def _readers(found: Access) -> str:
    if not found.hidden:
        return f"Everybody in the workspace could read it, all {len(found.people)} of them."
    readers = [one for one in found.people if one.sees]
    return f"It was a draft. {len(readers)} of {len(found.people)} people could read it:" + (
        f" {_named(readers)}." if readers else " none."
    )


def _named(people: list[Holder]) -> str:
    return ", ".join(
        f"{one.name} ({ROLES[one.role].split(' ', 1)[1]}, {one.unit}{_in_place(one)})"
        for one in people
    )


def _in_place(one: Holder) -> str:
    return f", standing in for {' and '.join(one.stands_in_for)}" if one.stands_in_for else ""
