"""The addresses of the views, and the documentation of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypedDict

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    Example,
    OpenAPIHeader,
    OpenAPIResponse,
    Operation,
    Parameter,
    Schema,
)
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, PathParameter

from api.http.openapi import UNREADABLE
from api.http.stored.sending import Sent
from api.http.views.answers import ApiRequest, answer
from projections.views.activity.directory import KEY as DIRECTORY
from projections.views.activity.directory import Directory
from projections.views.alignment.alignment import AlignmentOfCycle, AlignmentOfKeyResult
from projections.views.alignment.coverage import Coverage
from projections.views.alignment.diagnosis import (
    DiagnosisOfCycle,
    DiagnosisOfObjective,
    DiagnosisOfUnit,
)
from projections.views.alignment.review import Review
from projections.views.alignment.sight_down import LineOfSightDown
from projections.views.alignment.sight_up import LineOfSightOfUnit
from projections.views.closing.closing import ClosingOfCycle, ClosingOfUnit
from projections.views.closing.maturity import ScorecardOfWorkspace
from projections.views.closing.scorecard import ScorecardOfCycle, ScorecardOfUnit
from projections.views.closing.story import ScorecardOfObjective
from projections.views.dependencies.dependencies import DependenciesOfCycle, DependencyStory
from projections.views.dependencies.promises import PromisesOfUnit
from projections.views.drift.backtest import Backtest
from projections.views.drift.drift import DriftOfCycle, DriftOfKeyResult
from projections.views.objective.acknowledgements import AcknowledgementsOfUnit
from projections.views.objective.confidence import KeyResultHistory, ObjectiveHistory, UnitHistory
from projections.views.objective.conversation import Conversation
from projections.views.objective.objective import ObjectiveCard
from projections.views.practice.profile import ProfileOfCycle, ProfileOfWorkspace
from projections.views.resources.resources import (
    ResourcesOfCycle,
    ResourcesOfPool,
    ResourcesOfWorkspace,
)
from projections.views.rituals.adherence import AdherenceOfCycle, AdherenceOfUnit
from projections.views.rituals.rituals import RitualsOfUnit
from projections.views.rituals.session import SessionRecord
from projections.views.team.brief import Brief
from projections.views.team.prompts import PromptsOfUnit
from projections.views.work.effort import EffortOfCycle
from projections.views.work.weekly import WeeklyOfUnit
from projections.views.year.year import Year

EXAMPLES: dict[str, Any] = msgspec.json.decode(
    (Path(__file__).parent / "view_examples.json").read_bytes()
)

_TEXT = Schema(type=OpenAPIType.STRING)
_POSITION = Schema(type=OpenAPIType.INTEGER, minimum=0)

PARAMETERS = [
    Parameter(
        name="min_position",
        param_in="query",
        required=False,
        schema=_POSITION,
        description="Wait, up to five seconds, until the view shows everything up to this position "
        "of the log (commands answer with one); after that, 503 `view-not-ready`.",
    ),
    Parameter(
        name="If-None-Match",
        param_in="header",
        required=False,
        schema=_TEXT,
        description="The `ETag` of the view you have: 304 without a body while it is unchanged.",
    ),
]


@dataclass
class ViewOperation(Operation):
    """What every view takes and gives, apart from its own key and content."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), *PARAMETERS]
        found = (self.responses or {}).get("200")
        if isinstance(found, OpenAPIResponse):
            found.headers = {
                "ETag": OpenAPIHeader(schema=_TEXT, description="Entity tag of the view."),
                "Sightline-Position": OpenAPIHeader(
                    schema=_POSITION,
                    description="The position of the log that the views have reached.",
                ),
                "Sightline-Stopped": OpenAPIHeader(
                    schema=_TEXT,
                    description="Only if the views have stopped: the position of the event that"
                    ' cannot be folded, and the kind of error, as in `812;error="KeyError"`.',
                ),
            }


class _Kept(TypedDict):
    opt: dict[str, Any]
    operation_class: type[Operation]
    responses: dict[int, ResponseSpec]


def _view(projection: str, content: Any) -> _Kept:
    spec = ResponseSpec(
        content,
        generate_examples=False,
        description="The view.",
        examples=[Example(value=EXAMPLES[projection])],
    )
    unchanged = ResponseSpec(None, description="The view is unchanged.")
    return _Kept(
        opt={"projection": projection},
        operation_class=ViewOperation,
        responses={200: spec, 304: unchanged, **UNREADABLE},
    )


@get(
    "/alignment/{key:str}",
    summary="Alignment",
    **_view("alignment", AlignmentOfCycle | AlignmentOfKeyResult),
)
async def alignment(
    request: ApiRequest,
    key: Annotated[str, PathParameter(description="A cycle, or one of its company key results.")],
) -> Sent:
    """Are we on track? All company key results of a cycle, and who works toward each; or one."""
    return await answer(request, key)


