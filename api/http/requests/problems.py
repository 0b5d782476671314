"""How the API refuses: problem details (RFC 9457), each kind with a stable code and an address.

Problem             what only the API can notice: no token, no JSON, not ready yet
domain.Rejection    what the domain refuses
REFUSALS            what the log, the framework and the database refuse
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, Final, NamedTuple

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from api.http.requests import pages
from api.http.requests.correlation import correlation_of
from domain.errors import Kind, Rejection
from events.database.connections import UNAVAILABLE
from events.handling import Busy, StaleVersion
from events.log import InvalidAppend, KeyReused, LogUnavailable, UnknownWorkspace
from events.states import RecordStopped, WrittenByNewerVersion
from projections.keeping.documents import NotMade

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1

CLOCK: Final = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
"""A time of day in hours and minutes, as in requests."""

_PLAINLY: Final = {
    f"matching regex '{CLOCK}'": "has to be a time of day such as 09:30",
    # All other patterns are about what a text may hold.
    "matching regex": "needs something readable, without control characters",
    "Invalid RFC3339 encoded datetime": "has to be a moment such as 2026-03-31T09:30:00Z",
    "Invalid RFC3339 encoded date": "has to be a date such as 2026-03-31",
}
"""Reasons of msgspec, by a part of them, in words for people; the first that matches is used."""


def plain(reason: str) -> str:
    """Why a value was refused, without the technical terms of the decoder."""
    return next((words for technical, words in _PLAINLY.items() if technical in reason), reason)


STATUS: dict[Kind, int] = {"invalid": 422, "missing": 404, "conflict": 409, "forbidden": 403}


class FieldError(Struct, frozen=True):
    """What is wrong with one field of the request, named by its path, as in `metric.target`."""

    field: str
    reason: str


class ProblemDetails(Struct, frozen=True, omit_defaults=True):
    """The body of every error. Branch on `code`; show `detail`; quote `correlation` when asking."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation: str = ""
    field: str | None = None
    errors: tuple[FieldError, ...] = ()


class ProblemType(Struct, frozen=True):
    """A kind of problem, as `/problems/<code>` describes it."""

    type: str
    code: str
    title: str
    status: int
    description: str


class Problem(Exception):
    """The request was refused."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    field: ClassVar[str | None] = None  # where it is always the same one
    headers: Mapping[str, str] = {}

    def __init_subclass__(
        cls,
        *,
        code: str,
        status: int,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        cls.code, cls.status, cls.field, cls.headers = code, status, field, headers or {}

    def __init__(self, *, errors: Iterable[FieldError] = (), **values: object) -> None:
        super().__init__((self.__doc__ or "").format(**values))
        own = (FieldError(self.field, str(self)),) if self.field else ()
        self.errors = tuple(errors) or own


class Unauthenticated(
    Problem,
    code="unauthenticated",
    status=401,
    headers={"WWW-Authenticate": 'Bearer realm="sightline"'},
):
    """Send a valid token: Authorization: Bearer sightline_..., or log in: /v1/login."""


class TooManyAttempts(Problem, code="too-many-attempts", status=429):
    """There were too many attempts to get in: try again in {seconds} s."""

    def __init__(self, left: float) -> None:
        seconds = max(1, math.ceil(left))
        super().__init__(seconds=seconds)
        self.headers = {"Retry-After": str(seconds)}


class CrossSite(Problem, code="cross-site-request", status=403):
    """A change by a session has to come from a page of this site, with the header {header}."""


class NoSession(Problem, code="no-session", status=409):
    """This was asked with a token; only a session can be logged out."""


class UnknownBrowserSession(Problem, code="unknown-browser-session", status=404):
    """There is no such session of yours."""


class AdministratorsOnly(Problem, code="administrators-only", status=403):
    """This is for {able} alone."""


class NoInbox(Problem, code="no-inbox", status=403):
    """An inbox belongs to a person of the organization, and this token acts as nobody's person."""


