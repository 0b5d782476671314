"""Cells that hold more than a text, both ways: what `written` writes, the readers read back.

Lists are separated by semicolons and the parts of an item by bars; a backslash takes the special
meaning from the character after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from msgspec import Struct

from domain.values import BLANK

_LARGEST_WHOLE = 1e15


class NotReadable(Exception):
    """The cell does not hold what its column needs; the text says what it would be."""


def read_number(cell: str) -> float:
    try:
        number = float(cell.strip())
    except ValueError:
        raise NotReadable(f"'{cell}' is not a number; write 12, -3 or 99.5") from None
    if not math.isfinite(number):
        raise NotReadable(f"'{cell}' is not an ordinary number")
    return number


def read_per_cent(cell: str) -> float | None:
    """The number before a per cent sign; None where there is none."""
    before, sign, after = cell.strip().partition("%")
    if not sign or after:
        return None
    try:
        return read_number(before)
    except NotReadable:
        return None


_NOTHING = frozenset({"nan", "null", "<na>", "nat"})
"""What programs write for a value that is not there."""
_FAULTS = frozenset({
    "#n/a", "#nv", "#n/d", "#n/d!", "#n/b", "#i/t", "#nd",
    "#ref!", "#bezug!", "#rif!", "#verw!", "#adr!", "#¡ref!", "#reference!", "#referens!",
    "#value!", "#wert!", "#valeur!", "#valor!", "#¡valor!", "#valore!", "#waarde!", "#arg!",
    "#værdi!", "#verdi!", "#värdefel!",
    "#name?", "#nom?", "#¿nombre?", "#nome?", "#naam?", "#nazwa?", "#navn?", "#namn?",
    "#div/0!", "#¡div/0!", "#deel/0!", "#dziel/0!", "#division/0!",
    "#num!", "#zahl!", "#nombre!", "#¡num!", "#núm!", "#getal!", "#liczba!", "#ogiltigt!",
    "#null!", "#nul!", "#¡nulo!", "#nulo!", "#nullo!", "#leeg!", "#zero!", "#skärning!",
    "#spill!", "#überlauf!", "#calc!", "#kalk!", "#error!", "#field!", "#blocked!", "#unknown!",
    "#connect!", "#busy!", "#getting_data", "#python!",
})  # fmt: skip
"""The errors of Excel in ten languages, and those of Google Sheets."""
_NUMBERED = re.compile(r"err:5\d\d|#{3,}")
"""The errors of LibreOffice, and a number that did not fit its cell."""


def is_broken(cell: str) -> bool:
    """Whether a cell holds what stands for an error, or for nothing, in other programs."""
    text = cell.strip().casefold()
    return text in _NOTHING or text in _FAULTS or _NUMBERED.fullmatch(text) is not None


def written(number: float | None) -> str:
    """A number so that reading it gives the same number again."""
    if number is None:
        return ""
    if number == int(number) and abs(number) < _LARGEST_WHOLE:
        return str(int(number))
    return repr(number)


def written_value(value: object, field: str = "") -> str:
    """Anything else that a field holds; of milestones' steps, none done is not the same as ""."""
    if field == "done":
        return written_done(value)  # type: ignore[arg-type]  # the steps done, by that name
    match value:
        case str():
            return value
        case bool():
            return YES if value else ""
        case int() | float():
            return written(value)
        case date() | time():
            return value.isoformat()
        case tuple():
            return written_list(_parts(one) for one in value)
        case Mapping():
            return written_list((str(key), written(number)) for key, number in value.items())
        case _:
            raise TypeError(type(value))


EMPTIED = "-"
"""A text that is to become empty, where an empty cell leaves it as it is."""


def read_change(cell: str) -> str:
    """What a text is to become, from a cell that is not empty."""
    if cell == EMPTIED:
        return ""
    return cell[1:] if _is_escaped(cell) else cell


def written_change(text: str) -> str:
    if not text:
        return EMPTIED
    return f"\\{text}" if text == EMPTIED or _is_escaped(text) else text


def _is_escaped(text: str) -> bool:
    return text != EMPTIED and text.endswith(EMPTIED) and set(text[:-1]) == {"\\"}


YES, NO = "yes", "no"


def _parts(item: object) -> Sequence[str]:
    if isinstance(item, Struct):
        return [str(getattr(item, name)) for name in item.__struct_fields__]
    return [str(item)]


def read_list(cell: str) -> list[list[str]]:
    """`a | 1; b` is two items, the first of two parts. Empty items are passed over."""
    items: list[list[str]] = []
    parts: list[str] = []
    text: list[str] = []
    characters = iter(cell)
    for character in characters:
        if character == "\\":
            text.append(f"{_MARK}{next(characters, chr(92))}{_MARK}")
        elif character in "|;":
            parts.append(_bare(text))
            text = []
            if character == ";":
                items.append(parts)
                parts = []
        else:
            text.append(character)
    parts.append(_bare(text))
    items.append(parts)
    return [item for item in items if any(item)]


_MARK = "\0"
"""Stands around a character that a backslash made an ordinary one; no file holds it."""


def _bare(text: Sequence[str]) -> str:
    return "".join(text).strip(BLANK).replace(_MARK, "")


def written_list(items: Iterable[Sequence[str]]) -> str:
    return "; ".join(" | ".join(map(_escaped, _trimmed(item))) for item in items)


NONE_DONE = "-"
"""Says that no step is done yet, which an empty cell does not say."""


def written_done(done: Sequence[str] | None) -> str:
    if done is None:
        return ""
    written = written_list([name] for name in done)
    return {"": NONE_DONE, NONE_DONE: f"\\{NONE_DONE}"}.get(written, written)


def _trimmed(item: Sequence[str]) -> Sequence[str]:
    while len(item) > 1 and not item[-1]:
        item = item[:-1]
    return item


def _escaped(text: str) -> str:
    """The text with a backslash before what has a meaning in a list, outer white space included."""
    shown = text.strip(BLANK)
    at = text.find(shown) if shown else len(text)
    before, after = text[:at], text[at + len(shown) :]
    return _each(before, before) + _each(shown, "\\|;") + _each(after, after)


def _each(text: str, special: str) -> str:
    return "".join(f"\\{one}" if one in special else one for one in text)
