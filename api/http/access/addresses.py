"""Where people are reached: for the person themself, and for administrators."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.access import addresses
from api.access.addresses import EmailAddress
from api.http import examples
from api.http.openapi import REFUSED, documented
from api.http.requests import query
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import AddressNotYours, Problem
from api.http.services import Resources
from api.http.views.answers import ApiRequest, administering
from domain.access import identity
from domain.access.email import LONGEST
from domain.organization.chart import Organization
from domain.organization.reorganization import NoSuchPerson
from domain.values import PersonId
from events import streams


class NewEmailAddress(Struct, frozen=True, forbid_unknown_fields=True):
    email: Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class EmailAddresses(Struct, frozen=True):
    items: list[EmailAddress]


@get("/people/{person_id:uuid}/address", summary="A person's e-mail address", responses=REFUSED)
async def show_address(request: ApiRequest, person_id: FromPath[UUID]) -> Response[EmailAddress]:
    """For the person themself, and for administrators. It is null where none is known."""
    resources, person = await allowed(request, person_id, AddressNotYours)
    found = await addresses.address_of(resources.pool, request.user.workspace_id, person)
    return Response(found, headers=NO_STORE)


@post(
    "/people/{person_id:uuid}/address",
    status_code=200,
    summary="Set a person's e-mail address",
    operation_class=documented(examples.EMAIL_ADDRESS),
    responses=REFUSED,
)
async def set_address(
    request: ApiRequest, person_id: FromPath[UUID], data: JSONBody[NewEmailAddress]
) -> Response[EmailAddress]:
    """Set or change it; for the person themself, and for administrators.

    It is kept in small letters, beside the log and in no event. An address belongs to one person
    of a workspace. Whoever logs in with the new one is recognized anew.
    """
    resources, person = await allowed(request, person_id, AddressNotYours)
    who = request.user
    changed = await addresses.set_address(
        resources.pool, who.workspace_id, person, data.email, who.identity
    )
    return Response(changed, headers=NO_STORE)


@delete(
    "/people/{person_id:uuid}/address",
    status_code=204,
    summary="Erase a person's e-mail address",
    responses=REFUSED,
)
async def erase_address(request: ApiRequest, person_id: FromPath[UUID]) -> None:
    """Forget it; for the person themself, and for administrators. Again changes nothing."""
    resources, person = await allowed(request, person_id, AddressNotYours)
    who = request.user
    await addresses.erase_address(resources.pool, who.workspace_id, person, who.identity)


@get("/addresses", summary="All e-mail addresses", responses=REFUSED)
async def list_addresses(request: ApiRequest) -> Response[EmailAddresses]:
    """Those of everybody in the workspace, and of those who have left; for administrators."""
    query.parameters(request.scope)
    resources = administering(request, "administrator")
    found = await addresses.list_addresses(resources.pool, request.user.workspace_id)
    return Response(EmailAddresses(found), headers=NO_STORE)


async def allowed(
    request: ApiRequest, person_id: UUID, refusal: type[Problem]
) -> tuple[Resources, PersonId]:
    """What is for the person themself and administrators; raises the refusal for all others.

    Raises NoSuchPerson of somebody who never was in the organization.
    """
    resources: Resources = request.app.state["resources"]
    person, who = PersonId(str(person_id)), request.user
    known: Organization = await resources.desk.state(who.workspace_id, streams.ORGANIZATION)
    if person not in known.people:
        raise NoSuchPerson(person_id=person)
    if who.role != "administrator" and who.identity != identity.person(person):
        raise refusal
    return resources, person


HANDLERS = (show_address, set_address, erase_address, list_addresses)
