"""What there is to tell, of what kind it is, and to whom with which reason."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from domain.messages import Value
from domain.telling import Pace
from domain.values import PersonId

Kind = Literal[
    "drift_raised",
    "target_lost",
    "dependency_asked",
    "dependency_answered",
    "dependency_at_risk",
    "dependency_too_late",
    "dependency_slipped",
    "mention",
    "reply",
    "approval_asked",
    "challenge",
    "answer",
    "decided",
    "escalation",
    "silence",
    "gap",
    "forecast_asked",
    "digest",
]


class Manner(NamedTuple):
    """How a kind is told, and what it is in words."""

    pace: Pace
    what: str


KINDS: Final[dict[Kind, Manner]] = {
    "drift_raised": Manner("soon", "a key result will probably miss its target"),
    "target_lost": Manner("soon", "a target cannot be reached any more"),
    "dependency_asked": Manner("soon", "your unit is asked for something"),
    "dependency_answered": Manner("digest", "something you need was promised or delivered"),
    "dependency_at_risk": Manner("soon", "something you need was declined or is at risk"),
    "dependency_too_late": Manner("soon", "a promise is for later than it is needed"),
    "dependency_slipped": Manner("soon", "a promise has moved to a later day"),
    "mention": Manner("soon", "somebody mentions you"),
    "reply": Manner("digest", "somebody replies to you"),
    "approval_asked": Manner("soon", "something waits for your agreement"),
    "challenge": Manner("soon", "somebody asks for a better objective"),
    "answer": Manner("soon", "your challenge was answered"),
    "decided": Manner("digest", "what you asked for was decided"),
    "escalation": Manner("regardless", "something is handed on to you to settle"),
    "silence": Manner("soon", "check-ins have not come"),
    "gap": Manner("digest", "nobody works toward a key result of the company"),
    "forecast_asked": Manner("digest", "you are asked where a key result will end"),
    "digest": Manner("regardless", "what was not urgent, once a day"),
}


class Addressee(Value, frozen=True):
    """Somebody who is told, and why they are."""

    person_id: PersonId
    why: str


class Notice(Value, frozen=True):
    """What there is to tell.

    `cause` is what makes it new: nobody is told of one cause twice. `subject` is what it is about,
    and groups what is told together; `link` is the path of the view that shows it. `public`:
    everybody in the workspace may know, and so may whoever listens with a webhook.
    """

    kind: Kind
    cause: str
    subject: str
    title: str
    text: str
    link: str
    to: tuple[Addressee, ...]
    public: bool


class Line(NamedTuple):
    """One thing in a digest."""

    title: str
    why: str


SHOWN: Final = 20
"""How many things a digest names."""


def digest_title(day: str) -> str:
    return f"Your digest of {day}"


def digest_text(lines: list[Line], total: int) -> str:
    """One line for each thing; what there is no room for is counted."""
    text = "\n".join(f"- {one.title} ({one.why})" for one in lines[:SHOWN])
    more = total - len(lines[:SHOWN])
    return f"{text}\n\nAnd {more} more in your inbox." if more > 0 else text


def added(title: str) -> str:
    """What a message that has yet to be sent takes in; the words are in the inbox."""
    return f"\n\nAlso: {title}"
