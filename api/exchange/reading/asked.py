"""What whoever imports says beside the file, and who they are."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from domain.access.identity import Actor


class Who(Struct, frozen=True):
    """Who imports, into which workspace, and when."""

    workspace_id: str
    workspace_name: str
    actor: Actor
    now: datetime


class Wanted(Struct, frozen=True):
    """The cycle that the records without one of their own belong to, and its days if said."""

    name: str | None = None
    starts: date | None = None
    ends: date | None = None


class Answers(Struct, frozen=True):
    """Who the company is, and which owners are one each.

    `owners` look like lists of names, or nearly like another name.
    """

    company: str | None = None
    owners: tuple[str, ...] = ()


NO_ANSWERS = Answers()
