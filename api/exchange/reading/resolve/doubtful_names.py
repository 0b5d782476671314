"""Names of owners that are probably not what they look like: lists of names, and slips of the pen.

What is taken for a unit by mistake stays in the organization for good. So it is better to ask once
too often; whoever brings the file can answer that a name is one all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from domain.naming import known_as

_LISTED = re.compile(r"[,;|/\n]")
_JOINED = re.compile(r"\s(?:&|\+|and|und|et|y|e|en|og|och)\s", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_NAMED_ADDRESS = re.compile(rf"[^@<>,;]*<{_ADDRESS.pattern}>")

_TITLES = frozenset({
    "vp", "svp", "evp", "avp", "director", "manager", "head", "lead", "leader", "chief", "officer",
    "president", "principal", "senior", "sr", "engineer", "fellow", "specialist", "coordinator",
    "partner", "department", "division", "team", "squad", "tribe", "chapter", "guild", "group",
})  # fmt: skip
"""Words of job titles and units, behind which a comma says of what: 'VP, Finance'."""
_FORMS = frozenset({"inc", "ltd", "llc", "llp", "co", "corp", "gmbh", "ag", "sa", "plc", "bv"})
"""What companies have behind a comma."""

SHORTEST = 4
"""How many letters a word has before one that differs by a letter is taken for a slip."""


def is_address(name: str) -> bool:
    """Whether it is an e-mail address, perhaps with the name of its person before it."""
    return any(one.fullmatch(name.strip()) for one in (_ADDRESS, _NAMED_ADDRESS))


def is_list(name: str, known: Iterable[str]) -> bool:
    """Whether it looks like several names; `known` are those, as `known_as`, that stand alone."""
    if len(_ADDRESS.findall(name)) > 1:
        return True
    parts = _parts(_LISTED, name)
    if len(parts) > 1:
        is_one = _is_title(parts) or parts[-1].strip(".") in _FORMS
        return not is_one and any(len(part) > len("xx") for part in parts)
    joined = _parts(_JOINED, name)
    return len(joined) > 1 and {*joined} <= {*known}


def _parts(between: re.Pattern[str], name: str) -> list[str]:
    return [part for part in map(known_as, between.split(name)) if part]


def _is_title(parts: list[str]) -> bool:
    """Whether the first part is a title, and the others say of what."""
    first, *others = (not _TITLES.isdisjoint(re.findall(r"\w+", part)) for part in parts)
    return first and not any(others)


class Twins:
    """Finds names that differ from another by a slip: a letter, a sign, an accent."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_shape: dict[str, list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        for shape in _shapes(known_as(name)):
            self._by_shape.setdefault(shape, []).append(name)

    def of(self, name: str) -> str | None:
        """A name that this one is nearly, if there is any."""
        own = known_as(name)
        for shape in _shapes(own):
            for other in self._by_shape.get(shape, ()):
                if own != known_as(other) and _nearly(own, known_as(other)):
                    return other
        return None


def _shapes(name: str) -> Iterator[str]:
    """What a name shares with each name that it is nearly."""
    yield _bare(name)
    if is_address(name):  # anna@ and anne@ are two people
        return
    words = re.split(r"\W+", name)
    for place, word in enumerate(words):
        if len(word) >= SHORTEST and word.isalpha():
            for cut in range(len(word) + 1):
                shorter = word[:cut] + word[cut + 1 :]
                yield "\0".join((*words[:place], f"{shorter}?", *words[place + 1 :]))


def _bare(name: str) -> str:
    """The letters and digits alone, without accents."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(one for one in apart if one.isalnum())


def _nearly(one: str, other: str) -> bool:
    if _bare(one) == _bare(other):
        return True
    words = zip(re.split(r"\W+", one), re.split(r"\W+", other), strict=False)
    return all(_is_a_slip(*pair) for pair in words if pair[0] != pair[1])


def _is_a_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter more, less or other, or by two that changed places."""
    if len(one) < len(other):
        one, other = other, one
    if len(other) < SHORTEST or len(one) - len(other) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        len(other),
    )
    if len(one) > len(other):
        return one[start + 1 :] == other[start:]
    swapped = other[start : start + 2][::-1] + other[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or one[start:] == swapped
