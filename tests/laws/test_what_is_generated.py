"""Everything that can be said can be made up, and what is seldom is something that there is."""

from __future__ import annotations

import msgspec
import pytest

from events.catalog import CATALOG
from events.streams import AnyCommand
from tests.laws.test_the_logs import REFUSALS
from tests.support.generated.choosing import KINDS, SELDOM, has_a_maker


def test_what_is_said_first_as_it_is_seldom_is_something_that_there_is() -> None:
    events = {f"+{event.__name__}" for event in CATALOG.values()}
    assert events | REFUSALS >= SELDOM


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_command_can_be_made(kind: type[AnyCommand]) -> None:
    """Else what a new command says is a name that `tests/support/generated/fields.py` lacks."""
    missing = [one.name for one in msgspec.structs.fields(kind) if not has_a_maker(kind, one)]
    assert missing == []
