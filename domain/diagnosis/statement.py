"""Whether the wording of a key result tells of a measurable outcome.

Word lists that are tuned on examples of coaches do not carry over to what teams write, so the one
verdict given here is coarse: what names no number, or is something to do, is no measurable outcome.
Which of the two, and the words it rests on, are a suggestion to think about, never an obstacle.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from domain.messages import Value

Fault = Literal["activity", "vague", "no_number"]


def worded(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Suspicion(Value, frozen=True):
    """What is probably wrong with a wording, and the words that say so."""

    fault: Fault
    words: tuple[str, ...]


#: What somebody does, as the first word of a sentence: doing it changes nothing by itself.
_DOING: Final = worded(
    """
    adopt advertise agree align analyse analyze announce apply appoint archive arrange assemble
    assess assign attend audit author automate begin benchmark blog brainstorm brief bring build
    bundle buy calibrate call catalogue celebrate centralise centralize certify change check
    choose clean coach code codify collaborate collect commission communicate compare compile
    complete conduct configure confirm connect consolidate construct consult continue contract
    convert coordinate craft create decide decommission define deliver demo demonstrate deploy
    deprecate describe design determine develop devise digitalise digitise digitize discuss
    distribute do document dogfood draft draw edit educate email employ engage equip establish
    evaluate execute experiment explore extend facilitate file finalise finalize find finish fix
    follow form formalise formalize formulate fund gather give go hand help highlight hire hold
    host identify implement import incorporate inform initiate inspect install instrument
    integrate interview introduce inventory invest investigate invite iterate join kick kickoff
    launch lead learn list localise localize log mail make manage map measure meet mentor merge
    migrate model modernise modernize monitor name negotiate offer onboard open operationalise
    operationalize orchestrate organise organize outline overhaul package participate partner
    patch perform phone pilot pitch plan port post practice practise prepare present print
    prioritise prioritize produce program promote propose prototype provide publicise publicize
    publish purchase pursue push read rebrand rebuild record recruit redesign refactor refine
    refresh register release relocate remove renegotiate renovate reorganise reorganize replace
    report request research reshuffle resource restructure retire revamp review revise rewrite
    roll rollout run schedule scope script secure segment select send set setup shadow share
    ship shoot showcase sign simplify simulate specify split sponsor staff standardise
    standardize start streamline structure study submit survey switch tag talk teach test track
    train transfer translate travel trial turn unify update upgrade upload upskill use validate
    verify visit visualise visualize volunteer wire work write
    """
)

#: The same told as done: it stands at the end, or after what it was done to.
_DONE: Final = worded(
    """
    announced authored built complete completed conducted configured created delivered deployed
    designed developed documented drafted executed finalised finalized finished held
    hired implemented installed integrated introduced launched live merged migrated onboarded
    organised organized piloted prepared presented produced promoted published recorded
    recruited redesigned refactored released reviewed rolled run shipped signed submitted tested
    trained translated updated upgraded written
    """
)

#: What is measured: after one of these a first word says of what, and not what to do.
_MEASURED: Final = worded(
    """
    accuracy backlog budget burn capacity conversion cost costs count coverage cycle duration effort
    efficiency error errors frequency growth index latency length margin nps quality rate ratio
    score scores share size speed throughput time times usage value velocity volume
    """
)

#: What moves a measure. With a number it tells of an outcome, whatever else is in the sentence.
_MOVING: Final = re.compile(
    r"\b(?:from\s+\S+(?:\s+\S+){0,4}?\s+to\s|so that\b|resulting in\b"
    r"|(?:rises|grows|falls|drops|improves|increases|decreases|declines|reaches|exceeds|stays"
    r"|remains)\b"
    r"|(?:rise|grow|fall|drop|improve|increase|decrease|decline|reach|exceed|stay|remain)\s+"
    r"(?:(?:to|by|from|at|above|below|over|under|within)\s+)?[<>\u2264\u2265~$\u20ac\u00a3]*\d)"
    r"|\b(?:below|under|above|fewer than|less than|no more than|at most)\s+[$\u20ac\u00a3]?\d"
    r"|\u2192|->|=>|[<>\u2264\u2265]\s*[$\u20ac\u00a3]?\d",
    re.IGNORECASE,
)

#: A share, an amount of money, a duration, a limit: numbers that measure rather than count.
_MEASURE: Final = re.compile(
    r"\d\s*(?:%|percent\b|per\s?cent\b|pp\b|x\b|ms\b|min(?:ute)?s?\b|h(?:ours?)?\b"
    r"|(?:business |working )?days?\b|weeks?\b)|[$\u20ac\u00a3]\s*\d",
    re.IGNORECASE,
)

#: Of these, what makes even something that is done an outcome: how much of all, or how much money.
_RATE: Final = re.compile(r"\d\s*(?:%|percent\b|per\s?cent\b)|[$\u20ac\u00a3]\s*\d", re.IGNORECASE)

_NUMBER_WORDS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
    "fifty|"
    "sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|quarter of|third of|double|"
    "triple|twice|tenfold"
)
_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)

#: Digits that say when, or which, and not how much.
_WHEN_OR_WHICH: Final = re.compile(
    rf"\b(?:q[1-4]|h[12]|fy\s?\d{{2,4}}|(?:19|20)\d\d|(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})|\d{{4}}-\d\d(?:-\d\d)?)\b"
    r"|\b(?:version|release|phase|step|stage|tier|level|priority|part|sev(?:erity)?)[\s-]*\d+"
    r"|#\d+|\bv\.?\d+(?:\.\d+)*\b|\b[a-z]+\d+[a-z0-9]*\b|\b\d+(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*|\d+")

_BEFORE_THE_VERB: Final = worded(
    """
    also and fully must please shall successfully to we will
    """
)
_WISHES: Final = worded(
    """
    achieve attract be become better boost cultivate cut deepen delight drive elevate empower
    enable encourage enhance ensure excel excite expand explode focus foster further gain get
    grow have higher improve increase keep lead leverage lower maintain make maximise maximize
    minimise minimize more move optimise optimize raise reduce reinforce respond stabilise
    stabilize strengthen support sustain transform win
    """
)


def amount(text: str) -> str | None:
    """The first number in a text that says how much, and not when or which."""
    found = _AMOUNT.search(_WHEN_OR_WHICH.sub(" ", text))
    return None if found is None else found.group()


def without_dates(text: str) -> str:
    """The text without the digits that say when, or which."""
    return _WHEN_OR_WHICH.sub(" ", text)


def is_verb(word: str) -> bool:
    """Whether a word is one for what somebody does or wishes for."""
    return any(stem in _DOING or stem in _WISHES for stem in _stems(word))


def moves(text: str) -> bool:
    """Whether a text tells of a measure that moves, or holds."""
    return _MOVING.search(text) is not None


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, numbers among them."""
    return [word.lower().strip("'\u2019-") for word in _WORD.findall(text)]


