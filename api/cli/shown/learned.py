"""What was learned in the cycle before, for those who look at the plans of this one."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from projections.views.shared.learned_before import LessonsBefore

STYLES = {"keep": "green", "change": "yellow", "abandon": "red"}


def learned(lessons: LessonsBefore) -> Iterable[RenderableType]:
    if not lessons.shown:
        return
    yield Text()
    yield Text(f"Learned in {lessons.shown[0].cycle}:", "bold")
    for one in lessons.shown:
        whose = "the company" if one.unit is None else one.unit.name
        yield Text.assemble(
            (f"  {one.verdict:7}", STYLES[one.verdict]), f"  {one.text}", (f"  {whose}", "dim")
        )
    if lessons.total > len(lessons.shown):
        yield Text(f"  ... and {lessons.total - len(lessons.shown)} more", "dim")
