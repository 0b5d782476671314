"""Identifiers that records of a file have: the same ones, whenever it is imported."""

from __future__ import annotations

import uuid

from api.exchange.reading.parse.rows import as_uuid
from api.exchange.reading.row import Row

_NAMESPACE = uuid.UUID("0f6f0b52-3a0b-5f5e-8d43-5d1d3c2b8a77")


def identifier(workspace_id: str, *path: str, row: Row | None = None) -> str:
    """The same identifier for the same record of a file, whenever it is imported.

    A record keeps the one that its row states, or that its id is (as in an exported file).
    """
    if row is not None and row["identifier"].strip():
        return row["identifier"].strip()
    name = "\n".join((workspace_id, *path))
    return as_uuid(path[-1]) or str(uuid.uuid5(_NAMESPACE, name))
