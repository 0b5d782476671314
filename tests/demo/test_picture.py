from __future__ import annotations

from tests.demo.picture import PICTURE, drawn


def test_the_picture_in_the_readme_shows_the_view_as_it_is() -> None:
    drawing = drawn()
    assert "needs&#160;attention" in drawing
    assert PICTURE.read_text(encoding="utf-8") == drawing, "python -m tests.demo.picture"
