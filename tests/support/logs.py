"""Hypothesis strategies for whole logs: what a company might do in a quarter, wrong things too."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec import Struct

from domain.alignment import LinkObjective, LinkTest, Strength, UnlinkObjective
from domain.check_in import Blocker, CheckIn, CorrectCheckIn
from domain.cycle import DefineCycle, MoveCycle
from domain.errors import Rejection
from domain.metric import (
    Boolean,
    Decrease,
    Increase,
    MaintainAtLeast,
    MaintainInRange,
    Metric,
    Milestone,
    Step,
)
from domain.objective import AddKeyResult, CommitObjective, DraftObjective, PublishObjective
from domain.organization import AddPerson, AddUnit
from domain.values import (
    CheckInId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    Owner,
    PersonId,
    UnitId,
)
from domain.workspace import CreateWorkspace
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from events.streams import AnyCommand

WORKSPACE = "00000000-0000-4000-8000-000000000001"
STARTS, ENDS = date(2026, 7, 1), date(2026, 9, 30)
CYCLES = [CycleId("q3"), CycleId("q4")]
UNITS = [UnitId("acme"), UnitId("sales"), UnitId("tech")]
OBJECTIVES = [ObjectiveId(f"o{n}") for n in range(5)]
METRICS: list[Metric] = [
    Increase(10, 20),
    Decrease(100, 90, stretch=80),
    MaintainAtLeast(99.5),
    MaintainInRange(1, 3),
    Milestone(),
    Milestone((Step("draft", 1, STARTS + timedelta(30)), Step("launch", 3))),
    Boolean(),
]
STRENGTHS: list[Strength | None] = ["strong", "medium", "weak", None]
ANSWERS: list[LinkTest | None] = ["yes", "maybe", "no", None]
VALUES = [None, 0.0, 1.0, 2.0, 12.5, 19.0, 25.0, 85.0, 99.9, 100.0]

T = TypeVar("T")


class Said(Struct, frozen=True):
    """A command and when it was given."""

    at: datetime
    command: AnyCommand


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def key_result_of(objective: ObjectiveId, number: int) -> KeyResultId:
    return KeyResultId(f"{objective}-k{number}")


FOUNDING: list[AnyCommand] = [
    CreateWorkspace("Acme", "America/New_York"),
    AddUnit(UNITS[0], "Acme", "company"),
    AddUnit(UNITS[1], "Sales", "division", UNITS[0]),
    AddUnit(UNITS[2], "Tech", "team", UNITS[1]),
    AddPerson(PersonId("ada"), "Ada", UNITS[2]),
    DefineCycle(CYCLES[0], "2026-Q3", STARTS, ENDS),
    MoveCycle(CYCLES[0], "active"),
]

owners = st.sampled_from(
    [*(Owner("unit", unit) for unit in UNITS), Owner("person", "ada"), Owner("unit", "nobody")]
)
objectives = st.sampled_from(OBJECTIVES)
numbers = st.integers(0, 2)
texts = st.sampled_from(["", "going well", "Zürich: 85 % — fine", "\u2028 odd"])
blockers = st.lists(st.sampled_from(["no data", "hiring"]), max_size=2, unique=True).map(
    lambda names: tuple(Blocker(name, "resource") for name in names)
)
confidences = st.none() | st.integers(1, 5)


MOSTLY = st.integers(0, 9).map(bool)
"""True nine times in ten, and false when hypothesis shrinks."""


@st.composite
def check_ins(draw: st.DrawFn, said_on: date) -> AnyCommand:
    """A report that usually makes sense: of that day or a few days back, with a fitting value."""
    index, number = draw(st.integers(0, 3)), draw(st.integers(0, 1))
    objective = OBJECTIVES[index]
    metric = metric_of(index, number)
    steps = isinstance(metric, Milestone) and bool(metric.steps)
    fitting = [0.0, 1.0] if isinstance(metric, Boolean) else VALUES
    what: dict[str, Any] = {
        "value": None if steps and draw(MOSTLY) else draw(st.sampled_from(fitting)),
        "confidence": draw(confidences),
        "narrative": draw(texts),
        "blockers": draw(blockers),
        "done": draw(st.sampled_from([(), ("draft",), ("draft", "launch")])) if steps else (),
    }
    name = CheckInId(f"{objective}-{number}-{draw(st.integers(0, 60))}")
    if not draw(MOSTLY):
        return CorrectCheckIn(objective, key_result_of(objective, number), name, "typo", **what)
    effective = said_on - timedelta(days=draw(st.integers(-1, 15)))
    return CheckIn(objective, key_result_of(objective, number), name, effective, **what)


@st.composite
def corrections(draw: st.DrawFn, said: Sequence[AnyCommand]) -> AnyCommand | None:
    """A correction of something that was reported before."""
    reports = [one for one in said if isinstance(one, CheckIn)]
    if not reports:
        return None
    one = draw(st.sampled_from(reports))
    value = one.value if draw(st.booleans()) else draw(st.sampled_from(VALUES))
    return CorrectCheckIn(
        one.objective_id, one.key_result_id, one.check_in_id, "typo", value, draw(confidences)
    )


@st.composite
def links(draw: st.DrawFn) -> AnyCommand:
    """Usually upward, to a key result that is there; sometimes in a circle or to nowhere."""
    upper = draw(st.integers(0, 2))
    lower = draw(st.integers(upper + 1, 3)) if draw(MOSTLY) else draw(st.integers(0, 4))
    child, parent = OBJECTIVES[lower], OBJECTIVES[upper]
    name = LinkId(f"l{draw(st.integers(0, 9))}")
    if draw(st.integers(0, 5)) == 0:
        return UnlinkObjective(CYCLES[0], name)
    target = draw(st.none() | st.integers(0, 2).map(lambda n: key_result_of(parent, n)))
    if draw(st.booleans()):
        return LinkObjective(CYCLES[0], name, child, parent, target, "supports")
    strength, answer = draw(st.sampled_from(STRENGTHS)), draw(st.sampled_from(ANSWERS))
    return LinkObjective(
        CYCLES[0], name, child, parent, target, "contributes", draw(texts), strength, answer
    )


@st.composite
def plans(draw: st.DrawFn) -> AnyCommand:
    objective, number = draw(objectives), draw(numbers)
    match draw(st.integers(0, 4)):
        case 0:
            cycle = draw(st.sampled_from(CYCLES))
            return DraftObjective(objective, cycle, f"Objective {objective}", draw(owners))
        case 1 | 2:
            return AddKeyResult(
                objective,
                key_result_of(objective, number),
                f"Key result {number}",
                draw(st.sampled_from(METRICS)),
                weight=draw(st.sampled_from([0.0, 1.0, 2.5])),
                midpoint=draw(st.sampled_from([None, 0.2, 0.8])),
                ambition=draw(st.sampled_from(["aspirational", "committed"])),
            )
        case 3:
            return CommitObjective(objective)
        case _:
            return PublishObjective(objective)


OTHERS: list[AnyCommand] = [
    DefineCycle(CYCLES[1], "2026-Q4", ENDS + timedelta(1), ENDS + timedelta(92)),
    DefineCycle(CYCLES[1], "2026-Q4", ENDS, STARTS),
    MoveCycle(CYCLES[0], "scoring"),
    MoveCycle(CYCLES[1], "active"),
    AddPerson(PersonId("bob"), "Bob", UNITS[1]),
    AddUnit(UnitId("lab"), "Lab", "team", UnitId("nowhere")),
]
others = st.sampled_from(OTHERS)


def metric_of(index: int, number: int) -> Metric:
    return METRICS[(2 * index + number) % len(METRICS)]


def planned(index: int) -> list[AnyCommand]:
    """An objective that is ready to be reported on; the first is the company's."""
    objective, owner = OBJECTIVES[index], Owner("unit", UNITS[min(index, 2)])
    return [
        DraftObjective(objective, CYCLES[0], f"Objective {objective}", owner),
        *(
            AddKeyResult(
                objective, key_result_of(objective, n), f"Key result {n}", metric_of(index, n)
            )
            for n in range(2)
        ),
        CommitObjective(objective),
        PublishObjective(objective),
    ]


