"""Old stored shapes made new, on raw JSON, before decoding.

Stored events are never changed. When a shape must change beyond adding a field with a default, the
new shape gets a new tag in the catalog, and the old tag an entry here that turns its raw fields
into the new ones. Each stored shape that ever existed stays in the tests as a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]

UPCASTS: Mapping[str, Upcast] = {}
"""From an old tag to a function that gives the new tag and the new fields."""
