"""The pages: each at the address of its view, below `/pages` instead of `/v1`."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from api.http.access import inbox
from api.http.pages import key_results
from api.http.pages.documents import Documents
from api.http.pages.heat import map_of_cycle, map_of_objective, map_of_unit
from api.http.pages.history import slider
from api.http.pages.showing import show
from api.http.requests.etags import NO_STORE
from api.http.requests.problems import UnknownView
from api.http.views.answers import ApiRequest
from projections.views.activity.directory import KEY as DIRECTORY
from projections.views.activity.directory import CycleEntry, Directory
from projections.views.alignment.alignment import AlignmentOfCycle
from projections.views.dependencies.dependencies import DependenciesOfCycle, DependencyStory
from projections.views.drift.drift import DriftOfCycle
from projections.views.objective.confidence import ObjectiveHistory, UnitHistory
from projections.views.objective.conversation import Conversation
from projections.views.objective.objective import ObjectiveCard
from projections.views.rituals.adherence import AdherenceOfCycle, AdherenceOfUnit
from projections.views.rituals.session import SessionRecord
from projections.views.team.brief import Brief
from projections.views.team.prompts import PromptsOfUnit

Page = Response[Any]


@get("/", include_in_schema=False)
async def start(request: ApiRequest) -> Page:
    """Where to begin: one's inbox, the cycles, and the units of the present one."""
    documents = Documents(request)
    directory = await documents.get("directory", DIRECTORY, Directory)
    cycles = sorted(directory.cycles, key=lambda one: (one.starts, one.ends), reverse=True)
    present = _present(cycles)
    found = None
    if present is not None:
        found = await documents.find("adherence", present.cycle_id, AdherenceOfCycle)
    return show(documents, "start.html", directory.name, cycles=cycles, present=present, kept=found)


def _present(cycles: list[CycleEntry]) -> CycleEntry | None:
    """The one that people are in; else the last to begin."""
    shown = [one for one in cycles if one.kind != "year"]
    return next((one for one in shown if one.phase == "active"), shown[0] if shown else None)


@get("/alignment/{key:str}", include_in_schema=False)
async def alignment(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    found = await documents.find("alignment", key, AlignmentOfCycle)
    if found is None:
        return await key_results.show_key_result(documents, key)
    known = {one.key_result_id: one for each in found.objectives for one in each.key_results}
    return show(
        documents,
        "alignment.html",
        "Are we on track?",
        cycle=found.cycle,
        here="alignment",
        view=found,
        step_in_at=[known[one] for one in found.answer.step_in_at if one in known],
    )


@get("/drift/{key:str}", include_in_schema=False)
async def drift(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    found = await documents.find("drift", key, DriftOfCycle)
    if found is None:
        return await key_results.show_key_result(documents, key)
    return show(documents, "drift.html", "Drift", cycle=found.cycle, here="drift", view=found)


@get("/confidence/{key:str}", include_in_schema=False)
async def confidence(request: ApiRequest, key: FromPath[str]) -> Page:
    """As of now or, asked with a day, as known by the end of the week of that day."""
    documents = Documents(request, "on")
    of_cycle, of_unit, of_objective = await asyncio.gather(
        documents.find("alignment", key, AlignmentOfCycle),
        documents.find("confidence", key, UnitHistory),
        documents.find("confidence", key, ObjectiveHistory),
    )
    if of_cycle is not None:
        heat = await map_of_cycle(documents, of_cycle)
    elif of_unit is not None:
        heat = await map_of_unit(documents, of_unit)
    elif of_objective is not None:
        heat = await map_of_objective(documents, of_objective)
    else:
        return await key_results.show_key_result(documents, key)
    return show(
        documents,
        "confidence.html",
        heat.title,
        cycle=heat.cycle,
        here="confidence" if of_cycle else "",
        key=key,
        heat=heat,
        slider=slider(heat.weeks, documents.given.get("on")),
    )


@get("/dependencies/{key:str}", include_in_schema=False)
async def dependencies(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    of_cycle = await documents.find("dependencies", key, DependenciesOfCycle)
    if of_cycle is not None:
        title, here = "Who waits for whom", "dependencies"
        template, cycle = "dependencies.html", of_cycle.cycle
        return show(documents, template, title, cycle=cycle, here=here, view=of_cycle)
    one = await documents.get("dependencies", key, DependencyStory)
    return show(documents, "dependency.html", one.need.deliverable, cycle=one.cycle, view=one)


@get("/objectives/{key:str}", include_in_schema=False)
async def objective(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    card = await documents.get("objective", key, ObjectiveCard)
    zone = (await documents.settings()).zone
    return show(
        documents, "objective.html", card.title, view=card, cycle_id=card.cycle_id, zone=zone
    )


@get("/objectives/{key:str}/conversation", include_in_schema=False)
async def conversation(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    found = await documents.get("conversation", key, Conversation)
    zone = (await documents.settings()).zone
    return show(
        documents, "conversation.html", found.title, view=found, cycle_id=found.cycle_id, zone=zone
    )


@get(["/brief/{key:str}", "/prompts/{key:str}"], include_in_schema=False)
async def unit(request: ApiRequest, key: FromPath[str]) -> Page:
    """What a unit works toward, and what it is asked this week: either, if not both."""
    documents = Documents(request)
    brief, prompts = await asyncio.gather(
        documents.find("brief", key, Brief), documents.find("prompts", key, PromptsOfUnit)
    )
    found = brief or prompts
    if found is None:
        raise UnknownView
    return show(
        documents, "unit.html", found.unit.name, cycle=found.cycle, brief=brief, prompts=prompts
    )


@get("/adherence/{key:str}", include_in_schema=False)
async def adherence(request: ApiRequest, key: FromPath[str]) -> Page:
    """Of a unit; those of a cycle side by side are on the first page."""
    documents = Documents(request)
    found = await documents.get("adherence", key, AdherenceOfUnit)
    title = f"Check-ins of {found.unit.name}"
    return show(documents, "adherence.html", title, cycle=found.cycle, view=found)


@get("/sessions/{key:str}", include_in_schema=False)
async def session(request: ApiRequest, key: FromPath[str]) -> Page:
    documents = Documents(request)
    found = await documents.get("session", key, SessionRecord)
    return show(documents, "session.html", found.name, view=found, cycle_id=found.cycle_id)


@get("/inbox", include_in_schema=False)
async def show_inbox(request: ApiRequest) -> Page:
    """What is not done, newest first; what is read or done is said by the API."""
    documents = Documents(request, "cursor")
    found = await inbox.inbox_of(request, cursor=documents.given.get("cursor"))
    zone = (await documents.settings()).zone
    return show(
        documents, "inbox.html", "Your inbox", NO_STORE, view=found, zone=zone, here="inbox"
    )


HANDLERS = (
    start,
    alignment,
    drift,
    confidence,
    dependencies,
    objective,
    conversation,
    unit,
    adherence,
    session,
    show_inbox,
)
