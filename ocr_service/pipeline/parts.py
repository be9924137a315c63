"""What a pipeline is put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_service.domain.ports import Categorizer, Engine, Extractor
from ocr_service.pipeline.page_slots import PageSlots


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineParts:
    """Engines by name, extractors in order of trust, and the languages ``auto`` chooses among."""

    engines: Mapping[str, Engine]
    extractors: Sequence[Extractor]
    categorizer: Categorizer
    slots: PageSlots
    languages: tuple[str, ...] = ("eng",)
