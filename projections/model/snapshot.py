"""The model as bytes, so that a cold worker need not fold a log from its beginning.

A snapshot is a convenience, never a source: one that does not fit the code is thrown away.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from domain.alignment.linking import Alignment
from domain.cycles.cycle import Calendar
from domain.dependencies.dependency import DependencyEvent
from domain.measuring.check_in import CheckedIn, CheckInCorrected
from domain.objectives.state import Objective
from domain.organization.chart import Organization
from domain.values import CheckInId, CommentId, CycleId, KeyResultId, ObjectiveId
from domain.workspace import Settings
from events import catalog, streams
from events.catalog import Unknown
from projections.model.change import Recorded
from projections.model.feed import Entry, page_of
from projections.model.reports import Report
from projections.model.talk.conversations import Written
from projections.model.workspace import Workspace


class _Report(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A report; the many that were never corrected name the check-in instead of repeating it."""

    position: int
    recorded_at: datetime
    event: CheckInId | CheckedIn | CheckInCorrected
    after_closing: bool


class _Fact(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An event with its place in the log; the event is kept as the log keeps it."""

    position: int
    version: int
    recorded_at: datetime
    actor: str
    type: str
    data: bytes
    by: str


class _Entry(_Fact, frozen=True, gc=False, array_like=True):
    """An event of the feed's present page."""

    subject: str
    part: str


class _Model(msgspec.Struct, frozen=True, array_like=True):
    position: int
    recorded_at: datetime
    today: date
    settings: Settings
    organization: Organization
    calendar: Calendar
    objectives: list[tuple[int, Objective]]
    links: dict[CycleId, Alignment]
    states: dict[str, msgspec.Raw]
    since: dict[str, date]
    until: dict[CycleId, date]
    agreed: dict[ObjectiveId, list[_Entry]]
    forecasts: dict[KeyResultId, list[_Fact]]
    reports: dict[KeyResultId, list[_Report]]
    promises: list[_Fact]
    written: dict[ObjectiveId, dict[CommentId, Written]]
    acknowledged: dict[ObjectiveId, list[datetime]]
    page: list[_Entry]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Model).decode


def dump(workspace: Workspace) -> bytes:
    return _encode(
        _Model(
            position=workspace.position,
            recorded_at=workspace.recorded_at,
            today=workspace.today,
            settings=workspace.settings,
            organization=workspace.organization,
            calendar=workspace.calendar,
            objectives=[
                (workspace.objectives.versions[key], objective)
                for key, objective in workspace.objectives.in_full.items()
            ],
            links=workspace.links.by_cycle,
            states={
                stream: msgspec.Raw(_encode(state)) for stream, state in workspace.states.items()
            },
            since=workspace.phases.since,
            until=workspace.phases.until,
            agreed={
                key: [_Entry(*_recorded(one), "", "") for one in said]
                for key, said in workspace.objectives.agreed.items()
            },
            forecasts={
                key: [_Fact(*_recorded(one)) for one in said]
                for key, said in workspace.objectives.forecasts.items()
            },
            reports={
                key: [_short(workspace, key, report) for report in reports]
                for key, reports in workspace.reports.by_key_result.items()
            },
            promises=[
                _Fact(*_recorded(one))
                for said in workspace.promises.by_dependency.values()
                for one in said
            ],
            written=workspace.conversations.written,
            acknowledged=workspace.conversations.acknowledged,
            page=[
                _Entry(*_recorded(entry.recorded), entry.subject, entry.part)
                for entry in workspace.feed.pages.get(page_of(workspace.position), ())
            ],
        )
    )


def load(body: bytes) -> Workspace | None:
    """The model, or None when the bytes do not fit it."""
    try:
        model = _decode(body)
        states = {stream: _state(stream, raw) for stream, raw in model.states.items()}
    except msgspec.DecodeError:
        return None
    workspace = Workspace()
    workspace.position = model.position
    workspace.recorded_at = model.recorded_at
    workspace.settings = model.settings
    workspace.days.settle_in(model.settings.zone)
    workspace.advance(model.today)
    workspace.organization = model.organization
    workspace.calendar = model.calendar
    for version, objective in model.objectives:
        workspace.objectives.restore(version, objective)
    workspace.links.by_cycle = model.links
    for alignment in model.links.values():
        for link in alignment.links.values():
            workspace.index_link(link)
    workspace.states = states
    workspace.phases.since = model.since
    workspace.phases.until = model.until
    for stream in states:
        workspace.index_state(stream)
    workspace.objectives.agreed = {
        key: [_restored(one) for one in said] for key, said in model.agreed.items()
    }
    workspace.objectives.forecasts = {
        key: [_restored(one) for one in said] for key, said in model.forecasts.items()
    }
    if not _restore_reports(workspace, model.reports):
        return None
    _restore_promises(workspace, model.promises)
    workspace.conversations.written = model.written
    workspace.conversations.acknowledged = model.acknowledged
    if model.page:
        workspace.feed.pages[page_of(model.position)] = [
            Entry(_restored(one), one.subject, one.part) for one in model.page
        ]
    return workspace


def _restore_reports(workspace: Workspace, kept: dict[KeyResultId, list[_Report]]) -> bool:
    """Whether each of them fits the check-ins that there are."""
    for key, reports in kept.items():
        for stored in reports:
            report = _whole(workspace, key, stored)
            if report is None:
                return False
            about = workspace.objectives.planned(report.event.objective_id)
            workspace.reports.take(report, None if about is None else about.cycle_id)
    return True


def _restore_promises(workspace: Workspace, facts: list[_Fact]) -> None:
    for fact in sorted(facts, key=_position):
        recorded = _restored(fact)
        if isinstance(recorded.event, DependencyEvent):
            about = workspace.objectives[recorded.event.objective_id]
            workspace.promises.take(about.cycle_id, recorded, recorded.event)


def _state(stream: str, raw: msgspec.Raw) -> Any:
    return msgspec.msgpack.decode(raw, type=type(streams.aggregate(stream).empty))


def _checked_in(workspace: Workspace, key: KeyResultId, check_in_id: CheckInId) -> CheckedIn | None:
    objective = workspace.objectives.get(workspace.objectives.home.get(key, ObjectiveId("")))
    return None if objective is None else objective.key_results[key].check_in(check_in_id)


def _short(workspace: Workspace, key: KeyResultId, report: Report) -> _Report:
    event: CheckInId | CheckedIn | CheckInCorrected = report.event
    if isinstance(event, CheckedIn) and event is _checked_in(workspace, key, event.check_in_id):
        event = event.check_in_id
    return _Report(report.position, report.recorded_at, event, report.after_closing)


def _whole(workspace: Workspace, key: KeyResultId, report: _Report) -> Report | None:
    event = report.event
    if isinstance(event, str):
        known = _checked_in(workspace, key, event)
        if known is None:
            return None
        event = known
    day = workspace.day_of(report.recorded_at)
    return Report(report.position, report.recorded_at, day, event, report.after_closing)


def _recorded(recorded: Recorded) -> tuple[int, int, datetime, str, str, bytes, str]:
    event = recorded.event
    tag = event.stored_as if isinstance(event, Unknown) else catalog.TAGS[type(event)]
    data = msgspec.json.encode(event)
    when = (recorded.position, recorded.version, recorded.recorded_at)
    return (*when, recorded.actor, tag, data, recorded.by)


def _restored(fact: _Fact) -> Recorded:
    event = catalog.decode(fact.type, fact.data)
    return Recorded(fact.position, fact.version, fact.recorded_at, fact.actor, event, fact.by)


def _position(fact: _Fact) -> int:
    return fact.position
