"""Load everything that reads documents, and serve from it: each document's process is forked from this one.

It knows no Redis, no network and no secret.
"""

from __future__ import annotations

import gc
import json
import os
import socket
from dataclasses import dataclass

from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.bootstrap.sizing import document_limits, size_here
from ocr_service.domain.document import DocumentRequest, ResultHead
from ocr_service.domain.outside.agent import AGENT, AgentRules
from ocr_service.domain.outside.asking import Ask
from ocr_service.domain.outside.language_model import LanguageModelRules
from ocr_service.domain.ports import ReportProgress
from ocr_service.domain.status import NEURAL_ENGINE
from ocr_service.engines.data_limits import HOST_DATA_KB
from ocr_service.outside_settings import VisionSettings
from ocr_service.pipeline.limits.memory_table import SERVER_ROOM_MB, MemoryTable
from ocr_service.pipeline.limits.own_memory import (
    bound_growth,
    growth_unbounded,
    keep_heaps_small,
    unbound_growth,
)
from ocr_service.pipeline.reading.vision.opinion import VISION, VisionRules
from ocr_service.pipeline.run import PipelineParts, run_document
from ocr_service.settings import Settings
from ocr_service.worker.fork_server import Callers, ForkServer

# Three tries of the worker, and pauses between them.
_AGENT_TRIES, _AGENT_MARGIN_S = 3, 10.0


@dataclass(frozen=True, slots=True)
class WarmPipeline:
    """All that documents are read with, loaded; ``greeting`` says what can be read."""

    parts: PipelineParts
    greeting: bytes

    def serve(self, control: socket.socket, callers: Callers | None = None) -> None:
        """Greet the worker, and fork a process for each document that is ordered, until the worker is gone."""
        parts = self.parts

        def run(request: DocumentRequest, report: ReportProgress, ask: Ask) -> ResultHead:
            # In the document's process, whose limits are its run's.
            unbound_growth()
            return run_document(request, parts, report, ask)

        def warm() -> None:
            # The table has memory of their own for the programs that are started here.
            with growth_unbounded():
                parts.warm()

        bound_growth(SERVER_ROOM_MB << 20)
        control.send(self.greeting)
        ForkServer(control, run, warm, callers=callers).serve()


def warm_pipeline(settings: Settings) -> WarmPipeline:
    """Load everything into this process, from which documents are forked afterwards."""
    keep_heaps_small()
    limits = document_limits(settings)
    table = MemoryTable.of(limits)
    os.environ[HOST_DATA_KB] = str(table.host_mb * 1024)
    parts = build_parts(
        slots=limits.page_slots,
        languages=settings.ocr.tesseract_languages,
        feedback_folder=settings.feedback_dir,
        keeps_engines=table.host_mb > 0,
        vision=_vision_rules(settings.vision),
        neural_model=size_here(settings).neural_model,
        agent=AgentRules(
            is_on=bool(settings.agent.url), wait_s=_AGENT_TRIES * settings.agent.timeout + _AGENT_MARGIN_S
        ),
        language_model=LanguageModelRules(is_on=bool(settings.llm.url), wait_s=settings.llm.wait_seconds),
    )
    greeting = _greeting(parts)
    # What the collector need not look at, it does not write to, and what nobody writes to stays shared.
    gc.collect()
    gc.freeze()
    return WarmPipeline(parts, greeting)


def _vision_rules(vision: VisionSettings) -> VisionRules:
    """Which pages are shown to the model that the worker asks; its key is the worker's alone."""
    return VisionRules(
        api=vision.api,
        below_quality=vision.below_quality,
        owners=vision.owners,
        profiles=vision.profiles,
        picture_pixels=vision.picture_pixels,
        wait_s=vision.wait_seconds,
    )


def _elsewhere(parts: PipelineParts) -> list[str]:
    """Engines on the network."""
    return [name for name, is_on in ((VISION, parts.vision.is_on), (AGENT, parts.agent.is_on)) if is_on]


def _greeting(parts: PipelineParts) -> bytes:
    """What can be read here."""
    # The networks' own languages go with their engine alone.
    others = (engine for name, engine in parts.engines.items() if name != NEURAL_ENGINE)
    languages = sorted({code for engine in others for code in engine.languages()})
    return json.dumps({"languages": languages, "engines": [*parts.engines, *_elsewhere(parts)]}).encode()
