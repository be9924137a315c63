"""Assemble the parts that read a document; used by the fork server and by ``ocr-service process``."""

from __future__ import annotations

from pathlib import Path

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.engines.registry import build_engines
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.page_slots import PageSlots
from ocr_service.pipeline.run import PipelineParts


def build_parts(*, slots: int, languages: tuple[str, ...], memory_folder: Path | None) -> PipelineParts:
    """Engines, extractors and categorizer, with ``slots`` page slots that forked children share.

    ``languages`` are those that ``auto`` chooses among; ``memory_folder`` holds what feedback taught.
    """
    return PipelineParts(
        engines=build_engines(),
        extractors=build_extractors(memory_folder=memory_folder),
        categorizer=build_categorizer(memory_folder=memory_folder),
        slots=PageSlots.create(slots),
        languages=languages,
    )
