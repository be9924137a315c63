"""Run one document through the real pipeline and look at all it left behind."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest, Limits, Progress, ResultHead
from ocr_service.domain.facts import Category
from ocr_service.domain.outside.asking import Ask, ask_nobody
from ocr_service.domain.page import Page
from ocr_service.domain.ports import Document, Extractor
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.registry import build_engines
from ocr_service.engines.tesseract import load_what_runs_the_program
from ocr_service.intake.media_type import LONGEST_HEAD_BYTES, media_type_of
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.reading.vision.opinion import NO_VISION, VisionRules
from ocr_service.pipeline.run import PipelineParts, run_document


class NoCategory:
    """A categorizer that never knows."""

    name = "none"

    def categorize(self, document: Document) -> Category:
        """Always ``other``."""
        return Category()


@dataclass(frozen=True)
class Ran:
    """A finished run."""

    head: ResultHead
    folder: Path
    progress: list[Progress]

    @property
    def pages(self) -> list[Page]:
        """The pages as stored."""
        with (self.folder / PAGES_FILE).open(encoding="utf-8") as lines:
            return [Page.from_json(json.loads(line)) for line in lines]

    @property
    def text(self) -> str:
        """The text as stored."""
        return (self.folder / TEXT_FILE).read_text(encoding="utf-8")


@dataclass
class Setting:
    """What a run is made with."""

    limits: Limits = field(default_factory=Limits)
    password: str | None = None
    extractors: tuple[Extractor, ...] = ()
    slots: int = 1
    media_type: str = ""
    vision: VisionRules = NO_VISION
    ask: Ask = ask_nobody
    owner: str = ""
    # Empty as in a worker without memory for networks.
    neural_model: str = ""


def run(source: Path, folder: Path, setting: Setting | None = None, **options: Any) -> Ran:
    """Read ``source`` into ``folder``; raises what the pipeline raises."""
    setting = setting or Setting()
    folder.mkdir()
    with source.open("rb") as file:
        media_type = setting.media_type or media_type_of(file.read(LONGEST_HEAD_BYTES))
    request = DocumentRequest(
        task_id="00000000-0000-4000-8000-000000000000",
        source=source,
        media_type=media_type,
        filename=source.name,
        output_folder=folder,
        options=TaskOptions(**options),
        limits=setting.limits,
        password=setting.password,
        owner=setting.owner,
    )
    parts = PipelineParts(
        engines=build_engines(neural_model=setting.neural_model),
        extractors=setting.extractors,
        categorizer=NoCategory(),
        shares=MemoryShares.create(setting.slots),
        languages=("eng", "deu", "fra", "spa", "ita"),
        vision=setting.vision,
    )
    # As a worker does: what it loads would not fit into the memory of a document.
    load_what_runs_the_program()
    progress: list[Progress] = []
    return Ran(
        head=run_document(request, parts, progress.append, setting.ask), folder=folder, progress=progress
    )


def word_recall(expected: str, found: str) -> float:
    """The share of the expected words that were found, in any order."""
    left = found.split()
    hits = 0
    for word in expected.split():
        if word in left:
            left.remove(word)
            hits += 1
    return hits / max(1, len(expected.split()))
