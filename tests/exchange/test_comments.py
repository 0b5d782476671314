"""What people said to each other, in a file: where it belongs, and who said it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from api.exchange.row_kinds import BY_COMMAND
from api.exchange.writing.exporting import export
from domain.access.identity import Actor, acting
from domain.conversation.comments import (
    Comments,
    EditComment,
    PostComment,
    ReplyToComment,
    WithdrawComment,
)
from domain.organization.organization import AddPerson
from domain.organization.reorganization import RenamePerson
from domain.values import CommentId, ObjectiveId, PersonId
from events.handling import Request
from events.streams import AnyCommand, comments_stream
from tests.exchange.in_memory import NOW, WORKSPACE, Exchange, opened
from tests.exchange.test_row_kinds import Cells, file

ADMINISTRATOR = acting("test", "administrator")
KINDS = {
    BY_COMMAND[one].kind for one in (PostComment, ReplyToComment, EditComment, WithdrawComment)
}
NEED: Cells = {
    "kind": "dependency", "id": "d", "parent_id": "k", "text": "An export", "provider": "Tech",
    "due": "2026-09-01",
}  # fmt: skip


async def comments_in(office: Exchange) -> Comments:
    (stream,) = {one.stream for one in await office.log.read(WORKSPACE) if "comments" in one.stream}
    found: Comments = await office.desk.state(WORKSPACE, stream)
    return found


@pytest.mark.parametrize("place", ["o", "k", "d"])
async def test_a_comment_stands_below_what_it_is_about(place: str) -> None:
    office = await opened()
    said: Cells = {"kind": "comment", "id": "m", "parent_id": place, "text": "Well begun",
                   "mentions": "Ada", "by": "Bo"}  # fmt: skip
    reply: Cells = {"kind": "reply", "id": "r", "parent_id": "m", "text": "Thanks", "by": "Ada"}
    await office.take(file(NEED, said, reply))
    first, second = (await comments_in(office)).known.values()
    about = [getattr(first.written, one) is not None for one in ("key_result_id", "dependency_id")]
    assert about == [place in "kd", place == "d"]
    assert (first.by, first.text, len(first.mentions)) == ("Bo", "Well begun", 1)
    assert (second.by, second.text) == ("Ada", "Thanks")


@pytest.mark.parametrize("identity", ["person:ada", "operator:root"])
async def test_a_name_in_a_file_is_not_taken_for_an_identity(identity: str) -> None:
    said: Cells = {"kind": "comment", "id": "m", "parent_id": "o", "text": "Well", "by": identity}
    (refusal,) = await (await opened()).refuse(file(said))
    assert refusal.endswith(f"column by: '{identity}' is no name; write the person in by_person.")


async def test_what_is_wrong_with_a_comment_is_told_at_its_row() -> None:
    office = await opened()
    said: Cells = {"kind": "comment", "id": "m", "parent_id": "o", "text": "Well begun"}
    deep: Cells = {"kind": "reply", "id": "s", "parent_id": "r", "text": "So what"}
    reply: Cells = {"kind": "reply", "id": "r", "parent_id": "m", "text": "Thanks"}
    (refusal,) = await office.refuse(file(said, reply, deep))
    assert "A reply takes no replies" in refusal
    (refusal,) = await office.refuse(file(said | {"mentions": "Zoe"}))
    assert "mentions" in refusal
    assert "Zoe" in refusal


async def test_who_wrote_a_comment_is_known_in_a_file_and_changes_it_after_an_import() -> None:
    office = await opened()
    await office.take(file())
    (objective,) = (await office.workspace()).objectives
    unit = next(iter((await office.workspace()).organization.units))
    zoe = Actor("person:zoe", "Zoe", "member", unit)
    one = CommentId("one")
    edited: list[tuple[AnyCommand, Actor]] = [
        (AddPerson(PersonId("zoe"), "Zoe", unit), ADMINISTRATOR),
        (PostComment(ObjectiveId(objective), one, "Well begun"), zoe),
        (ReplyToComment(ObjectiveId(objective), one, CommentId("two"), "So so"), zoe),
        (RenamePerson(PersonId("zoe"), "Zoe B.", NOW.date()), ADMINISTRATOR),
        (EditComment(ObjectiveId(objective), one, "Half done"), replace(zoe, name="Zoe B.")),
        (WithdrawComment(ObjectiveId(objective), CommentId("two")), replace(zoe, name="Zoe B.")),
    ]
    for minutes, (command, who) in enumerate(edited):
        now = NOW + timedelta(minutes=minutes)
        await office.desk.handle(WORKSPACE, Request([command], who, now))
    exported = export(await office.commands())
    spoken = [(row["by"], row["by_person"]) for row in exported.rows if row["kind"] in KINDS]
    assert spoken == [("Zoe", "Zoe")] * 4
    elsewhere = await opened(NOW + timedelta(days=1))
    await elsewhere.take(exported.csv)
    again = (await elsewhere.desk.state(WORKSPACE, comments_stream(objective))).known
    assert [(said.by, said.text, said.gone) for said in again.values()] == [
        ("person:zoe", "Half done", ""),
        ("person:zoe", "So so", "withdrawn"),
    ]
    own = EditComment(ObjectiveId(objective), one, "All done")
    later = NOW + timedelta(days=1)
    await elsewhere.desk.handle(WORKSPACE, Request([own], replace(zoe, name="Zoe B."), later))
    assert (await office.take(exported.csv)).status == "already up to date"
