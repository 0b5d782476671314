"""The provider of single sign-on, as it is asked: OpenID Connect Core 1.0 and Discovery 1.0."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus, urlencode

import httpx
import msgspec
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from api.http.sign_on import id_token
from api.http.sign_on.attempt import Attempt
from api.http.sign_on.id_token import Claims, Expected
from api.http.sign_on.refusals import (
    IdTokenRefused,
    LoginOver,
    ProviderAway,
    ProviderNotAsSetUp,
)
from runtime.settings import is_private_way

T = TypeVar("T")

_ERROR = re.compile(r"[a-z_]{1,60}")

KNOWN_FOR: Final = 3600.0
"""Seconds for which what the provider says about itself, and its keys, are kept."""

REFETCH: Final = 10.0
"""Seconds between two looks at its keys, however many of them were not found."""

SECONDS: Final = 5.0
"""How long an answer of the provider is waited for."""

DISCOVERY: Final = "/.well-known/openid-configuration"


class Client(Struct, frozen=True):
    """As whom Sightline is known to the provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: str
    redirect_uri: str


class Metadata(Struct, frozen=True):
    """What the provider says about itself, as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Granted(Struct, frozen=True):
    id_token: str
    access_token: str


class _Refusal(Struct, frozen=True):
    error: str = ""


class Provider:
    """Asked when somebody logs in; remembers what seldom changes."""

    def __init__(
        self,
        client: Client,
        http: httpx.AsyncClient,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._http = http
        self._seconds = seconds
        self._looking = asyncio.Lock()
        self._metadata: tuple[Metadata, float] | None = None
        self._keys: tuple[KeySet, float] | None = None

    async def where_to_go(self, attempt: Attempt) -> str:
        """Where the browser is sent to log in."""
        metadata = await self.metadata()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect_uri,
            "scope": self.client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return _asking(metadata.authorization_endpoint, asked)

    async def where_to_log_out(self) -> str | None:
        """Where the browser logs out at the provider as well (RP-Initiated Logout 1.0).

        None where the provider names no such place, or is away: nobody stays logged in for that.
        It is not told who it is, since no ID token is kept, and so it may ask.
        """
        try:
            end = (await self.metadata()).end_session_endpoint
        except (ProviderAway, ProviderNotAsSetUp):
            return None
        return None if end is None else _asking(end, {"client_id": self.client.client_id})

    async def metadata(self) -> Metadata:
        """Raises ProviderAway, ProviderNotAsSetUp."""
        if self._metadata is None or self._seconds() - self._metadata[1] > KNOWN_FOR:
            # Not one after the other: where nobody answers, each would wait for all before.
            found = await self._get(self.client.issuer.rstrip("/") + DISCOVERY, Metadata)
            _check(found, self.client.issuer)
            self._metadata = (found, self._seconds())
        return self._metadata[0]

    async def claims(self, code: str, attempt: Attempt, now: float, *wanted: str) -> Claims:
        """What the provider says about whoever came back with a code.

        What is wanted and not in the ID token is asked for besides.
        """
        granted = await self._exchange(code, attempt)
        expected = Expected(self.client.issuer, self.client.client_id, attempt.nonce)
        found = id_token.checked(await self._signed(granted.id_token), expected, now)
        endpoint = (await self.metadata()).userinfo_endpoint
        if endpoint is None or all(name in found for name in wanted):
            return found
        bearer = {"Authorization": f"Bearer {granted.access_token}"}
        more = await self._get(endpoint, dict[str, Any], bearer)
        if more.get("sub") != found["sub"]:
            raise IdTokenRefused(reason="it speaks of two people")
        return {**more, **found}

    async def _exchange(self, code: str, attempt: Attempt) -> Granted:
        metadata, client = await self.metadata(), self.client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        auth: httpx.BasicAuth | None = None
        if client.client_secret is None:
            form["client_id"] = client.client_id
        elif "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote_plus(client.client_id), quote_plus(client.client_secret))
        else:
            form |= {"client_id": client.client_id, "client_secret": client.client_secret}
        request = self._http.build_request(
            "POST", metadata.token_endpoint, data=form, headers={"Accept": "application/json"}
        )
        answer = await self._send(request, auth)
        if answer.is_client_error:
            error = _decoded(answer, _Refusal).error
            if error == "invalid_grant":
                raise LoginOver
            raise ProviderNotAsSetUp(reason=f"it answers {error_code(error)}")
        return _decoded(answer, Granted)

    async def _signed(self, token: str) -> Claims:
        """The claims of a token, once it is known that the provider has signed it."""
        for fresh in (False, True):
            keys = await self._key_set(fresh=fresh)
            try:
                return id_token.signed(token, keys)
            except (InvalidKeyIdError, BadSignatureError):
                continue  # its keys may have been changed since
            except JoseError as error:
                raise IdTokenRefused(reason=id_token.words(error)) from None
        raise IdTokenRefused(reason="it is not signed with a key of the provider")

    async def _key_set(self, *, fresh: bool) -> KeySet:
        metadata = await self.metadata()
        async with self._looking:
            age = KNOWN_FOR if self._keys is None else self._seconds() - self._keys[1]
            if self._keys is None or age > (REFETCH if fresh else KNOWN_FOR):
                found = await self._get(metadata.jwks_uri, dict[str, Any])
                try:
                    keys = KeySet.import_key_set({"keys": found["keys"]})
                except (JoseError, KeyError, TypeError, ValueError):
                    raise ProviderNotAsSetUp(reason="its keys cannot be read") from None
                self._keys = (keys, self._seconds())
            return self._keys[0]

    async def _get(
        self, address: str, wanted: type[T], headers: Mapping[str, str] | None = None
    ) -> T:
        return _decoded(
            await self._send(self._http.build_request("GET", address, headers=headers)), wanted
        )

    async def _send(
        self, request: httpx.Request, auth: httpx.BasicAuth | None = None
    ) -> httpx.Response:
        try:
            answer = await self._http.send(request, auth=auth)
        except httpx.HTTPError as error:
            raise ProviderAway(reason=type(error).__name__) from None
        if answer.is_server_error:
            raise ProviderAway(reason=f"it answers {answer.status_code}")
        return answer


def _check(found: Metadata, issuer: str) -> None:
    if found.issuer != issuer:
        raise ProviderNotAsSetUp(reason=f"it calls itself {found.issuer}, not {issuer}")
    ends = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    others = (found.userinfo_endpoint or issuer, found.end_session_endpoint or issuer)
    if not all(is_private_way(one) for one in (*ends, *others)):
        raise ProviderNotAsSetUp(reason="one of its addresses is not https")


def _asking(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _decoded(answer: httpx.Response, wanted: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=wanted)
    except msgspec.DecodeError:
        at = answer.request.url.copy_with(query=None)
        raise ProviderNotAsSetUp(
            reason=f"{at} answers {answer.status_code}, and not what was asked for"
        ) from None


def error_code(text: str) -> str:
    """The code of an error, as far as it is one; others write more than codes (RFC 6749, 5.2)."""
    return text if _ERROR.fullmatch(text) else "an error without a code"
