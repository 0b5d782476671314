"""Clients that say nothing, little or nonsense: they get an answer, and the others get theirs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec import Struct

from runtime.open_files import allow_open_files
from tests.api.test_server import ready, serving, speaking, workspace
from tests.support.patience import PATIENCE, PAUSE

__all__ = ["workspace"]

CROWD = 1_100
"""More than a server has connections with the usual limits."""

FEW_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (512, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
"""
LENIENT = """
import api.http.server
api.http.server.SILENCE_SECONDS = 3_600
"""
HASTY = """
import api.http.requests.patience
api.http.requests.patience.BODY_SECONDS = 0.5
"""


class Line(Struct):
    """A connection, with what was said at its beginning."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def rest(self) -> bytes:
        """All that the server says until it ends the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""


@asynccontextmanager
async def calling(address: str, said: bytes) -> AsyncIterator[Line]:
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(said)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


async def asked(address: str, said: bytes, *, hang_up: bool = False) -> bytes:
    """What the server answers until it ends the connection; `hang_up` says that nothing follows."""
    async with calling(address, said) as line:
        if hang_up:
            line.writer.write_eof()
        return await line.rest()


async def dripped(address: str) -> bytes:
    """What the server answers to who says a little more now and then, and never all."""
    async with calling(address, HALF) as line:
        rest = asyncio.create_task(line.rest())
        while not rest.done():
            if not line.writer.is_closing():
                line.writer.write(b".")
            await asyncio.sleep(PAUSE)
        return await rest


def post(headers: bytes, body: bytes = b"", token: str = "") -> bytes:
    start = b"POST /v1/units HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    bearer = b"Authorization: Bearer %s\r\n" % token.encode() if token else b""
    return start + bearer + headers + b"\r\n" + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


HALF = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Dripping: "
STALLED = post(b"Content-Length: 9\r\n")


