"""What there is to be named in a document, read from the source: classes, fields, values, SQL."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "events", "projections", "runtime", "workers", "api", "tests", "bench")
_WORD = re.compile(r"[A-Za-z_][\w-]*")


@cache
def paths() -> frozenset[Path]:
    """All files and folders of the project, relative to it."""
    own = (path for package in (*PACKAGES, "docs", ".ci") for path in (ROOT / package).rglob("*"))
    found = [path for path in own if "__pycache__" not in path.parts]
    return frozenset(path.relative_to(ROOT) for path in (*found, *ROOT.glob("*")))


class _Module(NamedTuple):
    name: str
    body: list[ast.stmt]
    nodes: list[ast.ClassDef | ast.arg | ast.Constant]
    """Whatever in it may be named: it is looked through once, because that takes long."""


@cache
def _modules() -> list[_Module]:
    found = []
    for path in sorted(paths()):
        if path.suffix == ".py" and path.parts[:2] != ("tests", "docs"):
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            nodes = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.ClassDef | ast.arg | ast.Constant)
            ]
            found.append(_Module(name, tree.body, nodes))
    return found


@cache
def modules() -> frozenset[str]:
    return frozenset(one.name for one in _modules())


@cache
def members() -> dict[str, frozenset[str]]:
    """What each class and each module (by its whole name, and by its last part) defines."""
    found = defaultdict[str, set[str]](set)
    for module in _modules():
        for known in (module.name, module.name.rpartition(".")[2]):
            found[known] |= set(_defined(module.body))
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                found[node.name] |= {*_defined(node.body), *_held(node)}
    return {name: frozenset(defined) for name, defined in found.items()}


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.AsyncFunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign():
                yield from (one.id for one in node.targets if isinstance(one, ast.Name))
            case _:
                pass


def _held(kind: ast.ClassDef) -> Iterator[str]:
    """The attributes that methods give to `self`."""
    for node in ast.walk(kind):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


@cache
def names() -> frozenset[str]:
    """Everything that is defined somewhere, parameters included."""
    found = {name for defined in members().values() for name in defined}
    for module in _modules():
        found |= {node.arg for node in module.nodes if isinstance(node, ast.arg)}
    return frozenset(found)


@cache
def values() -> frozenset[str]:
    """Words that stand alone in a string: tags, codes, fields, headers, kinds, commands."""
    return frozenset(
        node.value
        for module in _modules()
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _WORD.fullmatch(node.value)
    )


@cache
def elsewhere() -> frozenset[str]:
    """The words of what is not Python: SQL, mappings, containers."""
    suffixes = (".sql", ".toml", ".yml")
    return frozenset(
        word
        for path in paths()
        if path.suffix in suffixes
        for word in _WORD.findall((ROOT / path).read_text(encoding="utf-8"))
    )
