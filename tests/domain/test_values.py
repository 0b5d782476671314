from __future__ import annotations

import pytest

from domain.values import trimmed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Grow\u00a0", "Grow"),
        ("\ufeff\tGrow\r\n", "Grow"),
        ("\u200b", ""),
        ("Why:\n  - so\n\n", "Why:\n  - so"),
        ("\x0ca\nb", "a\nb"),
        ("\ufeff  a\nb", "  a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\n\n    first\n    second\n", "    first\n    second"),
        ("അവന്\u200d", "അവന്\u200d"),
        ("a\u200bb  c", "a\u200bb  c"),
    ],
)
def test_what_nobody_sees_around_a_text_is_not_part_of_it(text: str, kept: str) -> None:
    assert trimmed(text) == trimmed(kept) == kept