@st.composite
def quarters(draw: st.DrawFn, most: int = 60) -> list[Said]:
    """What was said in a quarter: a plan, and then anything, in the order in which it was said."""
    start = datetime.combine(STARTS, time(9), tzinfo=UTC)
    said = [Said(start, command) for command in FOUNDING]
    for index in range(4):
        said += [Said(start, command) for command in planned(index)]
    hours = draw(st.lists(st.integers(0, 24 * 100), min_size=most // 4, max_size=most).map(sorted))
    for hour in hours:
        at = start + timedelta(hours=hour)
        command: AnyCommand
        match draw(st.integers(0, 9)):
            case 0:
                command = draw(st.one_of(plans(), others))
            case 1 | 2:
                command = draw(links())
            case 3:
                command = draw(corrections([one.command for one in said])) or draw(links())
            case _:
                command = draw(check_ins(at.date()))
        said.append(Said(at, command))
    return said


async def tell(said: Sequence[Said]) -> list[Stored]:
    """The log that comes of it."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    log = MemoryLog(lambda: now[0])
    desk = Desk(log)
    await log.create_workspace(WORKSPACE, "Acme")
    for one in said:
        now[0] = one.at
        await attempt(desk, one)
    return await log.read(WORKSPACE, limit=100_000)


async def attempt(desk: Desk, said: Said) -> None:
    """Say it; being refused is part of life."""
    request = Request([said.command], "somebody", "administrator", said.at)
    try:
        await desk.handle(WORKSPACE, request)
    except Rejection:
        return


def logs(most: int = 60) -> st.SearchStrategy[list[Stored]]:
    return quarters(most).map(lambda said: run(tell(said)))
