"""The ledger of what is sent, and what was given up on. For administrators and auditors."""

from __future__ import annotations

from typing import Final, get_args

from litestar import Response, get, post
from litestar.params import FromPath

from api.http.channels.webhooks import Deliveries
from api.http.openapi import REFUSED
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import NotToBeRetried, ReceiverIsGone, UnknownDelivery
from api.http.views.answers import ApiRequest, administering
from domain.errors import either
from projections.keeping.messages import is_id
from workers import deliveries
from workers.deliveries import Delivery, State

_STATES: Final[dict[str, State]] = {state: state for state in get_args(State)}


@get("/deliveries", summary="List deliveries", responses=REFUSED)
async def list_deliveries(request: ApiRequest) -> Response[Deliveries]:
    """The newest hundred by all channels, each with its attempts; of one `state` if it is given.

    What has `failed` is not tried again by itself.
    """
    given = query.parameters(request.scope, "state").get("state")
    if given is not None and given not in _STATES:
        raise query.refused("state", f"has to be {either(list(_STATES))}")
    resources = administering(request, "administrator", "auditor")
    state = None if given is None else _STATES[given]
    found = await deliveries.list_deliveries(resources.pool, request.user.workspace_id, state)
    return Response(Deliveries(found), headers=NO_STORE)


@post(
    "/deliveries/{delivery_id:str}/retry",
    status_code=200,
    summary="Try a delivery again",
    responses=REFUSED,
)
async def retry_delivery(request: ApiRequest, delivery_id: FromPath[str]) -> Response[Delivery]:
    """Try once more, at once, what has failed; it keeps its id, so that a double can be told."""
    resources, workspace_id = administering(request, "administrator"), request.user.workspace_id
    if not is_id(delivery_id):
        raise UnknownDelivery
    retried = await deliveries.retry(resources.pool, workspace_id, [delivery_id])
    found = await deliveries.find_delivery(resources.pool, workspace_id, delivery_id)
    if found is None:
        raise UnknownDelivery
    if not retried and found.state == "failed":
        raise ReceiverIsGone
    if not retried:
        raise NotToBeRetried(state=found.state)
    return Response(found, headers=NO_STORE)


HANDLERS = (list_deliveries, retry_delivery)
