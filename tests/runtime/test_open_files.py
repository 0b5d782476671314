from __future__ import annotations

import subprocess
import sys

import pytest

TOLD = """
import resource
from runtime.open_files import allow_open_files
soft, hard = {0}, {1}
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(allow_open_files({2}), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("allowed", "most", "wanted", "then"),
    [
        (64, 256, 128, "128 128 256"),
        (64, 256, 10_000, "256 256 256"),
        (64, 256, 32, "64 64 256"),
    ],
)
def test_a_limit_is_raised_as_far_as_it_may_and_never_lowered(
    allowed: int, most: int, wanted: int, then: str
) -> None:
    """In a process of its own, since nobody but the superuser could undo it."""
    told = [sys.executable, "-c", TOLD.format(allowed, most, wanted)]
    said = subprocess.run(told, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves

    assert said.stdout.strip() == then
