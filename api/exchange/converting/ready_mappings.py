"""The mappings that come with Sightline, by name."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

_KIND = ".toml"


def ready_mappings() -> dict[str, Traversable]:
    """Where each of them is."""
    found = (one for one in (files("api.exchange.converting") / "mappings").iterdir())
    return {
        one.name.removesuffix(_KIND): one
        for one in sorted(found, key=lambda one: one.name)
        if one.name.endswith(_KIND)
    }
