"""Which signatures under an ID token are believed."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from api.http.sign_on.id_token import signed

RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})
KEYS = KeySet.import_key_set({"keys": [RSA.as_dict(private=False), EC.as_dict(private=False)]})
CLAIMS = {"sub": "ada"}


@pytest.mark.parametrize(
    ("algorithm", "key"), [("RS256", RSA), ("PS256", RSA), ("RS512", RSA), ("ES256", EC)]
)
def test_what_the_provider_has_signed_is_believed(algorithm: str, key: Any) -> None:
    header = {"alg": algorithm, "kid": key.kid}
    token = jwt.encode(header, dict(CLAIMS), key, algorithms=[algorithm])
    assert signed(token, KEYS) == CLAIMS


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def unsigned() -> str:
    header, claims = (json.dumps(one).encode() for one in ({"alg": "none"}, CLAIMS))
    return f"{encoded(header)}.{encoded(claims)}."


def with_the_public_key_as_a_secret() -> str:
    header, claims = (json.dumps(one).encode() for one in ({"alg": "HS256", "kid": "rsa"}, CLAIMS))
    said = f"{encoded(header)}.{encoded(claims)}"
    secret = RSA.as_pem(private=False)
    return f"{said}.{encoded(hmac.digest(secret, said.encode(), 'sha256'))}"


def by_a_stranger() -> str:
    return jwt.encode({"alg": "RS256", "kid": "rsa"}, dict(CLAIMS), STRANGER)


def changed() -> str:
    head, _, signature = jwt.encode({"alg": "RS256", "kid": "rsa"}, dict(CLAIMS), RSA).split(".")
    claims = encoded(b'{"sub":"eve"}')
    return f"{head}.{claims}.{signature}"


def by_no_key_of_theirs() -> str:
    return jwt.encode({"alg": "RS256", "kid": "another"}, dict(CLAIMS), RSA)


@pytest.mark.parametrize(
    "made",
    [unsigned, with_the_public_key_as_a_secret, by_a_stranger, changed, by_no_key_of_theirs],
)
def test_what_they_have_not_signed_is_not(made: Any) -> None:
    with pytest.raises(JoseError):
        signed(made(), KEYS)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "..", "é.é.é", "e30.e30.e30"])
def test_what_is_no_token_is_not_believed_either(token: str) -> None:
    with pytest.raises(JoseError):
        signed(token, KEYS)
