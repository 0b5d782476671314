"""Who acts: a person or a service with an identity, and as what they acted.

The identity of a person in the organization is `person:` and their id. Somebody who runs Sightline
and acts on the command line is `operator:` and the name they go by there. A service acts under a
name of its own, which is its identity. What was recorded before there were identities is a name
too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import msgspec

from domain.messages import Value
from domain.values import PersonId, Role, UnitId

PERSON: Final = "person:"
OPERATOR: Final = "operator:"


class Actor(Value, frozen=True, omit_defaults=True):
    """Who did something, under which name, with which token, in which role and unit at the time."""

    id: str
    name: str
    role: Role | None = None
    unit_id: UnitId | None = None
    token: str = ""
    """The beginning of the token's hash, as tokens are listed."""
    for_id: str = ""
    """The identity of the person for whom they did it, standing in; their own name is `for_name`.

    What they may do is then what that person may.
    """
    for_name: str = ""

    @property
    def shown(self) -> str:
        """Who did it, and for whom if it was for somebody."""
        return f"{self.name} for {self.for_name}" if self.for_id else self.name

    @property
    def person_id(self) -> PersonId | None:
        return person_of(self.id)


def person_of(identity: str) -> PersonId | None:
    return PersonId(identity[len(PERSON) :]) if identity.startswith(PERSON) else None


def person(person_id: PersonId) -> str:
    """The identity of a person."""
    return f"{PERSON}{person_id}"


def operator(name: str) -> Actor:
    """Somebody who runs Sightline, and whom the database keeps from nothing anyway."""
    return Actor(f"{OPERATOR}{name}", f"{name} (command line)", "administrator")


def is_operator(identity: str) -> bool:
    return identity.startswith(OPERATOR)


def is_name(identity: str) -> bool:
    """Whether an identity is a name of somebody's own, and so can be shown as it is."""
    return not identity.startswith((PERSON, OPERATOR))


def acting(name: str, role: Role, unit_id: UnitId | None = None) -> Actor:
    """Somebody who acts under a name of their own and in a role, and is nobody's person."""
    return Actor(name, name, role, unit_id)


def named(name: str) -> Actor:
    """Somebody of whom only a name is known."""
    return Actor(name, name)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Actor)


def written(actor: Actor) -> str:
    """An actor as the log keeps it; who is only a name is written as that name."""
    return actor.name if actor == named(actor.name) else _encoder.encode(actor).decode()


@lru_cache(maxsize=10_000)
def read(text: str) -> Actor:
    """The actor that the log keeps under a text; what is none of ours is a name."""
    if not text.startswith('{"id":'):
        return named(text)
    try:
        found: Any = _decoder.decode(text)
    except msgspec.MsgspecError:
        return named(text)
    actor: Actor = found
    return actor
