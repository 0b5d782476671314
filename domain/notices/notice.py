"""What there is to tell, of what kind it is, and to whom with which reason."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from domain.messages import Value
from domain.telling import Pace
from domain.values import PersonId

VIEWS: Final = "/v1"
PAGES: Final = "/pages"
"""Where programs find a view, and where people read it."""

Kind = Literal[
    "drift_raised",
    "target_lost",
    "drift_ended",
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
    "little_holds",
    "cadence",
    "forecast_asked",
    "prompts",
    "digest",
]


KINDS: Final[dict[Kind, Pace]] = {
    "drift_raised": "soon",
    "target_lost": "soon",
    "drift_ended": "never",
    "dependency_asked": "soon",
    "dependency_answered": "digest",
    "dependency_at_risk": "soon",
    "dependency_too_late": "soon",
    "dependency_slipped": "soon",
    "mention": "soon",
    "reply": "digest",
    "approval_asked": "soon",
    "challenge": "soon",
    "answer": "soon",
    "decided": "digest",
    "escalation": "regardless",
    "silence": "digest",
    "gap": "digest",
    "little_holds": "digest",
    "cadence": "digest",
    "forecast_asked": "digest",
    "prompts": "digest",
    "digest": "regardless",
}
"""How each kind is told. What many are told of on one morning is told in the digest."""


class Addressee(Value, frozen=True):
    """Somebody who is told, and why they are."""

    person_id: PersonId
    why: str


class Notice(Value, frozen=True):
    """What there is to tell.

    `cause` is what makes it new: nobody is told of one cause twice. `subject` is what it is about,
    and groups what is told together; `link` is the path of the view that shows it, which people
    read at `page_of` it. `public`: everybody in the workspace may know, and so may whoever listens
    with a webhook; they read `openly` where the title speaks to those who are told. `ends` is the
    cause that came to nothing: what was not sent of it by then is not sent any more.
    """

    kind: Kind
    cause: str
    subject: str
    title: str
    text: str
    link: str
    to: tuple[Addressee, ...]
    public: bool
    ends: str | None = None
    openly: str = ""

    def for_everybody(self) -> Notice:
        """The same for those whom its title does not speak to."""
        return replace(self, title=self.openly) if self.openly else self


def page_of(link: str) -> str:
    """The path of the page on which people read the view that a link leads to."""
    return PAGES + link.removeprefix(VIEWS)


class Words(NamedTuple):
    """What is told, before anybody knows to whom; `openly` is the title for everybody else."""

    kind: Kind
    title: str
    text: str
    openly: str = ""


class Line(NamedTuple):
    """One thing in a digest."""

    title: str
    why: str


SHOWN: Final = 20
"""How many things a digest names."""


DIGEST_WHY: Final = (
    "because what is not urgent comes once a day, as does what goes beyond your week's messages"
)


def digest_title(day: str) -> str:
    return f"Your digest of {day}"


def digest_text(lines: list[Line], total: int) -> str:
    """One line for each thing; what there is no room for is counted."""
    text = "\n".join(f"- {one.title} ({_briefly(one)})" for one in lines[:SHOWN])
    more = total - len(lines[:SHOWN])
    return f"{text}\n\nAnd {more} more in your inbox." if more > 0 else text


def _briefly(line: Line) -> str:
    """Why, without the name that the line has just said."""
    begin, end = line.why.find("'"), line.why.rfind("'") + 1
    name = line.why[begin:end]
    return line.why.replace(name, "it") if name and name in line.title else line.why


ALSO: Final = "\n\nAlso: "
"""What stands in a message before the title of each that is told together with it."""
