"""Each kind of row alone: its event, exported and imported where all before it is, is that event.

The kinds are those that are registered. A new one fails here until something in the story of Acme
(`tests/support/story.py`), or below, is of its kind.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from api.exchange.reading.asked import Wanted, Who
from api.exchange.reading.importing import Imported, import_file
from api.exchange.row_kinds import BY_COMMAND, PARTS, ROW_KINDS
from api.exchange.writing.exporting import Exported, export
from api.exchange.writing.recorded_commands import Memory, command_behind, commands_of
from domain.access.identity import acting
from domain.alignment.review import Finding, OpenReview
from domain.cycles.cycle import DefineCycle
from domain.messages import Event
from domain.objectives.revision import RequestRevision
from domain.objectives.state import Changes, RevisedLink
from domain.strategy.outcome import RefreshOutcome
from domain.values import FindingId, LinkId, OutcomeId, ReviewId, RevisionId
from events import catalog
from events.handling import Desk, Request
from events.log import Append, Draft, Stored
from events.memory import MemoryLog
from events.streams import AnyCommand
from tests.support.acme import CYCLES, OBJECTIVES, UNITS, key_result_of
from tests.support.logs import WORKSPACE, GivenCommand, run, tell
from tests.support.practice import strategy
from tests.support.story import story

NEXT_YEAR = DefineCycle(strategy.YEARS[1], "2027", date(2027, 1, 1), date(2027, 12, 31), "year")
FURTHER: list[AnyCommand] = [
    NEXT_YEAR,
    RefreshOutcome(strategy.OUTCOMES[1], OutcomeId("anew"), NEXT_YEAR.cycle_id, "They love it"),
    OpenReview(CYCLES[1], ReviewId("with findings"), (
        Finding(FindingId("gap"), "conflict", "Both want it", OBJECTIVES[1], None, UNITS[1]),
    )),
    RequestRevision(OBJECTIVES[2], RevisionId("linked"), "It serves two", Changes(link=(
        RevisedLink(LinkId("further"), OBJECTIVES[0], key_result_of(OBJECTIVES[0], 0),
                    mechanism="More of them stay"),
    ))),
]  # fmt: skip
"""What the story does not tell."""


@cache
def log() -> tuple[Stored, ...]:
    said = story()
    at = said[-1].at
    further = [GivenCommand(at + timedelta(minutes=n), one) for n, one in enumerate(FURTHER, 1)]
    return tuple(run(tell([*said, *further])))


@cache
def exported(until: int) -> Exported:
    """All that had been recorded once some events were."""
    return export(list(commands_of(log()[:until])))


@cache
def first_of(kind: str) -> int:
    """The place of the first event whose row, or a part of it, is of a kind."""
    own = PARTS[kind][0] if kind in PARTS else None
    for place, command in enumerate(given()):
        if command is None:
            continue
        found = BY_COMMAND[type(command)]
        if found.kind == kind or (found is own and kind in kinds_of_the_last(place + 1)):
            return place
    raise AssertionError(f"nothing is told of the kind '{kind}'")


@cache
def given() -> tuple[AnyCommand | None, ...]:
    """The command behind each event: None, if nobody gave any."""
    memory = Memory()
    found = []
    for event in map(catalog.read, log()):
        found.append(command_behind(event, memory))
        memory.take(event)
    return tuple(found)


def kinds_of_the_last(until: int) -> set[str]:
    """The kinds of the rows that the last of some events adds to a file."""
    before, after = (exported(one).rows for one in (until - 1, until))
    return {row["kind"] for row in after[len(before) :]}


async def workspace_at(place: int) -> tuple[MemoryLog, Desk, Who]:
    """A workspace in which the first events of the story have happened, and nothing else."""
    now = log()[-1].recorded_at + timedelta(days=1)
    fresh = MemoryLog(lambda: now)
    await fresh.create_workspace(WORKSPACE, "Acme")
    versions: dict[str, int] = {}
    for one in log()[:place]:
        version = versions.get(one.stream, 0)
        event = (Draft(one.stream, one.type, one.data),)
        append = Append(event, {one.stream: version}, one.actor, one.occurred_at)
        await fresh.append(WORKSPACE, append)
        versions[one.stream] = version + 1
    return fresh, Desk(fresh), Who(WORKSPACE, "Acme", acting("importer", "administrator"), now)


async def imported(place: int, body: bytes) -> tuple[Imported, list[tuple[str, object]]]:
    """What comes of a file in that workspace, and what it records."""
    fresh, desk, who = await workspace_at(place)
    done = await import_file(fresh, desk, who, body, Wanted(), dry_run=False)
    new = await fresh.read(WORKSPACE, place)
    return done, [(one.stream, catalog.read(one)) for one in new]


async def decided(place: int, command: AnyCommand) -> list[Event]:
    """What comes of a command in that workspace."""
    _, desk, who = await workspace_at(place)
    request = Request([command], who.actor, who.now)
    return [event for _, event in (await desk.decide(WORKSPACE, request)).events]


@pytest.mark.parametrize("kind", [*(one.kind for one in ROW_KINDS), *PARTS])
def test_an_event_comes_back_from_a_file_as_the_same_event(kind: str) -> None:
    place = first_of(kind)
    _, new = run(imported(place, exported(place + 1).csv))
    told = log()[place]
    assert new == [(told.stream, catalog.read(told))]


@pytest.mark.parametrize("kind", [one.kind for one in ROW_KINDS if one.key])
def test_what_made_a_record_makes_nothing_new_whatever_became_of_it(kind: str) -> None:
    place = first_of(kind)
    made = given()[place]
    assert made is not None
    own = getattr(made, str(BY_COMMAND[type(made)].own))
    later = [
        one
        for one in range(place + 1, len(log()))
        if log()[one].stream == log()[place].stream or f'"{own}"'.encode() in log()[one].data
    ]
    for one in later:
        done, new = run(imported(one + 1, exported(place + 1).csv))
        assert (done.status, new) == ("already up to date", []), log()[one].type
        assert run(decided(one + 1, made)) == [], log()[one].type
