"""Links: what an objective works toward. A link belongs to the cycle of its objective."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.http import examples
from api.http.commands.call import Call, Done
from api.http.commands.chapter import Chapter
from api.http.commands.requests import NewLink, known_as
from domain.alignment.linking import Alignment, LinkObjective, UnknownLink, UnlinkObjective
from domain.objectives.objective import UnknownObjective
from domain.values import CycleId, KeyResultId, LinkId, ObjectiveId
from events.streams import alignment_stream

change = Chapter("planning")

LINKS = "/objectives/{objective_id:uuid}/links"


@change(
    "POST", LINKS, summary="Link an objective to a key result", example=examples.LINK, creates=True
)
async def link_objective(
    objective_id: FromPath[UUID], data: JSONBody[NewLink], call: NamedDependency[Call]
) -> Response[Done]:
    """State which key result the objective works toward or, more weakly, which whole objective.

    A contributing link moves the parent's number, so it says how: the mechanism, the strength,
    and the answer to the link test (if we achieve this, will it meaningfully contribute?). A
    supporting link needs none of them.
    """
    child = ObjectiveId(str(objective_id))
    command = LinkObjective(
        cycle_id=await cycle_of(call, child),
        link_id=LinkId(call.new_id()),
        objective_id=child,
        parent_objective_id=ObjectiveId(str(data.parent_objective_id)),
        key_result_id=known_as(KeyResultId, data.key_result_id),
        kind=data.kind,
        mechanism=data.mechanism,
        strength=data.strength,
        link_test=data.link_test,
    )
    return await call.carry_out(command, command.link_id, created_at=f"/v1/objectives/{child}")


@change("DELETE", LINKS + "/{link_id:uuid}", summary="Take a link back")
async def unlink_objective(
    objective_id: FromPath[UUID], link_id: FromPath[UUID], call: NamedDependency[Call]
) -> Response[Done]:
    """The link disappears from the views, but stays in the log."""
    child = ObjectiveId(str(objective_id))
    command = UnlinkObjective(await cycle_of(call, child), LinkId(str(link_id)), child)
    await call.allow(command)
    stream = alignment_stream(command.cycle_id)
    alignment: Alignment = await call.resources.desk.state(call.workspace_id, stream)
    link = alignment.links.get(command.link_id)
    if (link is None or link.objective_id != child) and not await call.was_sent_before():
        raise UnknownLink(link_id=link_id)
    return await call.carry_out(command, command.link_id)


async def cycle_of(call: Call, objective_id: ObjectiveId) -> CycleId:
    """The cycle of an objective; raises UnknownObjective, also where it is hidden."""
    resources = call.resources
    objective = await resources.desk.seen(
        call.workspace_id, call.principal.actor, resources.clock(), objective_id
    )
    if objective is None:
        raise UnknownObjective(objective_id=objective_id)
    return objective.cycle_id
