"""E-mail addresses, written in one way, so that one address is one text."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import Rejection
from domain.values import trimmed

LONGEST: Final = 254
"""Characters of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
"""What browsers take in a field for an address (HTML, section 4.10.5.1.5)."""


def normal(address: str) -> str:
    """An address as it is kept and compared: without white space around it, in small letters.

    Of ASCII alone: letters that only look like others, or become others when they are made small,
    would let somebody pass for somebody else. Raises NotAnAddress.
    """
    found = trimmed(address)
    small = found.lower() if found.isascii() else found
    if len(small) > LONGEST or not _ADDRESS.fullmatch(small):
        raise NotAnAddress(email=found)
    return small


class NotAnAddress(Rejection, code="not-an-address", field="email"):
    """'{email}' is not an e-mail address of plain letters, such as ada@example.com."""
