"""Show what the queue says: a table for people, JSON for scripts."""

from __future__ import annotations

import dataclasses
import json
from typing import Any


def table(rows: list[tuple[Any, ...]], *heads: str) -> str:
    """Columns for people."""
    lines = [heads, *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def plain(value: object) -> Any:
    """A value of the domain as JSON holds it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "items"):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(member) for member in value]
    return value


def print_json(value: object) -> None:
    """One JSON document for scripts."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))
