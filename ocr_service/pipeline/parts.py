"""What a pipeline is put together from."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_service.domain.outside.agent import NO_AGENT, AgentRules
from ocr_service.domain.outside.language_model import NO_LANGUAGE_MODEL, LanguageModelRules
from ocr_service.domain.ports import Categorizer, Engine, Extractor
from ocr_service.domain.status import NEURAL_ENGINE
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.reading.vision.opinion import NO_VISION, VisionRules

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineParts:
    """Engines by name, extractors in order of trust, and the languages ``auto`` chooses among.

    ``keeps_engines``: there is memory for engines that stay from one document to the next. ``vision`` says which pages are shown to a
    model on the network, ``agent`` and ``language_model`` whether there is one to ask.
    """

    engines: Mapping[str, Engine]
    extractors: Sequence[Extractor]
    categorizer: Categorizer
    shares: MemoryShares
    languages: tuple[str, ...] = ("eng",)
    keeps_engines: bool = False
    vision: VisionRules = NO_VISION
    agent: AgentRules = NO_AGENT
    language_model: LanguageModelRules = NO_LANGUAGE_MODEL

    def warm(self) -> None:
        """Start what documents can share before their processes are forked, where memory allows it; until ``rest``.

        Networks have memory of their own. An engine that fails here costs its documents some time, not everybody's the process they are forked from.
        """
        for name, engine in self.engines.items():
            if self.keeps_engines or name == NEURAL_ENGINE:
                try:
                    engine.warm()
                except Exception:
                    log.exception("engine not warmed", extra={"engine": name})

    def rest(self) -> None:
        """End what this process started."""
        for engine in self.engines.values():
            engine.rest()
