from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import domain.access.rights  # noqa: F401 - with it, every module that refuses anything is loaded
from domain.cycles.cycle import UnknownCycle
from domain.errors import Rejection

DOMAIN_TESTS = Path(__file__).parent
REFUSALS = [one for one in Rejection.all() if one.__module__.startswith("domain.")]


def test_codes_are_unique() -> None:
    codes = [one.code for one in REFUSALS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.code)
def test_a_code_is_its_class_in_kebab_case(refusal: type[Rejection]) -> None:
    words = re.findall(r"[A-Z][a-z]*", refusal.__name__)
    assert refusal.code == "-".join(words).lower()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.code)
def test_a_refusal_says_one_thing_in_one_sentence(refusal: type[Rejection]) -> None:
    sentence = refusal.__doc__ or ""
    assert "\n" not in sentence
    assert re.fullmatch(r"[A-Z'{].*[.:}]", sentence)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.code)
def test_every_refusal_has_a_test(refusal: type[Rejection]) -> None:
    assert refusal.__name__ in refused_in_tests()


@cache
def refused_in_tests() -> set[str]:
    """The classes that some test of the domain hands to `then_rejected` or `pytest.raises`."""
    found: set[str] = set()
    for path in DOMAIN_TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"then_rejected", "raises"}
            ):
                found |= {one.id for one in node.args if isinstance(one, ast.Name)}
    return found


def test_the_message_is_the_sentence_with_its_values_filled_in() -> None:
    refusal = UnknownCycle(cycle_id="q9")
    assert str(refusal) == "There is no cycle q9 in this workspace."
    assert (refusal.code, refusal.kind, refusal.field) == ("unknown-cycle", "missing", "cycle_id")
