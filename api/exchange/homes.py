"""Where records are: an identifier belongs to one record of a workspace, whatever a file says.

Within its stream the domain keeps a record apart from others, and requests get their identifiers
made for them. Only a file can state one that belongs to a record somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from api.exchange.acts import ACTS, BY_COMMAND
from api.exchange.planned import Plan, Planned
from api.exchange.problems import Problem
from api.exchange.retelling import said_in
from api.exchange.table import Row
from events.log import EventLog
from events.streams import AnyCommand

_PLACED = {one.command: one for one in ACTS if len(one.key) > 1 and one.kind != "finding"}
"""Records within others. What a rule found is called alike in each cycle that it is found in."""

Place = tuple[str, ...]
"""The identifiers of what a record is in."""


class _Made(NamedTuple):
    """A record that a command makes or, of a revision, perhaps changes."""

    kind: str
    own: str
    place: Place


class Homes:
    """Where each record of a workspace is, and each that a file has made so far."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], Place] = {}

    def take(self, command: AnyCommand) -> None:
        for made in _made(command):
            self._places.setdefault((made.kind, made.own), made.place)

    def misplaced(self, plan: Plan, planned: Planned, rows: Sequence[Row]) -> Problem | None:
        """What is wrong with a command that makes a record which is elsewhere already."""
        for made in _made(planned.command):
            if self._places.get((made.kind, made.own), made.place) != made.place:
                noun = made.kind.replace("_", " ")
                message = f"'{made.own}' is the identifier of another {noun} of this workspace."
                row = _row_of(made, plan, planned, rows)
                stated = "identifier" if row is not None and row["identifier"] else "id"
                return Problem(row.line if row else 0, stated, message)
        self.take(planned.command)
        return None


async def homes(log: EventLog, workspace_id: str, planned: Sequence[Planned]) -> Homes:
    """Where the records of a workspace are, if any of those that are planned could be among them.

    Identifiers that are derived from the names in a file are nobody else's, and need no reading.
    """
    known = Homes()
    if any(_states_its_identifier(one) for one in planned):
        for said in await said_in(log, workspace_id):
            known.take(said.command)
    return known


def _states_its_identifier(planned: Planned) -> bool:
    row = planned.row
    return row is not None and any(
        made.kind != BY_COMMAND[type(planned.command)].kind
        or made.own in (row.id, row["identifier"].strip())
        for made in _made(planned.command)
    )


def _made(command: Any) -> Iterator[_Made]:
    act = _PLACED.get(type(command))
    if act is None:
        return
    *within, own = (str(getattr(command, field)) for field in act.key)
    if act.kind == "dependency":
        within.append(command.key_result_id)
    yield _Made(act.kind, own, tuple(within))
    for part in act.parts:
        if part.makes:
            for item in attrgetter(part.field)(command):
                yield _Made("key_result", getattr(item, part.makes), (command.objective_id,))


def _row_of(made: _Made, plan: Plan, planned: Planned, rows: Sequence[Row]) -> Row | None:
    """The row that states an identifier; of a key result in a revision, one below its row."""
    row = planned.row
    if row is None or made.kind == row.kind:
        return row
    below = (one for one in rows if one.parent_id == row.id and plan.own(one) == made.own)
    return next(below, row)
