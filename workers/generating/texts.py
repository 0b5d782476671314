"""Texts that a language model is asked for: kept beside the log, each marked as what it is."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from domain.errors import Rejection
from events.database.pool import Pool
from workers.generating.narratives import Narrative
from workers.generating.rewrites import Rewrites

_SQL = Path(__file__).parent / "sql"
_ASK = (_SQL / "ask_for_text.sql").read_text(encoding="utf-8")
_FIND = (_SQL / "find_text.sql").read_text(encoding="utf-8")

Kind = Literal["rewrite", "narrative"]
State = Literal["waiting", "being written", "written", "failed"]

MOST_WAITING: Final = 20
"""Of one workspace."""

NOTICE: Final = "Written by a language model. Nothing of it is on record until a person says it."


class TooManyTexts(Rejection, code="too-many-texts", kind="conflict"):
    """{most} texts are waiting for the language model already: ask again when some are written."""


class GeneratedText(Struct, frozen=True):
    """A text of a language model, or why there is none.

    `sent` is all that the model is told beside its instructions, whose version is `prompt`.
    `tokens` are what the server says it took or, where it does not say, what was set aside.
    """

    text_id: str
    kind: Kind
    subject: str
    state: State
    notice: str
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    model: str | None
    prompt: str | None
    tokens: int
    failure: str | None
    result: Rewrites | Narrative | None
    sent: msgspec.Raw


async def ask(
    pool: Pool, workspace_id: str, kind: Kind, subject: str, asked_by: str, sent: bytes
) -> str:
    """Its id; that of an equal one by the same person that still waits. Raises TooManyTexts."""
    text_id = str(uuid.uuid4())
    given = (text_id, kind, subject, asked_by, sent, MOST_WAITING)
    found: str | None = await pool.fetchval(_ASK, workspace_id, *given)
    if found is None:
        raise TooManyTexts(most=MOST_WAITING)
    return found


async def find(pool: Pool, workspace_id: str, text_id: str) -> GeneratedText | None:
    row = await pool.fetchrow(_FIND, workspace_id, text_id)
    if row is None:
        return None
    *about, began_at, ended_at, model, prompt, tokens, failure, result, sent = row
    _, kind, subject, asked_by, asked_at = about
    return GeneratedText(
        text_id=text_id,
        kind=kind,
        subject=subject,
        state=state_of(began_at, ended_at, failure),
        notice=NOTICE,
        asked_by=asked_by,
        asked_at=asked_at,
        began_at=began_at,
        ended_at=ended_at,
        model=model,
        prompt=prompt,
        tokens=tokens,
        failure=failure,
        result=None if result is None else msgspec.json.decode(result, type=Rewrites | Narrative),
        sent=msgspec.Raw(sent),
    )


def state_of(began_at: datetime | None, ended_at: datetime | None, failure: str | None) -> State:
    if ended_at is not None:
        return "written" if failure is None else "failed"
    return "waiting" if began_at is None else "being written"
