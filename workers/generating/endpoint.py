"""Asking a language model by the protocol that OpenAI's chat completions have made common."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

import httpx
import msgspec
from msgspec import Meta, Struct

from runtime.settings import LanguageModel

ANSWER_TOKENS: Final = 1_500
"""The most that a model may answer; those that think before they answer may need all of it."""

LARGEST_ANSWER: Final = 1 << 18

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class NoAnswer(Exception):
    """The language model gave no answer: {reason}."""

    def __init__(self, reason: str, *, tokens: int | None = 0) -> None:
        self.tokens = tokens
        super().__init__((self.__doc__ or "").format(reason=reason))


class Answered(Struct, frozen=True):
    """What it wrote, and how many tokens that took; None where it does not say."""

    text: str
    tokens: int | None


class _Message(Struct, frozen=True):
    content: str | None = None


class _Choice(Struct, frozen=True):
    message: _Message


class _Usage(Struct, frozen=True):
    total_tokens: Count | None = None


class _Completion(Struct, frozen=True):
    choices: Annotated[list[_Choice], Meta(min_length=1)]
    usage: _Usage | None = None


class Endpoint:
    """A model at the address that the operator set, which may well be a private one."""

    def __init__(self, client: httpx.AsyncClient, model: LanguageModel) -> None:
        """Take a client that follows no redirects: they would be told the key."""
        self._client = client
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    async def ask(self, instructions: str, sent: bytes) -> Answered:
        """Raises NoAnswer. Neither the key nor what a server says of a failure is repeated."""
        seconds = self._model.seconds
        try:
            async with asyncio.timeout(seconds):
                body = await self._post(instructions, sent)
        except TimeoutError:
            reason = f"it took longer than {seconds:g} seconds"
            raise NoAnswer(reason, tokens=None) from None
        except (httpx.ConnectError, httpx.InvalidURL) as error:
            raise NoAnswer(f"it cannot be reached ({type(error).__name__})") from None
        except (httpx.HTTPError, OSError) as error:
            reason = f"the connection broke ({type(error).__name__})"
            raise NoAnswer(reason, tokens=None) from None
        try:
            found = msgspec.json.decode(body, type=_Completion)
        except msgspec.DecodeError:
            raise NoAnswer("its server does not speak the protocol", tokens=None) from None
        tokens = None if found.usage is None else found.usage.total_tokens
        return Answered(found.choices[0].message.content or "", tokens)

    async def _post(self, instructions: str, sent: bytes) -> bytes:
        asked = {
            "model": self._model.name,
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": sent.decode()},
            ],
            "max_tokens": ANSWER_TOKENS,
        }
        key = self._model.key
        async with self._client.stream(
            "POST",
            f"{self._model.url}/chat/completions",
            json=asked,
            headers={} if key is None else {"authorization": f"Bearer {key}"},
        ) as response:
            if not response.is_success:
                raise NoAnswer(f"its server answered {response.status_code}")
            return await _whole(response)


async def _whole(response: httpx.Response) -> bytes:
    read = b""
    async for part in response.aiter_bytes():
        read += part
        if len(read) > LARGEST_ANSWER:
            raise NoAnswer("its answer is too long", tokens=None)
    return read


def new_client() -> httpx.AsyncClient:
    """No redirects, no proxies from the environment; how long it takes is bounded as a whole."""
    return httpx.AsyncClient(
        timeout=None,  # noqa: S113 - see `Endpoint.ask`
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "Sightline/1"},
    )
