"""`sightline access`: who could see an objective, and what they could do with it, at a moment."""

from __future__ import annotations

import click
import msgspec

from api.cli.context import Backend, Environment, pass_environment
from api.cli.exits import NotFound
from api.cli.options import json_option, workspace_option
from api.cli.shown.access import Access, shown
from api.cli.terminal import emit, show_document
from api.cli.views.moments import AsOf, Moment, until
from api.cli.views.sources import SHORTEST_KEY, only
from domain.access.holders import holders
from domain.objectives.state import Objective
from domain.values import ObjectiveId
from projections.keeping.fold import as_of
from projections.model.workspace import Workspace
from runtime.clock import now


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
        return _access(workspace, _chosen(workspace, objective, past=moment is not None))

    found = environment.run(work)
    if as_json:
        emit(found)
        return
    show_document(shown, msgspec.json.encode(found))


def _chosen(workspace: Workspace, text: str, *, past: bool) -> Objective:
    known = workspace.objectives
    there = known.get(ObjectiveId(text))
    if there is not None:
        return there
    begun = [one for one in known if len(text) >= SHORTEST_KEY and one.startswith(text)]
    whole = only(begun, text)
    if whole is None:
        if past:
            raise NotFound(f"There was no objective '{text}' by then.")
        raise NotFound(f"There is no objective '{text}' in this workspace.")
    return known[ObjectiveId(whole)]


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
