"""The workspace itself: its name and the time zone in which its days and weeks begin."""

from __future__ import annotations

from typing import Final, assert_never
from zoneinfo import ZoneInfo

from msgspec.structs import astuple, replace

from domain.cycles.fiscal import JANUARY, Month
from domain.errors import Rejection
from domain.messages import Command, Event, Value
from domain.telling import DEFAULT, BufferMinutes, Hour, MostAWeek, Policy, Rungs
from domain.values import Name


class CreateWorkspace(Command, frozen=True):
    """Create a workspace; its days begin at midnight in the named time zone."""

    name: Name
    time_zone: str = "UTC"


class WorkspaceCreated(Event, frozen=True, tag="workspace_created"):
    name: str
    time_zone: str = "UTC"


class SetFiscalStart(Command, frozen=True):
    """Set the month in which fiscal years begin; years already defined stay as they are."""

    month: Month


class FiscalStartSet(Event, frozen=True, tag="fiscal_start_set"):
    month: int


class SetNoticePolicy(Command, frozen=True):
    """Set how people are told of what concerns them; what is not named is as by default."""

    buffer_minutes: BufferMinutes = DEFAULT.buffer_minutes
    quiet_from: Hour = DEFAULT.quiet_from
    quiet_until: Hour = DEFAULT.quiet_until
    digest_hour: Hour = DEFAULT.digest_hour
    most_a_week: MostAWeek = DEFAULT.most_a_week
    rungs: Rungs = DEFAULT.rungs


class NoticePolicySet(Event, frozen=True, tag="notice_policy_set"):
    buffer_minutes: int
    quiet_from: int
    quiet_until: int
    digest_hour: int
    most_a_week: int
    rungs: int


WorkspaceCommand = CreateWorkspace | SetFiscalStart | SetNoticePolicy
WorkspaceEvent = WorkspaceCreated | FiscalStartSet | NoticePolicySet


class Settings(Value, frozen=True):
    name: str = ""
    time_zone: str = "UTC"
    fiscal_start: int = JANUARY
    """The month in which fiscal years begin."""
    notices: Policy = DEFAULT

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone)


def zone_of(name: str) -> ZoneInfo:
    """A time zone, or UTC for one that only other machines know: a fact is never refused."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


EMPTY = Settings()


def decide(state: Settings, command: WorkspaceCommand) -> list[WorkspaceEvent]:
    match command:
        case CreateWorkspace():
            if (state.name, state.time_zone) == (command.name, command.time_zone):
                return []
            if state.name:
                raise WorkspaceAlreadyCreated(name=state.name)
            check_time_zone(command.time_zone)
            return [WorkspaceCreated(command.name, command.time_zone)]
        case SetFiscalStart():
            return [] if state.fiscal_start == command.month else [FiscalStartSet(command.month)]
        case SetNoticePolicy():
            wanted = NoticePolicySet(*astuple(command))
            return [] if state.notices == Policy(*astuple(wanted)) else [wanted]
        case _:
            assert_never(command)


NOWHERE: Final = frozenset({"localtime", "posixrules", "posix", "right", "Factory"})
"""What a machine calls its own time, other keepings of time, and no time at all."""


def check_time_zone(name: str) -> None:
    """Refuse what is no place's time, or only this machine's; raises UnknownTimeZone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownTimeZone(name=name) from None
    if name.partition("/")[0] in NOWHERE:
        raise UnknownTimeZone(name=name)


def evolve(state: Settings, event: WorkspaceEvent) -> Settings:
    match event:
        case WorkspaceCreated():
            return replace(state, name=event.name, time_zone=event.time_zone)
        case FiscalStartSet():
            return replace(state, fiscal_start=event.month)
        case NoticePolicySet():
            return replace(state, notices=Policy(*astuple(event)))
        case _:
            assert_never(event)


class WorkspaceAlreadyCreated(Rejection, code="workspace-already-created", kind="conflict"):
    """The workspace already exists, under the name '{name}'."""


class UnknownTimeZone(Rejection, code="unknown-time-zone", field="time_zone"):
    """'{name}' is not a time zone; use a name like Europe/Berlin or America/New_York."""
