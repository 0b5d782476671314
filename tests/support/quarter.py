"""A small company's quarter, told by commands, and every view of it as a reader gets it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from msgspec.structs import asdict

from domain.access.identity import Actor, acting
from domain.alignment.linking import LinkObjective, UnlinkObjective, announced
from domain.cycles.cycle import DefineCycle, MoveCycle
from domain.measuring.check_in import CheckIn, CorrectCheckIn
from domain.measuring.metric import Increase, Metric
from domain.objectives.negotiation import CommitObjective, PublishObjective
from domain.objectives.planning import AddKeyResult, DraftObjective
from domain.objectives.revision import ApproveRevision, RequestRevision
from domain.objectives.state import Changes, RevisedLink, Revision
from domain.organization.organization import AddPerson, AddUnit
from domain.values import (
    CheckInId,
    CycleId,
    KeyResultId,
    LinkId,
    ObjectiveId,
    Owner,
    RevisionId,
    Role,
    UnitId,
)
from domain.workspace import CreateWorkspace
from events.handling import Desk, Request
from events.log import Stored
from events.memory import MemoryLog
from events.streams import AnyCommand, objective_stream
from projections.keeping import fold
from projections.model.workspace import Workspace
from tests.support.company import ADA, COMPANY, ENDS, ENGINEERING, Q3, STARTS
from tests.support.logs import WORKSPACE, run

TO_100 = Increase(0, 100)
SUPPORT, SALES = UnitId("support"), UnitId("sales")


class Quarter:
    """What is said is said on the day of the last `on`; a refusal fails the test."""

    def __init__(self, *, founded: bool = True) -> None:
        self._now = datetime.combine(STARTS, time(12), UTC)
        self._log = MemoryLog(lambda: self._now)
        self._desk = Desk(self._log)
        run(self._log.create_workspace(WORKSPACE, "Acme"))
        self._revisions = 0
        self._unpublished: list[ObjectiveId] = []
        if founded:
            self.say(
                CreateWorkspace("Acme", "UTC"),
                AddUnit(COMPANY, "Acme", "company"),
                AddUnit(ENGINEERING, "Engineering", "team", COMPANY),
                AddUnit(SUPPORT, "Support", "team", COMPANY),
                AddUnit(SALES, "Sales", "team", COMPANY),
                AddPerson(ADA, "Ada", ENGINEERING),
                DefineCycle(Q3, "2026-Q3", STARTS, ENDS),
                MoveCycle(Q3, "active"),
            )

    # Telling

    def on(self, day: date) -> Quarter:
        self.publish()
        self._now = datetime.combine(day, time(12), UTC)
        return self

    def say(
        self, *commands: AnyCommand, role: Role = "administrator", actor: str | Actor = "ada"
    ) -> Quarter:
        who = actor if isinstance(actor, Actor) else acting(actor, role)
        run(self._desk.handle(WORKSPACE, Request(commands, who, self._now)))
        return self

    def goal(
        self,
        name: str,
        owner: UnitId | Owner,
        key_results: Mapping[str, Metric] | Sequence[str],
        cycle: CycleId = Q3,
        **more: Any,
    ) -> Quarter:
        """An objective that is published as soon as somebody reports, or looks.

        What names it is its identifier too.
        """
        if not isinstance(key_results, Mapping):
            key_results = dict.fromkeys(key_results, TO_100)
        answers = owner if isinstance(owner, Owner) else Owner("unit", owner)
        goal = ObjectiveId(name)
        self._unpublished.append(goal)
        return self.say(
            DraftObjective(goal, cycle, name.capitalize(), answers),
            *(
                AddKeyResult(goal, KeyResultId(key), key.capitalize(), metric, **more)
                for key, metric in key_results.items()
            ),
        )

    def publish(self) -> Quarter:
        """Publish what is planned so far."""
        for goal in self._unpublished:
            self.say(CommitObjective(goal), PublishObjective(goal))
        self._unpublished = []
        return self

    def link(self, child: str, parent: str, key: str | None = None, **more: Any) -> Quarter:
        """A contribution by "better <child>", strong and sure unless said otherwise."""
        facts = {"mechanism": f"Better {child}", "strength": "strong", "link_test": "yes", **more}
        link = RevisedLink(
            LinkId(f"{child} to {key or parent}"),
            ObjectiveId(parent),
            None if key is None else KeyResultId(key),
            **facts,
        )
        if child not in self._unpublished:
            return self.revise(child, Changes(link=(link,)))
        return self.say(LinkObjective(Q3, objective_id=ObjectiveId(child), **asdict(link)))

    def unlink(self, child: str, parent: str) -> Quarter:
        link = LinkId(f"{child} to {parent}")
        if child not in self._unpublished:
            return self.revise(child, Changes(unlink=(link,)))
        return self.say(UnlinkObjective(Q3, link, ObjectiveId(child)))

    def revise(self, goal: str, changes: Changes, reason: str = "We know better") -> Quarter:
        """A revision that Bob asks for, and that Ada approves."""
        self.publish()
        self._revisions += 1
        revision = Revision(
            RevisionId(f"revision {self._revisions}"), "bob", reason, changes, "approved"
        )
        about = (ObjectiveId(goal), revision.revision_id)
        state = run(self._desk.state(WORKSPACE, objective_stream(ObjectiveId(goal))))
        return self.say(RequestRevision(*about, reason, changes), actor="bob").say(
            ApproveRevision(*about), *announced(state, revision)
        )

    def report(
        self,
        goal: str,
        key: str,
        value: float | None = None,
        confidence: int | None = None,
        **more: Any,
    ) -> Quarter:
        """A check-in; `name` and `effective` default to one per key result and day, and today."""
        self.publish()
        facts = {"effective": self._now.date(), **more}
        name = facts.pop("name", f"{key} {facts['effective']}")
        return self.say(
            CheckIn(
                ObjectiveId(goal),
                KeyResultId(key),
                CheckInId(name),
                value=value,
                confidence=confidence,
                **facts,
            )
        )

    def correct(
        self,
        goal: str,
        key: str,
        name: str,
        value: float | None = None,
        confidence: int | None = None,
    ) -> Quarter:
        return self.say(
            CorrectCheckIn(
                ObjectiveId(goal), KeyResultId(key), CheckInId(name), "typo", value, confidence
            )
        )

    # Reading

    @property
    def workspace(self) -> Workspace:
        """The model, as it is now."""
        model = Workspace()
        for stored in self.log:
            model.take(stored)
        return model

    @property
    def log(self) -> list[Stored]:
        self.publish()
        return run(self._log.read(WORKSPACE, limit=100_000))

    def view(self, projection: str, key: str, today: date | None = None) -> Any:
        """A view as JSON, today or on a later day; None where there is none."""
        found = fold.replay(self.log, today).get((projection, key))
        return None if found is None or found.body is None else json.loads(found.body)
