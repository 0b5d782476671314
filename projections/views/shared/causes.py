"""Where the log has what is behind a reason: the reports and the promises that it goes by."""

from __future__ import annotations

from collections.abc import Mapping

from domain.drift.reasons import Cause
from domain.objectives.state import KeyResult
from projections.model.workspace import Workspace


def positions(workspace: Workspace, key_result: KeyResult) -> Mapping[Cause, list[int]]:
    """The positions of all that was said of each check-in and dependency of a key result."""
    found: dict[Cause, list[int]] = {
        key: [one.position for one in workspace.promises.about(key)]
        for key in key_result.dependencies
    }
    for report in workspace.reports.on(key_result.key_result_id):
        found.setdefault(report.event.check_in_id, []).append(report.position)
    return found
