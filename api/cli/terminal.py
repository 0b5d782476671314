"""What people see: tables on standard output, progress and errors on standard error.

The only way to a terminal. No string is markup, and every string is made legible: sentences and
the cells of a table by `Paper`, those of a document before its layout sees them. Only the layouts
in `shown` make styled text themselves.
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
"""The width to lay out for when the output is a file or a pipe, which have none."""


Layout = Callable[[bytes], Iterable[RenderableType]]
"""How the bytes of a document look to people."""


class Paper(Console):
    """A console that prints a string as it is: no markup, no emoji, on one line."""

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
    """Print a sentence as it is, without wrapping it."""
    _paper().print(text, soft_wrap=True)


def remark(text: str) -> None:
    """Print a sentence to standard error, apart from the result."""
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
    """Print click's message through our own terminal, since it repeats what was typed."""
    words = io.StringIO()
    misuse.show(words)
    for line in words.getvalue().splitlines():
        remark(line)


class Steps(Protocol):
    """Called with how much is done, and with the total once that is known."""

    def __call__(self, done: float, total: float | None = None) -> None:
        """Show the progress."""


def _silent(done: float, total: float | None = None) -> None:
    """Show nothing: standard error is not a terminal."""


@contextmanager
def progress(what: str, total: float | None = None) -> Iterator[Steps]:
    """Show a bar on standard error while something lasts, if that is a terminal."""
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
