"""What the documentation adds to the code: examples, refusals, tags, and how to log in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    Components,
    Example,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
    Tag,
)
from litestar.openapi.spec.enums import OpenAPIType

from api.http.requests.problems import MEDIA_TYPE, ProblemDetails, address, title

BEARER = "token"
SESSION = "session"

DESCRIPTION = """\
See how key results are supported, how confident the teams are, and where nobody is working.

**Commands** (POST, DELETE) answer with the `position` of the log after them. **Views** (GET) are
documents kept up to date in the background: ask for `?min_position=` to be sure that a view shows
your own change, and send the `ETag` back as `If-None-Match` to get 304 while nothing has changed.

Send an `Idempotency-Key` with every command, except on webhooks: the same request sent again is
carried out once and gets the same answer. Send the `ETag` of an objective as `If-Match` to change
it only if nobody else has. Every error is a problem (RFC 9457) with a stable `code`; see
`/problems` for all of them.
"""

TAGS = [
    Tag("views", "Stored documents, for reading."),
    Tag("strategy", "Bets, the outcomes of a year, and what advances them."),
    Tag("planning", "The organization, its cycles, objectives, key results and links."),
    Tag("dependencies", "What units need of each other, and what they promise."),
    Tag("check-ins", "Progress reports: values, confidence, blockers, and corrections."),
    Tag("rituals", "When units meet, their holidays, and what comes of each session."),
    Tag("resources", "Pools that several teams draw from, and what objectives claim of them."),
    Tag("weekly work", "Tasks that a unit plans for the weeks of a cycle."),
    Tag("inbox", "What each person is told, what they have read, and what was not sent, and why."),
    Tag("language model", "Texts that a language model is asked for, if one is set up."),
    Tag("access", "Who asks, and how: tokens, sessions, and people's e-mail addresses."),
    Tag("webhooks", "Addresses that are told what everybody in the workspace may know."),
    Tag("channels", "Chats that messages are posted to, and what became of all that was sent."),
    Tag("calendars", "When a unit meets, for calendar programs to subscribe to."),
    Tag("service", "About this server."),
]

COMPONENTS = Components(
    security_schemes={
        BEARER: SecurityScheme(
            type="http",
            scheme="bearer",
            bearer_format="sightline_...",
            description="Created with `sightline token create`, for one workspace and one role.",
        ),
        SESSION: SecurityScheme(
            type="apiKey",
            security_scheme_in="cookie",
            name="__Host-sightline-session",
            description="What a browser has after `/v1/login`. A change also has to come from a"
            " page of this site and to carry the header `Sightline-Request`.",
        ),
    }
)

_MEANING = {
    400: ("malformed-body", "The request cannot be read."),
    401: ("unauthenticated", "There is no token, or it is not valid."),
    403: ("not-allowed", "The role of the token does not include this."),
    404: ("unknown-objective", "What the request names does not exist in this workspace."),
    408: ("body-too-slow", "The body was not complete after 30 seconds."),
    409: ("planning-is-over", "The request is not possible in the present situation."),
    412: ("stale-version", "The objective has changed since it was read."),
    413: ("body-too-large", "The body is larger than 1 MiB."),
    415: ("unsupported-media-type", "The body is not application/json."),
    422: ("invalid-body", "A field is wrong; `field` names it."),
    429: ("too-many-attempts", "Too many wrong tokens came from this address."),
    503: ("busy", "Not possible right now; try again after `Retry-After` seconds."),
}


def _refused(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            ProblemDetails,
            generate_examples=False,
            description=_MEANING[status][1],
            media_type=MEDIA_TYPE,
            examples=[Example(summary=_MEANING[status][0], value=_problem(status))],
        )
        for status in statuses
    }


def _problem(status: int) -> dict[str, Any]:
    code, detail = _MEANING[status]
    return {
        "type": address(code),
        "title": title(code),
        "status": status,
        "detail": detail,
        "code": code,
        "correlation": "4bf92f3577b34da6a3ce929d0e0e4736",
    }


REFUSED = _refused(*_MEANING)
UNREADABLE = _refused(400, 401, 404, 422, 429, 503)


def documented(
    sent: Any = None, answered: Any = None, *, etag: bool = False, location: bool = False
) -> type[Operation]:
    """An operation with examples of the bodies of request and answer, and with its headers."""

    @dataclass
    class Documented(Operation):
        shown: ClassVar[tuple[Any, Any]] = (sent, answered)

        def __post_init__(self) -> None:
            if isinstance(self.request_body, RequestBody) and sent is not None:
                _example(self.request_body.content, sent)
            for status, response in (self.responses or {}).items():
                if isinstance(response, OpenAPIResponse) and status in ("200", "201", "202"):
                    _example(response.content or {}, answered)
                    response.headers = {
                        **(response.headers or {}),
                        **({"ETag": _header("Entity tag of the record.")} if etag else {}),
                        **({"Location": _header("Where to read it.")} if location else {}),
                    }

    return Documented


def _example(content: dict[str, OpenAPIMediaType], value: Any) -> None:
    for one in content.values():
        if value is not None:
            one.example = value


def _header(description: str) -> OpenAPIHeader:
    return OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING), description=description)
