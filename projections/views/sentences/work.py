"""What is planned for a week, and what becomes of it, in sentences."""

from __future__ import annotations

from typing import assert_never

from domain.work import TaskDropped, TaskEdited, TaskFinished, TaskMoved, TaskPlanned, WorkEvent
from projections.model.feed import Entry


def tell(event: WorkEvent, entry: Entry) -> str:
    task = entry.part or "a task"
    match event:
        case TaskPlanned():
            return f"Planned for week {event.week}: {event.title}{_toward(event, entry)}"
        case TaskEdited():
            return f"Edited a task: {event.title}{_toward(event, entry)}"
        case TaskMoved():
            return f"Moved to week {event.week}: {task}"
        case TaskFinished():
            return f"Done: {task}"
        case TaskDropped():
            why = f" ({event.reason})" if event.reason else ""
            return f"Dropped: {task}{why}"
        case _:
            assert_never(event)


def _toward(event: TaskPlanned | TaskEdited, entry: Entry) -> str:
    return f", toward: {entry.subject}" if event.objective_id and entry.subject else ""
