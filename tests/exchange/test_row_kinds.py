"""What people write by hand of the rest of the practice, right and wrong."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from api.exchange.columns import BELOW_SOMETHING, COLUMNS
from api.exchange.fields import Field
from api.exchange.row_kinds import BY_KIND, PARTS, ROW_KINDS
from api.exchange.writing.exporting import export
from domain.dependencies.dependency import DependencySlipped
from domain.measuring.metric import Increase, Milestone, Step
from domain.resources.pools import Pools
from domain.strategy.strategy import Strategy
from domain.values import FindingId, KeyResultId, LinkId
from events import catalog, streams
from events.catalog import AnyEvent
from tests.exchange.in_memory import NOW, WORKSPACE, Exchange, opened

Cells = dict[str, str]

BASE: list[Cells] = [
    {"kind": "unit", "id": "co", "text": "Acme"},
    {"kind": "unit", "id": "sales", "parent_id": "co", "text": "Sales", "level": "team"},
    {"kind": "unit", "id": "tech", "parent_id": "co", "text": "Tech", "level": "team"},
    {"kind": "person", "id": "ada", "parent_id": "sales", "text": "Ada"},
    {"kind": "cycle", "id": "q3", "text": "2026-Q3", "starts": "2026-07-01", "ends": "2026-09-30"},
    {"kind": "cycle", "id": "y", "text": "2026", "type": "year", "starts": "2026-01-01",
     "ends": "2026-12-31"},
    {"kind": "objective", "id": "o", "text": "Sell more", "owner": "Sales"},
    {"kind": "kr", "id": "k", "parent_id": "o", "text": "Revenue", "baseline": "1", "target": "9"},
]  # fmt: skip


def file(*rows: Cells) -> str:
    text = io.StringIO(newline="")
    every = [*BASE, *rows]
    header = ["kind", "id", "text", *COLUMNS]
    writer = csv.DictWriter(text, list(dict.fromkeys(header)), restval="")
    writer.writeheader()
    writer.writerows(every)
    return text.getvalue()


LINE = len(BASE) + 2
"""The line of the first row after those that every file here has."""


async def recorded(exchange: Exchange) -> list[AnyEvent | catalog.Unknown]:
    return [catalog.read(one) for one in await exchange.log.read(WORKSPACE)]


async def state(exchange: Exchange, stream: str) -> object:
    return await exchange.desk.state(WORKSPACE, stream)


async def test_pools_claims_and_what_became_of_them() -> None:
    exchange = await opened()
    rows = [
        {"kind": "claim", "id": "c", "parent_id": "o", "pool": "p", "starts": "2026-08-01",
         "ends": "2026-08-31", "per_week": "3"},
        {"kind": "claim_changed", "parent_id": "c", "starts": "2026-08-01", "ends": "2026-09-10",
         "per_week": "4.5"},
        {"kind": "capacity_changed", "parent_id": "p", "starts": "2026-09-01", "per_week": "7"},
        {"kind": "pool", "id": "p", "text": "Design", "owner": "Tech", "measured_in": "days",
         "per_week": "5", "opens": "2026-07-01"},
    ]  # fmt: skip
    await exchange.take(file(*rows))
    pools = await state(exchange, streams.POOLS)
    assert isinstance(pools, Pools)
    (pool,) = pools.pools.values()
    assert (pool.name, [one.per_week for one in pool.capacities]) == ("Design", [5.0, 7.0])
    workspace = await exchange.workspace()
    cycle_id = next(one for one, cycle in workspace.calendar.cycles.items() if cycle.weeks < 20)
    (claim,) = workspace.state(streams.claims_stream(cycle_id)).claims.values()
    assert (claim.per_week, claim.pool_id) == (4.5, pool.pool_id)
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_a_dependency_with_its_promise_and_a_slip() -> None:
    exchange = await opened()
    rows = [
        {"kind": "dependency", "id": "d", "parent_id": "k", "text": "An interface",
         "provider": "Tech", "due": "2026-08-10"},
        {"kind": "dependency_accepted", "parent_id": "d", "promised": "2026-08-08"},
        {"kind": "dependency_slipped", "parent_id": "d", "promised": "2026-08-20",
         "reason": "Somebody is ill"},
    ]  # fmt: skip
    await exchange.take(file(*rows))
    slips = [one for one in await recorded(exchange) if isinstance(one, DependencySlipped)]
    assert [(str(one.before), str(one.promised)) for one in slips] == [("2026-08-08", "2026-08-20")]
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_what_was_undone_in_between_is_not_done_again() -> None:
    exchange = await opened()
    task = {"kind": "task", "id": "t", "parent_id": "k", "text": "Call", "owner": "Sales",
            "week": "1", "hours": "2"}  # fmt: skip
    moves = [{"kind": "task_moved", "parent_id": "t", "week": week} for week in ("2", "1", "2")]
    await exchange.take(file(task, *moves))
    position = await exchange.position()
    assert (await exchange.take(file(task, *moves))).position == position
    await exchange.take(file(task, *moves, {"kind": "task_moved", "parent_id": "t", "week": "3"}))
    assert await exchange.position() == position + 1


REVISION: list[Cells] = [
    {"kind": "revision", "id": "r", "parent_id": "o", "reason": "It grew", "by": "ada"},
    {"kind": "revised_key_result", "id": "r1", "parent_id": "r", "key_result": "k",
     "text": "Revenue", "baseline": "1", "target": "20"},
    {"kind": "revised_key_result", "id": "r2", "parent_id": "r", "text": "Calls",
     "baseline": "0", "target": "5"},
]  # fmt: skip
"""Changes a key result, and adds one."""


async def test_a_plan_that_was_revised_has_both_commitments() -> None:
    exchange = await opened()
    rows = [
        *REVISION,
        {"kind": "check_in", "id": "c", "parent_id": "r2", "effective": "2026-08-01", "value": "2"},
        {"kind": "revision_approved", "parent_id": "r", "by": "the board"},
    ]  # fmt: skip
    await exchange.take(file(*rows[:3], rows[4]))
    await exchange.take(file(*rows))
    (objective,) = (await exchange.workspace()).objectives.in_full.values()
    assert objective.original is not None
    (before,) = objective.original.key_results.values()
    revenue, calls = objective.key_results.values()
    assert (before.metric, revenue.metric) == (Increase(1, 9), Increase(1, 20))
    assert [one.value for one in calls.check_ins] == [2.0]
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_who_asked_for_a_revision_and_in_whose_place_are_the_same_people_again() -> None:
    asked: Cells = {**REVISION[0], "by_person": "Ada", "for_person": "Bo"}
    bo: Cells = {"kind": "person", "id": "bo", "parent_id": "sales", "text": "Bo"}
    exchange = await opened()
    await exchange.take(file(bo, asked, *REVISION[1:]))
    copied = await opened()
    await copied.take(export(await exchange.commands()).csv)
    assert await recorded(copied) == await recorded(exchange)
    (objective,) = (await copied.workspace()).objectives.in_full.values()
    people = (await copied.workspace()).organization.people
    names = {f"person:{one}": record.name_on(NOW.date()) for one, record in people.items()}
    (revision,) = objective.revisions
    assert [names[one] for one in (revision.requested_by, revision.requested_for)] == ["Ada", "Bo"]
    (said,) = await copied.refuse(file({**asked, "by_person": "Zoe"}))
    assert said.endswith("column by_person: There is no unit or person called 'Zoe'.")


async def test_what_came_with_a_revision_can_be_carried_over() -> None:
    exchange = await opened()
    rows = [
        *REVISION,
        {"kind": "revision_approved", "parent_id": "r", "by": "the board"},
        {"kind": "objective", "id": "p", "text": "Sell on", "owner": "Sales", "cycle": "2026-Q4",
         "stage": "draft", "carried_from": "o"},
        {"kind": "kr", "id": "q", "parent_id": "p", "text": "Calls", "baseline": "0",
         "target": "9", "carried_from": "r2"},
    ]  # fmt: skip
    await exchange.take(file(*rows))
    old, new = (await exchange.workspace()).objectives.in_full.values()
    (carried,) = new.key_results.values()
    assert new.carried_from == old.objective_id
    assert old.key_results[KeyResultId(carried.carried_from or "")].title == "Calls"
    copied = await opened()
    await copied.take(export(await exchange.commands()).csv)
    assert await recorded(copied) == await recorded(exchange)
    rows[-1]["carried_from"] = "r1"  # which makes nothing: it changes what is there
    (said,) = await (await opened()).refuse(file(*rows))
    assert said.endswith("column carried_from: There is no key result with the id 'r1'.")


@pytest.mark.parametrize(
    ("cell", "text"), [("-", ""), ("\\-", "-"), ("\\\\-", "\\-"), ("a-", "a-"), ("--", "--")]
)
async def test_a_description_can_be_emptied_and_be_a_dash(cell: str, text: str) -> None:
    exchange = await opened()
    rows = [
        {"kind": "revision", "id": "r", "parent_id": "o", "reason": "It grew", "by": "ada"},
        {"kind": "revision_approved", "parent_id": "r", "by": "the board"},
    ]
    await exchange.take(file({**rows[0], "text": "Sell", "description": cell}, rows[1]))
    (objective,) = (await exchange.workspace()).objectives.in_full.values()
    (revision,) = objective.revisions
    assert (revision.changes.description, objective.description) == (text, text)
    (written,) = [
        row for row in export(await exchange.commands()).rows if row["kind"] == "revision"
    ]
    assert written["description"] == cell


async def test_what_is_wrong_with_a_part_of_a_revision_is_told_at_its_own_row() -> None:
    exchange = await opened()
    rows = [
        {"kind": "revision", "id": "r", "parent_id": "o", "reason": "It grew", "by": "ada"},
        {"kind": "revised_key_result", "id": "r1", "parent_id": "r", "key_result": "k",
         "text": "Revenue", "baseline": "1", "target": "20"},
        {"kind": "revised_key_result", "id": "r2", "parent_id": "r", "text": "Calls",
         "baseline": "0", "target": "5", "due": "2027-01-01"},
    ]  # fmt: skip
    (said,) = await exchange.refuse(file(*rows))
    assert said.startswith(f"line {LINE + 2}, column due: 2027-01-01 lies outside the cycle")


async def test_what_nobody_sees_around_a_cell_is_not_part_of_it() -> None:
    exchange = await opened()
    steps = " a | 1;\u00a0b \u200b| 2"
    row = {"kind": "kr", "id": " l ", "parent_id": "o ", "text": " Users\ufeff"}
    row |= {"type": "milestone", "steps": steps}
    await exchange.take(file(row))
    (objective,) = (await exchange.workspace()).objectives.in_full.values()
    _, users = objective.key_results.values()
    assert (users.title, users.metric) == ("Users", Milestone((Step("a", 1), Step("b", 2))))


async def test_a_plan_is_proposed_challenged_refined_and_accepted() -> None:
    exchange = await opened()
    rows = [
        {"kind": "objective", "id": "d", "text": "Sell abroad", "owner": "Sales"},
        {"kind": "objective_proposed", "parent_id": "d"},
        {"kind": "objective_challenged", "parent_id": "d", "reason": "Where?", "by": "the board"},
        {"kind": "objective_refined", "parent_id": "d", "answer": "In France"},
        {"kind": "objective_accepted", "parent_id": "d", "by": "the board"},
    ]  # fmt: skip
    await exchange.take(file(*rows))
    stages = {
        one.title: one.stage for one in (await exchange.workspace()).objectives.in_full.values()
    }
    assert stages == {"Sell more": "published", "Sell abroad": "accepted"}


async def test_units_move_and_are_renamed_from_a_day_on() -> None:
    exchange = await opened()
    rows = [
        {"kind": "unit_moved", "parent_id": "tech", "into": "Sales", "effective": "2026-08-01"},
        {"kind": "unit_renamed", "parent_id": "tech", "text": "Studio", "effective": "2026-08-01"},
    ]
    await exchange.take(file(*rows))
    organization = (await exchange.workspace()).organization
    for day, name, above in (("2026-07-31", "Tech", "Acme"), ("2026-08-01", "Studio", "Sales")):
        chart = organization.at(date.fromisoformat(day))
        (unit,) = (one for one in chart.units.values() if one.name == name)
        assert unit.parent_id is not None
        assert chart.units[unit.parent_id].name == above
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_outcomes_bets_and_what_advances_them() -> None:
    exchange = await opened()
    rows = [
        {"kind": "bet", "id": "b", "text": "Everybody plans", "bet_kind": "north_star",
         "starts": "2026-01-01"},
        {"kind": "outcome", "id": "w", "parent_id": "b", "text": "Known everywhere",
         "owner": "Acme", "cycle": "2026", "baseline": "1", "target": "5"},
        {"kind": "outcome_reported", "parent_id": "w", "effective": "2026-08-01", "value": "3"},
        {"kind": "outcomes_advanced", "parent_id": "o", "outcomes": "w"},
    ]  # fmt: skip
    await exchange.take(file(*rows))
    strategy = await state(exchange, streams.STRATEGY)
    assert isinstance(strategy, Strategy)
    (outcome,) = strategy.outcomes.values()
    assert outcome.bet_id in strategy.bets
    assert (await exchange.workspace()).objectives
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_rituals_sessions_and_reviews() -> None:
    exchange = await opened()
    rows = [
        {"kind": "ritual_scheduled", "type": "check_in", "recurrence": "weekly",
         "weekday": "friday", "at": "09:30", "minutes": "30", "starting": "2026-08-01"},
        {"kind": "holiday", "id": "h", "text": "Summer", "first": "2026-08-03",
         "last": "2026-08-07", "owner": "Sales"},
        {"kind": "session", "id": "s", "type": "sync", "cycle": "2026-Q3", "day": "2026-08-10",
         "units": "Sales; Tech"},
        {"kind": "output_recorded", "parent_id": "s", "output": "escalation", "to": "Ada",
         "text": "Who pays?"},
        {"kind": "escalation_answered", "parent_id": "s", "number": "1", "answer": "We do"},
        {"kind": "session_closed", "parent_id": "s", "summary": "Short"},
        {"kind": "review", "id": "v", "parent_id": "q3"},
        {"kind": "finding", "id": "f", "parent_id": "q3", "type": "conflict", "text": "Both?"},
        {"kind": "finding_resolved", "parent_id": "f", "resolution": "settled", "how": "Talked"},
    ]  # fmt: skip
    done = await exchange.take(file(*rows))
    assert done.recorded["escalation_answered"] == done.recorded["finding_resolved"] == 1
    assert (await exchange.take(file(*rows))).status == "already up to date"


async def test_a_quarter_is_scored_and_looked_back_on() -> None:
    exchange = await opened()
    rows = [
        {"kind": "check_in", "id": "i", "parent_id": "k", "effective": "2026-08-01", "value": "5"},
        {"kind": "cycle_moved", "parent_id": "q3", "phase": "scoring"},
        {"kind": "objective_scored", "parent_id": "o", "scores": "k | 0.7", "comment": "Fair"},
        {"kind": "retrospective_held", "id": "b", "parent_id": "q3", "went_well": "Calls; Mails"},
        {"kind": "lesson", "parent_id": "b", "text": "Start earlier", "verdict": "change"},
    ]  # fmt: skip
    done = await exchange.take(file(*rows))
    assert done.recorded["objective_scored"] == done.recorded["retrospective_held"] == 1
    assert (await exchange.take(file(*rows))).status == "already up to date"


HANDMADE = [act for act in ROW_KINDS if not act.read_apart]


WANTING = [act for act in HANDMADE if not all(one.optional for one in act.fields)]
"""Those of which an empty row does not say enough."""


@pytest.mark.parametrize("kind", [act.kind for act in WANTING])
async def test_a_row_below_nothing_is_told_by_line_and_column(kind: str) -> None:
    said = await (await opened()).refuse(file({"kind": kind, "id": "x"}))
    places = [one.partition(":")[0] for one in said]
    below = f"line {LINE}, column parent_id"
    assert (below in places) == (kind in BELOW_SOMETHING)
    assert all(place.startswith(f"line {LINE}, column ") for place in places)


def wrong(field: Field) -> bool:
    """Whether a cell of the field can be told to be wrong by itself."""
    return not (
        field.inside or field.is_metric or field.hint is str or field.refers in (FindingId, LinkId)
    )


@pytest.mark.parametrize("kind", [*(act.kind for act in HANDMADE), *PARTS])
async def test_each_wrong_cell_of_a_row_is_told_by_line_and_column(kind: str) -> None:
    fields = BY_KIND[kind].cells if kind in BY_KIND else list(PARTS[kind][1].fields)
    columns = {one.column for one in fields if wrong(one)} - {""}
    texts = {"done", "lessons", "went_well", "went_badly", "cycle"}
    cells = dict.fromkeys(columns - texts, "?? | ?? | ?? | ??")
    said = await (await opened()).refuse(file({"kind": kind, "id": "x", **cells}))
    told = {one.partition(":")[0].rpartition(" ")[2] for one in said}
    assert cells.keys() <= told


async def test_what_rests_on_a_wrong_row_is_not_told_of() -> None:
    rows = [
        {"kind": "dependency", "id": "d", "parent_id": "k", "text": "An interface",
         "provider": "Nobody", "due": "2026-08-10"},
        {"kind": "dependency_accepted", "parent_id": "d"},
        {"kind": "dependency_slipped", "parent_id": "d", "promised": "soon", "reason": "Ill"},
    ]  # fmt: skip
    assert await (await opened()).refuse(file(*rows)) == [
        f"line {LINE}, column provider: There is no unit or person called 'Nobody'.",
        f"line {LINE + 2}, column promised: 'soon' is not a date; write it as 2026-03-31.",
    ]


async def test_what_the_domain_refuses_is_told_at_the_cell_it_comes_from() -> None:
    rows = [
        {"kind": "dependency", "id": "d", "parent_id": "k", "text": "An interface",
         "provider": "Sales", "due": "2026-08-10"},
        {"kind": "pool", "id": "p", "text": "Design", "measured_in": "days", "per_week": "-1",
         "opens": "2026-07-01"},
        {"kind": "task", "id": "t", "parent_id": "k", "text": "Call", "owner": "Sales",
         "week": "40", "hours": "1"},
    ]  # fmt: skip
    places = [one.partition(":")[0] for one in await (await opened()).refuse(file(*rows))]
    assert places == [
        f"line {LINE}, column provider",
        f"line {LINE + 1}, column per_week",
        f"line {LINE + 2}, column week",
    ]


async def test_what_is_not_there_is_told_at_the_cell_that_names_it() -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    rows = [
        {"kind": "session", "id": "s", "type": "sync", "cycle": "2026-Q3", "day": "2026-08-10",
         "units": "Sales; Tech"},
        {"kind": "output_recorded", "parent_id": "s", "output": "decision", "text": "Go on",
         "objective": nowhere},
        {"kind": "retrospective_held", "id": "b", "parent_id": "q3"},
        {"kind": "lesson", "parent_id": "b", "text": "Start earlier", "verdict": "keep"},
        {"kind": "lesson", "parent_id": "b", "text": "Ask first", "verdict": "keep",
         "objective": nowhere},
    ]  # fmt: skip
    places = [one.partition(":")[0] for one in await (await opened()).refuse(file(*rows))]
    assert places == [f"line {LINE + 1}, column objective", f"line {LINE + 4}, column objective"]


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("yesterday", "is no moment"),
        ("2026-08-01T10:00:00", "is no moment"),
        ("2036-08-01T10:00:00Z", "is still to come"),
    ],
)
async def test_a_moment_is_one_that_has_been(moment: str, says: str) -> None:
    pool = {"kind": "pool", "id": "p", "text": "Design", "measured_in": "days", "per_week": "5",
            "opens": "2026-07-01", "recorded": moment}  # fmt: skip
    (said,) = await (await opened()).refuse(file(pool))
    assert said.startswith(f"line {LINE}, column recorded: '{moment}' {says}")
