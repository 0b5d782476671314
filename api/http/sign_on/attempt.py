"""An attempt to log in, from when the browser leaves until it comes back.

All of it is in a cookie, so that nobody else's browser can finish it, and nothing has to be stored
for those who never come back. Whose browser it is may read it: it tells them nothing that they do
not know, and no provider lets anybody in for it alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final, Self

import msgspec
from msgspec import Struct

COOKIE: Final = "login"
LASTS: Final = timedelta(minutes=10)


class Attempt(Struct, frozen=True):
    """`state` comes back with the browser, `nonce` in the ID token, `verifier` is PKCE's."""

    state: str
    nonce: str
    verifier: str
    workspace: str
    onward: str

    @classmethod
    def begin(cls, workspace: str, onward: str) -> Self:
        """An attempt with secrets of its own; `onward` is where it goes on afterwards."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, workspace, onward)

    @property
    def challenge(self) -> str:
        """What the provider holds the verifier against (RFC 7636, S256)."""
        hashed = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()

    def is_answered_by(self, state: str) -> bool:
        return hmac.compare_digest(self.state.encode(), state.encode())

    def written(self) -> str:
        """As a cookie."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode()


def read(cookie: str | None) -> Attempt | None:
    """The attempt in a cookie; None if there is none."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cookie or ""), type=Attempt)
    except (ValueError, msgspec.DecodeError):
        return None