async def test_a_crowd_of_silent_and_dripping_clients_keeps_nobody_out(
    tmp_path: Path, database: str, redis_url: str
) -> None:
    if allow_open_files(2 * CROWD) < 2 * CROWD:
        pytest.skip("this system lets no process open so many connections")
    with serving(tmp_path, database, redis_url, first=FEW_FILES + LENIENT) as (address, _):
        async with speaking(address) as client, AsyncExitStack() as crowd:
            await ready(client)
            lines = [
                await crowd.enter_async_context(calling(address, said))
                for said in (b"", HALF, STALLED)
                for _ in range(CROWD // 3 + 1)
            ]
            for _ in range(5):
                async with speaking(address) as newcomer:
                    assert (await newcomer.get("/health")).status_code == 200
                for line in lines:
                    line.writer.write(b"." if not line.writer.is_closing() else b"")


async def test_silent_and_dripping_clients_are_let_go(
    tmp_path: Path, database: str, redis_url: str
) -> None:
    with serving(tmp_path, database, redis_url) as (address, _):
        async with speaking(address) as client:
            await ready(client)
        asking = [asked(address, said) for said in (b"", STALLED) * 9]
        answers = await asyncio.gather(*asking, *(dripped(address) for _ in range(9)))
    assert {answer[:12] for answer in answers} == {b"", b"HTTP/1.1 401"}


async def test_a_body_that_does_not_come_is_not_waited_for(
    tmp_path: Path, database: str, redis_url: str, workspace: tuple[str, str]
) -> None:
    log = tmp_path / "log"
    with serving(tmp_path, database, redis_url, first=HASTY, said=log) as (address, _):
        async with speaking(address) as client:
            await ready(client)
        token = workspace[1]
        without = await asked(address, post(b"Content-Length: 9\r\n"))
        assert status(without) == 401
        expecting = await asked(address, post(b"Content-Length: 9\r\nExpect: 100-continue\r\n"))
        assert status(expecting) == 401
        stalled = await asked(address, post(b"Content-Length: 9\r\n", b"{", token))
        assert (status(stalled), b'"body-too-slow"' in stalled) == (408, True)
        endless = post(b"Transfer-Encoding: chunked\r\n", b"1\r\n{\r\n", token)
        assert status(await asked(address, endless)) == 408
        gone = await asked(address, post(b"Content-Length: 9\r\n", b"{", token), hang_up=True)
        assert (status(gone), b'"body-unfinished"' in gone) == (400, True)
    assert log.read_bytes() == b""


GET = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
CLOSE = b"Connection: close\r\n"
STRANGE: list[tuple[bytes, int]] = [
    (b"GET /health HTTP/1.0\r\n\r\n", 200),
    (GET + b"X: " + b"a" * 30_000 + b"\r\n\r\n", 200),
    (GET + b"X-Correlation-Id: \xff\xfe\r\n\r\n", 200),
    (GET + b"Upgrade: websocket\r\n\r\n", 200),
    (GET + b"".join(b"X-%d: 1\r\n" % number for number in range(200)) + b"\r\n", 431),
    (GET + b"X: \x00\r\n\r\n", 400),
    (GET.replace(b"/health", b"/hea lth") + b"\r\n", 400),
    (GET.replace(b"/health", b"/v1/alignment/\xff") + b"\r\n", 400),
    (GET.replace(b"/health", b"/health?" + b"a=&" * 30_000) + b"\r\n", 414),
    (GET.replace(b"/health", b"/" + b"a" * 20_000) + b"\r\n", 404),
    (GET.replace(b"/health", b"*").replace(b"GET", b"OPTIONS") + b"\r\n", 404),
    (GET.replace(b"GET", b"OPTIONS") + b"\r\n", 204),
    (GET.replace(b"GET", b"TRACE") + b"\r\n", 405),
    (GET.replace(b"GET", b"BREW") + b"\r\n", 405),
    (GET.replace(b"GET", b"get") + b"\r\n", 405),
    (GET.replace(b"Host: x", b"Host: <x>") + b"\r\n", 400),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    (b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n" + CLOSE + b"\r\n", 405),
]
STRANGE_BODIES: list[tuple[bytes, bytes, int]] = [
    (b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}", 400),
    (b"Content-Length: 2\r\nContent-Length: 2\r\n" + CLOSE, b"{}", 422),
    (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" + CLOSE, b"2\r\n{}\r\n0\r\n\r\n", 422),
    (b"Content-Length: -2\r\n", b"{}", 400),
    (b"Content-Length: 99999999999999999\r\n", b"{}", 413),
    (b"Content-Length: 99999999999999999999999999\r\n", b"{}", 400),
    (b"Transfer-Encoding: gzip\r\n", b"{}", 400),
    (b"Transfer-Encoding: chunked\r\n", b"zz\r\n{}", 400),
    (b"Transfer-Encoding: chunked\r\n", (b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 20, 413),
    (b"Content-Encoding: gzip\r\nContent-Length: 2\r\n" + CLOSE, b"\x1f\x8b", 400),
]


async def test_whatever_is_sent_gets_an_answer_and_leaves_no_line_in_the_log(
    tmp_path: Path, database: str, redis_url: str, workspace: tuple[str, str]
) -> None:
    log = tmp_path / "log"
    token = workspace[1]
    with serving(tmp_path, database, redis_url, said=log) as (address, _):
        async with speaking(address) as client:
            await ready(client)
            for said, expected in STRANGE:
                assert status(await asked(address, said)) == expected, said[:80]
            for headers, body, expected in STRANGE_BODIES:
                said = post(headers, body, token)
                assert status(await asked(address, said)) == expected, headers
            three = await asked(address, GET.replace(CLOSE, b"\r\n") * 2 + GET + b"\r\n")
            assert three.count(b"HTTP/1.1 200 OK") == 3
            assert (await client.get("/health")).status_code == 200
    assert log.read_bytes() == b""


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone can do this")
async def test_a_client_that_does_not_take_its_answer_is_let_go(
    tmp_path: Path, database: str, redis_url: str
) -> None:
    first = "import api.http.server\napi.http.server.UNREAD_SECONDS = 1"
    with serving(tmp_path, database, redis_url, first=first) as (address, _):
        async with speaking(address) as client:
            await ready(client)
            large = GET.replace(b"/health", b"/docs/openapi.json").replace(CLOSE, b"\r\n")
            where = urlsplit(address)
            async with asyncio.timeout(PATIENCE):
                with ExitStack() as deaf:
                    lines: list[socket.socket] = []
                    while not any(_over(line) for line in lines):
                        # The first may have come in before the listener was told.
                        lines.append(socket.create_connection((where.hostname, where.port)))
                        deaf.enter_context(lines[-1]).sendall(large * 20)
                        await asyncio.sleep(2)  # a word now and then is no reading
            assert (await client.get("/health")).status_code == 200


def _over(line: socket.socket) -> bool:
    try:
        line.send(b"x")
    except ConnectionError:
        return True
    return False


async def test_clients_that_hang_up_leave_no_line_in_the_log(
    tmp_path: Path, database: str, redis_url: str, workspace: tuple[str, str]
) -> None:
    log = tmp_path / "log"
    large = GET.replace(b"/health", b"/docs/openapi.json") + b"\r\n"
    waiting = (
        b"GET /v1/directory?min_position=1 HTTP/1.1\r\nHost: x\r\n"
        b"Authorization: Bearer %s\r\n\r\n" % workspace[1].encode()
    )
    with serving(tmp_path, database, redis_url, said=log) as (address, _):
        async with speaking(address) as client:
            await ready(client)
            half = post(b"Content-Length: 9\r\n", b"{", workspace[1])
            for said in (b"GET /hea", GET, large, waiting, half):
                for _ in range(20):
                    async with calling(address, said) as line:
                        await line.writer.drain()
                        line.writer.transport.abort()
            assert (await client.get("/health")).status_code == 200
    assert log.read_bytes() == b""
