"""How a key result is measured, written as the cells of its row."""

from __future__ import annotations

from api.exchange.cells import written, written_list
from domain.measuring.metric import Metric, Milestone


def metric_cells(metric: Metric) -> dict[str, str]:
    cells = {"type": str(metric.__struct_config__.tag), "unit": getattr(metric, "unit", "")}
    for column in ("baseline", "target", "stretch", "low", "high"):
        cells[column] = written(getattr(metric, column, None))
    if isinstance(metric, Milestone):
        cells["steps"] = written_list(
            [step.name, written(step.weight), step.due.isoformat() if step.due else ""]
            for step in metric.steps
        )
    return cells
