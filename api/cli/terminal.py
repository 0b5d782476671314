"""What people see: tables on standard output, progress and complaints on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol

import msgspec
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from api.cli.exits import Failure

NARROW = 100
"""Columns to lay out for when the output goes to a file or a pipe, which have no width."""


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else NARROW
    return Console(stderr=stderr, highlight=False, width=width, soft_wrap=False)


def show(*renderables: RenderableType) -> None:
    """Print for people."""
    console = _console()
    for renderable in renderables:
        console.print(renderable)


def say(text: str) -> None:
    """Print a sentence as it is: no markup in it, and no line broken for it."""
    _console().print(text, markup=False, soft_wrap=True)


def remark(text: str) -> None:
    """Print a sentence to standard error, where it is in nobody's way."""
    _console(stderr=True).print(text, markup=False, soft_wrap=True)


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
    console = _console(stderr=True)
    console.print(f"[bold red]✗[/] {escape(str(failure))}", soft_wrap=True)
    if failure.hint:
        console.print(f"  {escape(failure.hint)}", soft_wrap=True)


def stop(failure: Failure) -> NoReturn:
    complain(failure)
    sys.exit(failure.code)


class Steps(Protocol):
    """Told how far it is of how much, and how much that is once it is known."""

    def __call__(self, done: float, total: float | None = None) -> None:
        """Say how far it is."""


def _silent(done: float, total: float | None = None) -> None:
    """Say nothing: nobody is watching."""


@contextmanager
def progress(what: str, total: float | None = None) -> Iterator[Steps]:
    """Show a bar on standard error while it lasts; nothing where that is no terminal."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield _silent
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bars:
        task = bars.add_task(what, total=total)
        yield lambda done, total=None: bars.update(
            task, completed=done, **({} if total is None else {"total": total})
        )
