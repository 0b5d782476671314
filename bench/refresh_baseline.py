"""What catching up is measured against: the `eventsourcing` library's ProjectionRunner.

As its documentation sets it up: for each event one upsert into a view's table, with the position
that it stands for in the same transaction. Its view does nothing but that.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from psycopg.sql import SQL, Identifier

NOTE = "y" * 290
PER_AGGREGATE = 100


class Noted(Aggregate):
    """An aggregate with events of the size of a check-in."""

    @event("Noted")
    def note(self, text: str) -> None:
        self.text = text


class Notes(Application[UUID]):
    """Where the events come from."""


class NotesTable(PostgresTrackingRecorder):
    """The view: one row for each aggregate, with what was noted last."""

    def __init__(self, datastore: PostgresDatastore, **more: Any) -> None:
        super().__init__(datastore, **{**more, "tracking_table_name": "notes_tracking"})
        self._table = Identifier(datastore.schema), Identifier("notes_view")
        self.sql_create_statements.append(
            SQL("create table if not exists {}.{} (key text primary key, body text)").format(
                *self._table
            )
        )

    def upsert(self, key: str, body: str, tracking: Tracking) -> None:
        statement = SQL(
            "insert into {}.{} values (%s, %s) on conflict (key) do update set body = excluded.body"
        ).format(*self._table)
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(statement, (key, body), prepare=True)


class NotesView(Projection[NotesTable]):
    name = "notes"
    topics = (get_topic(Noted.Noted),)  # type: ignore[attr-defined]  # made by the decorator

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.upsert(str(domain_event.originator_id), domain_event.text, tracking)


class Runner:
    """A log of notes, and how fast a projection catches up with it."""

    def __init__(self, dsn: str, events: int) -> None:
        self._dsn = dsn
        self._environment = environment(dsn)
        self._events = events
        self._last = 0

    def fill(self) -> None:
        application = Notes(env=self._environment)
        for _ in range(self._events // PER_AGGREGATE):
            aggregate = Noted()
            for _ in range(PER_AGGREGATE):
                aggregate.note(NOTE)
            application.save(aggregate)
        self._last = application.recorder.max_notification_id() or 0
        application.close()

    def catch_up(self) -> float:
        """Events per second, into an empty view."""
        with psycopg.connect(self._dsn) as connection:
            connection.execute("drop table if exists notes_view, notes_tracking")
        before = time.perf_counter()
        with ProjectionRunner(
            application_class=Notes,
            projection_class=NotesView,
            view_class=NotesTable,
            env=self._environment,
        ) as runner:
            runner.wait(self._last, timeout=600)
            return self._events / (time.perf_counter() - before)


def environment(dsn: str) -> dict[str, str]:
    parts = urlsplit(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or "postgres",
        "POSTGRES_PASSWORD": "none",
    }