class InboxNotYours(Problem, code="inbox-not-yours", status=403):
    """What somebody was not sent is for the person themself and for administrators."""


class UnknownMessage(Problem, code="unknown-message", status=404):
    """There is no such message in your inbox."""


class AddressNotYours(Problem, code="address-not-yours", status=403):
    """An e-mail address is for the person themself and for administrators."""


class PreferencesNotYours(Problem, code="preferences-not-yours", status=403):
    """How somebody is told is for the person themself and for administrators."""


class UnknownView(Problem, code="unknown-view", status=404):
    """There is no such view in this workspace."""


class NoSuchFinding(Problem, code="no-such-finding", status=404, field="finding_id"):
    """This view of diagnosis has no such finding: not yet, or what it was about has changed."""


class ViewOfAnotherVersion(
    Problem, code="view-of-another-version", status=503, headers={"Retry-After": "10"}
):
    """Another version of Sightline made the view. It is being made again: try again soon."""


class ViewNotMade(Problem, code="view-not-made", status=500):
    """Sightline has failed to make this view since position {since} ({error})."""


class ViewsStopped(Problem, code="views-stopped", status=503):
    """The views stop at position {reached}: the event at {position} cannot be folded ({error})."""


class RecordIsStopped(Problem, code="record-stopped", status=503):
    """Nothing can be decided here: the event at position {position} cannot be folded ({error})."""


class UnknownProblem(Problem, code="unknown-problem", status=404):
    """There is no kind of problem with this code."""


class LanguageModelNotSetUp(Problem, code="language-model-not-set-up", status=409):
    """No language model is set up here, so it cannot be asked for anything."""


class NothingToRewrite(Problem, code="nothing-to-rewrite", status=409):
    """Diagnosis finds nothing in this key result, so there is nothing to put otherwise."""


class UnknownText(Problem, code="unknown-text", status=404):
    """There is no such text that a language model has written for you."""


class UnknownWebhook(Problem, code="unknown-webhook", status=404, field="webhook_id"):
    """There is no webhook {webhook_id} in this workspace."""


class UnknownChat(Problem, code="unknown-chat", status=404, field="chat_id"):
    """There is no chat {chat_id} in this workspace."""


class UnknownDelivery(Problem, code="unknown-delivery", status=404):
    """There is no such delivery in this workspace."""


class NotToBeRetried(Problem, code="not-to-be-retried", status=409):
    """Only what has failed is tried again; this is {state}."""


class ReceiverIsGone(Problem, code="receiver-is-gone", status=409):
    """Its receiver was removed or disabled: there is nobody to try it with again."""


class LinkNotSigned(Problem, code="link-not-signed", status=404):
    """This link is incomplete, or not from a mail of Sightline: open it from the mail again."""


class UnknownToken(Problem, code="unknown-token", status=404):
    """There is no such token of yours."""


class UnknownCalendar(Problem, code="unknown-calendar", status=404):
    """There is no such calendar; it may have been revoked, or have expired."""


class ExpiredAlready(Problem, code="expired-already", status=422, field="expires_at"):
    """{expires_at} is in the past: a calendar expires in the future, or never."""


class CalendarsNotAllowed(Problem, code="calendars-not-allowed", status=403):
    """Calendars are listed by unit leads, executives, administrators and auditors."""


class CalendarNotYours(Problem, code="calendar-not-yours", status=403):
    """Calendars are made and revoked by those who schedule what they show, and by the person."""


class WebhookExists(Problem, code="webhook-exists", status=409, field="url"):
    """Messages already go to this address, as webhook {webhook_id}."""


class MalformedBody(Problem, code="malformed-body", status=400, field="body"):
    """The body of the request is not JSON: {reason}."""


class BodyUnfinished(Problem, code="body-unfinished", status=400, field="body"):
    """The connection ended before the body of the request was complete."""


