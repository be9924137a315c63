"""What is accepted: sizes, languages, defaults."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.status import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePolicy:
    """Limits of the door. ``languages`` may be asked for (of those, a worker must have them); ``outputs`` are made of every document."""

    max_bytes: int = 100_000_000
    max_pixels: int = 100_000_000
    max_pages: int = 2_000
    default_language: str = "eng"
    languages: tuple[str, ...] = ("eng", "deu", "fra", "spa", "ita")
    strict_types: bool = False
    outputs: tuple[Output, ...] = ()
