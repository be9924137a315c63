"""Nothing of ours reaches into another package, replaces parts of it, or calls C by hand without a decision."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ocr_service"
DECISIONS = ROOT / "docs" / "decisions"

# What is found on purpose: (file, what) → the decision that says why.
DECIDED = {
    ("bootstrap/starting/secrets_in_environment.py", "ctypes"): "0077-a-document-knows-no-secret.md",
    ("engines/hosting/forking_host.py", "ctypes"): "0001-system-calls-through-ctypes.md",
    ("engines/neural/host.py", "ctypes"): "0001-system-calls-through-ctypes.md",
    ("worker/child.py", "ctypes"): "0001-system-calls-through-ctypes.md",
    ("worker/process_name.py", "ctypes"): "0001-system-calls-through-ctypes.md",
    ("pipeline/limits/own_memory.py", "ctypes"): "0001-system-calls-through-ctypes.md",
    ("pipeline/decoding/heif_tiles.py", "ctypes"): "0018-heic-by-tile.md",
    ("pipeline/decoding/heif_tiles.py", "private import _pillow_heif"): "0018-heic-by-tile.md",
}
_BY_NAME = {"getattr", "setattr", "delattr", "hasattr"}


# Documented under these names: collections.namedtuple, os.
_DOCUMENTED = {"_replace", "_asdict", "_fields", "_make", "_exit"}


def is_private(name: str) -> bool:
    if name in _DOCUMENTED:
        return False
    return (
        name.startswith("_") and not (name.startswith("__") and name.endswith("__")) and name.strip("_") != ""
    )


def defined_in(tree: ast.AST) -> set[str]:
    """Private names that a module gives to things of its own: by assignment, definition, annotation or parameter."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
    return {name for name in found if is_private(name)}


class Finder:
    """What one module does to others that they do not offer."""

    def __init__(self, tree: ast.AST, ours: set[str]) -> None:
        self._tree = tree
        self._ours = ours
        self._own = defined_in(tree)
        self._modules = {
            (alias.asname or alias.name).partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }

    def found(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self._tree):
            for what in self._in(node):
                yield getattr(node, "lineno", 0), what

    def _in(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Import(names=names):
                yield from (self._import(alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names) if module and module != "__future__":
                yield from (self._import(f"{module}.{alias.name}") for alias in names)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if is_private(name):
                # Whatever a base class of ours defines may be used by those that stand on it.
                yield "" if name in self._own | self._ours else f"private attribute {name}"
            case ast.Attribute(attr=name) if is_private(name):
                yield "" if name in self._own else f"private attribute {name}"
            case ast.Call(func=ast.Name(id=name), args=[_, ast.Constant(value=str(text)), *_]) if (
                name in _BY_NAME
            ):
                yield f"private attribute {text}" if is_private(text) and text not in self._own else ""
            case ast.Subscript(
                value=ast.Call(func=ast.Name(id="vars")) | ast.Attribute(attr="__dict__"),
                slice=ast.Constant(value=str(text)),
            ) if is_private(text):
                yield "" if text in self._own else f"private attribute {text}"
            case ast.Subscript(value=ast.Attribute(attr="modules"), ctx=ast.Store() | ast.Del()):
                yield "sys.modules changed"
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in self._modules:
                yield f"part of {name} replaced"

    def _import(self, name: str) -> str:
        root, *rest = name.split(".")
        if root == "ctypes":
            return "ctypes"
        if name.startswith("unittest.mock"):
            return "unittest.mock"
        is_foreign = root != "ocr_service"
        hidden = [part for part in [root, *rest] if is_private(part)]
        return f"private import {name}" if is_foreign and hidden else ""


def findings(source: str, ours: set[str] = frozenset()) -> set[str]:
    """What is wrong in one module's text."""
    return {what for _, what in Finder(ast.parse(source), set(ours)).found() if what}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f(writer): return writer._transport", {"private attribute _transport"}),
        ("from PIL import _webp", {"private import PIL._webp"}),
        ("import _pillow_heif", {"private import _pillow_heif"}),
        ("from pkg._inner import name", {"private import pkg._inner.name"}),
        ("import ctypes.util", {"ctypes"}),
        ("from ctypes import CDLL", {"ctypes"}),
        ("import pdf2image\npdf2image.Popen = 1", {"part of pdf2image replaced"}),
        ("import sys\nsys.modules['numpy'] = None", {"sys.modules changed"}),
        ("def f(x): return getattr(x, '_secret', None)", {"private attribute _secret"}),
        ("def f(x): return vars(x)['_secret']", {"private attribute _secret"}),
        ("def f(x): return x.__dict__['_secret']", {"private attribute _secret"}),
        ("class A(B):\n def f(self): return self._inherited", {"private attribute _inherited"}),
        ("class A:\n def __init__(self): self._a = 1\n def f(self, other): return self._a, other._a", set()),
        ("_x = 1\nclass A:\n _y: int\n def f(self): return self._y", set()),
        ("import os\nos.environ |= {}", {"part of os replaced"}),
    ],
)
def test_what_is_no_business_of_ours_is_found(source, wanted):
    assert findings(source) == wanted


def test_what_a_base_class_of_ours_defines_may_be_used():
    assert findings("class A(B):\n def f(self): return self._ask()", {"_ask"}) == set()


@cache
def all_findings() -> dict[tuple[str, str], str]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    ours = set().union(*map(defined_in, trees.values()))
    return {
        (str(path.relative_to(PACKAGE)), what): f"{path.relative_to(ROOT)}:{line}: {what}"
        for path, tree in trees.items()
        for line, what in Finder(tree, ours).found()
        if what
    }


def test_whatever_reaches_into_others_was_decided():
    found = all_findings()

    assert [found[key] for key in found if key not in DECIDED] == []


def test_what_was_decided_is_still_done_and_still_written_down():
    found = all_findings()

    assert set(DECIDED) <= set(found)
    assert [page for page in DECIDED.values() if not (DECISIONS / page).is_file()] == []
