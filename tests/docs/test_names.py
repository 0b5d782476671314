"""Every name in backticks in the documents is one that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.code import ROOT
from tests.docs.kinds import kind_of
from tests.docs.not_ours import FOREIGN

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def backticked(path: Path) -> Iterator[str]:
    rest = _FENCED.sub("", path.read_text(encoding="utf-8"))
    yield from (text.replace("\\|", "|") for text in _INLINE.findall(rest))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_name_in_backticks_exists(path: Path) -> None:
    missing = set[str]()
    for text in backticked(path):
        claimed = kind_of(text)
        if claimed is not None and text not in FOREIGN:
            kind, found = claimed
            if not kind.there(found):
                missing.add(f"{kind.name} {text}")
    assert missing == set(), "mend the name, or give a reason in tests/docs/not_ours.py"


def test_no_reason_is_left_for_what_no_document_says() -> None:
    said = {text for path in DOCUMENTS for text in backticked(path)}
    assert set(FOREIGN) - said == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("projections/nowhere.py", "path"),
        ("GET /v1/nothing/{key}", "address"),
        ("SIGHTLINE_NOTHING", "setting"),
        ("Desk.nothing", "dotted"),
        ("events.streams.nothing(command)", "dotted"),
        ("nothing_of_the_kind", "word"),
        ("no-such-refusal", "word"),
        ("python -m bench.nothing", "module"),
        ("--nothing", "option"),
        ("nothing:<cycle id>", "stream"),
        ("nothing_at_all(log)", "function"),
    ],
)
def test_a_name_of_each_kind_that_is_none_is_found_out(text: str, kind: str) -> None:
    claimed = kind_of(text)
    assert claimed is not None
    assert (claimed[0].name, claimed[0].there(claimed[1])) == (kind, False)


@pytest.mark.parametrize("text", ["#REF!", "88%", "=A1", "2026-11", "Ada <ada@example.org>"])
def test_what_has_no_shape_of_a_name_is_none(text: str) -> None:
    assert kind_of(text) is None
