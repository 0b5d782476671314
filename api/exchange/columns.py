"""The columns of an import file, and on which kinds of row each of them means something.

`docs/import.md` is the same for readers; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.exchange.fields import columns_of
from api.exchange.row_kinds import PARTS, ROW_KINDS, TELLING_FOR_WHOM, TELLING_WHO
from domain.messages import Command

ALIASES = {
    "kr": "key_result",
    "key result": "key_result",
    "check-in": "check_in",
    "checkin": "check_in",
}

KINDS: tuple[str, ...] = (*(one.kind for one in ROW_KINDS), *PARTS, "note")

_BASIC: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "id": KINDS,
    "parent_id": KINDS,
    "from_id": ("link",),
    "text": (),
    "description": (),
    "owner": ("note",),
    "stage": ("objective",),
    "phase": ("cycle",),
    "link_kind": ("objective",),
    "mechanism": ("objective",),
    "strength": ("objective",),
    "link_test": ("objective",),
    "effective": ("key_result",),
    "value": ("key_result",),
    "confidence": ("key_result",),
    "narrative": ("key_result",),
    "blockers": ("key_result",),
    "done": ("key_result",),
}
"""Columns in their order, and the kinds that have them beside what their commands hold."""

_FOUND: dict[str, tuple[str, ...]] = {
    "text": ("note",),
    "identifier": (
        *(one.kind for one in ROW_KINDS if one.key),
        *(kind for kind, (_, part) in PARTS.items() if part.makes),
    ),
    "recorded": tuple(one.kind for one in ROW_KINDS),
    "by": tuple(one.kind for one in ROW_KINDS),
    "by_person": TELLING_WHO,
    "for_person": TELLING_FOR_WHOM,
    # Found in files as people keep them: read where they say something, allowed everywhere.
    "theme": KINDS,
    "result": KINDS,
    "result_pct": KINDS,
    "parent_kind": KINDS,
    "depth": KINDS,
    "quarter": KINDS,
}

REQUIRED = ("kind", "id", "text")


def _declared() -> Iterator[tuple[str, str]]:
    """Each column that a command or a part of one has, with its kind of row."""
    for one in ROW_KINDS:
        for column in columns_of(one.cells):
            yield column, one.kind
    for kind, (_, part) in PARTS.items():
        for column in columns_of(part.fields):
            yield column, kind


def _gathered() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {
        column: dict.fromkeys(kinds) for column, kinds in _BASIC.items()
    }
    for column, kind in _declared():
        found.setdefault(column, {})[kind] = None
    for column, kinds in _FOUND.items():
        found.setdefault(column, {}).update(dict.fromkeys(kinds))
    return {
        column: tuple(kind for kind in KINDS if kind in kinds) for column, kinds in found.items()
    }


COLUMNS: dict[str, tuple[str, ...]] = _gathered()


def _standing_for(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Other kinds of row that make a record of one of some kinds."""
    others = [one.kind for one in ROW_KINDS if one.stands_for in kinds]
    makers = {one.own: one.kind for one in reversed(ROW_KINDS) if one.own}
    return (
        *others,
        *(kind for kind, (_, part) in PARTS.items() if makers.get(part.makes) in kinds),
    )


BY_FIELD: dict[type[Command], dict[str, str]] = {one.command: one.columns for one in ROW_KINDS}
"""The column of each field of a command, by its dotted path; items of lists have no number."""

PARENTS: dict[str, tuple[str, ...]] = {
    **{one.kind: (*one.parents, *_standing_for(one.parents)) for one in ROW_KINDS},
    **{kind: (one.kind,) for kind, (one, _) in PARTS.items()},
    "note": KINDS,
}
"""What the parent of a row may be."""

BELOW_SOMETHING = frozenset({*(one.kind for one in ROW_KINDS if not one.alone), *PARTS})
"""The kinds of row that have to have a parent."""

NAMELESS = frozenset({*(one.kind for one in ROW_KINDS if not one.key), *PARTS})
"""The kinds of row that nothing else need refer to, and that need no id."""
