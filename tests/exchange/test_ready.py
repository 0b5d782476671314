"""The ready mappings: a small export of each tool comes into a workspace as what it says.

Beside the files of a sample stands, in `becomes.txt`, what they become.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.exchange.cells import written
from api.exchange.converting.converting import Converted, convert
from api.exchange.converting.mapping import read_rules, written_as
from api.exchange.converting.ready_mappings import ready_mappings
from api.exchange.problems import ConvertRefused
from api.exchange.reading.asked import Answers, Wanted
from domain.objectives.state import KeyResult, Objective
from domain.values import Owner, PersonId, UnitId
from projections.model.workspace import Workspace
from tests.exchange.books import book
from tests.exchange.in_memory import Exchange, opened
from tests.support.beside import BesideTheProject

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(ready_mappings())
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
WITHOUT_CYCLE = {"atlassian", "spreadsheet"}
"""Where the sample does not say of which cycle a goal is."""
COMPANY = "Acme"


def sample(name: str) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted((SAMPLES / name).glob("*.csv"))}


def converted(name: str, files: dict[str, bytes]) -> Converted:
    rules = read_rules(ready_mappings()[name].read_bytes())
    return convert(rules, files, company=COMPANY)


async def brought(name: str, body: bytes) -> Exchange:
    exchange = await opened(NOW)
    wanted = Wanted("2026-Q4" if name in WITHOUT_CYCLE else None)
    answers = Answers(company=None if b",company" in body else COMPANY)
    assert (await exchange.take(body, wanted, answers)).status == "imported"
    assert (await exchange.take(body, wanted)).status == "already up to date"
    return exchange


def told(workspace: Workspace) -> Iterator[str]:
    """Each objective with its links, key results and check-ins, and who belongs where."""
    chart = workspace.organization_at(workspace.today)
    for cycle_id, ids in workspace.objectives.by_cycle.items():
        cycle = workspace.calendar.cycles[cycle_id]
        yield f"{cycle.name}: {cycle.starts} to {cycle.ends}"
        for one in (workspace.objectives.in_full[each] for each in ids):
            yield f"  {one.title} [{_name(workspace, one.owner)}, {one.stage}]"
            yield from (f"    -> {each}" for each in _above(workspace, one))
            for key_result in one.key_results.values():
                yield from _key_result(workspace, key_result)
    for unit in chart.units.values():
        above = chart.units[unit.parent_id].name if unit.parent_id else "nothing"
        people = [each.name for each in chart.people.values() if each.unit_id == unit.unit_id]
        yield f"{unit.name} below {above}{': ' if people else ''}{', '.join(people)}"


def _above(workspace: Workspace, one: Objective) -> Iterator[str]:
    for link in workspace.links.up(one):
        parent = workspace.objectives.in_full[link.parent_objective_id]
        key = link.key_result_id
        yield parent.key_results[key].title if key else f"{parent.title} as a whole"


def _key_result(workspace: Workspace, one: KeyResult) -> Iterator[str]:
    metric = one.metric
    numbers = [getattr(metric, each, None) for each in ("baseline", "target")]
    measured = [str(metric.__struct_config__.tag), *map(written, numbers)]
    words = [*measured, getattr(metric, "unit", ""), f"due {one.due}" if one.due else ""]
    owner = f" [{_name(workspace, one.owner)}]" if one.owner else ""
    yield f"    {one.title}{owner}: {' '.join(filter(None, words))}"
    for report in workspace.reports.on(one.key_result_id):
        said = report.event
        sure = f"sure {said.confidence}" if said.confidence else ""
        parts = [f"{written(said.value)}", sure, said.narrative]
        day = getattr(said, "effective", "")
        yield f"      {day}: {', '.join(filter(None, parts))}"


def _name(workspace: Workspace, owner: Owner) -> str:
    chart = workspace.organization_at(workspace.today)
    if owner.kind == "unit":
        return chart.units[UnitId(owner.id)].name
    return chart.people[PersonId(owner.id)].name


@pytest.mark.parametrize("name", NAMES)
async def test_a_sample_of_each_tool_becomes_what_the_tool_meant(name: str) -> None:
    exchange = await brought(name, converted(name, sample(name)).body)
    expected = (SAMPLES / name / "becomes.txt").read_text(encoding="utf-8")
    assert "\n".join(told(await exchange.workspace())) + "\n" == expected


async def test_without_the_file_of_check_ins_the_last_one_of_each_outcome_is_told() -> None:
    files = {name: body for name, body in sample("tability").items() if name != "checkins.csv"}
    workspace = await (await brought("tability", converted("tability", files).body)).workspace()
    reports = [one.event for each in workspace.reports.by_key_result.values() for one in each]
    assert [getattr(one, "value", None) for one in reports] == [1_120_000, 19]


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_with_the_same_cells_becomes_the_same(name: str) -> None:
    files = sample(name)
    books = {
        file: book(
            [
                [_TRUTHS.get(cell.lower(), cell) for cell in row]
                for row in csv.reader(io.StringIO(body.decode()), delimiter=_separator(body))
            ]
        )
        for file, body in files.items()
    }
    assert converted(name, books).body == converted(name, files).body


_TRUTHS: dict[str, object] = {"true": True, "false": False}
"""What a workbook has cells of its own kind for."""


def _separator(body: bytes) -> str:
    return ";" if b";" in body.splitlines()[0] else ","


@pytest.mark.parametrize("name", NAMES)
def test_a_mapping_says_what_it_is_and_where_its_columns_come_from(name: str) -> None:
    rules = read_rules(ready_mappings()[name].read_bytes())
    assert rules.title
    assert "What it becomes" in rules.about
    assert name in ("spreadsheet", "rust") or "https://" in rules.about


def test_the_documentation_names_each_ready_mapping() -> None:
    assert [name for name in NAMES if f"`{name}`" not in DOCUMENTATION] == []


def test_the_mapping_in_the_documentation_does_what_is_said_there() -> None:
    _, _, described = DOCUMENTATION.partition("### A mapping of your own")
    mapping = described.partition("```toml\n")[2].partition("```")[0]
    plan = (
        "Objective,Key Result,Owner,Start,Target,Current,Status,Due\n"
        'Grow,Users rise,Ada,"1,200","1,900","1,500",On track,31/12/2026\n'
        ",Churn falls,Ben,5%,3%,4%,At risk,30/11/2026\n"
    )
    done = convert(read_rules(mapping.encode()), {"plan.csv": plan.encode()})
    assert done.body.decode().splitlines()[1:] == [
        "objective,Grow,,Grow,Ada,,,,,,",
        "key_result,Grow / Users rise,Grow,Users rise,,1200,1900,,1500,4,2026-12-31",
        "key_result,Grow / Churn falls,Grow,Churn falls,,5%,3%,%,4%,3,2026-11-30",
    ]


async def test_a_spreadsheet_without_teams_asks_for_nothing_but_how_dates_are_written(
    beside_the_project: BesideTheProject,
) -> None:
    file = beside_the_project("found/wide_filldown.csv")
    rules = read_rules(ready_mappings()["spreadsheet"].read_bytes())
    with pytest.raises(ConvertRefused, match="4 problems"):
        convert(rules, {file.name: file.read_bytes()})
    done = convert(written_as(rules, None, "31/12/2026"), {file.name: file.read_bytes()})
    workspace = await (await brought("spreadsheet", done.body)).workspace()
    assert [one for one in told(workspace) if "Backlog" in one] == [
        "    Backlog shrinks [Support]: decrease 1200 800 due 2026-12-31"
    ]


async def test_a_goal_with_two_parents_is_linked_to_both(
    beside_the_project: BesideTheProject,
) -> None:
    file = beside_the_project("found/peer_goals.csv")
    done = converted("peoplebox", {file.name: file.read_bytes()})
    lines = list(told(await (await brought("peoplebox", done.body)).workspace()))
    at = lines.index("  Refund volume shrinks [Support, published]")
    assert lines[at + 1 : at + 3] == [
        "    -> Renewal rate rises", "    -> First answer within hours",
    ]  # fmt: skip


async def test_what_joystream_tracked_is_a_series_for_each_key_result(
    beside_the_project: BesideTheProject,
) -> None:
    file = beside_the_project("data/joystream_dev.csv")
    exchange = await brought(
        "joystream", converted("joystream", {file.name: file.read_bytes()}).body
    )
    workspace = await exchange.workspace()
    assert len(workspace.objectives) == 6
    assert sum(len(one) for one in workspace.reports.by_key_result.values()) == 188


async def test_each_key_result_of_protoschool_is_scored_twice(
    beside_the_project: BesideTheProject,
) -> None:
    file = beside_the_project("data/protocol_labs_dev.csv")
    body = converted("protocol-labs", {file.name: file.read_bytes()}).body
    workspace = await (await brought("protocol-labs", body)).workspace()
    key_results = [one for each in workspace.objectives.values() for one in each.key_results]
    assert len(workspace.calendar.cycles) == 8
    assert len(key_results) == 90
    assert sum(len(one) for one in workspace.reports.by_key_result.values()) == 160
