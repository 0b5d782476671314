"""Units and people that an import makes of owners: reported, and asked about where in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from api.exchange.files.sheet import evened
from api.exchange.problems import Problem
from api.exchange.reading.resolve.doubtful_names import Twins, is_list
from api.exchange.reading.row import Row
from api.exchange.reading.row_command import Collector
from domain.naming import known_as


class _New(NamedTuple):
    """Somebody new, as written, the unit above (of the company: none), and where first named."""

    name: str
    above: str | None
    row: Row | None


class NewOwners:
    def __init__(self, into: Collector) -> None:
        self._into = into
        self._units: list[_New] = []
        self._people: list[_New] = []
        self._spellings: dict[str, dict[str, None]] = {}

    def unit(self, name: str, above: str | None, row: Row | None) -> None:
        self._units.append(_New(name, above, row))

    def person(self, name: str, above: str, row: Row | None) -> None:
        self._people.append(_New(name, above, row))

    def written(self, spelling: str, name: str) -> None:
        """Note one more way in which a name is written."""
        self._spellings.setdefault(name, {name: None})[spelling] = None

    def doubt(self, others: Iterable[str], answered: Iterable[str]) -> None:
        """Ask about what looks like a list, or like a slip of a name that is known before it."""
        sure = {known_as(name) for name in answered}
        twins = Twins(others)
        alone = {known_as(name) for name in others}
        alone |= {known_as(new.name) for new in (*self._units, *self._people)}
        for new in (*self._units, *self._people):
            shown = evened(new.name)
            twin = twins.of(shown)
            twins.add(shown)
            if new.row is None or known_as(new.name) in sure:
                continue
            if is_list(new.name, alone):
                doubt = f"'{shown}' looks like a list of names. Name one owner"
            elif twin:
                doubt = f"'{shown}' is new, and nearly the name of '{twin}'. Write it alike"
            else:
                continue
            message = f"{doubt}, or say that it is one of its own: --owner '{shown}'."
            self._into.read.problems.of_file([Problem(new.row.line, "owner", message)])

    def notes(self) -> list[str]:
        notes = [
            f"The company is new: '{evened(new.name)}'." for new in self._units if new.above is None
        ]
        for above, names in _gathered(self._units).items():
            noun = (
                "1 owner becomes a unit" if len(names) == 1 else f"{len(names)} owners become units"
            )
            notes.append(f"{noun} below {above}: {'; '.join(names)}.")
        for above, names in _gathered(self._people).items():
            noun = (
                "1 owner becomes a person"
                if len(names) == 1
                else f"{len(names)} owners become people"
            )
            notes.append(f"{noun} of {above}: {'; '.join(names)}.")
        notes.extend(
            f"'{name}' is written in {len(spellings)} ways, which are taken for one name."
            for name, spellings in self._spellings.items()
            if len(spellings) > 1
        )
        return notes


def _gathered(made: Iterable[_New]) -> dict[str, list[str]]:
    """The names below each unit."""
    found: dict[str, list[str]] = {}
    for new in made:
        if new.above is not None:
            found.setdefault(new.above, []).append(evened(new.name))
    return found
