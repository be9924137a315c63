"""Tell what a file says of itself as schema 2 tells it: typed values, and nothing but properties of the file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from ocr_service.results.facts import is_fact

_DATES = frozenset({"created", "modified"})
_ANSWERS = frozenset({"tagged", "encrypted"})
# The size of the first page as poppler words it: each page tells its own. Of a picture likewise.
_IN_PAGES = frozenset({"page_size", "width", "height"})
_NO_FORM = "none"
# What pdfinfo prints without ISO dates, in results of early versions: Sat Nov 28 13:48:11 2026 UTC.
_POPPLER = "%a %b %d %H:%M:%S %Y %Z"


def metadata_2(head: Mapping[str, Any]) -> dict[str, Any]:
    """The file's properties; a value that cannot be told in its type is left out."""
    stored = head.get("properties", head.get("metadata", {}))
    told = {
        name: _typed(name, value)
        for name, value in stored.items()
        if name not in _IN_PAGES and not is_fact(value)
    }
    return {name: value for name, value in told.items() if value is not None}


def _typed(name: str, value: Any) -> Any:
    if name in _DATES:
        return _moment(str(value))
    if name in _ANSWERS and isinstance(value, str):
        # ``yes (print:yes copy:no …)``
        return value.startswith("yes")
    return None if name == "form" and value == _NO_FORM else value


def _moment(text: str) -> str | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text).isoformat()
    with suppress(ValueError):
        return datetime.strptime(text, _POPPLER).replace(tzinfo=UTC).isoformat()
    return None
