"""The columns of an import file, and on which kinds of row each of them means something.

`docs/import.md` is the same for readers; a test holds the two together.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["cycle", "unit", "person", "objective", "key_result", "link", "check_in", "note"]

ALIASES: dict[str, Kind] = {
    "kr": "key_result",
    "key result": "key_result",
    "check-in": "check_in",
    "checkin": "check_in",
}

KINDS: tuple[Kind, ...] = (
    "cycle", "unit", "person", "objective", "key_result", "link", "check_in", "note",
)  # fmt: skip

_REPORTED: tuple[Kind, ...] = ("key_result", "check_in")
_OWNED: tuple[Kind, ...] = ("objective", "key_result")
_LINKED: tuple[Kind, ...] = ("objective", "link")

COLUMNS: dict[str, tuple[Kind, ...]] = {
    "kind": KINDS,
    "id": KINDS,
    "parent_id": KINDS,
    "from_id": ("link",),
    "text": ("cycle", "unit", "person", "objective", "key_result", "note"),
    "description": ("objective",),
    "owner": (*_OWNED, "note"),
    "cycle": ("objective",),
    "stage": ("objective",),
    "level": ("unit",),
    "type": ("cycle", "key_result"),
    "starts": ("cycle",),
    "ends": ("cycle",),
    "phase": ("cycle",),
    "baseline": ("key_result",),
    "target": ("key_result",),
    "stretch": ("key_result",),
    "low": ("key_result",),
    "high": ("key_result",),
    "unit": ("key_result",),
    "steps": ("key_result",),
    "weight": ("key_result",),
    "due": ("key_result",),
    "ambition": ("key_result",),
    "midpoint": ("key_result",),
    "link_kind": _LINKED,
    "mechanism": _LINKED,
    "strength": _LINKED,
    "link_test": _LINKED,
    "effective": _REPORTED,
    "value": _REPORTED,
    "confidence": _REPORTED,
    "narrative": _REPORTED,
    "blockers": _REPORTED,
    "done": _REPORTED,
    # Found in files as people keep them: read where they say something, allowed everywhere.
    "theme": KINDS,
    "result": KINDS,
    "result_pct": KINDS,
    "parent_kind": KINDS,
    "depth": KINDS,
    "quarter": KINDS,
}

REQUIRED = ("kind", "id", "text")

PARENTS: dict[Kind, tuple[Kind, ...]] = {
    "cycle": (),
    "unit": ("unit",),
    "person": ("unit",),
    "objective": ("objective", "key_result"),
    "key_result": ("objective",),
    "link": ("objective", "key_result"),
    "check_in": ("key_result",),
    "note": KINDS,
}
"""What the parent of a row may be."""
