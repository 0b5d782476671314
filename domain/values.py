"""Identifiers, ranges and words that several aggregates share."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NewType

from msgspec import Meta

from domain.messages import Value

UnitId = NewType("UnitId", str)
PersonId = NewType("PersonId", str)
CycleId = NewType("CycleId", str)
ObjectiveId = NewType("ObjectiveId", str)
KeyResultId = NewType("KeyResultId", str)
CheckInId = NewType("CheckInId", str)
LinkId = NewType("LinkId", str)
BetId = NewType("BetId", str)
OutcomeId = NewType("OutcomeId", str)
RevisionId = NewType("RevisionId", str)
DependencyId = NewType("DependencyId", str)
PoolId = NewType("PoolId", str)
ClaimId = NewType("ClaimId", str)
TaskId = NewType("TaskId", str)
HolidayId = NewType("HolidayId", str)
SessionId = NewType("SessionId", str)
ReviewId = NewType("ReviewId", str)
FindingId = NewType("FindingId", str)
CommentId = NewType("CommentId", str)
StandInId = NewType("StandInId", str)

AN_ID: Final = Meta(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]*$(?!\n)")
"""Of an identifier that comes within a value and not as a field of the edge's own."""

# Control characters could write to the terminal of whoever looks; a text may have lines.
ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
SAID: Final = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]*$"
LINES: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
SHOWN: Final = (
    r"^(?=.*[^\s\u200b-\u200f\u2060\ufeff])"
    r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$(?!\n)"
)
"""As SAID, and something of it can be seen: no lines, and nothing that turns the writing around.

Values that old events hold as well stay with SAID: what is stored has to be read.
"""
PARAGRAPHS: Final = (
    r"^(?=[\s\S]*[^\s\u200b-\u200f\u2060\ufeff])"
    r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
)
"""As LINES, and something of it can be seen, and nothing turns the writing around."""

BLANK: Final = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""White space, and what takes no space. Joiners and marks of direction are not it: they shape."""


def trimmed(text: str) -> str:
    """A text as it is taken in: what nobody sees around it is not part of it.

    Lines end in one way, and the first of several keeps its indentation.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = text.strip(BLANK)
    if "\n" not in seen:
        return seen
    before = text[: len(text) - len(text.lstrip(BLANK))]
    indented = len(before) - len(before.rstrip(" \t"))
    return before[len(before) - indented :] + seen


Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=SHOWN)]
Sentence = Annotated[str, Meta(min_length=1, max_length=1000, pattern=SHOWN)]
Text = Annotated[str, Meta(max_length=10_000, pattern=LINES)]
Label = Annotated[str, Meta(max_length=60, pattern=ONE_LINE)]

Confidence = Annotated[int, Meta(ge=1, le=5)]
"""How sure the owner is to reach the target, 1 (hardly) to 5 (almost certain); its own scale."""

LARGEST: Final = 1e15
"""The size up to which a number is ordinary: sums and spans of such numbers stay exact enough."""

FINEST: Final = 1e-9
"""The smallest difference of two numbers that is reckoned with, beside the larger of them or of 1.

Numbers are kept to about 16 digits, so a difference of the last seven of them is still exact enough
for a share of it to four decimals; and no share of it that an ordinary number makes is infinite.
"""


def ordinary(number: float) -> bool:
    """Whether a number can be reckoned with: neither undefined, nor infinite, nor enormous."""
    return abs(number) <= LARGEST


def finest(*numbers: float) -> float:
    """By how much numbers of this size have to differ for a share of the difference to be exact."""
    return FINEST * max(1.0, *map(abs, numbers))


def clamped(number: float, least: float = 0.0, most: float = 1.0) -> float:
    """The number, or the bound that it lies beyond."""
    return least if number < least else most if number > most else number  # noqa: FURB136 - `min` takes five times as long


Weight = Annotated[float, Meta(ge=0)]
MidpointProgress = Annotated[float, Meta(ge=0, le=1)]

Role = Literal["administrator", "executive", "unit_lead", "member", "auditor", "service"]

PersonRole = Literal["administrator", "executive", "unit_lead", "member", "auditor"]

Level = Literal["company", "division", "team", "individual"]
UnitKind = Literal["company", "division", "team"]
Ambition = Literal["committed", "aspirational"]
LinkKind = Literal["contributes", "supports"]
Strength = Literal["strong", "medium", "weak"]
LinkTest = Literal["yes", "maybe", "no"]
"""If this objective is achieved, will it meaningfully contribute?"""


class Owner(Value, frozen=True):
    """Who answers for a record: one unit or one person."""

    kind: Literal["unit", "person"]
    id: str