@get("/coverage/{cycle_id:str}", summary="Coverage", **_view("coverage", Coverage))
async def coverage(request: ApiRequest, cycle_id: FromPath[str]) -> Sent:
    """Where nobody works, where too many do, and what works toward nothing."""
    return await answer(request, cycle_id)


@get(
    "/confidence/{key:str}",
    summary="Confidence",
    **_view("confidence", KeyResultHistory | ObjectiveHistory | UnitHistory),
)
async def confidence(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A key result; an objective; or a unit in a cycle, as the cycle's id, a"
            " colon, and the unit's id."
        ),
    ],
) -> Sent:
    """Week by week, as it was known then and as corrected now."""
    return await answer(request, key)


@get("/drift/{key:str}", summary="Drift", **_view("drift", DriftOfCycle | DriftOfKeyResult))
async def drift(
    request: ApiRequest,
    key: Annotated[
        str, PathParameter(description="A cycle, or a key result with at least one check-in.")
    ],
) -> Sent:
    """Which key results of a cycle will probably miss, and why; or the evidence about one."""
    return await answer(request, key)


@get(
    "/dependencies/{key:str}",
    summary="Dependencies",
    **_view("dependencies", DependenciesOfCycle | DependencyStory),
)
async def dependencies(
    request: ApiRequest,
    key: Annotated[str, PathParameter(description="A cycle, or a dependency.")],
) -> Sent:
    """Who waits for whom by week, in chains and circles; or one dependency, and what slips."""
    return await answer(request, key)


@get("/promises/{key:str}", summary="Promises", **_view("promises", PromisesOfUnit))
async def promises(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A unit in a cycle, as the cycle's id, a colon, and the unit's id; one that"
            " asked for something or was asked."
        ),
    ],
) -> Sent:
    """What a unit waits for and what it promised, with every slip and what it touches."""
    return await answer(request, key)


@get(
    "/objectives/{objective_id:str}",
    summary="Objective",
    **_view("objective", ObjectiveCard),
)
async def objective(request: ApiRequest, objective_id: FromPath[str]) -> Sent:
    """One objective with its key results, its links up and down; its `ETag` is for `If-Match`."""
    return await answer(request, objective_id)


@get(
    "/objectives/{objective_id:str}/conversation",
    summary="Conversation",
    **_view("conversation", Conversation),
)
async def conversation(request: ApiRequest, objective_id: FromPath[str]) -> Sent:
    """What people say about an objective that they have talked about, each comment with replies."""
    return await answer(request, objective_id)


@get(
    "/acknowledgements/{key:str}",
    summary="Acknowledgements",
    **_view("acknowledgements", AcknowledgementsOfUnit),
)
async def acknowledgements(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A unit in a cycle that is not closed, as the cycle's id, a colon, and the"
            " unit's id; one that has published objectives there."
        ),
    ],
) -> Sent:
    """Which check-ins of a unit wait for somebody of its line to say that they were read."""
    return await answer(request, key)


@get("/review/{cycle_id:str}", summary="Alignment review", **_view("review", Review))
async def review(request: ApiRequest, cycle_id: FromPath[str]) -> Sent:
    """What the rules find in the plans of a cycle, and what became of what was found before."""
    return await answer(request, cycle_id)


@get(
    "/diagnosis/{key:str}",
    summary="Diagnosis",
    **_view("diagnosis", DiagnosisOfObjective | DiagnosisOfUnit | DiagnosisOfCycle),
)
async def diagnosis(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="An objective; a unit in a cycle, as the cycle's id, a colon, and the"
            " unit's id; or a cycle, for reviewers."
        ),
    ],
) -> Sent:
    """What a plan may be taken to task for: each finding with its words, why, and which way out."""
    return await answer(request, key)


@get(
    "/adherence/{key:str}",
    summary="Adherence",
    **_view("adherence", AdherenceOfUnit | AdherenceOfCycle),
)
async def adherence(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A unit in a cycle, as the cycle's id, a colon, and the unit's id; or a"
            " cycle."
        ),
    ],
) -> Sent:
    """Which check-ins were due in each week, which came on time, and whose cadence drifts."""
    return await answer(request, key)


@get("/rituals/{key:str}", summary="Rituals", **_view("rituals", RitualsOfUnit))
async def rituals(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A unit in a cycle, as the cycle's id, a colon, and the unit's id."
        ),
    ],
) -> Sent:
    """When a unit meets, in the cycle and the next eight weeks, and what was held."""
    return await answer(request, key)


@get("/sessions/{session_id:str}", summary="Session", **_view("session", SessionRecord))
async def session(request: ApiRequest, session_id: FromPath[str]) -> Sent:
    """A session and what came of it, with the escalations that nobody has answered."""
    return await answer(request, session_id)


