"""The fifth stage of an import: what would be recorded, or everything that speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from api.exchange.problems import Problem
from api.exchange.reading.asked import Who
from api.exchange.reading.decide.already_recorded import not_recorded_yet
from api.exchange.reading.decide.follows import Failed
from api.exchange.reading.decide.identifiers_in_use import places
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collected, RowCommand
from events.admission import MAX_EVENTS
from events.catalog import TAGS
from events.handling import Desk, Request
from events.log import EventLog


class Decided(Struct, frozen=True):
    """The request that an import is, of which commands, and how many events of each type it gives.

    `problems` are all that are known, each once: with any, nothing is recorded.
    """

    request: Request
    commands: tuple[RowCommand, ...]
    recorded: dict[str, int]
    problems: tuple[Problem, ...]


async def decide(
    log: EventLog,
    desk: Desk,
    who: Who,
    ordered: Sequence[RowCommand],
    stated: Collected,
    rows: Sequence[Row],
) -> Decided:
    """What comes of commands in their order. `stated` has what is known to be wrong with them."""
    commands = await not_recorded_yet(desk, who.workspace_id, ordered)
    known = await places(log, who.workspace_id, commands)
    failed = Failed((one.line for one in rows if not stated.problems.is_sound(one)), stated.missing)
    problems = stated.problems.all
    sound = []
    for one in commands:
        if failed.concerns(one):
            failed.add(one)
        elif elsewhere := known.elsewhere(one, rows):
            problems.append(elsewhere)
            failed.blame(one)
        else:
            known.take(one.command)
            sound.append(one)
    events = []
    if sound:
        decision = await desk.decide(who.workspace_id, _request(who, sound))
        for index, rejection in decision.refusals:
            one = sound[index]
            if failed.concerns(one):
                failed.add(one)
            else:
                problems.append(one.problem(rejection.field, str(rejection), rows))
                failed.blame(one)
        events = decision.events
    if len(events) > MAX_EVENTS:
        message = (
            f"It amounts to {len(events)} events, and {MAX_EVENTS} can be stored together:"
            " split it, key results with their objective and check-ins last."
        )
        problems.append(Problem(0, "", message))
    recorded = dict(Counter(TAGS[type(event)] for _, event in events))
    unique = tuple(dict.fromkeys(problems))
    return Decided(_request(who, commands), tuple(commands), recorded, unique)


def _request(who: Who, commands: Sequence[RowCommand]) -> Request:
    return Request(
        commands=[one.command for one in commands],
        given=[one.given for one in commands],
        who=who.actor,
        now=who.now,
    )
