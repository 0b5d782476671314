"""What clients send: the domain's commands without the ids, which the edge makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.cycles.cycle import CycleKind, Phase
from domain.cycles.fiscal import FiscalYear, Month
from domain.measuring.check_in import Blockers
from domain.measuring.metric import Metric
from domain.telling import DEFAULT, BufferMinutes, Hour, MostAWeek, Rungs
from domain.values import (
    Ambition,
    Confidence,
    LinkKind,
    LinkTest,
    MidpointProgress,
    Name,
    Owner,
    Sentence,
    Strength,
    Text,
    UnitKind,
    Weight,
)

Terms = tuple[
    Sentence, Metric, Weight, Owner | None, date | None, Ambition, MidpointProgress | None
]
Report = tuple[float | None, Confidence | None, Text, Blockers, tuple[Name, ...] | None]

Id = TypeVar("Id")


def known_as(kind: Callable[[str], Id], given: UUID | None) -> Id | None:
    """The domain's id of what a request names, if it names one."""
    return None if given is None else kind(str(given))


class ReasonGiven(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Sentence


class OwnerGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for a record: one unit or one person."""

    kind: Literal["unit", "person"]
    id: UUID

    def of_domain(self) -> Owner:
        return Owner(self.kind, str(self.id))


class NewUnit(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    kind: UnitKind
    parent_id: UUID | None = None
    effective: date | None = None


class NewPerson(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    unit_id: UUID
    effective: date | None = None


class NewYear(Struct, frozen=True, forbid_unknown_fields=True):
    year: FiscalYear


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    fiscal_start: Month


class WantedNotices(Struct, frozen=True, forbid_unknown_fields=True):
    """What is not named is as the workspace has it.

    - `time_zone`: by which clock the quiet hours, the hour of the digest and the week are counted
    - `digest_only`: nothing is sent by itself, however urgent it is
    """

    time_zone: str | None = None
    digest_only: bool = False


class NoticePolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours are those of the workspace's time zone; `quiet_from` may be later than `quiet_until`.

    - `buffer_minutes`: how long a message waits, so that what follows on it is told with it
    - `quiet_from`, `quiet_until`: from which hour until which nothing is sent
    - `digest_hour`: when what is not urgent is told, all at once
    - `most_a_week`: how many messages of their own a person is sent from Monday to Sunday; of an
      escalation they are told regardless
    - `rungs`: how far up it is told that check-ins do not come, one rung a week: to the owner, the
      reviewer, the unit lead, the executive
    """

    buffer_minutes: BufferMinutes = DEFAULT.buffer_minutes
    quiet_from: Hour = DEFAULT.quiet_from
    quiet_until: Hour = DEFAULT.quiet_until
    digest_hour: Hour = DEFAULT.digest_hour
    most_a_week: MostAWeek = DEFAULT.most_a_week
    rungs: Rungs = DEFAULT.rungs


class NewCycle(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    starts: date
    ends: date
    kind: CycleKind = "quarter"


class PhaseChange(Struct, frozen=True, forbid_unknown_fields=True):
    phase: Phase


class NewObjective(Struct, frozen=True, forbid_unknown_fields=True):
    cycle_id: UUID
    title: Sentence
    owner: OwnerGiven
    description: Text = ""


class Measured(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of each key result; the rest may be left out."""

    title: Sentence
    metric: Metric


class NewKeyResult(Measured, frozen=True, forbid_unknown_fields=True, kw_only=True):
    weight: Weight = 1.0
    owner: OwnerGiven | None = None
    due: date | None = None
    ambition: Ambition = "aspirational"
    midpoint: MidpointProgress | None = None

    @property
    def terms(self) -> Terms:
        """In the order of the domain's commands."""
        owner = None if self.owner is None else self.owner.of_domain()
        return (
            self.title,
            self.metric,
            self.weight,
            owner,
            self.due,
            self.ambition,
            self.midpoint,
        )


class Reported(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a check-in says, at first and as corrected."""

    value: float | None = None
    confidence: Confidence | None = None
    narrative: Text = ""
    blockers: Blockers = ()
    done: tuple[Name, ...] | None = None

    @property
    def report(self) -> Report:
        """In the order of the domain's commands."""
        return (self.value, self.confidence, self.narrative, self.blockers, self.done)


class NewCheckIn(Reported, frozen=True, forbid_unknown_fields=True):
    effective: date


class Correction(Reported, frozen=True, forbid_unknown_fields=True):
    reason: Sentence


class NewForecast(Struct, frozen=True, forbid_unknown_fields=True):
    value: float
    note: Text = ""


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    parent_objective_id: UUID
    key_result_id: UUID | None = None
    kind: LinkKind = "contributes"
    mechanism: Text = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None
