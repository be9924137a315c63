"""A result as schema 1 told it, member for member: what came later is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

VERSION = 1
HEAD = (
    "confidence",
    "language",
    "page_count",
    "processing_time",
    "metadata",
    "category",
    "category_details",
    "fields",
    "needs_review",
    "review",
    "warnings",
    "outputs",
    "stage_times",
)
PAGE = (
    "page",
    "text",
    "confidence",
    "source",
    "language",
    "width",
    "height",
    "dpi",
    "rotation",
    "skew",
    "quality",
    "coverage",
    "processing_time",
    "decisions",
    "warnings",
    "error",
    "words",
)


def head_1(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored head in schema 1."""
    told = {name: stored[name] for name in HEAD if name in stored}
    return {"schema_version": VERSION, **told, "metadata": _metadata(stored["metadata"])}


def page_1(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored page in schema 1."""
    return {name: stored[name] for name in PAGE if name in stored}


def _metadata(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Telephone numbers had the digits that are printed, without the code of their country."""
    told = dict(stored)
    if "phones" in stored:
        told["phones"] = [{**one, "value": re.sub(r"[^\d+]", "", one["text"])} for one in stored["phones"]]
    return told
