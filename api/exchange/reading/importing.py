"""Brings a file into a workspace: all of it or nothing, and the same file again changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from api.exchange.problems import ImportRefused, Problem, lines_of
from api.exchange.reading.cycles_meant import Spans, Wanted
from api.exchange.reading.goals import Goals
from api.exchange.reading.homes import Homes, homes
from api.exchange.reading.owners import NO_ANSWERS, Answers, Owners
from api.exchange.reading.planned import Failed, Plan, Planned, Present
from api.exchange.reading.reports import Reports
from api.exchange.reading.table import Table, read_table
from api.exchange.reading.telling import Telling
from api.exchange.row_kinds import CLOSING
from api.exchange.writing.retelling import said
from domain.access.identity import acting
from domain.organization.chart import Organization
from domain.values import Role
from events import decisions, streams
from events.admission import MAX_EVENTS
from events.catalog import TAGS
from events.handling import Desk, Request
from events.log import EventLog
from events.streams import AnyCommand

CLOSING_KINDS = frozenset({"cycle_moved", *(act.kind for act in CLOSING)})
"""Kinds of row that are told when the cycles are where the file says that they are."""

Step = Callable[[float, float], None]
"""Told how many rows of how many have been read."""


Status = Literal["imported", "would import", "already up to date"]


class Who(Struct, frozen=True):
    """Who imports, into which workspace, and when."""

    workspace_id: str
    workspace_name: str
    actor: str
    role: Role
    now: datetime


class Imported(Struct, frozen=True):
    """What an import did or, as a dry run, would do. `recorded` counts events by type.

    `position` is where the log stands afterwards, 0 for a dry run.
    """

    status: Status
    position: int
    rows: int
    recorded: dict[str, int]
    notes: tuple[str, ...]
    left_out: tuple[Problem, ...]


async def import_file(
    log: EventLog,
    desk: Desk,
    who: Who,
    body: bytes,
    wanted: Wanted,
    *,
    answers: Answers = NO_ANSWERS,
    sheet: str | None = None,
    dry_run: bool,
    step: Step | None = None,
) -> Imported:
    """Import a file, of a workbook perhaps a certain `sheet`.

    Raises ImportRefused with everything that is wrong, and Busy.
    """
    table = read_table(body, sheet)
    if wanted.name is None and not any(row["cycle"] or row["recorded"] for row in table.rows):
        message = "It names no cycle; name one: --cycle 2026-Q3."
        raise ImportRefused([*table.problems, Problem(0, "", message)])
    plan = _plan(await _present(desk, who), table, wanted, answers, step)
    plan.commands = await _unsaid(desk, who, plan.commands)
    request = Request(
        commands=[one.command for one in plan.commands],
        said=[one.said for one in plan.commands],
        who=acting(who.actor, who.role),
        now=who.now,
        correlation=f"import {hashlib.sha256(body).hexdigest()[:16]}",
    )
    known = await homes(log, who.workspace_id, plan.commands)
    recorded = await _decide(desk, who, request, plan, table, known)
    if plan.commands and not dry_run:
        await desk.handle(who.workspace_id, request)
    return Imported(
        status=_status(recorded, dry_run=dry_run),
        position=0 if dry_run else await desk.position(who.workspace_id),
        rows=len(table.rows),
        recorded=recorded,
        notes=tuple(plan.notes) if recorded else (),
        left_out=tuple(plan.left_out) if recorded else (),
    )


def _status(recorded: dict[str, int], *, dry_run: bool) -> Status:
    if not recorded:
        return "already up to date"
    return "would import" if dry_run else "imported"


async def _present(desk: Desk, who: Who) -> Present:
    settings = await desk.state(who.workspace_id, streams.WORKSPACE)
    today = who.now.astimezone(settings.zone).date()
    organization: Organization = await desk.state(who.workspace_id, streams.ORGANIZATION)
    return Present(
        workspace_id=who.workspace_id,
        workspace_name=who.workspace_name,
        actor=who.actor,
        now=who.now,
        today=today,
        organization=organization.at(today),
        calendar=await desk.state(who.workspace_id, streams.CYCLES),
        fiscal_start=settings.fiscal_start,
    )


def _plan(
    present: Present, table: Table, wanted: Wanted, answers: Answers, step: Step | None
) -> Plan:
    rows = table.rows
    plan = Plan(present, rows)
    plan.notes.extend(table.notes)
    known = {row.id: row for row in reversed(rows) if row.id}
    spans = Spans(plan, known, wanted)
    owners = Owners(plan, rows, known, answers)
    goals = Goals(plan, known, owners, spans, wanted.name)
    # Objectives come before the key results that refer to them, wherever they stand in the file.
    for row in rows:
        if row.kind == "objective":
            goals.objective(row)
    for row in rows:
        if row.kind in ("key_result", "revised_key_result"):
            goals.key_result(row)
    # Links are part of what is published.
    for row in rows:
        if row.kind == "link" or (row.kind == "objective" and row.parent_id):
            goals.link(row)
    goals.commit()
    reports = Reports(plan, spans, goals.key_results)
    late = len(plan.commands)
    for number, row in enumerate(rows):
        reports.take(row)
        if step is not None:
            step(number + 1, len(rows))
    check_ins = plan.commands[late:]
    del plan.commands[late:]
    spans.open()
    plan.commands.extend(check_ins)
    telling = Telling(plan, rows, known, owners, spans, goals)
    telling.tell(row for row in rows if row.kind not in CLOSING_KINDS)
    spans.close()
    telling.tell(row for row in rows if row.kind in CLOSING_KINDS)
    telling.read_the_rest(rows)
    plan.in_order()
    _say(plan, goals, reports)
    owners.say_what_was_made()
    return plan


def _say(plan: Plan, goals: Goals, reports: Reports) -> None:
    if goals.themes:
        names = ", ".join(f"'{name}'" for name in goals.theme_names)
        plan.notes.append(
            f"Key results without a parent go under objectives of the company: {names}."
        )
    if goals.without_numbers:
        noun = (
            "1 key result without numbers is measured as a milestone"
            if goals.without_numbers == 1
            else f"{goals.without_numbers} key results without numbers are measured as milestones"
        )
        plan.notes.append(f"{noun}, 0 to 100 %.")
    if reports.check_ins:
        said = "1 check-in is" if reports.check_ins == 1 else f"{reports.check_ins} check-ins are"
        share = f", {reports.in_per_cent} of them from results in per cent"
        plan.notes.append(
            f"{said} read{share if reports.in_per_cent else ''};"
            " where the file states no confidence, none is made up."
        )
    if reports.in_words:
        words = (
            "1 result is" if len(reports.in_words) == 1 else f"{len(reports.in_words)} results are"
        )
        plan.notes.append(
            f"{words} told in words without a number: they are read as they are, and no progress"
            f" is made up ({lines_of(reports.in_words)})."
        )


async def _unsaid(desk: Desk, who: Who, planned: list[Planned]) -> list[Planned]:
    """What was not said yet: of what was said three times, the file says the fourth."""
    names = list(dict.fromkeys(decisions.stream_of(one.command) for one in planned))
    log = await desk.recorded(who.workspace_id, names)
    heard = Counter(_words(one.command) for one in said(log))
    unsaid = []
    for one in planned:
        words = _words(one.command)
        if heard[words]:
            heard[words] -= 1
        else:
            unsaid.append(one)
    return unsaid


def _words(command: AnyCommand) -> tuple[str, bytes]:
    return type(command).__name__, msgspec.json.encode(command, order="sorted")


async def _decide(
    desk: Desk, who: Who, request: Request, plan: Plan, table: Table, known: Homes
) -> dict[str, int]:
    """What would be recorded. Raises ImportRefused with every problem, each once."""
    problems = [*table.problems, *plan.problems]
    failed = Failed((row.line for row in table.rows if not row.sound), plan.missing)
    sound = []
    for planned in plan.commands:
        if failed.concerns(planned):
            failed.add(planned)
        elif elsewhere := known.elsewhere(plan, planned):
            problems.append(elsewhere)
            failed.blame(planned)
        else:
            known.take(planned.command)
            sound.append(planned)
    events = []
    if sound:
        decision = await desk.decide(who.workspace_id, _only(request, sound))
        for index, rejection in decision.refusals:
            planned = sound[index]
            if failed.concerns(planned):
                failed.add(planned)
            else:
                problems.append(planned.problem(rejection.field, str(rejection), plan.rows))
                failed.blame(planned)
        events = decision.events
    problems.extend(problem for row in table.rows for problem in row.problems)
    if len(events) > MAX_EVENTS:
        message = (
            f"It amounts to {len(events)} events, and {MAX_EVENTS} can be stored together:"
            " split it, key results with their objective and check-ins last."
        )
        problems.append(Problem(0, "", message))
    if problems:
        raise ImportRefused(list(dict.fromkeys(problems)))
    return dict(Counter(TAGS[type(event)] for _, event in events))


def _only(request: Request, planned: list[Planned]) -> Request:
    return Request(
        commands=[one.command for one in planned],
        said=[one.said for one in planned],
        who=request.who,
        now=request.now,
        correlation=request.correlation,
    )
