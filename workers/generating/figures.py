"""Which figures a text states, so that one that nobody gave a language model is noticed.

It errs on the side of not knowing: "40 %" is not "0.4", and "2 million" is not "2,000,000".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Final

TO_BE_FILLED_IN: Final = "[to be filled in]"
"""What stands in a text for a figure that the model had from nowhere."""

_COUNTED: Final = """
zero:0 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12
thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20
thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 dozen:12 dozens:12
hundred:100 hundreds:100 thousand:1000 thousands:1000 million:1000000 millions:1000000
billion:1000000000 billions:1000000000
half:half halve:half halved:half halves:half halving:half
twice:double double:double doubled:double doubles:double doubling:double
triple:triple tripled:triple triples:triple tripling:triple
"""
_WORDS: Final[Mapping[str, str]] = {
    word: value for word, _, value in (one.partition(":") for one in _COUNTED.split())
}
_TIMES: Final = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "thousand": 10**3,
    "hundred": 10**2,
}
_FIGURE: Final = re.compile(
    r"""
    (?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d) | \d+(?:[.,]\d+)*(?:e[+-]?\d+)?)
    (?:(?P<close>k|m|mn|mio|bn)\b | \s?(?P<times>hundred|thousand|million|billion)\b)?
    | \b(?P<word>WORDS)\b
    | (?P<sign>[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u2188\u2460-\u249b])
    """.replace("WORDS", "|".join(_WORDS)),
    re.VERBOSE | re.IGNORECASE,
)


def figures(text: str) -> frozenset[str]:
    """Numbers in digits and in words, however they are written; "one" is seldom a number."""
    return frozenset(_value(one) for one in _FIGURE.finditer(text))


def figures_in(value: object) -> frozenset[str]:
    """Those of everything in a value of JSON, names of its fields aside."""
    return frozenset(chain.from_iterable(figures(text) for text in _texts(value)))


def filled_in(text: str, known: frozenset[str]) -> tuple[str, int]:
    """A text in which no figure is stated that is not known, and how many were taken out."""
    new = sum(_value(one) not in known for one in _FIGURE.finditer(text))
    told = _FIGURE.sub(lambda one: one[0] if _value(one) in known else TO_BE_FILLED_IN, text)
    return told, new


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case bool() | None:
            return
        case int() | float():
            yield f"{abs(value):.15g}"
        case dict():
            yield from _each(value.values())
        case list():
            yield from _each(value)
        case _:
            raise TypeError


def _each(values: Iterable[object]) -> Iterator[str]:
    for one in values:
        yield from _texts(one)


def _value(found: re.Match[str]) -> str:
    if (word := found["word"]) is not None:
        return _WORDS[word.lower()]
    if (number := found["number"]) is None:
        return found["sign"]
    times = _TIMES.get((found["close"] or found["times"] or "").lower(), 1)
    try:
        return f"{(Decimal(_plain(number)) * times).normalize():f}"
    except InvalidOperation:  # a version, or a date with dots
        return number


def _plain(number: str) -> str:
    """A number with a point before its decimals and nothing between its thousands."""
    number = re.sub(r"[ \u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
        return number.replace(",", "")
    return number.replace(",", ".")
