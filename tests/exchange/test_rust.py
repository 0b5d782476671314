"""The goals of the Rust project and what they ask of its teams, by the ready mapping."""

from __future__ import annotations

from datetime import UTC, datetime

from api.exchange.converting.converting import convert
from api.exchange.converting.mapping import read_rules
from api.exchange.converting.ready_mappings import ready_mappings
from api.exchange.reading.asked import Wanted
from projections.keeping.fold import PROJECTIONS
from projections.views.resources.resources import ResourcesOfCycle
from tests.exchange.in_memory import opened
from tests.support.beside import BesideTheProject

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)

MOST_ASKED = {
    "2024h2": ["lang", "types"],
    "2025h1": ["lang", "compiler"],
    "2025h2": ["compiler", "lang"],
    "2026": ["compiler", "lang"],
}


async def test_asks_of_teams_become_dependencies_and_claims_that_show_who_is_asked_most(
    beside_the_project: BesideTheProject,
) -> None:
    files = [beside_the_project(f"data/rust_{name}.csv") for name in ("goals", "team_asks")]
    rules = read_rules(ready_mappings()["rust"].read_bytes())
    body = convert(rules, {one.name: one.read_bytes() for one in files}).body
    exchange = await opened(NOW)
    done = await exchange.take(body, Wanted())
    assert done.recorded["objective_drafted"] == 191
    assert done.recorded["dependency_requested"] == done.recorded["resource_claimed"] == 576
    assert (await exchange.take(body, Wanted())).status == "already up to date"
    workspace = await exchange.workspace()
    asked = {}
    for cycle_id, cycle in workspace.calendar.cycles.items():
        view = PROJECTIONS["resources"].render(workspace, cycle_id)
        assert isinstance(view, ResourcesOfCycle)
        asked[cycle.name] = [pool.name for pool in view.pools[:2]]
        assert all(name in view.text[0] for name in asked[cycle.name])
    assert asked == MOST_ASKED
