"""Stored documents and snapshots outlive the code that made them; LAYOUT tells them apart."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from projections.keeping import fold
from projections.model import snapshot
from projections.model.workspace import Workspace
from tests.support.logs import run, tell
from tests.support.story import story

RECORDED = (34, "836bc4ad")
"""The layout, and a digest of what it makes of the story of a quarter."""


def made() -> tuple[int, str]:
    log = run(tell(story()))
    workspace = Workspace()
    for stored in log:
        workspace.take(stored)
    digest = hashlib.sha256(snapshot.dump(workspace))
    for (projection, key), document in sorted(fold.replay(log).items()):
        shown = (projection, key, document.etag, document.part, document.audience)
        digest.update(f"{' '.join(shown)}\n".encode())
        digest.update(document.body or b"")
    return (fold.LAYOUT, digest.hexdigest()[:8])


def test_what_is_stored_changes_only_with_its_layout() -> None:
    """If this fails, raise LAYOUT in `projections.keeping.fold`, and `python -m` this records it.

    Do not raise it if nothing changed but the story.
    """
    assert made() == RECORDED


def test_the_story_reaches_what_it_should() -> None:
    documents = fold.replay(run(tell(story())))
    assert {projection for projection, _ in documents} == set(fold.PROJECTIONS)
    bodies = b"".join(document.body or b"" for document in documents.values())
    for word in (
        b'"status":"raised"',
        b'"at_risk"',
        b'"reason":"typo"',
        b'"mechanism":"by doing it"',
    ):
        assert word in bodies


if __name__ == "__main__":
    layout, digest = made()
    page = Path(__file__)
    record = f'RECORDED = ({layout}, "{digest}")'
    page.write_text(re.sub(r"^RECORDED = .*$", record, page.read_text(), flags=re.MULTILINE))
