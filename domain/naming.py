"""When two names are one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def known_as(name: str) -> str:
    """What all spellings of a name have in common: two with the same are one name.

    Neither case, nor how much white space of which kind there is, nor how Unicode composes its
    characters, nor marks that nobody sees tell names apart. Accents and punctuation do. This is
    the caseless matching of compatible characters (The Unicode Standard, 3.13, D146).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", name).casefold())
    seen = (one for one in folded if unicodedata.category(one) != "Cf")
    return " ".join("".join(seen).split())


def one_name(name: str, *others: str) -> bool:
    return all(known_as(name) == known_as(other) for other in others)


def pick(name: str, among: Iterable[tuple[str, T]]) -> T | None:
    """What is called so: exactly, or else in another spelling."""
    spelled = None
    for called, one in among:
        if called == name:
            return one
        if spelled is None and one_name(called, name):
            spelled = one
    return spelled