@get("/closing/{key:str}", summary="Closing", **_view("closing", ClosingOfCycle | ClosingOfUnit))
async def closing(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A cycle that is being scored or is closed; or a unit in it, as the cycle's"
            " id, a colon, and the unit's id."
        ),
    ],
) -> Sent:
    """What is left to do before a cycle can close; what each score of a unit would be."""
    return await answer(request, key)


@get(
    "/scorecard/{key:str}",
    summary="Scorecard",
    **_view(
        "scorecard",
        ScorecardOfCycle | ScorecardOfUnit | ScorecardOfObjective | ScorecardOfWorkspace,
    ),
)
async def scorecard(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A cycle; a unit in it, as the cycle's id, a colon, and the unit's id; an"
            " objective, for its story over the quarters; or `workspace`, for all cycles."
        ),
    ],
) -> Sent:
    """What a cycle came to: final scores, what was learned, and what became of each objective."""
    return await answer(request, key)


@get("/backtest/{key:str}", summary="Back-test of drift alerts", **_view("backtest", Backtest))
async def backtest(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(description="A cycle that is over, or `workspace`, for all of them."),
    ],
) -> Sent:
    """How good drift alerts were: what was said week by week, held against how it ended.

    Precision and recall, messages, and whether what was said to be likely was. By the present rule,
    from what was known at the time.
    """
    return await answer(request, key)


@get(
    "/profile/{key:str}",
    summary="Profile of failure patterns",
    **_view("profile", ProfileOfCycle | ProfileOfWorkspace),
)
async def profile(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(description="A cycle, or `workspace`, for the last cycles and the trend."),
    ],
) -> Sent:
    """Which of the known failure patterns a cycle shows, in what, and what to try."""
    return await answer(request, key)


@get("/year/{cycle_id:str}", summary="Year", **_view("year", Year))
async def year(request: ApiRequest, cycle_id: FromPath[str]) -> Sent:
    """What a year is for, and what each of its quarters does about it; never summed up."""
    return await answer(request, cycle_id)


@get("/brief/{key:str}", summary="Team brief", **_view("brief", Brief))
async def brief(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(description="A unit in a cycle: the cycle's id, a colon, and the unit's."),
    ],
) -> Sent:
    """What the company wants this quarter, how a unit contributes, and how it can tell."""
    return await answer(request, key)


@get("/prompts/{key:str}", summary="Check-in prompts", **_view("prompts", PromptsOfUnit))
async def prompts(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A unit in an active cycle, as the cycle's id, a colon, and the unit's id;"
            " one that answers for published key results or was asked for something."
        ),
    ],
) -> Sent:
    """What a team is asked this week, why, of whom, and the request that answers each question.

    Check-ins come drafted with what was said last, to be sent as they are or changed.
    """
    return await answer(request, key)


@get("/directory", summary="Directory", **_view("directory", Directory))
async def directory(request: ApiRequest) -> Sent:
    """The workspace, its cycles, units and people, with the ids to use."""
    return await answer(request, DIRECTORY)


@get(
    "/resources/{key:str}",
    summary="Resources",
    **_view("resources", ResourcesOfCycle | ResourcesOfPool | ResourcesOfWorkspace),
)
async def resources(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="A cycle; a pool in a cycle, as the cycle's id, a colon, and the pool's"
            " id; or `workspace` for all pools."
        ),
    ],
) -> Sent:
    """Where claims exceed a pool's capacity, which objectives compete, and what they are for."""
    return await answer(request, key)


@get("/effort/{cycle_id:str}", summary="Effort", **_view("effort", EffortOfCycle))
async def effort(request: ApiRequest, cycle_id: FromPath[str]) -> Sent:
    """What the teams' hours go into, and how many of them lead to no goal of the company."""
    return await answer(request, cycle_id)


@get("/weekly/{key:str}", summary="Weekly work", **_view("weekly", WeeklyOfUnit))
async def weekly(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(description="A unit in a cycle: the cycle's id, a colon, and the unit's id."),
    ],
) -> Sent:
    """Which key results this week's work advances, which it neglects, and whether they moved."""
    return await answer(request, key)


@get(
    "/line-of-sight/{key:str}",
    summary="Line of sight",
    **_view("line_of_sight", LineOfSightOfUnit | LineOfSightDown),
)
async def line_of_sight(
    request: ApiRequest,
    key: Annotated[
        str,
        PathParameter(
            description="Up: a unit in a cycle, as the cycle's id, a colon, and the unit's id."
            " Down: a strategic outcome, a company objective, or a company key result."
        ),
    ],
) -> Sent:
    """From a unit's tasks up to what the company is after, or down from there to tasks."""
    return await answer(request, key)


HANDLERS = (
    year,
    brief,
    prompts,
    alignment,
    coverage,
    confidence,
    drift,
    backtest,
    profile,
    dependencies,
    promises,
    objective,
    conversation,
    acknowledgements,
    review,
    diagnosis,
    adherence,
    rituals,
    session,
    resources,
    effort,
    weekly,
    line_of_sight,
    closing,
    scorecard,
    directory,
)
