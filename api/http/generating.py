"""Asking for texts of a language model, and reading them. Nothing here waits for the model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from api.http.openapi import REFUSED, UNREADABLE, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import (
    LanguageModelNotSetUp,
    NothingToRewrite,
    UnknownText,
    UnknownView,
)
from api.http.services import Resources
from api.http.views.answers import ApiRequest, administering
from api.http.views.business_review import prepared
from api.http.views.lists import USUAL, Cursor, Limit, cursor_to, place_at
from domain.measuring.metric import Metric
from domain.objectives.objective import UnknownObjective
from domain.objectives.state import UnknownKeyResult
from projections.views.alignment.diagnosis import DiagnosisView
from projections.views.objective.objective import ObjectiveView
from workers.generating import accounts, narratives, texts
from workers.generating.accounts import After, Month, TextEntry
from workers.generating.rewrites import FindingTold, KeyResultTold
from workers.generating.texts import GeneratedText, Kind, State

_KEY_RESULT = "key_result:"

_PLACE = r"[0-9]{1,17} [0-9a-f-]{36}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TextList(Struct, frozen=True):
    items: list[TextEntry]
    next: str | None = None


class Spent(Struct, frozen=True):
    items: list[Month]


class Asked(Struct, frozen=True):
    """A text that was asked for; it is read under its id."""

    text_id: str
    state: State


# What is read of each view; the rest of it is passed over.


class _KeyResult(Struct, frozen=True):
    key_result_id: str
    title: str
    metric: Metric


class _Card(Struct, frozen=True):
    key_results: tuple[_KeyResult, ...]


class _About(Struct, frozen=True):
    id: str


class _Finding(FindingTold, frozen=True):
    about: _About
    settled: Any = None
    """What an alignment review has decided about it: then it needs no other wording."""


class _Diagnosis(Struct, frozen=True):
    findings: tuple[_Finding, ...] = ()


@post(
    "/objectives/{objective_id:uuid}/key-results/{key_result_id:uuid}/rewrites",
    status_code=202,
    summary="Ask for other wordings of a key result",
    operation_class=documented(location=True),
    responses=REFUSED,
)
async def ask_for_rewrites(
    request: ApiRequest, objective_id: FromPath[UUID], key_result_id: FromPath[UUID]
) -> Response[Asked]:
    """A language model proposes wordings without the faults that diagnosis finds.

    Whoever reads the objective may ask, and alone sees the answer. Nothing is changed by it: a
    wording is adopted like any other, by editing or revising the key result.
    """
    resources: Resources = request.app.state["resources"]
    told = await _key_result(request, str(objective_id), str(key_result_id))
    _check_set_up(resources)
    if not told.findings:
        raise NothingToRewrite
    subject = f"{_KEY_RESULT}{objective_id}:{key_result_id}"
    return await _asked(request, resources, "rewrite", subject, msgspec.json.encode(told))


async def _key_result(request: ApiRequest, objective_id: str, key_result_id: str) -> KeyResultTold:
    """As who asks may see it. Raises UnknownObjective, UnknownKeyResult."""
    body = await _seen(request, ObjectiveView.name, objective_id)
    if body is None:
        raise UnknownObjective(objective_id=objective_id)
    card = msgspec.json.decode(body, type=_Card)
    found = next((one for one in card.key_results if one.key_result_id == key_result_id), None)
    if found is None:
        raise UnknownKeyResult(key_result_id=key_result_id)
    diagnosis = await _seen(request, DiagnosisView.name, objective_id)
    findings = msgspec.json.decode(diagnosis or b"{}", type=_Diagnosis).findings
    told = tuple(
        FindingTold(one.rule, one.words, one.why, one.direction)
        for one in findings
        if one.about.id == key_result_id and one.settled is None
    )
    return KeyResultTold(found.title, found.metric, told)


@post(
    "/business-review/{cycle_id:uuid}/narratives",
    status_code=202,
    summary="Ask for a business review told in paragraphs",
    operation_class=documented(location=True),
    responses=REFUSED,
)
async def ask_for_narrative(request: ApiRequest, cycle_id: FromPath[UUID]) -> Response[Asked]:
    """A language model tells the prepared agenda; a paragraph with a new figure is dropped.

    Everybody in the workspace may ask for it and read it.
    """
    resources: Resources = request.app.state["resources"]
    agenda = await prepared(resources, request.user.workspace_id, cycle_id)
    if agenda is None:
        raise UnknownView
    _check_set_up(resources)
    sent = narratives.told_of(msgspec.json.encode(agenda))
    return await _asked(request, resources, "narrative", f"cycle:{cycle_id}", sent)


@get(
    "/generated-texts/{text_id:uuid}",
    summary="A text of a language model",
    operation_class=documented(),
    responses=UNREADABLE,
)
async def show_text(request: ApiRequest, text_id: FromPath[UUID]) -> Response[GeneratedText]:
    """The text, or how far it is, or why there is none; with all that the model was told.

    Wordings of a key result are for who asked for them, while they may read the objective.
    """
    query.parameters(request.scope)
    resources: Resources = request.app.state["resources"]
    found = await texts.find(resources.pool, request.user.workspace_id, str(text_id))
    if found is None or not await _may_read(request, found):
        raise UnknownText
    return Response(found, headers=NO_STORE)


async def _may_read(request: ApiRequest, text: GeneratedText) -> bool:
    if not text.subject.startswith(_KEY_RESULT):
        return True
    if text.asked_by != request.user.identity:
        return False
    objective_id = text.subject.removeprefix(_KEY_RESULT).partition(":")[0]
    return await _seen(request, ObjectiveView.name, objective_id) is not None


async def _seen(request: ApiRequest, projection: str, key: str) -> bytes | None:
    resources: Resources = request.app.state["resources"]
    who = request.user
    seen = await resources.reader.read(who.workspace_id, projection, key, sees=who.sees)
    return seen.body


def _check_set_up(resources: Resources) -> None:
    if not resources.language_model:
        raise LanguageModelNotSetUp


async def _asked(
    request: ApiRequest, resources: Resources, kind: Kind, subject: str, sent: bytes
) -> Response[Asked]:
    who = request.user
    text_id = await texts.ask(resources.pool, who.workspace_id, kind, subject, who.identity, sent)
    headers = {**NO_STORE, "Location": f"/v1/generated-texts/{text_id}"}
    return Response(Asked(text_id, "waiting"), headers=headers)


@get("/generated-texts", summary="List texts of a language model", responses=REFUSED)
async def list_texts(
    request: ApiRequest, limit: Limit = USUAL, cursor: Cursor = None
) -> Response[TextList]:
    """What was asked for, newest first, without its words: by whom, and how many tokens it took.

    For administrators and auditors.
    """
    query.parameters(request.scope, "limit", "cursor")
    resources = administering(request, "administrator", "auditor")
    after = _after(cursor)
    found = await accounts.page(
        resources.pool, request.user.workspace_id, after=after, limit=limit + 1
    )
    items = found[:limit]
    following = _following(items[-1]) if len(found) > limit else None
    return Response(TextList(items, following), headers=NO_STORE)


@get("/generated-texts/spent", summary="What texts took", responses=REFUSED)
async def show_spent(request: ApiRequest) -> Response[Spent]:
    """The tokens of the last two years, by month of UTC and by model.

    For administrators and auditors.
    """
    query.parameters(request.scope)
    resources = administering(request, "administrator", "auditor")
    found = await accounts.spent(resources.pool, request.user.workspace_id, resources.clock())
    return Response(Spent(found), headers=NO_STORE)


def _following(last: TextEntry) -> str:
    moment = (last.asked_at - _EPOCH) // timedelta(microseconds=1)
    return cursor_to("g", f"{moment} {last.text_id}")


def _after(cursor: str | None) -> After | None:
    place = place_at(cursor, "g", _PLACE)
    if place is None:
        return None
    moment, _, text_id = place.partition(" ")
    return After(_EPOCH + timedelta(microseconds=int(moment)), text_id)


HANDLERS = (ask_for_rewrites, ask_for_narrative, show_text, list_texts, show_spent)
