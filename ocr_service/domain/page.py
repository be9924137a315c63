"""A page that was read: its words with boxes, and why it was read the way it was.

``Page.to_json`` is the form in ``pages.ndjson``, in ``GET /ocr/result/{id}`` and in bench caches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from ocr_service.domain.rules import Rules
from ocr_service.domain.shapes.blocks import Block, blocks_from_json
from ocr_service.domain.shapes.box import Box

__all__ = ["Block", "Box", "Page", "PageSource", "Word"]


class Word(NamedTuple):
    """One word. ``confidence`` is 0-100; ``block``, ``paragraph``, ``line`` are Tesseract's numbers."""

    text: str
    box: Box
    confidence: float
    block: int
    paragraph: int
    line: int


# A warning that pages give of the file they stand in; a document says it once.
FILE_DAMAGED = "The file is damaged: the table of its contents is wrong and was made anew. Parts of pages may be missing."


class PageSource(StrEnum):
    """Where a page's text comes from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    MIXED = "mixed"
    BLANK = "blank"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in reading order.

    ``width``, ``height`` and all boxes are in pixels at ``dpi`` of the upright page (a text layer
    has ``dpi`` 72: PDF points). ``confidence`` is the mean over its words weighted by length, 0-100; of a
    text layer it is 100. ``rotation`` is the clockwise turn in degrees that made the page upright,
    ``skew`` the angle in degrees that was taken out. ``decisions`` records every choice made for
    this page (``{"source": "no text layer", "dpi": …, "second_attempt": …}``). ``language`` is the one it was
    read in, ``found_language`` the one that its words tell, empty when they do not. ``coverage`` is the
    share of its print that its words explain, 0-1, None where nobody looked. ``duration_s`` is wall time.
    ``blocks`` say in reading order what the parts of the page are; ``rules`` are what is drawn on it, known while it
    is read and no part of a result.
    """

    number: int
    text: str
    words: tuple[Word, ...] = ()
    blocks: tuple[Block, ...] = ()
    rules: Rules = field(default_factory=Rules, compare=False)
    width: float = 0
    height: float = 0
    dpi: int = 72
    source: PageSource = PageSource.OCR
    confidence: float = 0.0
    language: str = ""
    found_language: str = ""
    rotation: int = 0
    skew: float = 0.0
    quality: float = 0.0
    coverage: float | None = None
    duration_s: float = 0.0
    decisions: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: Mapping[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values; words as objects with a four-member box ``[left, top, width, height]``."""
        return {
            "page": self.number,
            "text": self.text,
            "confidence": round(self.confidence, 2),
            "source": self.source.value,
            "language": self.language,
            "found_language": self.found_language,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "rotation": self.rotation,
            "skew": round(self.skew, 2),
            "quality": round(self.quality, 3),
            "coverage": None if self.coverage is None else round(self.coverage, 3),
            "processing_time": round(self.duration_s, 3),
            "decisions": dict(self.decisions),
            "warnings": list(self.warnings),
            "error": dict(self.error) if self.error else None,
            "words": [
                {
                    "text": text,
                    "box": list(box),
                    "confidence": confidence,
                    "block": block,
                    "paragraph": paragraph,
                    "line": line,
                }
                for text, box, confidence, block, paragraph, line in self.words
            ],
            "blocks": [block.to_json() for block in self.blocks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Page:
        """The page that ``to_json`` wrote."""
        return cls(
            number=data["page"],
            text=data["text"],
            words=tuple(
                Word(w["text"], Box(*w["box"]), w["confidence"], w["block"], w["paragraph"], w["line"])
                for w in data["words"]
            ),
            blocks=blocks_from_json(data.get("blocks", ())),
            width=data["width"],
            height=data["height"],
            dpi=data["dpi"],
            source=PageSource(data["source"]),
            confidence=data["confidence"],
            language=data["language"],
            found_language=data.get("found_language", ""),
            rotation=data["rotation"],
            skew=data["skew"],
            quality=data["quality"],
            coverage=data.get("coverage"),
            duration_s=data["processing_time"],
            decisions=data["decisions"],
            warnings=tuple(data["warnings"]),
            error=data["error"],
        )
