"""The prepared agenda of a business review, made on request from the stored views of a cycle."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from api.http.openapi import UNREADABLE, documented
from api.http.requests.problems import UnknownView
from api.http.services import Resources
from api.http.views.answers import ApiRequest
from api.http.views.lists import listed, reached
from projections.views.agendas import business_review
from projections.views.agendas.business_review import BusinessReview, prepare


@get(
    "/business-review/{cycle_id:uuid}",
    summary="Business review",
    operation_class=documented(),
    responses=UNREADABLE,
)
async def business_review_of(
    request: ApiRequest, cycle_id: FromPath[UUID]
) -> Response[BusinessReview]:
    """The prepared agenda: what is at risk or drifts, overdue deliveries, contention, escalations.

    Each part begins with the most pressing. The decisions of earlier business reviews are beside
    them; new ones are recorded in a session.
    """
    resources = await reached(request)
    made = await prepared(resources, request.user.workspace_id, cycle_id)
    if made is None:
        raise UnknownView
    return _answer(request, made)


async def prepared(
    resources: Resources, workspace_id: str, cycle_id: UUID
) -> BusinessReview | None:
    """The agenda as it is now; None where there is no such cycle."""
    seen = await asyncio.gather(
        *(
            resources.reader.read(workspace_id, name, str(cycle_id))
            for name in business_review.SOURCES
        )
    )
    found = zip(business_review.SOURCES, seen, strict=True)
    return prepare({name: one.body for name, one in found if one.body is not None})


def _answer(request: ApiRequest, made: BusinessReview) -> Response[Any]:
    return listed(request, made, None)


HANDLERS = (business_review_of,)
