"""When a person wants to be told: by which clock, and whether all of it at once."""

from __future__ import annotations

from typing import assert_never
from zoneinfo import ZoneInfo

from domain.messages import Command, Event, Value
from domain.organization import consistency
from domain.organization.chart import Chart
from domain.organization.reorganization import NoSuchPerson
from domain.values import PersonId
from domain.workspace import check_time_zone, zone_of

# Commands


class SetNoticePreferences(Command, frozen=True):
    """Say when a person wants to be told; what is not named is as the workspace has it.

    Quiet hours, the hour of the digest and the week of the ceiling go by `time_zone`. With
    `digest_only` nothing is sent by itself, however urgent it is.
    """

    person_id: PersonId
    time_zone: str | None = None
    digest_only: bool = False


PreferenceCommand = SetNoticePreferences

# Events


class NoticePreferencesSet(Event, frozen=True, omit_defaults=True, tag="notice_preferences_set"):
    person_id: PersonId
    time_zone: str | None = None
    digest_only: bool = False


PreferenceEvent = NoticePreferencesSet

# State


class Preference(Value, frozen=True):
    """What one person wants; without a time zone, the workspace's is theirs."""

    time_zone: str | None = None
    digest_only: bool = False


AS_BY_DEFAULT = Preference()


class Preferences(Value, frozen=True):
    """What people want who have said something."""

    by_person: dict[PersonId, Preference] = {}

    def of(self, person_id: PersonId) -> Preference:
        return self.by_person.get(person_id, AS_BY_DEFAULT)

    def zone(self, person_id: PersonId, usual: ZoneInfo) -> ZoneInfo:
        """By which clock somebody is told."""
        name = self.of(person_id).time_zone
        return usual if name is None else zone_of(name)


EMPTY = Preferences()

# Decide


def decide(
    state: Preferences, command: PreferenceCommand, chart: Chart
) -> list[NoticePreferencesSet]:
    match command:
        case SetNoticePreferences():
            person = chart.person_records.get(command.person_id)
            if person is None:
                raise NoSuchPerson(person_id=command.person_id)
            consistency.check_person(person, chart.day, "person_id")
            wanted = Preference(command.time_zone, command.digest_only)
            if state.of(command.person_id) == wanted:
                return []
            if command.time_zone is not None:
                check_time_zone(command.time_zone)
            return [NoticePreferencesSet(command.person_id, command.time_zone, command.digest_only)]
        case _:
            assert_never(command)


# Evolve


def evolve(state: Preferences, event: PreferenceEvent) -> Preferences:
    wanted = Preference(event.time_zone, event.digest_only)
    return Preferences({**state.by_person, event.person_id: wanted})
