"""Hypothesis strategies for whole logs: what a company might do in a quarter, wrong things too."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.access.identity import acting
from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.errors import Rejection
from domain.measuring.check_in import Blocker, CheckIn, CorrectCheckIn
from domain.measuring.metric import Boolean, Decrease, Increase, Metric, Milestone
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.revision import ApproveRevision, RequestRevision
from domain.objectives.state import Changes, RevisedLink
from domain.values import CheckInId, LinkTest, Owner, RevisionId, Strength
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from events.streams import AnyCommand
from tests.support.acme import (
    ADA,
    CYCLES,
    ENDS,
    FOUNDING,
    HALF_YEAR,
    METRICS,
    OBJECTIVES,
    OF_THE_HALF_YEAR,
    PLANNED,
    STARTS,
    UNITS,
    key_result_of,
    link_of,
    metric_of,
    planned,
)
from tests.support.practice import PARTS, negotiation

WORKSPACE = "00000000-0000-4000-8000-000000000001"
STRENGTHS: list[Strength | None] = ["strong", "medium", "weak", None]
ANSWERS: list[LinkTest | None] = ["yes", "maybe", "no", None]
VALUES = [None, 0.0, 1.0, 2.0, 12.5, 19.0, 25.0, 85.0, 99.9, 100.0]

T = TypeVar("T")


class Said(Struct, frozen=True):
    """A command, when it was given, and by whom."""

    at: datetime
    command: AnyCommand
    actor: str = "somebody"


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


owners = st.sampled_from([*(Owner("unit", unit) for unit in UNITS), ADA, Owner("unit", "nobody")])
objectives = st.sampled_from(OBJECTIVES)
numbers = st.integers(0, 2)
texts = st.sampled_from(["", "going well", "Zürich: 85 % — fine", "\u2028 odd ", "-", "=1+1"])
blockers = st.lists(st.sampled_from(["no data", "hiring"]), max_size=2, unique=True).map(
    lambda names: tuple(Blocker(name, "resource") for name in names)
)
confidences = st.none() | st.integers(1, 5)


MOSTLY = st.integers(0, 9).map(bool)
"""True nine times in ten, and false when hypothesis shrinks."""


@st.composite
def check_ins(draw: st.DrawFn, said_on: date) -> AnyCommand:
    """A report that usually makes sense: of that day or a few days back, with a fitting value."""
    index = draw(st.sampled_from((*PLANNED, *PLANNED, *OF_THE_HALF_YEAR)))
    number = draw(st.integers(0, 1))
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
def second_thoughts(draw: st.DrawFn, said: Sequence[AnyCommand]) -> AnyCommand | None:
    """A correction of something that was reported before, or a link that is taken back."""
    kinds: list[type[CheckIn | LinkObjective]] = [CheckIn, CheckIn, LinkObjective]
    kind = draw(st.sampled_from(kinds))
    known = [one for one in said if isinstance(one, kind)]
    lately = known[-5:] if draw(st.booleans()) else known
    one = draw(st.sampled_from(lately)) if known else None
    match one:
        case LinkObjective():
            return UnlinkObjective(one.cycle_id, one.link_id, one.objective_id)
        case CheckIn():
            value = one.value if draw(st.booleans()) else draw(st.sampled_from(VALUES))
            return CorrectCheckIn(
                one.objective_id,
                one.key_result_id,
                one.check_in_id,
                "typo",
                value,
                draw(confidences),
            )
        case _:
            return None


@st.composite
def links(draw: st.DrawFn) -> AnyCommand:
    """Usually upward, to a key result that is there; sometimes in a circle or to nowhere."""
    upper = draw(st.integers(0, 2))
    lower = draw(st.integers(upper + 1, 3)) if draw(MOSTLY) else draw(st.integers(0, 4))
    cycle = CYCLES[0]
    if draw(st.integers(0, 4)) == 0:
        (upper, lower), cycle = OF_THE_HALF_YEAR, CYCLES[2]
    child, parent = OBJECTIVES[lower], OBJECTIVES[upper]
    name = link_of(cycle, draw(st.integers(0, 9)))
    if draw(st.integers(0, 5)) == 0:
        return UnlinkObjective(cycle, name, child)
    target = draw(st.none() | st.integers(0, 2).map(lambda n: key_result_of(parent, n)))
    if draw(st.booleans()):
        return LinkObjective(cycle, name, child, parent, target, "supports")
    strength, answer = draw(st.sampled_from(STRENGTHS)), draw(st.sampled_from(ANSWERS))
    return LinkObjective(
        cycle, name, child, parent, target, "contributes", draw(texts), strength, answer
    )


def by_revision(said: Said) -> list[Said]:
    """The same with a revision around it, or its approval: what is published is locked."""
    command = said.command
    match command:
        case LinkObjective():
            link = {field: getattr(command, field) for field in RevisedLink.__struct_fields__}
            changes = Changes(link=(RevisedLink(**link),))
        case UnlinkObjective():
            changes = Changes(unlink=(command.link_id,))
        case RequestRevision(objective_id=objective, revision_id=name):
            asked = Said(said.at, command, "somebody else")
            return [asked, Said(said.at, ApproveRevision(objective, name))]
        case _:
            return [said]
    name = RevisionId(f"for {command.link_id} from {command.objective_id} at {said.at:%j %H}")
    about = (command.objective_id, name)
    carried_out = replace(command, revision_id=name)
    if isinstance(carried_out, UnlinkObjective):
        carried_out = replace(carried_out, reason="Late insight")
    return [
        Said(said.at, RequestRevision(*about, "Late insight", changes), "somebody else"),
        Said(said.at, ApproveRevision(*about)),
        Said(said.at, carried_out),
    ]


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[int, AnyCommand]]:
    """Weekly reports of one key result, steadily up or down, each with the hour it is said at."""
    index = draw(st.sampled_from((0, 1, 2, OF_THE_HALF_YEAR[0])))
    first, weeks = draw(st.integers(0, 4)), draw(st.integers(3, 9))
    pace = draw(st.sampled_from([-0.1, 0.0, 0.04, 0.05, 0.07, 0.15]))
    believed, later = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    said: list[tuple[int, AnyCommand]] = []
    for week in range(first, first + weeks):
        day = 7 * week + 3
        check_in = CheckIn(
            OBJECTIVES[index],
            key_result_of(OBJECTIVES[index], 0),
            CheckInId(f"{OBJECTIVES[index]} in week {week}"),
            STARTS + timedelta(days=day),
            _along(metric_of(index, 0), pace * (week + 1)),
            believed if week < first + 5 else later,
        )
        said.append((24 * day + 4, check_in))
    return said


def _along(metric: Metric, progress: float) -> float:
    match metric:
        case Increase() | Decrease():
            return metric.baseline + progress * (metric.target - metric.baseline)
        case _:
            return 100 * max(progress, 0.0)


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
                owner=draw(st.none() | owners),
                due=draw(st.sampled_from([None, ENDS])),
                ambition=draw(st.sampled_from(["aspirational", "committed"])),
            )
        case 3:
            return CommitObjective(objective)
        case _:
            return PublishObjective(objective)


@st.composite
def quarters(draw: st.DrawFn, most: int = 60) -> list[Said]:
    """What was said in a quarter: a plan, and then anything, in the order in which it was said."""
    start = datetime.combine(STARTS, time(9), tzinfo=UTC)
    begun = [*FOUNDING]
    agreed: list[AnyCommand] = []
    for index in PLANNED:
        *plan, commit, publish = planned(
            index, owner=draw(st.none() | st.just(ADA)) if index else None
        )
        begun += plan
        agreed += [commit, publish]
    begun += [*draw(st.lists(links(), max_size=6)), *agreed]
    if draw(st.booleans()):
        begun += HALF_YEAR
    for part in PARTS:
        begun += part.BEGUN
    said = [Said(start, command) for command in begun]
    for course in draw(st.lists(courses(), max_size=2)):
        said += [Said(start + timedelta(hours=hour), command) for hour, command in course]
    hours = draw(st.lists(st.integers(0, 24 * 100), min_size=most // 4, max_size=most).map(sorted))
    for hour in hours:
        at = start + timedelta(hours=hour)
        command: AnyCommand
        match draw(st.integers(0, 11)):
            case 0:
                command = draw(plans())
            case 5 | 6 | 7:
                part = draw(st.sampled_from([*PARTS, *[negotiation] * len(PARTS)]))
                command = draw(part.commands(at.date()))
            case 1 | 2:
                command = draw(links())
            case 3 | 4:
                earlier = [one.command for one in _in_order(said) if one.at <= at]
                command = draw(second_thoughts(earlier)) or draw(links())
            case _:
                command = draw(check_ins(at.date()))
        said += by_revision(Said(at, command)) if draw(MOSTLY) else [Said(at, command)]
    return _in_order(said)


def _in_order(said: Sequence[Said]) -> list[Said]:
    return sorted(said, key=lambda one: one.at)


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
    request = Request([said.command], acting(said.actor, "administrator"), said.at)
    try:
        await desk.handle(WORKSPACE, request)
    except Rejection:
        return


def logs(most: int = 60) -> st.SearchStrategy[list[Stored]]:
    return quarters(most).map(lambda said: run(tell(said)))
