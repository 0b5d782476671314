"""What clients that say nothing cost the others: `python -m bench.crowd`, half a minute.

Two thousand connections to `sightline serve` on this machine are opened and kept: half of them say
nothing, a quarter send the head of a request byte by byte, a quarter a body that does not come. In
the meantime `/health` is asked on connections of its own; before that, without the crowd. Then
bodies of 1 MiB that are no requests are decoded.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from api.http.commands.requests import NewUnit
from api.http.requests.body import LARGEST, decode
from api.http.requests.problems import InvalidBody
from runtime.open_files import allow_open_files

CROWD = 2_000
SECONDS = 8
PAUSE = 0.02
READY_SECONDS = 60.0
ROUNDS = 20

HEAD = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Dripping: "
BODY = b"POST /v1/units HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"
SAID = (b"", HEAD, b"", BODY)

SERVE = "from api.cli.main import main; main(['serve'])"


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server with the settings and the limits that it has by itself."""
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as home:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        told = os.environ | {"SIGHTLINE_HOME": home, "SIGHTLINE_PORT": str(port)}
        process = subprocess.Popen([sys.executable, "-c", SERVE], env=told)  # noqa: S603 - ourselves
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            asked(port)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE)
        else:
            return


def asked(port: int) -> float:
    """Milliseconds until a newcomer has the answer of `/health`."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
    connection.request("GET", "/health")
    assert connection.getresponse().read()
    connection.close()
    return (time.perf_counter() - began) * 1000


def asked_for_a_while(port: int, lines: Sequence[socket.socket] = ()) -> list[float]:
    """Ask again and again; those in line say one byte more each second."""
    found, began, dripped = [], time.monotonic(), 0
    while time.monotonic() < began + SECONDS:
        found.append(asked(port))
        if time.monotonic() > began + dripped + 1:
            dripped += 1
            for line in lines:
                _drip(line)
        time.sleep(PAUSE)
    return found


def _drip(line: socket.socket) -> None:
    try:
        line.send(b".")
    except OSError:  # let go of by now
        line.close()


def crowd(port: int, stack: ExitStack) -> list[socket.socket]:
    """Those that drip."""
    dripping = []
    for number in range(CROWD):
        line = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        said = SAID[number % len(SAID)]
        line.sendall(said)
        if said:
            dripping.append(line)
    return dripping


def refused(start: bytes, item: bytes, end: bytes) -> float:
    """Milliseconds until a body of 1 MiB full of an item is found to be no request."""
    room = (LARGEST - len(start) - len(end)) // (len(item) + 1)
    body = start + (item + b",") * (room - 1) + item + end
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        try:
            decode(NewUnit, body)
        except InvalidBody:
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    if allow_open_files(CROWD + 100) < CROWD + 100:
        sys.exit(f"needs {CROWD + 100} open files")
    with serving() as port, ExitStack() as stack:
        alone = asked_for_a_while(port)
        among = asked_for_a_while(port, crowd(port, stack))
    for name, took in (("alone", alone), (f"among {CROWD:,}", among)):
        print(
            f"/health {name}: median {statistics.median(took):.1f} ms, longest {max(took):.1f} ms"
        )
    print(f"ratio of the medians: {statistics.median(among) / statistics.median(alone):.2f}")
    for name, body in (
        ("a list of lists", (b"[", b"[]", b"]")),
        ("lists for a name", (b'{"name":[', b"[]", b"]}")),
        ("objects for a field that is none", (b'{"colours":[', b"{}", b"]}")),
    ):
        print(f"1 MiB, {name}: refused in {refused(*body):.2f} ms")


if __name__ == "__main__":
    main()
