from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(database: str, tmp_path: Path) -> Terminal:
    """A terminal in front of a migrated database of this test alone."""
    return Terminal(database, tmp_path / "home")
