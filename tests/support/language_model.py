"""A real HTTP server that speaks as a language model does, and says what a test wants it to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from runtime.settings import LanguageModel
from tests.support.receiver import Receiver, Said, receiving

KEY = "key-that-nobody-repeats"


class ModelServer(Receiver):
    """Answers what `says` or `answers` lists next, else 204."""

    def says(self, content: object, tokens: int | None = 321) -> None:
        """Write it, as JSON unless it is text already."""
        text = content if isinstance(content, str) else json.dumps(content)
        answer: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": text}}]}
        if tokens is not None:
            answer["usage"] = {"total_tokens": tokens}
        self.answers.append(Said(200, body=json.dumps(answer).encode()))

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.received]

    def as_set(self, *, seconds: float = 60, tokens_a_month: int = 100_000) -> LanguageModel:
        """The setting by which it is found."""
        base = self.url.partition("/hooks")[0] + "/v1"
        return LanguageModel(base, "small-1", KEY, seconds, tokens_a_month)


@asynccontextmanager
async def modelling() -> AsyncIterator[ModelServer]:
    server = ModelServer()
    async with receiving(server):
        yield server
