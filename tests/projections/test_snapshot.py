from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from domain.values import ObjectiveId
from events.log import GENESIS, Stored
from projections.keeping import fold, rendering
from projections.keeping.fold import Fold
from projections.model import snapshot
from projections.model.workspace import Workspace
from tests.support.company import COMPANY, ENGINEERING, Q3, STARTS, week
from tests.support.quarter import Quarter

NOON = datetime.combine(STARTS, datetime.min.time(), UTC) + timedelta(hours=12)


def quarter() -> Quarter:
    found = (
        Quarter()
        .goal("delight", COMPANY, ["nps"])
        .goal("quick", ENGINEERING, ["latency"])
        .link("quick", "delight", "nps")
        .link("quick", "delight")
    )
    found.report("quick", "latency", 10, 4, name="first")
    return found.correct("quick", "latency", "first", 11, 3)


def folded(log: list[Stored]) -> Workspace:
    workspace = Workspace()
    for stored in log:
        workspace.take(stored)
    return workspace


def restored(log: list[Stored]) -> Workspace:
    found = snapshot.load(snapshot.dump(folded(log)))
    assert found is not None
    return found


def documents(workspace: Workspace, log: list[Stored]) -> dict[tuple[str, str], bytes]:
    """What a worker writes that goes on from a model."""
    worker = Fold(workspace, rendered=workspace.position)
    for stored in log[workspace.position :]:
        worker.take(stored)
    return {(one.projection, one.key): one.body or b"" for one in worker.render()}


def continues(told: Quarter, position: int) -> None:
    log = told.log
    warm, cold = folded(log[:position]), restored(log[:position])
    assert documents(cold, log) == documents(warm, log)


def test_a_restored_model_is_where_the_other_was() -> None:
    log = quarter().log
    found = restored(log)
    assert (found.position, found.recorded_at) == (len(log), NOON)
    assert found.organization == folded(log).organization
    assert found.objectives == folded(log).objectives
    assert found.objectives.versions == folded(log).objectives.versions
    assert found.reports.by_key_result == folded(log).reports.by_key_result


def test_a_restored_model_dumps_to_the_same_bytes() -> None:
    log = quarter().log
    assert snapshot.dump(restored(log)) == snapshot.dump(folded(log))


def test_a_link_is_taken_back_after_a_restart() -> None:
    told = quarter()
    position = len(told.log)
    continues(told.unlink("quick", "nps").unlink("quick", "delight"), position)
    cold = restored(told.log[:position])
    for stored in told.log[position:]:
        cold.take(stored)
    assert cold.links.up(cold.objectives[ObjectiveId("quick")]) == ()
    assert rendering.document(cold, fold.PROJECTIONS["coverage"], Q3).body == (
        fold.replay(told.log)["coverage", Q3].body
    )


def test_a_check_in_is_corrected_after_a_restart() -> None:
    told = quarter().on(week(2)).report("quick", "latency", 20, 2, name="second")
    position = len(told.log)
    continues(told.correct("quick", "latency", "second", 21, 5), position)


def test_a_page_of_the_feed_is_finished_after_a_restart() -> None:
    told = quarter()
    position = len(told.log)
    continues(told.goal("more", ENGINEERING, ["errors"]), position)


@pytest.mark.parametrize("body", [b"", b"\x00", b"not a snapshot", msgspec.msgpack.encode([1, 2])])
def test_bytes_that_do_not_fit_are_thrown_away(body: bytes) -> None:
    assert snapshot.load(body) is None


def test_a_snapshot_cut_short_is_thrown_away() -> None:
    body = snapshot.dump(folded(quarter().log))
    assert snapshot.load(body[:-1]) is None


def test_an_empty_model_can_be_kept() -> None:
    found = snapshot.load(snapshot.dump(Workspace()))
    assert found is not None
    assert found.position == 0


def test_a_still_copy_stays_as_it_is_while_events_go_on() -> None:
    told = quarter()
    workspace = folded(told.log)
    copy, before = workspace.still(), snapshot.dump(workspace)
    for stored in (
        told.unlink("quick", "nps")
        .report("quick", "latency", 90, name="x")
        .log[workspace.position :]
    ):
        workspace.take(stored)
    assert snapshot.dump(copy) == before
    assert snapshot.dump(workspace) != before


def test_a_report_on_what_only_a_newer_version_knows_is_kept() -> None:
    log = quarter().log
    added = next(one for one in log if one.type == "key_result_added")
    newer = [
        msgspec.structs.replace(one, type="key_result_cloned") if one is added else one
        for one in log
    ]
    stray = Stored(
        len(log) + 1,
        "objective:delight",
        9,
        "checked_in",
        b'{"type":"checked_in","objective_id":"delight","key_result_id":"nps",'
        b'"check_in_id":"c","effective":"2026-07-01","value":1.0}',
        "ada",
        "",
        "",
        NOON,
        NOON,
        GENESIS,
    )
    found = restored([*newer, stray])
    assert found.reports.by_key_result == folded([*newer, stray]).reports.by_key_result
