"""The failure patterns of OKR practice: which of them a cycle shows, and what to try.

The patterns and what to try are those that the framework names on which the product is built (its
anti-patterns of alignment, and its failure patterns with how to correct them). It gives a figure
for two: three tenths of a team's effort on unlinked work, and eight objectives or more. The other
shares are our judgement of where some cases become a habit; nobody has measured them. Raise VERSION
when a pattern comes, goes, or is told otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from domain.messages import Value
from domain.wording import out_of

VERSION: Final = 2

Pattern = Literal[
    "translation_gap",
    "orphan_objectives",
    "vanity_links",
    "mechanical_cascading",
    "cadence_drift",
    "kpi_in_disguise",
    "activity_not_outcome",
    "too_many_objectives",
    "score_and_forget",
    "tool_not_discipline",
]

Trend = Literal["better", "steady", "worse", "unknown"]

LEAST: Final = 2
"""A single case is no pattern, however few there are that could have been one."""

STEP: Final = 0.05
"""By how much a share has to change from cycle to cycle to be a trend."""


class Guide(Value, frozen=True):
    """From which share on a pattern shows, how it is told, and what to try.

    `counts` is what could be a case, by its noun and the two forms of the verb that follows it;
    `says` is the rest of the sentence.
    """

    share: float
    counts: tuple[str, str, str]
    says: str
    attempt: str


class Figure(Value, frozen=True):
    """How many cases there are of those that could be one."""

    found: int
    base: int

    @property
    def share(self) -> float | None:
        return self.found / self.base if self.base else None


PATTERNS: Final[Mapping[Pattern, Guide]] = {
    "translation_gap": Guide(
        0.25,
        ("company goal", "has", "have"),
        "no objective that contributes, or no key results",
        "Word the company's key results so that teams can work back from them to their own part,"
        " and ask who moves each.",
    ),
    "orphan_objectives": Guide(
        0.30,
        ("lower-level objective", "is", "are"),
        "linked to nothing, and nobody has said why that may stand",
        "Link each to the key result that it serves, or say openly that it serves another purpose.",
    ),
    "vanity_links": Guide(
        0.30,
        ("contributing link", "is", "are"),
        "for show: weak, without a mechanism, or doubted by its owner",
        "Ask the link test again: if we achieve this, will it contribute? If not, find a stronger"
        " connection or drop the link.",
    ),
    "mechanical_cascading": Guide(
        0.20,
        ("linked objective", "repeats", "repeat"),
        "what stands above",
        "Let teams say which lever of their own moves the number above, instead of restating it.",
    ),
    "cadence_drift": Guide(
        0.30,
        ("unit", "has", "have"),
        "let the cadence of check-ins drift",
        "Hold the check-in in a meeting that takes place anyway, or less often: a cadence that is"
        " kept beats one that is planned.",
    ),
    "kpi_in_disguise": Guide(
        0.20,
        ("key result", "is", "are"),
        "a level to keep, or at the target already",
        "Watch what has to be true in business as usual as a health metric; let key results"
        " change something.",
    ),
    "activity_not_outcome": Guide(
        0.30,
        ("key result", "names", "name"),
        "something to do, or no number",
        "Ask of each what will be different once it is done, from which number to which.",
    ),
    "too_many_objectives": Guide(
        0.30,
        ("unit", "has", "have"),
        "more than seven objectives",
        "Rank them by force and keep three to five; the rest is a wish list.",
    ),
    "score_and_forget": Guide(
        0.50,
        ("scored objective", "was", "were"),
        "not looked back on, or carried over unchanged although a lesson said otherwise",
        "Hold the retrospective in the sitting in which you score, and begin the next drafts with"
        " its lessons.",
    ),
    "tool_not_discipline": Guide(
        0.30,
        ("check-in", "came", "came"),
        "late, without a value, or only in the last week",
        "Talk about the numbers in the team every week, and only then write them down.",
    ),
}


def is_shown(pattern: Pattern, figure: Figure) -> bool:
    """Whether a cycle shows a pattern: in enough cases, and in enough of those that could be."""
    share = figure.share
    return share is not None and figure.found >= LEAST and share >= PATTERNS[pattern].share


def in_words(pattern: Pattern, figure: Figure) -> str:
    """As in: 2 of 5 company key results have no objective that contributes."""
    guide = PATTERNS[pattern]
    noun, one, many = guide.counts
    if not figure.base:
        return "There is nothing yet to tell it by."
    return f"{out_of(figure.found, figure.base, noun, one, many)} {guide.says}."


def trend(cycles: Sequence[Figure]) -> Trend:
    """How the last cycle of several compares with the one before, of those that tell anything.

    A single case more or fewer is no trend, as it is no pattern.
    """
    told = [one for one in cycles if one.base]
    if len(told) < 2:  # noqa: PLR2004 - one alone is no trend
        return "unknown"
    before, last = (one.found / one.base for one in told[-2:])
    moved = last - before
    if abs(moved) < STEP or round(abs(moved) * told[-1].base, 9) < LEAST:
        return "steady"
    return "worse" if moved > 0 else "better"
