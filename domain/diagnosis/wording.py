"""What the wording of a title says beyond what it measures: two things at once, or none."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from domain.diagnosis.amounts import amount, moves, without_dates
from domain.diagnosis.english import words_of
from domain.diagnosis.lexicon import is_verb, worded
from domain.diagnosis.rules import BARE, JOINTS, LONGEST

_JOINED: Final = re.compile(r"\b(?:and|while|then|plus)\b|&|[;,]", re.IGNORECASE)

_BETTER: Final = worded(
    """
    better boost decrease enhance grow improve increase lower maximise maximize
    minimise minimize optimise optimize raise reduce strengthen
    """
)

#: Alone they are a name.
_PLEASING: Final = worded("delight excite")

_MANY_TIMES: Final = re.compile(
    r"\b(?:doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)"
    r"|tenfold|by\s+(?:half|an?\s+(?:third|quarter|fifth|tenth))"
    r"|(?:\w+\s+)?(?:hundred|thousand|million|billion|percent|per\s?cent))\b",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(
    r"[$\u20ac\u00a3]?\d[\d.,]*\s*(?:%|percent\b|per\s?cent\b|[kmbx]\b)?", re.IGNORECASE
)

#: What goes on with the same measure, or is one thing of a list: no second aim.
_GOES_ON: Final = re.compile(
    r"\s*(?:(?:up|down|was|now|from|currently|instead|rather|compared|better|more|further|higher)\b"
    r"|[A-Z]{2,}\b|[\w-]+\s*[,;])"
)

#: Where something is to be looked up, and how much further ahead one looks.
_REFERENCES: Final = re.compile(
    r"https?://\S+|(?<!\d)/\S*\d\S*|[&#!]\d+|^\s*\d+[.)]\s|\bnext\s+\d+\s+(?:days|weeks|months|years)\b",
    re.IGNORECASE,
)

#: Digits that are part of how something is called.
_NAMES: Final = re.compile(r"\b(?:24/7|360(?:\s?degrees?|\u00b0)?|\d+-to-\d+|\d:\d)", re.IGNORECASE)


def too_long(title: str) -> int | None:
    """How many words a title has, if they are too many."""
    count = len(title.split())
    return count if count > LONGEST else None


def bare_wish(title: str) -> str | None:
    """The word that wishes for something better, where nothing else is said."""
    words = words_of(title)
    if not words or len(words) > BARE or amount(title) is not None:
        return None
    if words[0] == "be" and words[1:2] in (["more"], ["better"]):
        return words[1]
    wishes = words[0] in _BETTER or (words[0] in _PLEASING and len(words) > 1)
    return words[0] if wishes else None


def figure(title: str) -> str | None:
    """The number in a title that should be words: a figure, or so many times as much."""
    said = _NAMES.sub(" ", without_dates(_REFERENCES.sub(" ", title)))
    found = _FIGURE.search(said) or _MANY_TIMES.search(said)
    return None if found is None else found.group().strip(" .,")


def compound(title: str) -> tuple[str, ...]:
    """What begins a second aim in a title, and what joins it; empty where there is one aim."""
    if not (begun := words_of(title)):
        return ()
    for joint in islice(_JOINED.finditer(title), JOINTS):
        before, after = title[: joint.start()], title[joint.end() :]
        told = words_of(after)
        if _GOES_ON.match(after) is not None:
            continue
        if told and is_verb(begun[0]) and _same_form(begun[0], told[0]) and is_verb(told[0]):
            return (joint.group(), told[0])
        if all(amount(part) is not None and moves(part) for part in (before, after)):
            return (joint.group(), *told[:1])
    return ()


def _same_form(one: str, other: str) -> bool:
    """Whether two verbs stand in the same form, as two that are joined do."""
    return all(one.endswith(ending) == other.endswith(ending) for ending in ("ing", "ed"))
