"""Every fact the system can record, by its stored tag.

Tags are for ever: a class may be renamed, its tag may not. A new field has a default that never
changes; any other change of shape is an upcast (see `events.upcasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import msgspec

from domain.alignment import AlignmentEvent
from domain.cycle import CycleEvent
from domain.messages import Event
from domain.objective import ObjectiveEvent
from domain.organization import OrganizationEvent
from domain.workspace import WorkspaceEvent
from events.log import Draft, Stored
from events.upcasts import UPCASTS, Upcast

AnyEvent = WorkspaceEvent | OrganizationEvent | CycleEvent | ObjectiveEvent | AlignmentEvent


class Unknown(Event, frozen=True, tag="unknown"):
    """A fact written by a newer version of Sightline: it is kept, and passed over."""

    stored_as: str


CATALOG: dict[str, type[Event]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyEvent)
}
TAGS: dict[type[Event], str] = {kind: tag for tag, kind in CATALOG.items()}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyEvent).decode


class UnreadableEvent(Exception):
    """An event of a known type cannot be read: its stored bytes do not have the type's shape."""

    def __init__(self, tag: str, reason: str) -> None:
        super().__init__(f"{self.__doc__} Type {tag}: {reason}")


def draft(stream: str, event: Event) -> Draft:
    return Draft(stream, TAGS[type(event)], _encode(event))


def decode(tag: str, data: bytes, upcasts: Mapping[str, Upcast] = UPCASTS) -> AnyEvent | Unknown:
    """The event behind stored bytes, as the present code knows it."""
    try:
        if tag in CATALOG:
            known: AnyEvent = _decode(data)
            return known
        if tag in upcasts:
            new_tag, raw = upcasts[tag](msgspec.json.decode(data))
            upcast: AnyEvent = msgspec.convert({**raw, "type": new_tag}, type=AnyEvent)
            return upcast
    except msgspec.ValidationError as error:
        raise UnreadableEvent(tag, str(error)) from error
    return Unknown(tag)


def read(stored: Stored) -> AnyEvent | Unknown:
    return decode(stored.type, stored.data)
