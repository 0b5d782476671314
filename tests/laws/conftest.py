"""Each example of a law is a new one."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis.internal.conjecture.engine import ConjectureRunner


@pytest.fixture(scope="package", autouse=True)
def fresh_examples() -> Iterator[None]:
    """Hypothesis follows each example by five with parts of it repeated in other places.

    For a log these are the same log again, with a wish or two said twice: of a hundred logs about
    twenty were different ones. There is no setting for it; `test_the_logs.py` fails if this one
    does not work any more.
    """
    with patch.object(ConjectureRunner, "generate_mutations_from", lambda *_: None):
        yield
