"""Tell a stored page as schema 2 tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ocr_service.layout.found_language import language_found
from ocr_service.results.units import box_in_points, places_in_points, points, scale_of

PARTS = ("text", "words", "blocks", "decisions")
"""What of a page may be left out, since most of its bytes are in these."""
_AS_STORED_BEFORE = ("rotation", "skew", "quality")
_AS_STORED_AFTER = ("processing_time", "warnings", "error")


def page_2(stored: Mapping[str, Any], parts: Collection[str] = PARTS) -> dict[str, Any]:
    """A page: its size in points and pixels, every place on it in points, and those of ``PARTS`` that are wanted."""
    scale = scale_of(stored)
    told = {
        "page": stored["page"],
        "source": stored["source"],
        "confidence": stored["confidence"],
        "language": page_language(stored) or None,
        "width": points(stored["width"], scale),
        "height": points(stored["height"], scale),
        "unit": "point",
        "dpi": stored["dpi"],
        "width_px": round(stored["width"]),
        "height_px": round(stored["height"]),
        **{name: stored[name] for name in _AS_STORED_BEFORE},
        "coverage": stored.get("coverage"),
        **{name: stored[name] for name in _AS_STORED_AFTER},
    }
    if "text" in parts:
        told["text"] = stored["text"]
    if "decisions" in parts:
        told["decisions"] = stored["decisions"]
    if "blocks" in parts:
        told["blocks"] = places_in_points(stored.get("blocks", []), scale)
    if "words" in parts:
        told["words"] = [{**word, "box": box_in_points(word["box"], scale)} for word in stored["words"]]
    return told


def page_language(stored: Mapping[str, Any]) -> str:
    """The language that was found on a page, also of pages that were stored before anybody looked for it."""
    found: str | None = stored.get("found_language")
    return language_found(stored["text"]) if found is None else found
