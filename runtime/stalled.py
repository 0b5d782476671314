"""Clients that ask and then do not take the answer: the kernel gives up on them.

Nothing above it can: what was handed over for sending stays in memory for as long as the connection
does, and a reader who only says "not now" keeps it open for ever.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path

PAUSE = 0.05


async def give_up_on_stalled(seconds: int) -> None:
    """Have connections ended whose client takes nothing for so long; wait for a listener first.

    They inherit it from the socket they come in by, which belongs to the server and is not handed
    out. Linux alone knows of this.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    while not _give_up(seconds * 1000):  # noqa: ASYNC110 - nobody tells when the server listens
        await asyncio.sleep(PAUSE)


def _give_up(milliseconds: int) -> bool:
    """Whether this process listens anywhere; if so, its listeners are notified."""
    found = False
    for file in Path("/dev/fd").iterdir():
        with suppress(OSError), socket.socket(fileno=os.dup(int(file.name))) as one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
                found = True
    return found
