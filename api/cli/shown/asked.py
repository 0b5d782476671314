"""What owners are asked, with the request that answers it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from projections.views.shared.forecasts import ForecastQuestion


def asked(questions: Iterable[ForecastQuestion]) -> Iterable[RenderableType]:
    for question in questions:
        answer = question.answer
        yield Text()
        yield Text(question.text, "bold")
        yield Text(f"  {answer.method} {answer.address} with `value`: {answer.value}", "dim")
