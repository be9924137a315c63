"""docs/events.md names every event that the code logs, and none that it does not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def logged(file: Path) -> Iterator[str]:
    """The first text among the arguments of each call of the module's ``log``."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS
        ):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id in {"log", "logger"}:
            phrases = [
                each.value
                for each in node.args
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            assert phrases, f"{file}:{node.lineno} logs no fixed phrase"
            yield phrases[0]


def test_every_event_is_documented():
    events = {event for file in (PROJECT / "ocr_service").rglob("*.py") for event in logged(file)}
    table = (PROJECT / "docs" / "events.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([^`]+)` \|", table, re.M))

    assert documented == events
