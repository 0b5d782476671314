from __future__ import annotations

from projections.model.memo import Memo
from tests.support.company import ENDS, STARTS, key_result
from tests.support.quarter import TO_100


def test_what_is_remembered_is_made_again_only_when_what_it_was_made_from_is_another() -> None:
    memo = Memo()
    one, made = key_result(TO_100), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert memo.remember("a", (one, ENDS), make) == 1
    assert memo.remember("a", (one, ENDS), make) == 1
    assert memo.remember("b", (one, ENDS), make) == 2
    assert memo.remember("a", (one, STARTS), make) == 3
    assert memo.remember("a", (key_result(TO_100), STARTS), make) == 4
