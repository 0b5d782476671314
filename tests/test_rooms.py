"""The folders of the packages stay small, and each of them has its place in an import contract."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("domain", "events", "projections", "runtime", "workers", "api")
FOLDERS = sorted(
    {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")},
    key=str,
)
MOST_MODULES = 18


def dotted(folder: Path) -> str:
    return ".".join(folder.relative_to(ROOT).parts)


def rooms() -> Iterator[str]:
    """What the contracts of `lint-imports` give a floor to."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", [""] if "layers" in contract else []):
            for floor in contract["layers"]:
                for room in floor.split("|"):
                    yield f"{container}.{room.strip()}".lstrip(".")


@pytest.mark.parametrize("folder", FOLDERS, ids=dotted)
def test_a_folder_has_no_more_modules_than_can_be_read_at_a_glance(folder: Path) -> None:
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES, "divide it by what its modules are about"


@pytest.mark.parametrize("folder", FOLDERS, ids=dotted)
def test_every_folder_has_a_floor_in_an_import_contract(folder: Path) -> None:
    assert dotted(folder) in set(rooms()), "name it in a contract in pyproject.toml"


def test_every_folder_with_code_is_a_package() -> None:
    assert [folder for folder in FOLDERS if not (folder / "__init__.py").exists()] == []
