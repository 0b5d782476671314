"""What needs no token: whether the process answers, and what each kind of problem means."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.http.requests.problems import ProblemType, UnknownProblem, catalogue


class ServiceHealth(Struct, frozen=True):
    status: str = "ok"


class Problems(Struct, frozen=True):
    items: list[ProblemType]


@get("/health", summary="Health", security=[{}])
async def health() -> ServiceHealth:
    """Whether the process answers; says nothing about the database."""
    return ServiceHealth()


@get("/problems", summary="Problems", security=[{}])
async def list_problems() -> Problems:
    """Every kind of problem that the API answers with."""
    return Problems(list(catalogue().values()))


@get("/problems/{code:str}", summary="Problem", security=[{}])
async def describe_problem(code: FromPath[str]) -> Response[ProblemType]:
    """One kind of problem; the `type` of a problem leads here."""
    known = catalogue().get(code)
    if known is None:
        raise UnknownProblem
    return Response(known)


HANDLERS = (health, list_problems, describe_problem)
