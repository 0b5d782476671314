"""Days in the workspace's time zone: the one it is, and the one that the log has come to."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

NEVER = datetime.min.replace(tzinfo=UTC)


class Days:
    """`today` is the day that is shown, `recorded` that of the last event."""

    def __init__(self) -> None:
        self.today = date.min
        self.recorded = date.min
        self._midnight = NEVER
        self._zone = ZoneInfo("UTC")

    def day_of(self, moment: datetime) -> date:
        """The day of a moment in the workspace's time zone."""
        return moment.astimezone(self._zone).date()

    def end_of(self, day: date) -> datetime:
        """The moment at which a day is over in the workspace's time zone."""
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), self._zone)

    def advance(self, today: date) -> None:
        """Move on to a day; time never runs backwards."""
        self.today = max(self.today, today)

    def reach(self, moment: datetime) -> None:
        """Go on to the moment at which an event was recorded."""
        if moment >= self._midnight:
            self._begin(self.day_of(moment))

    def settle_in(self, zone: ZoneInfo) -> None:
        """Reckon in a time zone from now on."""
        self._zone = zone

    def begin_in(self, zone: ZoneInfo, moment: datetime) -> None:
        """Begin again in a time zone: until now it was reckoned in UTC."""
        self._zone = zone
        self.today = date.min
        self._begin(self.day_of(moment))

    def _begin(self, day: date) -> None:
        """Take it that events are recorded on this day until it is over."""
        self.recorded = day
        self._midnight = self.end_of(day)
        self.advance(day)

    def still(self) -> Days:
        """A copy for which no days go by."""
        return copy(self)
