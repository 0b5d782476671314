"""What the story of the demo is written in: the rows of its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeVar

from msgspec import Struct

from domain.alignment.review import FindingKind, Resolution
from domain.closing.retrospective import Verdict
from domain.measuring.check_in import Blocker, BlockerKind
from domain.measuring.metric import Metric
from domain.values import Ambition, LinkTest, Strength

T = TypeVar("T")


class Aim(Struct, frozen=True):
    """A key result."""

    name: str
    title: str
    metric: Metric
    owner: str = ""
    midpoint: float | None = None
    ambition: Ambition = "aspirational"


class Goal(Struct, frozen=True):
    """An objective with its key results, and the outcomes of the year that it advances."""

    name: str
    unit: str
    title: str
    aims: Sequence[Aim]
    description: str = ""
    outcomes: Sequence[str] = ()


class Link(Struct, frozen=True):
    """Without a strength it is a support, which moves no number."""

    goal: str
    aim: str
    mechanism: str = ""
    strength: Strength | None = None
    link_test: LinkTest | None = None


class Talk(Struct, frozen=True):
    """A step of a negotiation, so many days before the quarter begins."""

    goal: str
    by: str
    step: Literal["propose", "challenge", "refine", "accept"]
    days_before: int
    words: str = ""


class Turn(Struct, frozen=True):
    """What happens to a dependency in a week; week 0 is before the plans are reviewed."""

    week: int
    step: Literal["accept", "flag", "slip", "deliver", "withdraw"]
    words: str = ""
    promised_week: int | None = None
    by_goal: str | None = None


class Need(Struct, frozen=True):
    """What a key result needs from another unit by the end of a week."""

    name: str
    aim: str
    provider: str
    deliverable: str
    due_week: int
    turns: Sequence[Turn] = ()


class Share(Struct, frozen=True):
    """A claim of an objective on a pool."""

    goal: str
    pool: str
    per_week: float
    first_week: int = 1
    last_week: int = 13
    note: str = ""


class Course(Struct, frozen=True):
    """How a key result is reported on.

    Values run from the first week on; confidence, narratives and blockers are counted backwards
    from the last week told, and before them the first one holds.
    """

    aim: str
    values: Sequence[float]
    confidence: Sequence[int]
    narratives: Sequence[str] = ("",)
    blocker: Blocker | None = None
    blocked_weeks: int = 0
    late_week: int = 0
    corrected_week: int = 0
    corrected_to: float | None = None
    corrected_because: str = "corrected"
    skipped: Collection[int] = ()
    expects: float | None = None
    """Where its owner said at mid-quarter that it would end."""
    silent_weeks: int = 0
    """So many of the last weeks nobody reported."""

    def value(self, week: int) -> float:
        return self.values[min(week, len(self.values)) - 1]

    def confidence_at(self, left: int) -> int:
        return _from_the_end(self.confidence, left)

    def narrative_at(self, left: int) -> str:
        return _from_the_end(self.narratives, left)

    def blockers_at(self, left: int) -> tuple[Blocker, ...]:
        return (self.blocker,) if self.blocker and left < self.blocked_weeks else ()

    def reported(self, week: int, left: int) -> bool:
        return left >= self.silent_weeks and week not in self.skipped


def _from_the_end(told: Sequence[T], left: int) -> T:
    return told[max(len(told) - 1 - left, 0)]


class Minute(Struct, frozen=True):
    """What came of a meeting. An escalation is to somebody, a blocker is of a kind."""

    what: Literal["decision", "escalation", "blocker", "note"]
    text: str
    goal: str | None = None
    about: Literal["general", "course", "resources"] = "general"
    to: str = ""
    kind: BlockerKind = "dependency"
    answered: str = ""


class Meeting(Struct, frozen=True):
    """A session: in which week, on which day of it (0 is its first), of whom, led by whom."""

    kind: Literal["sync", "business_review", "scoring"]
    week: int
    day: int
    units: Sequence[str]
    led_by: str
    outputs: Sequence[Minute]
    summary: str = ""


class Job(Struct, frozen=True):
    """A task, so many weeks before the present one."""

    unit: str
    weeks_ago: int
    title: str
    hours: float
    aim: str | None = None
    person: str = ""
    dropped: str = ""


class Learned(Struct, frozen=True):
    text: str
    verdict: Verdict
    root_cause: str = ""
    goal: str | None = None


class LookBack(Struct, frozen=True):
    """A retrospective: the company's, or that of a unit."""

    went_well: Sequence[str]
    went_badly: Sequence[str]
    lessons: Sequence[Learned]
    unit: str = ""


class Scoring(Struct, frozen=True):
    """What an owner says to the scores, and those that nobody could compute."""

    goal: str
    comment: str
    given: Mapping[str, float] = {}


class Revised(Struct, frozen=True):
    """A target that is changed after it was published."""

    aim: str
    title: str
    metric: Metric
    reason: str
    asked_by: str
    asked_in: int
    approved_by: str
    note: str = ""


class Afterwards(Struct, frozen=True):
    """What is reported once the quarter is closed: a correction of the last week, or a latecomer.

    `days` are counted from the end of the quarter.
    """

    aim: str
    days: int
    value: float
    confidence: int
    narrative: str = ""
    corrected_because: str = ""


class Settled(Struct, frozen=True):
    """What becomes of the findings of a kind in the alignment review."""

    kind: FindingKind
    resolution: Resolution
    how: str


class Ending(Struct, frozen=True):
    """How a quarter ends. What is neither carried over nor dropped is finished."""

    scorings: Sequence[Scoring]
    look_backs: Sequence[LookBack]
    carried: Collection[str]
    dropped: Mapping[str, str]


class Remark(Struct, frozen=True):
    """A comment on the report of some weeks before the last one, and the answer to it."""

    aim: str
    weeks_ago: int
    by: str
    mentioned: str
    text: str
    reply: str


class Answer(Struct, frozen=True):
    """What becomes of an alert in a week; it is snoozed for so many `weeks`.

    Without anybody named it is the lead of who owns the objective.
    """

    aim: str
    week: int
    step: Literal["acknowledge", "snooze", "useful", "not_useful"]
    words: str
    weeks: int = 0
    by: str = ""


class Quarter(Struct, frozen=True):
    """A quarter of the story. The name tells its identifiers from those of other quarters."""

    name: str
    goals: Sequence[Goal]
    links: Sequence[Link]
    courses: Sequence[Course]
    talks: Sequence[Talk] = ()
    needs: Sequence[Need] = ()
    shares: Sequence[Share] = ()
    meetings: Sequence[Meeting] = ()
    jobs: Sequence[Job] = ()
    withdrawn: Mapping[str, str] = {}
    raised: Sequence[tuple[FindingKind, str, str]] = ()
    """What a reviewer adds: of which kind, in which words, about which objective."""
    settled: Sequence[Settled] = ()
    review: str = ""
    revised: Sequence[Revised] = ()
    every_other_week: str = ""
    """The unit that checks in every other week only."""
    ending: Ending | None = None
    afterwards: Sequence[Afterwards] = ()
    remarks: Sequence[Remark] = ()
    answers: Sequence[Answer] = ()

    @property
    def published(self) -> list[Goal]:
        return [goal for goal in self.goals if goal.name not in self.withdrawn]

    def home(self, aim: str) -> Goal:
        return next(goal for goal in self.goals if any(one.name == aim for one in goal.aims))
