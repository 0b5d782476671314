"""Webhooks: which other systems hear of what everybody in a workspace may know.

Endpoints are added, listed and removed here. What is sent to them comes of messages (see
`workers.handing_on`) and, with its document, of the refresh that notices a raise (see
projections/keeping/sql/notice_alerts.sql). `workers.courier` sends it.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from events.database.pool import Pool
from workers.addresses import check_url

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - of every secret, and no secret itself

_SQL = Path(__file__).parent / "sql"
_ADD = (_SQL / "add_webhook.sql").read_text(encoding="utf-8")
_LIST = (_SQL / "list_webhooks.sql").read_text(encoding="utf-8")
_REMOVE = (_SQL / "remove_webhook.sql").read_text(encoding="utf-8")


class Webhook(Struct, frozen=True):
    """An endpoint; one that answered that it is gone for good is disabled."""

    webhook_id: str
    url: str
    created_at: datetime
    disabled_at: datetime | None


class AddedWebhook(Struct, frozen=True):
    """A new endpoint with its secret, which is shown this once."""

    webhook_id: str
    url: str
    secret: str
    created_at: datetime


async def add_webhook(pool: Pool, workspace_id: str, url: str, *, private: bool) -> AddedWebhook:
    """Tell this address of all that happens from now on and may be told to everybody.

    `private` allows plain HTTP and addresses that are not public. Raises AddressRefused.
    """
    check_url(url, private=private)
    webhook_id = str(uuid.uuid4())
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    created_at = await pool.fetchval(_ADD, workspace_id, webhook_id, url, secret)
    return AddedWebhook(webhook_id, url, secret, created_at)


async def list_webhooks(pool: Pool, workspace_id: str) -> list[Webhook]:
    return [Webhook(*row) for row in await pool.fetch(_LIST, workspace_id)]


async def remove_webhook(pool: Pool, workspace_id: str, webhook_id: str) -> bool:
    """Send it nothing more, and give up on what waits; whether there was one to remove."""
    return bool(await pool.fetchval(_REMOVE, workspace_id, webhook_id))