class BodyTooSlow(Problem, code="body-too-slow", status=408, field="body"):
    """The body of the request was not complete after {seconds} seconds."""


class UnsupportedMediaType(
    Problem, code="unsupported-media-type", status=415, field="Content-Type"
):
    """The body of the request has to be application/json, not {given}."""


class InvalidBody(Problem, code="invalid-body", status=422):
    """{field}: {reason}."""


class InvalidRequest(Problem, code="invalid-request", status=422):
    """{field}: {reason}."""


class BadIdempotencyKey(Problem, code="bad-idempotency-key", status=400, field="Idempotency-Key"):
    """An Idempotency-Key has 1 to 200 printable ASCII characters."""


class BadEntityTag(Problem, code="bad-entity-tag", status=400, field="If-Match"):
    """If-Match takes the entity tag that the objective was read with, or *."""


class NoPrecondition(Problem, code="no-precondition", status=400, field="If-Match"):
    """If-Match is for requests that change an objective; this one does not."""


class BadCursor(Problem, code="bad-cursor", status=400, field="cursor"):
    """The API did not give out this cursor for this list."""


class ViewNotReady(
    Problem, code="view-not-ready", status=503, headers={"Retry-After": str(RETRY_SECONDS)}
):
    """The view is at position {position}, not yet at {wanted}."""


class UnknownPosition(Problem, code="unknown-position", status=422):
    """The log of this workspace ends at position {head}, before {wanted}."""


class _Refusal(NamedTuple):
    code: str
    status: int
    description: str
    field: str | None = None


_RETRY = {"Retry-After": str(RETRY_SECONDS)}

REFUSALS: dict[type[Exception], _Refusal] = {
    StaleVersion: _Refusal("stale-version", 412, StaleVersion.__doc__ or ""),
    KeyReused: _Refusal("idempotency-key-reused", 422, KeyReused.__doc__ or "", "Idempotency-Key"),
    InvalidAppend: _Refusal("invalid-append", 422, InvalidAppend.__doc__ or ""),
    UnknownWorkspace: _Refusal("unknown-workspace", 404, UnknownWorkspace.__doc__ or ""),
    Busy: _Refusal("busy", 503, Busy.__doc__ or ""),
    WrittenByNewerVersion: _Refusal(
        "written-by-newer-version", 503, WrittenByNewerVersion.__doc__ or ""
    ),
    LogUnavailable: _Refusal("unavailable", 503, LogUnavailable.__doc__ or ""),
}

OF_HTTP: dict[int, _Refusal] = {
    400: _Refusal("bad-request", 400, "The request is not valid HTTP."),
    404: _Refusal("not-found", 404, "There is nothing at this address."),
    405: _Refusal("method-not-allowed", 405, "This address does not support this method."),
    413: _Refusal("body-too-large", 413, "The body of a request is limited to 1 MiB.", "body"),
}

UNEXPECTED = _Refusal(
    "unexpected", 500, "Something went wrong in Sightline; the correlation finds it in the logs."
)


def address(code: str) -> str:
    return f"/problems/{code}"


def title(code: str) -> str:
    return code.replace("-", " ").capitalize()


def catalogue() -> dict[str, ProblemType]:
    """Every kind of problem there is, by code."""
    kinds = [
        *((one.code, STATUS[one.kind], _described(one)) for one in Rejection.all()),
        *((one.code, one.status, one.__doc__ or "") for one in Problem.__subclasses__()),
        *((one.code, one.status, one.description) for one in REFUSALS.values()),
        *((one.code, one.status, one.description) for one in OF_HTTP.values()),
        (UNEXPECTED.code, UNEXPECTED.status, UNEXPECTED.description),
    ]
    return {
        code: ProblemType(address(code), code, title(code), status, description)
        for code, status, description in sorted(kinds)
    }


def _described(refusal: type[Rejection]) -> str:
    said = refusal.__doc__ or ""
    elsewhere = refusal.kind == "missing" and refusal.field is not None
    return f"{said} Where the body names it, the status is 422." if elsewhere else said


