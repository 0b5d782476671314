"""By which name somebody is called who said something."""

from __future__ import annotations

from domain.access import identity
from domain.objectives.state import Objective
from domain.values import Owner
from projections.model.workspace import Workspace
from projections.views.projection import Named, named


def speaker(workspace: Workspace, objective: Objective, by: str) -> Named:
    """Who said something; of somebody who is in no organization, the name that they go by."""
    person_id = identity.person_of(by)
    if person_id is None or person_id not in workspace.organization.people:
        return Named("name", by, by)
    return named(workspace, Owner("person", person_id), objective.cycle_id)
