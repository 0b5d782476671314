"""The page of a key result, put together of the documents that say something of it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Response

from api.http.pages import history
from api.http.pages.documents import Documents
from api.http.pages.showing import show
from projections.views.alignment.alignment import AlignmentOfKeyResult
from projections.views.dependencies.dependencies import DependenciesOfCycle
from projections.views.dependencies.dependency_shown import Need
from projections.views.drift.drift import DriftOfKeyResult
from projections.views.objective.confidence import KeyResultHistory
from projections.views.objective.objective import ObjectiveCard

SHOWN: Final = 10
"""How many check-ins are shown, the latest first; how many there are is said."""


async def show_key_result(documents: Documents, key: str) -> Response[Any]:
    """As of an earlier day there is the history alone: no other document has kept what was known.

    Raises UnknownView, InvalidRequest, NotMade.
    """
    told = await documents.get("confidence", key, KeyResultHistory)
    cycle_id = told.cycle.cycle_id
    card, drift, company, waits, settings = await asyncio.gather(
        documents.find("objective", told.objective_id, ObjectiveCard),
        documents.find("drift", key, DriftOfKeyResult),
        documents.find("alignment", key, AlignmentOfKeyResult),
        documents.find("dependencies", cycle_id, DependenciesOfCycle),
        documents.settings(),
    )
    slider = history.slider(told.weeks, documents.given.get("on"))
    points = list(told.points)
    if slider.week is not None:
        points = history.known_by(points, slider.week.ends, settings.zone)
    known = {} if card is None else {one.key_result_id: one for one in card.key_results}
    return show(
        documents,
        "key_result.html",
        told.title,
        cycle=told.cycle,
        told=told,
        card=card,
        key_result=known.get(key),
        alert=None if drift is None else drift.alert,
        learned_from=None if drift is None else drift.learned_from,
        company=None if company is None else company.key_result,
        needs=[] if waits is None else _needed_by(key, waits),
        slider=slider,
        points=points[: -SHOWN - 1 : -1],
        points_total=len(points),
        zone=settings.zone,
        line=history.line(slider.weeks, then=slider.week is not None, room=told.cycle.weeks),
    )


def _needed_by(key: str, waits: DependenciesOfCycle) -> list[Need]:
    """Of what the map of the cycle names, what the key result waits for, the most urgent first."""
    named = [*waits.urgent, *(need for week in waits.weeks for need in week.needs)]
    return list({one.dependency_id: one for one in named if one.key_result_id == key}.values())
