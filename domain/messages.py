"""What the domain speaks in: commands ask, events tell."""

from __future__ import annotations

from typing import dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, gc=False):
    """A thing that is only its contents, never part of a reference cycle, hence `gc=False`."""


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Command(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A request in the imperative. An unknown field is an error, not a wish ignored."""


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, frozen=True, gc=False, tag_field="type"):
    """A fact in the past tense. Its tag is stored for ever; its class may be renamed.

    Unknown fields are passed over, so that an older reader survives a newer writer. A field added
    later needs a default, and a default never changes: old events would change their meaning.
    """
