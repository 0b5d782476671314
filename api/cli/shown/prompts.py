"""What a team is asked this week, in a terminal: the questions, then the check-ins as drafted."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from api.cli.shown.words import heading, short
from projections.views.team.prompts import PromptsOfUnit
from projections.views.team.questions import CheckInRequest, Prompt


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=PromptsOfUnit)
    yield heading(view.cycle, f"{view.unit.name}, ")
    yield Text(view.text)
    for one in view.questions:
        yield Text()
        yield Text(one.text, "bold")
        for line in _below(one):
            yield Padding(Text(line, "dim"), (0, 0, 0, 2))
    if view.questions_total > len(view.questions):
        yield Text(f"... and {view.questions_total - len(view.questions)} more", "dim")
    if view.due:
        yield Text()
        yield Text("Check-ins to confirm:", "bold")
    for due in view.due:
        yield Text.assemble(
            f"  {due.key_result}",
            (f"  {due.asked_of.name}  {short(due.key_result_id)}", "dim"),
            f"\n    {_drafted(due.check_in)}",
        )
    if view.due_total > len(view.due):
        yield Text(f"  ... and {view.due_total - len(view.due)} more", "dim")


def _below(one: Prompt) -> Iterable[str]:
    """The other reasons, and what answers the question."""
    for reason in one.reasons[1:]:
        yield reason.text
    if one.check_in is not None:
        yield f"{one.check_in.method} {one.check_in.address} with {_body(one.check_in)}"
    if one.forecast is not None:
        value = one.forecast.value
        yield f"{one.forecast.method} {one.forecast.address} with `value`: {value}"
    for step in one.steps:
        add = f", adding {' and '.join(f'`{name}`' for name in step.blanks)}" if step.blanks else ""
        with_body = f" with {msgspec.json.encode(step.body).decode()}" if step.body else ""
        yield f"to {step.does}: {step.method} {step.address}{with_body}{add}"


def _body(request: CheckInRequest) -> str:
    add = f", adding {' and '.join(f'`{name}`' for name in request.blanks)}"
    body = msgspec.json.encode(request.body).decode()
    return f"{body}{add if request.blanks else ''}"


def _drafted(request: CheckInRequest) -> str:
    body = request.body
    said = [] if body.value is None else [f"value {body.value:.15g}"]
    said += [] if body.done is None else [f"done: {', '.join(body.done) or 'nothing yet'}"]
    said += [] if body.confidence is None else [f"confidence {body.confidence}"]
    said += [f"blocked by {one.name}" for one in body.blockers]
    said += [f"{name}: to be said" for name in request.blanks]
    return ", ".join(said)
