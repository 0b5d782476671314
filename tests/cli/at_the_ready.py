"""A process in which `sightline` is loaded already, and from which each command is forked.

Most of the time of a short command goes into loading the program. What is forked from here is
still a process of its own, with its own environment, streams and exit code. What is about the
start itself is tried by `test_running.py` and `test_starting.py`, as a person would start it.
"""

from __future__ import annotations

import os
import pkgutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from socketserver import ForkingMixIn, StreamRequestHandler, UnixStreamServer
from typing import IO

from msgspec import Struct, json

import api.cli
from api.cli.main import main


class Call(Struct):
    arguments: Sequence[str]
    environment: dict[str, str]
    stdin: bytes


class Answer(Struct):
    code: int
    out: bytes
    err: bytes


class AtTheReady(ForkingMixIn, UnixStreamServer):
    max_children = 1_000


class Handler(StreamRequestHandler):
    """In a process of its own: it waits for the command and tells how it went."""

    def handle(self) -> None:
        call = json.decode(self.rfile.readline(), type=Call)
        with ExitStack() as open_files:
            streams = [open_files.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
            given, out, err = streams
            given.write(call.stdin)
            given.seek(0)
            child = os.fork()
            if child == 0:
                _become(call, streams)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            self.wfile.write(json.encode(Answer(code, _all_of(out), _all_of(err))))


def _become(call: Call, streams: Sequence[IO[bytes]]) -> None:
    """Be the command, until it exits."""
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
    os.environ.clear()
    os.environ.update(call.environment)
    code = 1
    try:
        main(list(call.arguments))
    except SystemExit as over:
        code = over.code if isinstance(over.code, int) else 1
    finally:
        for written in (sys.stdout, sys.stderr):
            if written is not None:
                written.flush()
        os._exit(code)


def _all_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def serve(address: str) -> None:
    for module in pkgutil.walk_packages(api.cli.__path__, "api.cli."):
        import_module(module.name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with AtTheReady(address, Handler) as server:
        print("ready", flush=True)  # noqa: T201 - to whoever waits for it
        server.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1])
