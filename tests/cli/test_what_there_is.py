"""What can be looked at in a workspace, and why something cannot."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
import pytest

from api.cli.exits import Failure
from api.cli.views.layouts import SHOWN, ViewName, projection_of
from api.cli.views.overview import lines, overview
from api.cli.views.places import Asked
from api.cli.views.sources import Folded, at_moment, find
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.organization.organization import AddUnit
from domain.values import CycleId, KeyResultId, ObjectiveId, Owner, UnitId
from events.postgres import PostgresLog
from projections.keeping.fold import PROJECTIONS
from projections.model.veil import DRAFT
from tests.cli.terminal import Terminal
from tests.demo.recorded import WORKSPACE, Demo, recorded
from tests.support.acme import CYCLES, METRICS, UNITS
from tests.support.logs import run
from tests.support.workspaces import Acme, noon


@cache
def demo() -> Demo:
    return run(recorded())


@cache
def source(*, unveiled: bool = False) -> Folded:
    return run(at_moment(demo().log, WORKSPACE, demo().now, unveiled=unveiled))


def look(view: str, cycle: str | None = None, key: str | None = None) -> bytes | Failure:
    """What is found, or the failure that says why nothing is."""
    try:
        return run(find(source(), Asked(view, cycle, key)))
    except Failure as failure:
        return failure


WITHOUT_LAYOUT = {"directory", "escalations"}
"""Views that the terminal reads for others: names, and what a review has on its agenda."""


def test_every_view_has_a_layout_for_people() -> None:
    missing = PROJECTIONS.keys() - {projection_of(view) for view in SHOWN}
    assert missing == WITHOUT_LAYOUT, "give them one in api/cli/shown and api/cli/views/layouts.py"


@pytest.mark.parametrize("view", SHOWN)
def test_each_view_is_offered_with_what_leads_to_it(view: str) -> None:
    found = run(overview(source(), "demo"))
    (offer,) = [one for one in found.offers if one.view == view]
    assert offer.why_not == ""
    options = dict(zip(offer.options[::2], offer.options[1::2], strict=True))
    assert isinstance(look(view, options.get("--cycle"), options.get("--key")), bytes)
    assert any(f"view {view} --workspace demo" in line for line in lines(found, ""))


UNEXPLAINED = ("There is no", "Nothing in this workspace")


@pytest.mark.parametrize("view", SHOWN)
def test_a_view_that_cannot_be_says_why_in_a_sentence_and_what_can(view: str) -> None:
    units = ("Planwise", "Growth", "Engineering", "Partnerships")
    cycles = [cycle.name for cycle in source().place.calendar.cycles.values()]
    for cycle in cycles:
        for key in (None, *units):
            if SHOWN[view].keyed_by in ("record", "page", "year") and key is not None:
                continue
            said = look(view, cycle, key)
            if isinstance(said, Failure):
                assert not str(said).startswith(UNEXPLAINED), (view, cycle, key)
                assert str(said).endswith("."), said
                assert said.hint or view not in ("closing", "scorecard") or key, said


@pytest.mark.parametrize(
    ("view", "cycle", "key", "why"),
    [
        (
            "closing",
            "present",
            None,
            "is under way: what is left before it can close is shown once",
        ),
        ("closing", "present", "Engineering", "is under way: what is left"),
        ("closing", "next", None, "is still being drafted: what is left"),
        ("scorecard", "present", None, "is under way: nothing in it has been scored yet."),
        ("brief", "next", "Engineering", "Engineering owns no objective in"),
        ("confidence", "next", "Engineering", "Engineering owns no objective in"),
        ("weekly", "next", "Engineering", "has neither objectives nor planned tasks in"),
        ("line-of-sight", "present", None, "Planwise has no tasks in"),
        ("promises", "present", None, "Nothing was asked of Planwise in"),
        ("rituals", "present", "Partnerships", "Partnerships does not exist in"),
        ("year", "present", None, "is not a year."),
        ("coverage", "present", "Engineering", "is about a whole cycle, not about Engineering"),
        ("resources", None, "{present}:x", "The resources view has nothing called 'x' in"),
        ("feed", None, "900", "The feed has no page '900'."),
        ("alignment", None, "churn", "is not a key result of the company."),
        ("line-of-sight", None, "churn", "is not a key result of the company."),
        ("brief", None, "churn", "is a key result, and there is no brief view of one."),
        ("scorecard", None, "churn", "is a key result, and there is no scorecard view of one."),
        ("drift", None, "nonsense", "Nothing in this workspace is called 'nonsense'"),
        ("objective", None, None, "Which objective? Name it with --key ID."),
    ],
)
def test_the_reason_is_the_one_that_holds(
    view: str, cycle: str | None, key: str | None, why: str
) -> None:
    _, _, present, following = demo().quarters
    names = {"present": present.name, "next": following.name}
    ids = {"churn": demo().acts[2].aim("churn")[:8], "{present}:x": f"{present.cycle_id}:x"}
    named = ids.get(key or "", key)
    said = look(view, None if cycle is None else names[cycle], named)
    assert isinstance(said, Failure)
    assert why in str(said), said


def test_a_view_is_called_with_hyphens_or_with_underscores() -> None:
    read = ViewName()
    assert read.convert("line_of_sight", None, None) == "line-of-sight"
    assert read.convert("business_review", None, None) == "business-review"
    assert all(read.convert(view, None, None) == view and "_" not in view for view in SHOWN)


def test_the_terminal_lists_what_there_is(terminal: Terminal) -> None:
    terminal.ok("workspace", "create", "acme")
    said = terminal.ok("view")
    assert "view feed --workspace acme" in said.out
    assert "The workspace has no cycle yet. (alignment, drift," in said.out
    assert terminal.ok("view", "--json").json["workspace"] == "acme"
    unknown = terminal.call("view", "alinment")
    assert (unknown.code, "There are: alignment, drift" in unknown.err) == (2, True)


async def test_a_team_reads_the_words_of_its_drafts(database: str, terminal: Terminal) -> None:
    log = PostgresLog(database)
    acme = await Acme(log).found()
    team, draft = UnitId("0a0a"), ObjectiveId("0b0b")
    await acme.say(
        noon(2),
        [
            AddUnit(team, "Studio", "team", UNITS[0]),
            DraftObjective(draft, CycleId(CYCLES[0]), "Secret wish", Owner("unit", team)),
            AddKeyResult(draft, KeyResultId("0c0c"), "Secret count", METRICS[0]),
        ],
    )
    here = ("--workspace", acme.workspace_id)
    said = terminal.ok("view", "brief", *here, "--key", "Studio").out
    assert "Secret wish" in said
    assert "Secret count" in said
    assert DRAFT not in said
    then = str(datetime.now(ZoneInfo("America/New_York")).date())
    assert "Secret wish" in terminal.ok("view", "feed", *here, "--as-of", then).out
    api = terminal.ok("view", "brief", *here, "--key", "Studio", "--json").out
    assert DRAFT in api
    assert "Secret" not in api
    assert msgspec.json.decode(api)["unit"]["name"] == "Studio"
    await log.close()
