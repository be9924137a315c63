"""Assemble the parts that read a document; used by the fork server and by ``ocr-service process``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from PIL import Image

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.outside.agent import NO_AGENT, AgentRules
from ocr_service.domain.outside.language_model import NO_LANGUAGE_MODEL, LanguageModelRules
from ocr_service.domain.ports import LoadsHere
from ocr_service.engines.registry import build_engines
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.reading.vision.opinion import NO_VISION, VisionRules
from ocr_service.pipeline.run import PipelineParts
from ocr_service.pipeline.understanding.first_paper import understand_a_first_paper


def build_parts(
    *,
    slots: int,
    languages: tuple[str, ...],
    feedback_folder: Path | None,
    keeps_engines: bool = False,
    vision: VisionRules = NO_VISION,
    neural_model: str = "tiny",
    agent: AgentRules = NO_AGENT,
    language_model: LanguageModelRules = NO_LANGUAGE_MODEL,
) -> PipelineParts:
    """Engines, extractors and categorizer, with ``slots`` shares of memory for all forked children.

    ``languages`` are those that ``auto`` chooses among; ``feedback_folder`` holds what feedback taught;
    ``neural_model`` is empty where memory holds none.
    """
    _load_what_documents_load()
    engines = build_engines(neural_model=neural_model)
    usual = next(iter(engines.values()))
    if isinstance(usual, LoadsHere):
        # Here all documents share it.
        usual.load()
    # Without what feedback taught, which is its owners'.
    understand_a_first_paper(build_categorizer(), build_extractors())
    return PipelineParts(
        engines=engines,
        extractors=build_extractors(feedback_folder=feedback_folder),
        categorizer=build_categorizer(feedback_folder=feedback_folder),
        shares=MemoryShares.create(slots),
        languages=languages,
        keeps_engines=keeps_engines,
        vision=vision,
        agent=agent,
        language_model=language_model,
    )


def _load_what_documents_load() -> None:
    """What opens PDFs and pictures is imported when first needed, which is in each document's process anew: 30 ms."""
    for module in ("pdf_info", "picture_header", "page_shape"):
        import_module(f"ocr_service.pipeline.identify.{module}")
    Image.preinit()
