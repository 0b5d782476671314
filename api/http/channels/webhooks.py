"""Webhooks: addresses that hear of what everybody in a workspace may know. For administrators."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import UnknownWebhook, WebhookExists
from api.http.views.answers import ApiRequest, administering
from workers import deliveries, webhooks
from workers.addresses import LONGEST_URL
from workers.deliveries import Delivery
from workers.webhooks import AddedWebhook, Webhook


class NewWebhook(Struct, frozen=True, forbid_unknown_fields=True):
    url: Annotated[str, Meta(min_length=1, max_length=LONGEST_URL)]


class Webhooks(Struct, frozen=True):
    items: list[Webhook]


class Deliveries(Struct, frozen=True):
    items: list[Delivery]


@post(
    "/webhooks",
    summary="Add a webhook",
    operation_class=documented({"url": "https://example.com/hooks/okr"}),
    responses=REFUSED,
)
async def add_webhook(request: ApiRequest, data: JSONBody[NewWebhook]) -> Response[AddedWebhook]:
    """Tell an address of all that everybody may know from now on, signed as in Standard Webhooks.

    The secret to check signatures with is in this answer and nowhere else, so there is no
    `Idempotency-Key` that would show it again. An address is added once: adding it again is a
    conflict that names the webhook. If its secret was lost, remove it and add it again.
    """
    resources = administering(request, "administrator")
    workspace_id = request.user.workspace_id
    for one in await webhooks.list_webhooks(resources.pool, workspace_id):
        if one.url == data.url and one.disabled_at is None:
            raise WebhookExists(webhook_id=one.webhook_id)
    added = await webhooks.add_webhook(
        resources.pool, workspace_id, data.url, private=resources.private_webhooks
    )
    location = f"/v1/webhooks/{added.webhook_id}/deliveries"
    return Response(added, headers={**NO_STORE, "Location": location})


@get("/webhooks", summary="List webhooks", responses=REFUSED)
async def list_webhooks(request: ApiRequest) -> Response[Webhooks]:
    """All addresses that are notified, and those that answered that they are gone."""
    query.parameters(request.scope)
    resources = administering(request, "administrator", "auditor")
    found = await webhooks.list_webhooks(resources.pool, request.user.workspace_id)
    return Response(Webhooks(found), headers=NO_STORE)


@get(
    "/webhooks/{webhook_id:uuid}/deliveries",
    summary="List deliveries to a webhook",
    responses=REFUSED,
)
async def list_deliveries_to(
    request: ApiRequest, webhook_id: FromPath[UUID]
) -> Response[Deliveries]:
    """The newest hundred notifications for one address, and what became of each."""
    query.parameters(request.scope)
    resources = administering(request, "administrator", "auditor")
    workspace_id = request.user.workspace_id
    known = await webhooks.list_webhooks(resources.pool, workspace_id)
    if str(webhook_id) not in {one.webhook_id for one in known}:
        raise UnknownWebhook(webhook_id=webhook_id)
    found = await deliveries.deliveries_to(resources.pool, workspace_id, str(webhook_id))
    return Response(Deliveries(found), headers=NO_STORE)


@delete("/webhooks/{webhook_id:uuid}", summary="Remove a webhook", responses=REFUSED)
async def remove_webhook(request: ApiRequest, webhook_id: FromPath[UUID]) -> None:
    """Send it nothing more, not even messages that are waiting."""
    resources = administering(request, "administrator")
    removed = await webhooks.remove_webhook(
        resources.pool, request.user.workspace_id, str(webhook_id)
    )
    if not removed:
        raise UnknownWebhook(webhook_id=webhook_id)


HANDLERS = (add_webhook, list_webhooks, list_deliveries_to, remove_webhook)
