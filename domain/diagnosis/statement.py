"""Whether the wording of a key result tells of a measurable outcome.

Word lists that are tuned on examples of coaches do not carry over to what teams write, so the one
verdict given here is coarse: what names no number, or is something to do, is no measurable outcome.
Which of the two, and the words it rests on, are a suggestion to think about, never an obstacle. Of
a text that is not in English nothing is said.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from domain.diagnosis.amounts import amount, measures, moves, rates, without_dates
from domain.diagnosis.english import in_english, words_of
from domain.diagnosis.lexicon import (
    BEFORE_THE_VERB,
    DEED,
    DEEDS,
    DOING,
    DONE,
    MEASURED,
    PUT_IN,
    TELLING,
    UP_TO_OTHERS,
    WISHES,
    stems,
    worded,
)
from domain.messages import Value

Fault = Literal["activity", "vague", "no_number"]

#: What a key result is called before it is told: "KR2: ", "LEARNING GOAL: ".
_LABEL: Final = re.compile(r"^\s*(?:KR\s?\d+(?:\.\d+)?|[A-Z]{3,}(?:\s[A-Z]{3,})?)\s*:\s")

_AT_LEAST: Final = r"(?:at least |more than |over |up to |all |about |around )?"

#: So much, or such a share, of something, as the first thing after the verb.
_PUTS: Final = re.compile(rf"^\W*[a-z-]+\s+{_AT_LEAST}[$\u20ac\u00a3]?\d", re.IGNORECASE)
_SHARE_OF: Final = re.compile(
    rf"^\W*[a-z-]+\s+{_AT_LEAST}\d+\s*(?:%|per\s?cent)\s+of\b", re.IGNORECASE
)
_WHOLE: Final = re.compile(r"^\W*100\s*(?:%|per\s?cent)\s+of\b", re.IGNORECASE)

#: What makes of a share of things done a service that is kept.
_IN_TIME: Final = re.compile(
    r"\b(?:on time|in time|within|first time|same[- ]day|before|without|in (?:under )?\d)\b",
    re.IGNORECASE,
)

#: A noun and its number, after a first word that might have been a verb: "report readers 40".
_NOUN_AND_NUMBER: Final = re.compile(
    r"^\W*[a-z-]+\s+[a-z-]+(?:\s*[:=]\s*|\s+)[$\u20ac\u00a3]?\d+(?![\d.]*\s*(?:times|x)\b)",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^\W*(?:at least |more than |over |a minimum of )?"
    r"(?:\d[\d.,]*\+?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\s+"
    r"((?:[a-z-]+\s+){0,3}?)([a-z-]+)\b(?=$|[.,;:(]|\s+(?:(?:an?|about|across|around|at|by|for|from|in|"
    r"on|of|per|each|every|with|and|done|during|this|to|within)\b))",
    re.IGNORECASE,
)

#: After something done these go on with it; before a noun it only says of which kind that is.
_GOES_ON: Final = worded(
    """
    a about across after all an and around as at before both by during each every featuring for
    from her his in including into its of on online onto or our over per so such that the their
    through throughout to together under until upon using via when where which while who with
    within without worldwide your back down off out up
    """
)
_HELPS: Final = worded("am are be been being get gets getting got had has have is was were")


class Suspicion(Value, frozen=True):
    """What is probably wrong with a wording, and the words that say so."""

    fault: Fault
    words: tuple[str, ...]


def suspicion(text: str) -> Suspicion | None:
    """What makes a wording look like no measurable outcome; None where nothing does."""
    found = _suspected(_LABEL.sub("", text))
    return found if found is not None and in_english(text) else None


def _suspected(text: str) -> Suspicion | None:
    words = words_of(text)
    counts = amount(text) is not None
    moving = counts and moves(text)
    if not moving and (done := _doing(text, words) or _done(text, words) or _deeds(text)):
        return Suspicion("activity", (done,))
    if counts:
        return None
    wished = next((word for word in words[:2] if word in WISHES), None)
    return Suspicion("no_number", ()) if wished is None else Suspicion("vague", (wished,))


def _doing(text: str, words: list[str]) -> str | None:
    """The first word, if it is something that somebody does, and no noun of the same form."""
    told = (word for word in words if word in DOING or not _before_the_verb(word))
    first, after, *_ = (*told, "", "")
    if after == "of":
        return first if first in DEED else None
    if after in MEASURED or after in TELLING or _counts_a_noun(text, after):
        return None
    verb = next((stem for stem in stems(first) if stem in DOING), None)
    if verb is None or (rates(text) and not _is_put_in(text, verb)):
        return None
    return first


def _before_the_verb(word: str) -> bool:
    return word in BEFORE_THE_VERB or word.endswith("ly")


def _counts_a_noun(text: str, after: str) -> bool:
    return after not in _GOES_ON and _NOUN_AND_NUMBER.match(without_dates(text)) is not None


def _is_put_in(text: str, verb: str) -> bool:
    """Whether a share, or money, is what somebody is going to spend or to work through."""
    if verb in PUT_IN:
        return _PUTS.match(text) is not None
    share = verb not in UP_TO_OTHERS and _SHARE_OF.match(text) is not None
    return share and _IN_TIME.search(text) is None


def _done(text: str, words: list[str]) -> str | None:
    """A word for being done with something, after what it was that was done."""
    if measures(text) and (_WHOLE.match(text) is None or _IN_TIME.search(text) is not None):
        return None
    for before, word, after in zip(words, words[1:], (*words[2:], ""), strict=False):
        if word in DONE and (not after or before in _HELPS or _goes_on(after)):
            return word
        if word == "live" and before in ("go", "goes", "went", "gone"):
            return word
    return None


def _goes_on(word: str) -> bool:
    return word in _GOES_ON or word.endswith("ly") or word.isdigit()


def _deeds(text: str) -> str | None:
    """What is done, where it is only counted: "5 workshops with suppliers"."""
    found = None if measures(text) and rates(text) else _COUNTED.match(text)
    noun = "" if found is None else found.group(2).lower()
    return noun if noun in DEEDS else None
