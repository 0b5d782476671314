from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.exchange.cells import read_change, read_list, written_change, written_list

TEXTS = st.text(st.sampled_from("\\|; -ab\u2028\n"), min_size=1, max_size=6)


@given(items=st.lists(st.lists(TEXTS, min_size=1, max_size=3), max_size=3))
def test_a_list_is_read_as_it_was_written(items: list[list[str]]) -> None:
    assert read_list(written_list(items)) == items


@given(text=TEXTS | st.just(""))
def test_a_change_of_a_text_is_read_as_it_was_written(text: str) -> None:
    written = written_change(text)
    assert written
    assert read_change(written) == text


def test_white_space_around_an_item_is_not_part_of_it_unless_it_is_marked() -> None:
    assert read_list(" a |\u00a0b ;; \\ c") == [["a", "b"], [" c"]]
