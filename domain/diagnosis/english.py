"""Whether a text is in English: in a language that the rules do not know they say nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from domain.diagnosis.lexicon import MEASURED, is_verb, worded

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*|\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")

#: Little words that are in most sentences of their language, and in no other of these.
_ENGLISH: Final = worded(
    """
    a about after against all an and any are as at be been before better both but by can each every
    fewer first for from get has have higher how if in into is it its less lower make more most new
    no not of off on one or our out over own people per so than that the their them there these they
    this through to under until up us we what when where which while who will with within without
    work year you your
    """
)
_FOREIGN: Final = worded(
    """
    ab als am auf aus bei beim bis dass das dem der des die durch ein eine einem einen einer
    eines erste f\u00fcr gegen im ist kein keine mehr mindestens mit nach neue neuen neuer neues
    nicht oder ohne pro sind statt \u00fcber um und unser unsere unserem unserer von vom weniger
    werden wird zu zum zur zwischen au aux avec chez ce ces dans de du elle en est et il la le
    les leur l\u00e0 mais moins nos notre nous ou par pas plus pour qui sans ses son sont sous
    sur tous tout toutes un une vers al con como cada cuando del desde e el ella entre es esta
    este hasta las los m\u00e1s menos nuestra nuestras nuestro nuestros o para pero por que se
    sin sobre su sus todos todas una y ao aos at\u00e9 com da do dos na nas novo nova n\u00e3o
    os pela pelo seu sua uma ai alla alle allo che come dai dal dalla degli dei della delle
    dello di gli ha i lo nei nel nella nostra nostri nostro ogni pi\u00f9 senza si sul sulla tra
    tutti aan bij dan dat deze door een elke geen het ieder iedere maar meer met minder naar
    niet nieuwe nog of ons onze ook op te tegen tot uit van voor wij worden wordt zijn att av
    den det efter eller ett fr\u00e5n f\u00f6r genom med mellan minst och om p\u00e5 som till
    under utan vara vi v\u00e5r v\u00e5ra \u00f6ka af ikke og til ved v\u00e5re
    """
) - frozenset({"a", "at", "do", "is", "me", "no", "of", "on", "so", "under", "us", "we"})

#: What plans are about, in English.
_COMMON: Final = worded(
    """
    account accounts active activity ad adoption agents api app apps awareness bank bigger board
    bookings brand bug bugs business cheaper churn city client clients cloud companies company
    complaint complaints compliance contract contracts cost costs coverage culture customer
    customers data deals defects design digital dollar donors downtime easier email employee
    employees engagement engineer engineers excellence experience factory faster feature
    features feedback food goals great guests happy hardware health healthcare high hiring
    incident incidents internal internet leads learners line lines live longer manager managers
    market marketing members model modern monthly morale new nurses office operational orders
    partner partners patient patients people pipeline plan policy portal process processes
    product production products profit program project pupils quality queue queues repeat
    reports retention revenue roadmap safer safety sales satisfaction schedule school schools
    security service services session shop shorter signup signups site smaller software staff
    store stores strategy student students success supplier suppliers support system systems
    teacher teachers team teams teamwork tickets time times tool tools top total traffic
    training trial turnover update updates user users volunteers waiting ward wards warehouse
    waste web webinar website weekly workflow workplace workshop workshops
    """
)

#: How words of English end, and those of its neighbours do not, or hardly ever.
_ENDS_ENGLISH: Final = re.compile(
    r"(?:[^aeiou]ed|[^aeiouw]ly|ness|ship|ful|less|[^aeiou]y|ies|ers|ght|ck|sh|th|tch|tal|ial)$"
)

#: How words of its neighbours end: German nouns and verbs, what is to be done in Spanish and so on.
_ENDS_FOREIGN: Final = re.compile(
    r"(?:ung|keit|heit|schaft|ssern|igern|[^\W\d_]{3}en|eln|ci[o\u00f3]n|zione|dad|mente|heid|aggio"
    r"|tura)$"
)
_TO_DO: Final = re.compile(r"(?:ar|ir|are|ere|ire)$")
_NOT_FOREIGN: Final = worded(
    """
    alien barren beaten been between brighten broken burden calendar care chair cheapen children
    chosen citizen coarsen compare dampen deepen dozen driven eaten eighteen eleven entire fair
    fallen fasten fatten fifteen fire flatten fourteen frighten frozen garden given golden green
    happen harden hasten heaven heighten hidden hire hydrogen hyphen keen kitchen lengthen
    lessen lighten linen listen loosen men modern moisten nineteen often open oxygen pair
    pattern prepare proven queen raven reopen repair require ripen risen rotten screen seen
    seminar seven seventeen share sharpen shorten similar sixteen soften spoken square steen
    stolen straighten strengthen sudden taken ten then thirteen threaten tighten token warden
    webinar when women wooden worsen written
    """
)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, numbers among them."""
    return [word.lower().strip("'\u2019-") for word in _WORD.findall(text)]


def in_english(text: str) -> bool:
    """Whether more speaks for English than against it; a name or a number alone tells nothing."""
    if not _is_latin(text):
        return False
    words = [word.lower() for word in _LETTERS.findall(text)]
    foreign = sum(_foreign(word, first=not at) for at, word in enumerate(words))
    return sum(map(_is_english, words)) > foreign


def _is_latin(text: str) -> bool:
    """Whether most of its letters are."""
    if text.isascii():
        return True
    letters = [letter for letter in text if letter.isalpha()]
    latin = (one.isascii() or unicodedata.name(one, "").startswith("LATIN") for one in letters)
    return sum(latin) * 2 > len(letters)


def _is_english(word: str) -> bool:
    return (
        word in _ENGLISH
        or word in _COMMON
        or word in MEASURED
        or is_verb(word)
        or (word.isascii() and _ENDS_ENGLISH.search(word) is not None)
    )


def _foreign(word: str, *, first: bool) -> int:
    """How much a word speaks against English: its form more than a little word, as in 'per'.

    Of one with a hyphen the last part has the form.
    """
    if not word.isascii():
        return 2
    if word in _FOREIGN:
        return 1
    word = word.rpartition("-")[2]
    if word in _ENGLISH or word in _COMMON or word in _NOT_FOREIGN or is_verb(word):
        return 0
    if _ENDS_FOREIGN.search(word) is not None:
        return 2
    return 1 if first and _TO_DO.search(word) is not None else 0
