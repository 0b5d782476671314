"""The ID token: whether it is to be believed (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from typing import Any, Final

from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from api.http.sign_on.refusals import ClocksDiffer, IdTokenRefused

Claims = dict[str, Any]

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
)  # fmt: skip
"""Signatures with a key of the provider's own. None of them takes a secret that both know."""

LEEWAY: Final = 120
"""Seconds by which two clocks may differ."""


class Expected(Struct, frozen=True):
    issuer: str
    client_id: str
    nonce: str


def signed(token: str, keys: KeySet) -> Claims:
    """The claims of a token that one of the keys has signed; raises a JoseError."""
    try:
        return jwt.decode(token, keys, algorithms=[*ALGORITHMS]).claims
    except ValueError as error:
        raise JoseError(str(error)) from None


def checked(claims: Claims, expected: Expected, now: float) -> Claims:
    """The claims, if they are meant for this login. Raises IdTokenRefused, ClocksDiffer.

    The token comes straight from the provider, so that it was issued just now, by its clock.
    """
    issued = claims.get("iat")
    if isinstance(issued, int | float) and abs(now - issued) > LEEWAY:
        raise ClocksDiffer(minutes=abs(now - issued) / 60)
    registry = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        iat={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    )
    try:
        registry.validate(claims)
    except ClaimError as error:
        raise IdTokenRefused(reason=words(error)) from None
    audiences, presenter = claims["aud"], claims.get("azp", expected.client_id)
    alone = isinstance(audiences, str) or len(audiences) == 1
    if presenter != expected.client_id or not (alone or "azp" in claims):
        raise IdTokenRefused(reason="it is meant for somebody else (azp)")
    return claims


def words(error: JoseError) -> str:
    """What is wrong with a token, without what is in it."""
    claim = getattr(error, "claim", None)
    return f"{error.error} ({claim})" if claim else str(error.error)
