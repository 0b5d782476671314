"""The numbers in a text: which of them say how much, and whether something moves by them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SIGN: Final = r"[<>\u2264\u2265~\u00b1$\u20ac\u00a3]*\s?"

_PARTS: Final = "(?:third|quarter|fifth|sixth|eighth|tenth)"

#: What moves a measure. With a number it tells of an outcome, whatever else is in the sentence.
_MOVING: Final = re.compile(
    r"\b(?:from\s+\S+(?:\s+\S+){0,4}?\s+to\s|so that\b|resulting in\b"
    r"|(?:rises|grows|falls|drops|improves|increases|decreases|declines|reaches|exceeds|stays"
    r"|remains|climbs|shrinks|doubles|triples|halves|takes|costs|lasts)\b"
    r"|(?:rise|grow|fall|drop|improve|increase|decrease|decline|reach|exceed|stay|remain)\s+"
    rf"(?:(?:to|by|from|at|above|below|over|under|within)\s+)?{_SIGN}\d)"
    rf"|\b(?:below|under|above|fewer than|less than|no more than|at most)\s+{_SIGN}\d"
    r"|\b(?:rather than|instead of|compared (?:to|with)|versus|vs\.?|(?:up|down) (?:from|to|by)"
    rf"|was|were|now|currently)(?:\s+|:\s*){_SIGN}\d"
    r"|\b(?:halved|doubled|tripled)\b|\bless than an?\b"
    r"|\bwithin\s+\d+\s*(?:ms|s|sec(?:ond)?s?|min(?:ute)?s?|h(?:ours?)?)\b"
    r"|\u2192|->|=>|[<>\u2264\u2265]\s*[$\u20ac\u00a3]?\d",
    re.IGNORECASE,
)

#: From one number to another. Right after the first word it is how many of something: "add 3 to 5".
_BETWEEN: Final = re.compile(
    r"(?<!\bof\s)(?<!\bfor\s)(?<!\bwith\s)(?<!\bin\s)"
    rf"\b\d\S{{0,3}}\s(?:[a-z]+\s){{0,3}}to\s{_SIGN}\d",
    re.IGNORECASE,
)
_TWO_WORDS: Final = re.compile(r"\W*\w+\W+\w+")

#: A share, an amount of money, a duration, a limit: numbers that measure rather than count.
_MEASURE: Final = re.compile(
    r"\d\s*(?:%|percent\b|per\s?cent\b|pp\b|x\b|ms\b|min(?:ute)?s?\b|h(?:ours?)?\b"
    r"|(?:business |working )?days?\b|weeks?\b)|[$\u20ac\u00a3]\s*\d"
    r"|(?:\b(?:per|an?|each|every)\s|/\s?)(?:hour|shift|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)

#: Of these, what makes even something that is done an outcome: how much of all, or how much money.
_RATE: Final = re.compile(r"\d\s*(?:%|percent\b|per\s?cent\b)|[$\u20ac\u00a3]\s*\d", re.IGNORECASE)

_NUMBER_WORDS: Final = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    "sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|halve[sd]?|halving|"
    "doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|twice|tenfold"
)
_ONE: Final = (
    r"(?:at least|at most|only|within|than|every)\s+one"
    r"|(?:within|than|under)\s+an?\s+(?:minute|hour|day|week|month)"
    r"|one\s+(?:in|out of|point|percent|per cent|minute|hour|day|week|month)"
    r"|once\s+(?:an?|per|every|each|in an?)\s+(?:minute|hour|shift|day|week|month|quarter|year)"
)

_EACH: Final = "(?:hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annually)"

#: A part of something, none at all, or a mark that is a number even where it is a word.
_LIMITS: Final = (
    rf"(?:by|an?|one|two|three|four)\s+{_PARTS}s?\s+of|by\s+an?\s+{_PARTS}|an?\s+{_PARTS}$"
    rf"|(?:two|three|four)[\s-]{_PARTS}s|majority of|break[\s-]?even|(?:sell|sold)\s+out"
    rf"|from\s+{_EACH}\s+to\s+{_EACH}"
    r"|cash[\s-]?flow[\s-]positive|positive\s+(?:\w+\s+)?cash[\s-]?flow"
)
_NONE: Final = r"^\W*(?:no(?![\s-]*\d|[-.])|none|nobody|no one|not (?:a single|one|any))\b"

_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    "|januar|februar|m\u00e4rz|mai|juni|juli|oktober|dezember"
    "|janvier|f\u00e9vrier|mars|avril|juin|juillet|ao\u00fbt|septembre|octobre|novembre|d\u00e9cembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_NUMBERED: Final = (
    "version|release|phase|step|stage|tier|level|priority|part|sev(?:erity)?|week|wk|kw|module|"
    "wave|batch|sprint|chapter|section|article|line|room|hall|building|grade|class|windows|"
    r"iso(?:/iec)?|iec|din|soc|rfc|ifrs|nis|pci(?: dss)?"
)

#: Digits that say when, or which, and not how much.
_WHEN_OR_WHICH: Final = re.compile(
    rf"\b(?:q[1-4]|h[12]|fy\s?\d{{2,4}}|(?:19|20)\d\d(?!\s+levels?\b)|(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?:{_MONTHS})|\d{{4}}-\d\d(?:-\d\d)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b"
    rf"|\b(?:{_NUMBERED})[\s-]*\d+(?:\.\d+)*\b"
    r"|(?-i:\b[A-Z]{2,}[-/]\d+\b)"
    r"|#\d+|\bv\.?\d+(?:\.\d+)*\b|\b[a-z]+\d+[a-z0-9]*\b|\b[a-z]/\d+[a-z]+\b"
    r"|\b\d+(?:st|nd|rd|th)\b|\b24/7\b",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_AMOUNT: Final = re.compile(
    rf"\d(?:[\d.,]*\d)?|\b(?:{_NUMBER_WORDS}|{_ONE}|{_LIMITS})\b|{_NONE}", re.IGNORECASE
)


def amount(text: str) -> str | None:
    """The first number in a text that says how much, and not when or which."""
    found = _AMOUNT.search(without_dates(text))
    return None if found is None else found.group().strip()


@lru_cache(maxsize=64)
def without_dates(text: str) -> str:
    """The text without the digits that say when, or which; several rules ask of a title in turn."""
    return _WHEN_OR_WHICH.sub(" ", text) if _DIGIT.search(text) else text


def moves(text: str) -> bool:
    """Whether a text tells of a measure that moves, or holds."""
    if _MOVING.search(text) is not None:
        return True
    begun = _TWO_WORDS.match(text)
    return begun is not None and _BETWEEN.search(text, begun.end()) is not None


def measures(text: str) -> bool:
    """Whether a number in the text measures rather than counts."""
    return _MEASURE.search(text) is not None


def rates(text: str) -> bool:
    """Whether a number in the text is a share, or money."""
    return _RATE.search(text) is not None
