"""The head of a result as schema 2 tells it: everything but its text and its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocr_service.results.facts import Scales, fields_2
from ocr_service.results.metadata import metadata_2
from ocr_service.results.names import told_as, told_in

VERSION = 2
_AS_STORED_BEFORE = ("page_count", "processing_time")
_AS_STORED_AFTER = ("outputs", "stage_times")


def head_2(stored: Mapping[str, Any], scales: Scales) -> dict[str, Any]:
    """A stored head, of this or an earlier version, in schema 2; ``scales`` of the pages that its facts stand on."""
    return {
        "schema_version": VERSION,
        "confidence": stored["confidence"],
        "language": document_language(stored) or None,
        **{name: stored[name] for name in _AS_STORED_BEFORE},
        "metadata": metadata_2(stored),
        "category": stored["category"],
        "category_details": stored["category_details"],
        "fields": fields_2(stored, scales),
        "needs_review": stored["needs_review"],
        "review": [
            {"field": told_as(doubt["field"]), "reason": told_in(doubt["reason"])}
            for doubt in stored.get("review", ())
        ],
        "warnings": [told_in(warning) for warning in stored["warnings"]],
        **{name: stored.get(name, {}) for name in _AS_STORED_AFTER},
        **({"parts": stored["parts"]} if "parts" in stored else {}),
    }


def document_language(stored: Mapping[str, Any]) -> str:
    """The language that most of the text is in, as it was found; of results stored before, that of the small words."""
    found: str | None = stored.get("found_language")
    if found is not None:
        return found
    languages = stored.get("metadata", {}).get("languages") or [{"value": ""}]
    return str(languages[0]["value"])
