"""What is said next: of many commands that come to mind, one with the outcome that is wished for.

What comes to mind is made of what is there, and mostly fits. Each candidate is decided, and one is
chosen by what would come of it, so that what is rare among the candidates is not rare in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from random import Random
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from domain.alignment.linking import LinkObjective, UnlinkObjective
from domain.closing.reset import ResetCycle
from domain.objectives.state import Objective
from domain.values import LinkId, Role
from events.handling import Decision
from events.streams import AnyCommand
from tests.support.generated.drawing import Drawing
from tests.support.generated.fields import FIELDS, OF_ITS_OWN, OF_TWO
from tests.support.generated.known import Known
from tests.support.logs import WORKSPACE, GivenCommand, Telling, request

KINDS: list[type[AnyCommand]] = list(get_args(AnyCommand))
FAMILIES: dict[str, list[type[AnyCommand]]] = {}
"""The kinds of commands by the part of the practice that they are of, as the domain has them."""
for _kind in KINDS:
    FAMILIES.setdefault(_kind.__module__.split(".")[1], []).append(_kind)
FAMILIES["closing"] += FAMILIES["cycles"]
FAMILIES["objectives"] += FAMILIES["measuring"]
FAMILIES["alignment"] += [LinkObjective, UnlinkObjective]
FAMILIES["closing"] += [ResetCycle, ResetCycle]

FIELDS_OF = {kind: msgspec.structs.fields(kind) for kind in KINDS}
PEOPLE = ["somebody", "somebody", "somebody else"]
ROLES: list[Role] = ["member", "service", "auditor", "unit_lead"]
CANDIDATES, ENOUGH = 16, 8


SELDOM = frozenset(
    {
        "+RitualRestored",
        "about-two-things",
        "already-refreshed",
        "carried-within-cycle",
        "outcome-measured-otherwise",
        "unit-name-taken-until",
        "arrives-later",
        "back-before-leaving",
        "baseline-equals-target",
        "cycle-was-reset",
        "escalation-is-answered",
        "delivered-long-before",
        "dependencies-open",
        "finding-of-another-cycle",
        "last-administrator",
        "link-test-missing",
        "mentioned-is-not-there",
        "metric-of-another-kind",
        "no-longer-a-draft",
        "no-such-outcome",
        "not-accepted",
        "outcome-of-another-year",
        "own-check-in",
        "parent-is-withdrawn",
        "percent-out-of-range",
        "refreshed-backwards",
        "reset-backwards",
        "revision-exists",
        "revision-pending",
        "scored-unpublished",
        "stand-in-overlaps",
        "stand-ins-in-a-circle",
        "target-against-direction",
        "too-many-outputs",
        "unit-not-yet-there",
        "unknown-parent-unit",
        "unknown-source",
        "weight-out-of-bounds",
        "year-not-begun",
    }
)
"""Outcomes that few candidates have: when one has, it is the one that is said."""


class Wish(msgspec.Struct, frozen=True):
    """What hypothesis draws: hours that go by, a part of the practice, luck, and yes or no.

    The company that it is wished in makes a command of it; a wish keeps its meaning if others go.
    """

    hours: int
    about: str
    luck: int
    accepted: bool


async def fulfil(wish: Wish, at: datetime, known: Known, telling: Telling) -> GivenCommand:
    """The command that a wish comes to: if possible with an outcome that was not heard before."""
    dice = Random(wish.luck)  # noqa: S311 - so that the same wish gives the same command
    found: dict[str, GivenCommand] = {}
    for number in range(CANDIDATES):
        kind = dice.choice(FAMILIES[wish.about])
        said = _candidate(Drawing(known, dice, at.date(), kind, careful=wish.accepted), at)
        outcome = outcome_of(await telling.desk.decide(WORKSPACE, request(said)))
        if outcome.startswith("+") == wish.accepted:
            found.setdefault(outcome, said)
        if number >= ENOUGH and found.keys() - known.heard:
            break
    if not found:
        return said
    fresh = found.keys() - known.heard
    outcome = dice.choice(sorted(fresh & SELDOM or fresh or found))
    known.heard.add(outcome)
    return found[outcome]


def outcome_of(decision: Decision) -> str:
    """In a word: + and the types of the events, or the code of the refusal, or nothing at all."""
    if decision.refusals:
        return decision.refusals[0][1].code
    return (
        "+" + " ".join(type(event).__name__ for _, event in decision.events)
        if decision.events
        else ""
    )


def _candidate(draw: Drawing, at: datetime) -> GivenCommand:
    command = _announced(draw) or _made(draw)
    role: Role = draw.one(ROLES) if draw.slips() and draw.chance(0.2) else "administrator"
    return GivenCommand(at, command, draw.one(PEOPLE), role)


def _made(draw: Drawing) -> AnyCommand:
    for field in FIELDS_OF[draw.kind]:
        if field.required or draw.chance(0.65):
            draw.chosen[field.name] = _value(draw, field)
    command: AnyCommand = draw.kind(**draw.chosen)
    return command


def _value(draw: Drawing, field: FieldInfo) -> Any:
    if (draw.kind, field.name) in OF_ITS_OWN:
        return OF_ITS_OWN[draw.kind, field.name](draw)
    if words := literals(field.type):
        return draw.one(words)
    optional = field.default is None
    if optional and field.name in OF_TWO:
        return OF_TWO[field.name](draw)
    return FIELDS[field.name](draw)


@cache
def literals(kind: Any) -> Sequence[Any]:
    """The words that a field can be, if it is one of a few words."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, UnionType) or get_origin(kind) is not None:
        found = [one for one in get_args(kind) if get_origin(one) is Literal]
        return get_args(found[0]) if found else ()
    return ()


def has_a_maker(kind: type[AnyCommand], field: FieldInfo) -> bool:
    known = field.name in FIELDS or (kind, field.name) in OF_ITS_OWN
    return known or bool(literals(field.type))


def _announced(draw: Drawing) -> AnyCommand | None:
    """A link, or its end, that an approved revision announces: what is published is locked.

    Sometimes one that is there already, under another name, or one that closes a circle.
    """
    if draw.kind not in (LinkObjective, UnlinkObjective) or draw.chance(0.5):
        return None
    found = [command for one in draw.known.objectives.values() for command in _in_revisions(one)]
    links = draw.known.alignment(draw.cycle_id).links.values()
    again = LinkId(draw.fresh("l"))
    found += [LinkObjective(**{**msgspec.structs.asdict(one), "link_id": again}) for one in links]
    found += [
        LinkObjective(
            one.cycle_id, again, one.parent_objective_id, one.objective_id, None, "supports"
        )
        for one in links
    ]
    fitting = [one for one in found if isinstance(one, draw.kind)]
    return draw.one(fitting) if fitting else None


def _in_revisions(objective: Objective) -> Iterator[AnyCommand]:
    cycle_id, objective_id = objective.cycle_id, objective.objective_id
    for one in objective.revisions:
        if one.status == "approved":
            name = one.revision_id
            for link in one.changes.link:
                said = msgspec.structs.asdict(link)
                yield LinkObjective(
                    cycle_id=cycle_id, objective_id=objective_id, revision_id=name, **said
                )
            for link_id in one.changes.unlink:
                yield UnlinkObjective(cycle_id, link_id, objective_id, one.reason, name)
