from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["api", "domain", "events", "projections", "runtime", "workers"])
def test_a_package_comes_from_this_repository_and_not_from_an_index(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__file__ is not None
    assert Path(package.__file__).parent == REPOSITORY / name


def test_every_file_of_a_package_is_packed_with_it() -> None:
    """What is missing from a wheel is noticed only where the repository is not at hand."""
    configuration = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    packed = ("*.py", *configuration["tool"]["setuptools"]["package-data"]["*"])
    for name in ("api", "domain", "events", "projections", "runtime", "workers"):
        for path in (REPOSITORY / name).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert any(path.match(pattern) for pattern in packed), path


def test_the_lock_names_no_registry_and_hashes_everything() -> None:
    lock = (REPOSITORY / "constraints.txt").read_text()
    assert "://" not in lock
    assert not any(line.startswith("-") for line in lock.splitlines())  # no option, no address
    entries = lock.replace("\\\n", "").splitlines()
    pinned = [line for line in entries if "==" in line and not line.lstrip().startswith("#")]
    assert pinned
    assert all("--hash=sha256:" in line for line in pinned)
