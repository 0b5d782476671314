"""The addresses of the views, and what the documentation says about each."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from api.views import ApiRequest, Sent, answer


@get("/alignment/{key:str}", summary="Alignment")
async def alignment(request: ApiRequest, key: FromPath[str]) -> Sent:
    """Are we on track? Every company key result of a cycle with who works toward it; or one."""
    return await answer(request, "alignment", key)


@get("/coverage/{cycle_id:str}", summary="Coverage")
async def coverage(request: ApiRequest, cycle_id: FromPath[str]) -> Sent:
    """Where nobody works, where too many do, and what works toward nothing."""
    return await answer(request, "coverage", cycle_id)


@get("/confidence/{key:str}", summary="Confidence")
async def confidence(request: ApiRequest, key: FromPath[str]) -> Sent:
    """Week by week, as it was known then and as corrected now.

    Of a key result, of an objective, or of a unit in a cycle, whose key is the cycle's id, a colon,
    and the unit's id.
    """
    return await answer(request, "confidence", key)


@get("/drift/{key:str}", summary="Drift")
async def drift(request: ApiRequest, key: FromPath[str]) -> Sent:
    """Which key results of a cycle will probably miss, and why; or the evidence about one."""
    return await answer(request, "drift", key)


@get("/objectives/{objective_id:str}", summary="Objective")
async def objective(request: ApiRequest, objective_id: FromPath[str]) -> Sent:
    """One objective with its key results, its links up and down; its entity tag is for If-Match."""
    return await answer(request, "objective", objective_id)


@get("/directory", summary="Directory")
async def directory(request: ApiRequest) -> Sent:
    """The workspace, its cycles, units and people, with the ids to use."""
    return await answer(request, "directory", "workspace")


HANDLERS = (alignment, coverage, confidence, drift, objective, directory)
