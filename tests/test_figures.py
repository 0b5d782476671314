"""docs/figures.md says how each figure is reckoned; its examples are asked here."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "figures.md"


def test_every_example_of_a_figure_gives_the_answer_that_stands_below_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("".join(blocks), {}, "figures", str(PAGE), 0)
    assert len(examples.examples) > 20
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert failed == 0, "".join(said)
