"""What the domain has to say against a record by itself, whatever becomes of those around it.

A row that rests on a wrong one is not decided on, and yet what is wrong with it should be told in
the same breath. So it is put before the domain as it would stand in a sound file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from api.exchange.fields import MEASURED
from api.exchange.reading.reader import Reader
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import column_of
from domain.alignment import linking
from domain.alignment.linking import LinkObjective
from domain.cycles.cycle import Calendar, Cycle
from domain.errors import Rejection
from domain.measuring import check_in
from domain.measuring.check_in import CheckIn
from domain.measuring.metric import Boolean, Metric, Milestone
from domain.objectives import objective, state
from domain.objectives.planning import AddKeyResult
from domain.objectives.state import Objective
from domain.organization import organization
from domain.values import CycleId, ObjectiveId, Owner
from events.streams import AnyCommand

CHECKED_IN = ("value", "confidence", "narrative", "blockers", "done")
REPORTED = (*CHECKED_IN, "result", "result_pct")
"""The columns that hold what is reported, be it as a plain result."""

_SOMETHING = "?"


def check_key_result(read: Reader, row: Row, command: AddKeyResult, cycle: Cycle) -> None:
    context = state.Context(
        cycle.starts,
        "",
        organization.EMPTY,
        Calendar({cycle.cycle_id: replace(cycle, phase="drafting")}),
    )
    home = _objective(command.objective_id, cycle.cycle_id)
    plain = replace(command, owner=None, due=None, metric=Boolean())

    def tell(probe: AddKeyResult, called: Mapping[str, str]) -> None:
        try:
            objective.decide(home, probe, context)
        except Rejection as rejection:
            _tell(read, row, probe, rejection, called)

    steps = command.metric.steps if isinstance(command.metric, Milestone) else ()
    if not read.is_wrong_in(row, *MEASURED):
        undated = Milestone(tuple(replace(step, due=None) for step in steps))
        tell(replace(plain, metric=undated if steps else command.metric), {})
    tell(replace(plain, due=command.due), {})
    for step in steps:
        tell(replace(plain, due=step.due), {"due": "steps"})


def check_report(
    read: Reader,
    row: Row,
    command: CheckIn,
    cycle: Cycle,
    metric: Metric | None,
    today: date,
    called: Mapping[str, str],
) -> None:
    """`metric` is None where it is not known: then nothing is said about a value."""
    dated = replace(command, value=None, done=None, blockers=(), narrative=_SOMETHING)
    stated = replace(command, effective=cycle.starts)
    if metric is None:
        stated = replace(stated, value=None, done=None)
    if metric is None or read.is_wrong_in(row, *REPORTED):
        stated = replace(stated, narrative=_SOMETHING)
    for probe, day in ((dated, today), (stated, cycle.ends)):
        try:
            check_in.decide(
                check_in.EMPTY, probe, check_in.Context(day, metric or Boolean(), cycle)
            )
        except Rejection as rejection:
            _tell(read, row, probe, rejection, called)


def check_link(read: Reader, row: Row, command: LinkObjective, parent: Cycle) -> None:
    ends = linking.Context(
        _objective(command.objective_id, command.cycle_id),
        _objective(command.parent_objective_id, parent.cycle_id),
    )
    bare = replace(command, key_result_id=None)
    with_mechanism = replace(bare, mechanism=bare.mechanism.strip() or _SOMETHING)
    with_strength = replace(with_mechanism, strength=bare.strength or "strong")
    for probe in (bare, with_mechanism, with_strength):
        try:
            linking.decide(linking.EMPTY, probe, ends)
        except Rejection as rejection:
            _tell(read, row, probe, rejection, {})


def _objective(objective_id: ObjectiveId, cycle_id: CycleId) -> Objective:
    return Objective(objective_id, cycle_id, _SOMETHING, Owner("unit", ""), "team")


def _tell(
    read: Reader, row: Row, probe: AnyCommand, rejection: Rejection, called: Mapping[str, str]
) -> None:
    """Note a refusal, unless its cell is known to be wrong or the row is part of a circle."""
    column = column_of(rejection.field or "", type(probe), row, called)
    if not row.in_circle and not read.is_wrong_in(row, column):
        read.wrong(row, column, str(rejection))
