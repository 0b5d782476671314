"""What people see: tables on standard output, progress and complaints on standard error.

The one way to a terminal. Nothing is markup here, and every string is made legible: sentences and
the cells of a table on the `Paper`, a document's before its layout is asked. Only the layouts in
`shown` make styled text themselves, of what such a document says.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click
import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from api.cli.exits import Failure
from api.cli.legible import legible, legible_document

NARROW = 100
"""Columns to lay out for when the output goes to a file or a pipe, which have no width."""


Layout = Callable[[bytes], Iterable[RenderableType]]
"""How the bytes of a document look to people."""


class Paper(Console):
    """A console on which a string is what it says: no markup, no emoji, nothing but one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(legible(text), **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        if isinstance(renderable, Table):
            for column in renderable.columns:
                column.overflow = "fold"  # an id that ends in dots cannot be named again
        return super().render(renderable, options)


def _paper(*, stderr: bool = False) -> Paper:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else NARROW
    return Paper(stderr=stderr, width=width, soft_wrap=False)


def show(*parts: Table | str) -> None:
    """Print for people."""
    paper = _paper()
    for part in parts:
        paper.print(part)


def show_document(layout: Layout, body: bytes) -> None:
    """Print a document for people."""
    paper = _paper()
    for part in layout(legible_document(body)):
        paper.print(part)


def say(text: str) -> None:
    """Print a sentence as it is; no line is broken for it."""
    _paper().print(text, soft_wrap=True)


def remark(text: str) -> None:
    """Print a sentence to standard error, where it is in nobody's way."""
    _paper(stderr=True).print(text, soft_wrap=True)


def emit(result: Any) -> None:
    """Print for machines: JSON, indented, with one newline at the end."""
    body = msgspec.json.format(msgspec.json.encode(result, enc_hook=str), indent=2)
    sys.stdout.write(body.decode() + "\n")


def emit_bytes(body: bytes) -> None:
    """Print bytes and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def complain(failure: Failure) -> None:
    paper = _paper(stderr=True)
    paper.print(Text("✗", "bold red"), str(failure), soft_wrap=True)
    if failure.hint:
        paper.print(f"  {failure.hint}", soft_wrap=True)


def show_misuse(misuse: click.ClickException) -> None:
    """Tell it in click's words, by our own way to the terminal: it repeats what was typed."""
    words = io.StringIO()
    misuse.show(words)
    for line in words.getvalue().splitlines():
        remark(line)


class Steps(Protocol):
    """Told how far it is of how much, and how much that is once it is known."""

    def __call__(self, done: float, total: float | None = None) -> None:
        """Say how far it is."""


def _silent(done: float, total: float | None = None) -> None:
    """Say nothing: nobody is watching."""


@contextmanager
def progress(what: str, total: float | None = None) -> Iterator[Steps]:
    """Show a bar on standard error while it lasts; nothing where that is no terminal."""
    paper = _paper(stderr=True)
    if not paper.is_terminal:
        yield _silent
        return
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=paper,
        transient=True,
    ) as bars:
        task = bars.add_task(legible(what), total=total)
        yield lambda done, total=None: bars.update(
            task, completed=done, **({} if total is None else {"total": total})
        )
