"""One document as the bytes that readers get; or, where it cannot be made, as one that says so."""

from __future__ import annotations

import hashlib

import msgspec

from domain.values import KeyResultId, ObjectiveId
from projections.model.failures import FailedDocument, Unfoldable, kind
from projections.model.veil import EVERYBODY, REVIEWERS
from projections.model.workspace import Workspace
from projections.views.objective.objective import ObjectiveView, part_of
from projections.views.projection import Projection, audience_of

_encode = msgspec.json.Encoder().encode


class Document(msgspec.Struct, frozen=True, gc=False):
    """A view of a workspace as the bytes that readers get; `body` is None when there is none.

    Of one that has `failed`, the body says that it could not be made: `{"not_made": ...}`.
    """

    projection: str
    key: str
    body: bytes | None
    etag: str
    part: str = ""
    audience: str = EVERYBODY
    failed: bool = False


Place = tuple[str, str]
"""A projection and a key."""


def document(
    workspace: Workspace,
    projection: Projection,
    key: str,
    faults: dict[Place, Exception] | None = None,
) -> Document:
    """Render one document, or say that it cannot be: then the reason is among the faults.

    Its entity tag begins with the record's version, where it has one.
    """
    try:
        return _rendered(workspace, projection, key)
    except (Unfoldable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this document alone
        if faults is not None:
            faults[projection.name, key] = error
        return _failed(workspace, projection, key, error)


def _rendered(workspace: Workspace, projection: Projection, key: str) -> Document:
    view = projection.render(workspace, key)
    if view is None:
        return Document(projection.name, key, None, "")
    body = _encode(view)
    digest = _digest(body)
    version = view.record_version
    etag = digest if version is None else f"{version}.{digest}"
    return Document(projection.name, key, body, etag, view.part, view.audience(workspace))


def _failed(workspace: Workspace, projection: Projection, key: str, error: Exception) -> Document:
    """The same whenever it is made again: since when it is so, its row says."""
    failed = FailedDocument(projection.name, key, kind(error))
    body = _encode({"not_made": failed})
    part = part_of(workspace, key) if projection.name == ObjectiveView.name else ""
    audience = _may_know(workspace, key)
    return Document(projection.name, key, body, _digest(body), part, audience, failed=True)


def _may_know(workspace: Workspace, key: str) -> str:
    """Who may know that there is a document which cannot be made: of drafts, who may read them."""
    try:
        return audience_of(
            workspace, workspace.objectives.home.get(KeyResultId(key), ObjectiveId(key))
        )
    except Exception:  # noqa: BLE001 - it may be the very thing that is wrong
        return REVIEWERS


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=9).hexdigest()
