"""Every fact the system can record, by its stored tag.

Tags are for ever: a class may be renamed, its tag may not. A new field has a default that never
changes; any other change of shape is an upcast (see `events.upcasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import msgspec
from msgspec.inspect import StructType, Type, UnionType, VarTupleType, type_info

from domain.alignment.linking import AlignmentEvent
from domain.alignment.review import ReviewEvent
from domain.closing.closing import ClosingEvent
from domain.conversation.acknowledging import CheckInAcknowledged
from domain.conversation.comments import CommentEvent
from domain.cycles.cycle import CycleEvent
from domain.drift.handling import AlertEvent
from domain.messages import Event
from domain.objectives.objective import ObjectiveEvent
from domain.organization.organization import OrganizationEvent
from domain.preferences import PreferenceEvent
from domain.resources.claims import ClaimEvent
from domain.resources.pools import PoolEvent
from domain.rituals.schedule import RitualEvent
from domain.rituals.sessions import SessionEvent
from domain.strategy.strategy import StrategyEvent
from domain.work import WorkEvent
from domain.workspace import WorkspaceEvent
from events.log import Draft, Stored
from events.upcasts import UPCASTS, Upcast

AnyEvent = (
    WorkspaceEvent
    | PreferenceEvent
    | OrganizationEvent
    | CycleEvent
    | StrategyEvent
    | ObjectiveEvent
    | AlignmentEvent
    | ReviewEvent
    | PoolEvent
    | ClaimEvent
    | WorkEvent
    | RitualEvent
    | SessionEvent
    | ClosingEvent
    | CommentEvent
    | CheckInAcknowledged
    | AlertEvent
)


class Unknown(Event, frozen=True, tag="unknown"):
    """A fact written by a newer version of Sightline: it is kept, and passed over."""

    stored_as: str


CATALOG: dict[str, type[Event]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyEvent)
}
TAGS: dict[type[Event], str] = {kind: tag for tag, kind in CATALOG.items()}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyEvent).decode
_SHAPE = type_info(AnyEvent)


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
            return _known(data)
        if tag in upcasts:
            new_tag, raw = upcasts[tag](msgspec.json.decode(data))
            upcast: AnyEvent = msgspec.convert({**raw, "type": new_tag}, type=AnyEvent)
            return upcast
    except msgspec.DecodeError as error:
        raise UnreadableEvent(tag, str(error)) from error
    return Unknown(tag)


def _known(data: bytes) -> AnyEvent:
    try:
        event: AnyEvent = _decode(data)
    except msgspec.ValidationError:
        # The values within commands are strict, and events hold the same values: a field that a
        # newer version put into one of them has to be passed over by hand.
        event = msgspec.convert(_trimmed(msgspec.json.decode(data), _SHAPE), type=AnyEvent)
    return event


def _trimmed(raw: Any, shape: Type) -> Any:
    """Raw JSON without the fields that its shape does not have."""
    match raw, shape:
        case dict(), UnionType():
            for one in shape.types:
                if isinstance(one, StructType) and raw.get(one.tag_field) == one.tag:
                    return _trimmed(raw, one)
        case dict(), StructType():
            kept = {
                field.encode_name: _trimmed(raw[field.encode_name], field.type)
                for field in shape.fields
                if field.encode_name in raw
            }
            return kept if shape.tag_field is None else {**kept, shape.tag_field: shape.tag}
        case list(), VarTupleType():
            return [_trimmed(one, shape.item_type) for one in raw]
        case _:
            pass
    return raw


def read(stored: Stored) -> AnyEvent | Unknown:
    return decode(stored.type, stored.data)
