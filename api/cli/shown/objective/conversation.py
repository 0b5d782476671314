"""What people say about an objective, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from api.cli.shown.words import short
from domain.wording import counted
from projections.views.objective.conversation import About, CommentCard, Conversation

_ON = {"key_result": "On", "check_in": "On the check-in on", "dependency": "On the need for"}


def shown(body: bytes) -> Iterable[RenderableType]:
    view = msgspec.json.decode(body, type=Conversation)
    yield Text.assemble((view.title, "bold"), (f"  {view.owner.name}, {view.cycle}", "dim"))
    yield Text(counted(view.comments, "comment"), "dim")
    for thread in view.threads:
        yield Text()
        about = _about(thread.about)
        if about:
            yield Text(about, "dim")
        yield from _comment(thread.comment, 0)
        for reply in thread.replies:
            yield from _comment(reply, 4)
    if view.acknowledgements:
        yield Text()
        yield Text("Acknowledged:", "bold")
    for one in view.acknowledgements:
        note = f": {one.note}" if one.note else ""
        yield Text.assemble(
            f"  {one.at:%Y-%m-%d}  ",
            (one.by.name, "bold"),
            f"  the check-in on '{one.title}'{note}",
        )
    more = view.acknowledgements_total - len(view.acknowledgements)
    if more:
        yield Text(f"  and {more} before", "dim")


def _about(about: About) -> str:
    return f"{_ON[about.kind]} '{about.title}':" if about.kind in _ON else ""


def _comment(comment: CommentCard, indent: int) -> Iterable[RenderableType]:
    edited = "" if comment.edited_at is None else f", edited {comment.edited_at:%Y-%m-%d %H:%M}"
    head = Text.assemble(
        (comment.by.name, "bold"),
        (f"  {comment.at:%Y-%m-%d %H:%M}{edited}  {short(comment.comment_id)}", "dim"),
    )
    yield Padding(head, (0, 0, 0, indent))
    yield Padding(_words(comment), (0, 0, 0, indent + 2))
    if comment.mentions:
        names = ", ".join(one.name for one in comment.mentions)
        yield Padding(Text(f"for {names}", "cyan"), (0, 0, 0, indent + 2))


def _words(comment: CommentCard) -> Text:
    match comment.gone:
        case "withdrawn":
            return Text("(taken back)", "dim")
        case "removed":
            return Text(f"(taken down: {comment.why_gone})", "dim")
        case _:
            return Text(comment.text)