def suspicion(text: str) -> Suspicion | None:
    """What makes a wording look like no measurable outcome; None where nothing does."""
    words = words_of(text)
    counts = amount(text) is not None
    moving = counts and moves(text)
    doing = None if moving or _RATE.search(text) else _leading(words)
    if doing is not None:
        return Suspicion("activity", (doing,))
    if not moving and not _MEASURE.search(text) and (done := _done(words)):
        return Suspicion("activity", (done,))
    if counts:
        return None
    wished = next((word for word in words[:2] if word in _WISHES), None)
    return Suspicion("no_number", ()) if wished is None else Suspicion("vague", (wished,))


def _leading(words: list[str]) -> str | None:
    """The first word, if it is something that somebody does, and no noun of the same form."""
    told = (word for word in words if word in _DOING or not _before_the_verb(word))
    first, after, *_ = (*told, "", "")
    if after in _MEASURED or after == "of":
        return None
    return first if any(stem in _DOING for stem in _stems(first)) else None


def _before_the_verb(word: str) -> bool:
    return word in _BEFORE_THE_VERB or word.endswith("ly")


def _done(words: list[str]) -> str | None:
    """A word for being done with something, after what it was that was done."""
    return next((word for word in words[1:] if word in _DONE), None)


def _stems(word: str) -> list[str]:
    """A verb as a dictionary has it, if it stands in the past or goes on."""
    found = [word]
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found += [stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem]
    return found
