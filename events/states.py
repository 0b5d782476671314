"""The present states of streams, remembered, so that only what is new is read."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from events import catalog, streams
from events.catalog import Unknown
from events.log import EventLog, Stored

log = logging.getLogger(__name__)

PAGE = 10_000
"""How many events are read from the log at once."""


class CannotDecide(Exception):
    """There is an event in a record that this version of Sightline cannot make anything of."""


class WrittenByNewerVersion(CannotDecide):
    """A newer version of Sightline has written to this record: this one must not decide on it."""


class RecordStopped(CannotDecide):
    """An event of a record cannot be folded, so nothing can be decided on the record."""

    def __init__(self, position: int, error: Exception) -> None:
        """Name the event and the kind of error, whose words may repeat what somebody wrote."""
        self.position, self.error = position, type(error).__name__
        super().__init__(
            f"Nothing can be decided here: the event at position {position} cannot be folded "
            f"({self.error})."
        )


class Known(NamedTuple):
    """A stream's state, and the version at which it is that."""

    version: int
    state: Any


class States:
    """Tells the states of streams, and keeps those that were asked for lately."""

    def __init__(self, log: EventLog, remembered: int) -> None:
        self._log = log
        self._remembered = remembered
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()
        self._stopped: set[tuple[str, int]] = set()

    async def read(self, workspace_id: str, names: Sequence[str]) -> dict[str, Known]:
        """Raises CannotDecide."""
        known = {
            name: self._known.get((workspace_id, name)) or Known(0, streams.aggregate(name).empty)
            for name in names
        }
        while True:
            after = {name: known[name].version for name in names}
            rows = await self._log.read_streams(workspace_id, after, PAGE)
            for stored in rows:
                known[stored.stream] = self._after(workspace_id, known[stored.stream], stored)
            if len(rows) < PAGE:
                break
        for name in names:
            self._remember(workspace_id, name, known[name])
        return known

    async def recorded(self, workspace_id: str, names: Sequence[str]) -> list[Stored]:
        """What has been recorded in some streams, in its order."""
        after = dict.fromkeys(names, 0)
        found: list[Stored] = []
        while after:
            rows = await self._log.read_streams(workspace_id, after, PAGE)
            found.extend(rows)
            if len(rows) < PAGE:
                break
            after.update({stored.stream: stored.version for stored in rows})
        return found

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    def _after(self, workspace_id: str, known: Known, stored: Stored) -> Known:
        """What a stream is after one more event."""
        try:
            event = catalog.read(stored)
            if not isinstance(event, Unknown):
                state = streams.aggregate(stored.stream).evolve(known.state, event)
                return Known(stored.version, state)
        except MemoryError:
            raise
        except Exception as error:
            stopped = RecordStopped(stored.position, error)
            self._tell(workspace_id, stored, stopped, error)
            raise stopped from error
        raise WrittenByNewerVersion(WrittenByNewerVersion.__doc__)

    def _tell(
        self, workspace_id: str, stored: Stored, stopped: RecordStopped, error: Exception
    ) -> None:
        """Say in the process's log what cannot be folded: once, not at every request."""
        if (workspace_id, stored.position) in self._stopped:
            return
        self._stopped.add((workspace_id, stored.position))
        log.error(
            "an event cannot be folded: nothing is decided on its record",
            exc_info=error,
            extra={
                "workspace": workspace_id,
                "stream": stored.stream,
                "position": stored.position,
                "error": stopped.error,
            },
        )

    def _remember(self, workspace_id: str, stream: str, known: Known) -> None:
        if known.version == 0:
            return
        self._known[workspace_id, stream] = known
        self._known.move_to_end((workspace_id, stream))
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