_CALENDARS = "/v1/calendars/"


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer any exception; an unforeseen one is logged, and the answer gives no details of it."""
    code, status, detail, field, errors, headers = _parts(error, request.path_params)
    correlation = correlation_of(request.scope)
    if code == UNEXPECTED.code:
        log.error(
            "Request failed",
            exc_info=error,
            extra={
                "method": request.method,
                "path": _shown(request.url.path),
                "request": correlation,
            },
        )
    details = ProblemDetails(
        address(code), title(code), status, detail, code, correlation, field, errors
    )
    if pages.wanted(request.scope):
        body, media_type = (
            pages.problem(request.scope["path"], title(code), detail, code, correlation),
            pages.MEDIA_TYPE,
        )
    else:
        body, media_type = msgspec.json.encode(details), MEDIA_TYPE
    return Response(
        body,
        status_code=status,
        media_type=media_type,
        headers={**headers, "Cache-Control": "no-store"},
    )


class _Parts(NamedTuple):
    code: str
    status: int
    detail: str
    field: str | None = None
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = {}


def _shown(path: str) -> str:
    """An address as it may be logged: that of a calendar is a secret."""
    return f"{_CALENDARS}..." if path.startswith(_CALENDARS) else path


def _status(refused: Rejection, addressed: Collection[str]) -> int:
    """A missing record is 404 if the address names it, and 422 if the body does."""
    in_body = refused.field is not None and refused.field not in addressed
    return STATUS["invalid" if refused.kind == "missing" and in_body else refused.kind]


def _parts(error: Exception, addressed: Collection[str] = ()) -> _Parts:
    match error:
        case Problem():
            field = error.errors[0].field if error.errors else None
            return _Parts(error.code, error.status, str(error), field, error.errors, error.headers)
        case NotMade():
            failed = error.failed
            return _parts(ViewNotMade(since=failed.since, error=failed.error))
        case RecordStopped():
            return _parts(RecordIsStopped(position=error.position, error=error.error))
        case Rejection():
            errors = (FieldError(error.field, str(error)),) if error.field else ()
            return _Parts(error.code, _status(error, addressed), str(error), error.field, errors)
        case ValidationException():
            return _parts(_invalid_request(error))
        case HTTPException() if error.status_code in OF_HTTP:
            known = OF_HTTP[error.status_code]
            return _refused(known, known.description, error.headers or {})
        case _ if isinstance(error, UNAVAILABLE):
            return _parts(LogUnavailable())
        case _:
            return _elsewhere(error)


def _elsewhere(error: Exception) -> _Parts:
    """Refusals of the log; the details of a fault of our own are not given away."""
    known = REFUSALS.get(type(error), UNEXPECTED)
    detail = known.description if known.status >= UNEXPECTED.status else str(error)
    headers = _RETRY if known.status == ViewNotReady.status else {}
    return _refused(known, detail, headers)


def _refused(known: _Refusal, detail: str, headers: Mapping[str, str]) -> _Parts:
    errors = (FieldError(known.field, detail),) if known.field else ()
    return _Parts(known.code, known.status, detail, known.field, errors, headers)


_MISSING = re.compile(r"Missing required \w+ parameter '([\w-]+)'")


def _invalid_request(error: ValidationException) -> Problem:
    """The framework's report on parameters, in our words."""
    reports = error.extra if isinstance(error.extra, list) else []
    errors = [
        FieldError(
            str(report.get("key", "request")), plain(str(report.get("message", "is not valid")))
        )
        for report in reports
    ]
    if missing := _MISSING.match(error.detail):
        errors = [FieldError(missing[1], "is missing")]
    if not errors:
        return InvalidRequest(field="request", reason="is not valid")
    if errors[0].field == "data":
        return MalformedBody(reason="it is empty")
    return InvalidRequest(errors=errors, field=errors[0].field, reason=errors[0].reason)
