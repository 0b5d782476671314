"""Models that are kept in memory between refreshes, the least recently used dropped first."""

from __future__ import annotations

from collections import OrderedDict

from projections.keeping.fold import Fold


class Model:
    """A workspace's fold, and the position of its newest stored snapshot."""

    def __init__(self, fold: Fold, snapshot: int) -> None:
        self.fold = fold
        self.snapshot = snapshot


class RecentModels:
    """As many models as have `events` folded events together, but always the last one used."""

    def __init__(self, events: int) -> None:
        self._limit = events
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._events = 0

    def __len__(self) -> int:
        return len(self._models)

    def take(self, workspace_id: str) -> Model | None:
        """Take a model out: who fails while using it leaves nothing half-done behind."""
        model = self._models.pop(workspace_id, None)
        if model is not None:
            self._events -= _weight(model)
        return model

    def keep(self, workspace_id: str, model: Model) -> None:
        self.take(workspace_id)
        self._models[workspace_id] = model
        self._events += _weight(model)
        while self._events > self._limit and len(self._models) > 1:
            self.take(next(iter(self._models)))


def _weight(model: Model) -> int:
    # Nothing is folded into a model while it is kept, so it weighs the same on its way out.
    return model.fold.workspace.position + 100
