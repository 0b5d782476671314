"""What is told when somebody says something, asks for agreement, or agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from domain.access import identity
from domain.conversation.comments import (
    CommentEdited,
    CommentPosted,
    CommentReplied,
    Comments,
)
from domain.messages import Event
from domain.notices import audience
from domain.notices.audience import OnObjective
from domain.notices.notice import Addressee, Notice, Words
from domain.objectives.negotiation import (
    ObjectiveAccepted,
    ObjectiveChallenged,
    ObjectiveProposed,
    ObjectiveRefined,
)
from domain.objectives.revision import (
    RevisionApproved,
    RevisionDeclined,
    RevisionRequested,
    find,
)
from domain.values import KeyResultId, Owner, PersonId
from domain.wording import listed

QUOTED: Final = 280
"""How many characters of a comment a message repeats."""

Talk = CommentPosted | CommentReplied | CommentEdited
Agreement = (
    ObjectiveProposed
    | ObjectiveChallenged
    | ObjectiveRefined
    | ObjectiveAccepted
    | RevisionRequested
    | RevisionApproved
    | RevisionDeclined
)


def of_objective(
    occasion: OnObjective, cause: str, words: Words, to: Iterable[Addressee], link: str
) -> Notice:
    objective = occasion.objective
    return Notice(
        kind=words.kind,
        cause=cause,
        subject=f"objective:{objective.objective_id}",
        title=words.title,
        text=words.text,
        link=link,
        to=audience.hearers(occasion, to),
        public=not objective.is_hidden,
        openly=words.openly,
    )


# Comments


def comment(occasion: OnObjective, event: Talk, before: Comments, cause: str) -> Iterator[Notice]:
    """Who is mentioned for the first time in it, and to whom it replies."""
    link = f"/v1/objectives/{occasion.objective.objective_id}/conversation"
    where = _about(occasion, event, before)
    earlier = () if not isinstance(event, CommentEdited) else _mentioned(before, event)
    fresh = [one for one in event.mentions if one not in earlier]
    if fresh:
        names = [occasion.chart.name_of(Owner("person", one)) for one in fresh]
        mention = Words(
            "mention",
            f"{occasion.by_name} mentions you on {where}",
            _quoted(event.text),
            f"{occasion.by_name} mentions {listed(names)} on {where}",
        )
        why = "because you are mentioned in it"
        yield of_objective(occasion, cause, mention, (Addressee(one, why) for one in fresh), link)
    if isinstance(event, CommentReplied):
        above = before.known.get(event.comment_id)
        author = None if above is None else identity.person_of(above.by)
        if author is not None and author not in fresh:
            name = occasion.chart.name_of(Owner("person", author))
            reply = Words(
                "reply",
                f"{occasion.by_name} replies to you on {where}",
                _quoted(event.text),
                f"{occasion.by_name} replies to {name} on {where}",
            )
            to = [Addressee(author, "because it is a reply to what you said")]
            yield of_objective(occasion, cause, reply, to, link)


def _mentioned(before: Comments, event: CommentEdited) -> tuple[PersonId, ...]:
    known = before.known.get(event.comment_id)
    return () if known is None else known.mentions


def _about(occasion: OnObjective, event: Talk, before: Comments) -> str:
    key: KeyResultId | None
    if isinstance(event, CommentPosted):
        key = event.key_result_id
    else:
        key = before.about(event.comment_id)
    known = occasion.objective.ever_measured_by.get(key) if key is not None else None
    return occasion.title if known is None else f"'{known.title}'"


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f'"{short}"' if len(short) <= QUOTED else f'"{short[:QUOTED].rstrip()} ..."'


# Agreement


def agreement(occasion: OnObjective, event: Agreement, challenger: str, cause: str) -> Notice:
    """Who is asked to agree, or learns how it was decided; `challenger` is who challenged last."""
    words, to = _agreement(occasion, event, challenger)
    link = f"/v1/objectives/{occasion.objective.objective_id}"
    return of_objective(occasion, cause, words, to, link)


def _agreement(
    occasion: OnObjective, event: Agreement, challenger: str
) -> tuple[Words, Iterable[Addressee]]:
    who, what, owner = occasion.by_name, occasion.title, _owner(occasion)
    match event:
        case ObjectiveProposed():
            text = (
                f"{who} proposes it for {owner} in {occasion.cycle.name}: accept or challenge it."
            )
            words = Words(
                "approval_asked",
                f"{what} waits for your agreement",
                text,
                f"{what} waits for agreement",
            )
            return words, audience.deciding(occasion, "decide")
        case ObjectiveChallenged():
            words = Words("challenge", f"{who} challenges {what}", f"{who} says: {event.reason}")
            return words, audience.objective_owners(occasion)
        case ObjectiveRefined():
            text = f"{who} says: {event.answer}\nAccept or challenge it."
            words = Words(
                "answer",
                f"{what} was refined and waits for your agreement",
                text,
                f"{what} was refined and waits for agreement",
            )
            return words, [*_challenger(challenger), *audience.deciding(occasion, "decide")]
        case ObjectiveAccepted():
            text = f"{who} agrees to it: it can be committed. {event.note}".strip()
            return Words("decided", f"{what} was accepted", text), audience.objective_owners(
                occasion
            )
        case RevisionRequested():
            text = f"{who} wants to change it and says why: {event.reason}"
            words = Words(
                "approval_asked",
                f"A change to {what} waits for your approval",
                text,
                f"A change to {what} waits for approval",
            )
            return words, audience.deciding(occasion, "approve")
        case RevisionApproved():
            text = f"{who} approves it, and it holds from now on. {event.note}".strip()
            words = Words(
                "decided",
                f"Your change to {what} was approved",
                text,
                f"A change to {what} was approved",
            )
            return words, _requester(occasion, event)
        case RevisionDeclined():
            words = Words(
                "decided",
                f"Your change to {what} was declined",
                f"{who} says: {event.reason}",
                f"A change to {what} was declined",
            )
            return words, _requester(occasion, event)
        case _:
            assert_never(event)


def answers(event: Agreement, asked: Event) -> bool:
    """Whether an event answers what another one asked for, so that nobody else has to."""
    match event:
        case ObjectiveAccepted() | ObjectiveChallenged():
            return isinstance(asked, ObjectiveProposed | ObjectiveRefined)
        case RevisionApproved() | RevisionDeclined():
            return isinstance(asked, RevisionRequested) and asked.revision_id == event.revision_id
        case ObjectiveProposed() | ObjectiveRefined() | RevisionRequested():
            return False
        case _:
            assert_never(event)


def _owner(occasion: OnObjective) -> str:
    return occasion.chart.name_of(occasion.objective.owner)


def _challenger(challenger: str) -> Iterator[Addressee]:
    person_id = identity.person_of(challenger)
    if person_id is not None:
        yield Addressee(person_id, "because you challenged it")


def _requester(
    occasion: OnObjective, event: RevisionApproved | RevisionDeclined
) -> Iterator[Addressee]:
    revision = find(occasion.objective, event.revision_id)
    person_id = None if revision is None else identity.person_of(revision.requested_by)
    if person_id is not None:
        yield Addressee(person_id, "because you asked for it")
