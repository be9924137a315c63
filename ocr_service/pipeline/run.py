"""Run one document from file to result: the order of the stages.

``run_document`` is called in the document's own child process and knows neither queue nor network.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr_service.domain.document import TEXT_FILE, DocumentRequest, Part, Progress, ResultHead
from ocr_service.domain.facts import Doubt
from ocr_service.domain.outside.asking import Ask, ask_nobody
from ocr_service.domain.ports import Engine, ReadingRoom, ReportProgress
from ocr_service.domain.status import AUTO_ENGINE, Split
from ocr_service.engines.registry import chosen
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.dividing.divide import divide
from ocr_service.pipeline.identify.attachments import read_attachments
from ocr_service.pipeline.identify.inspect import inspect_document
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.disk_room import watched
from ocr_service.pipeline.limits.resource_limits import bounded, share
from ocr_service.pipeline.limits.waiting import Heard, waits_told
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.reading.bounded_engine import BoundedEngine, networks_beside
from ocr_service.pipeline.reading.in_order import read_in_order
from ocr_service.pipeline.reading.page_language import DocumentLanguages, with_language
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import plan_pages
from ocr_service.pipeline.reading.reading_room import DocumentReadingRoom
from ocr_service.pipeline.reading.vision.opinion import VisionOpinion
from ocr_service.pipeline.rendering.outputs import render
from ocr_service.pipeline.understanding.agent.opinion import AgentOpinion
from ocr_service.pipeline.understanding.code_blocks import add_code_blocks
from ocr_service.pipeline.understanding.language_model import LanguageModelHelp
from ocr_service.pipeline.understanding.page_totals import Tally, progress
from ocr_service.pipeline.understanding.placeholder import placeholder_warnings
from ocr_service.pipeline.understanding.stored_document import PageWriter, StoredDocument
from ocr_service.pipeline.understanding.understand import Understanding, understand

__all__ = ["PipelineParts", "run_document"]


def run_document(
    request: DocumentRequest, parts: PipelineParts, report: ReportProgress, ask: Ask = ask_nobody
) -> ResultHead:
    """Read a document, understand it, and leave the outputs in its folder; ``ask`` is for engines that need the network.

    Raises ``DocumentError`` when nothing of it can be read, ``EngineFailed`` when a tool is
    missing or broken, ``StorageFull`` when the disk is full. Pages that fail beside others that work become warnings.
    """
    with _begun(request, parts, report, ask) as run:
        document = run.inspect()
        if pile := run.divide(document):
            return run.divided(document, pile)
        read = run.read(document)
        understood = run.understand(read)
        outputs, missing = run.render(read)
    return run.head(read, understood, outputs, missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What reading leaves to those who come after it: the pages on disk, their totals, and who looks at one again."""

    document: Inspection
    pages: StoredDocument
    tally: Tally
    room: ReadingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One run: what is asked, what it is done with, and its stages in order."""

    request: DocumentRequest
    parts: PipelineParts
    report: ReportProgress
    engine: Engine
    networks: Engine | None
    opinion: VisionOpinion
    agent: AgentOpinion
    language_model: LanguageModelHelp
    work: Path
    started: float
    stage_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            self.stage_s[name] = time.monotonic() - start

    def inspect(self) -> Inspection:
        """What the file is."""
        with self._stage("inspect"), share():
            document = inspect_document(self.request, self.work)
        self.report(Progress(percent=10, message="Document loaded", pages_total=len(document.numbers)))
        return document

    def divide(self, document: Inspection) -> tuple[Part, ...]:
        """The documents in it, where it is said to be a pile and is one."""
        if self.request.options.split is Split.NONE or not document.is_pdf:
            return ()

        def tell(seen: int) -> None:
            self.report(Progress(percent=15, message=f"Looked for separator sheets on {seen} pages"))

        with self._stage("divide"), share():
            return divide(document, self.request, self.work, tell)

    def divided(self, document: Inspection, parts: tuple[Part, ...]) -> ResultHead:
        """A result without pages: each part is read as a document of its own."""
        deque(PageWriter(self.request.output_folder).write(()), maxlen=0)
        return ResultHead(
            page_count=0,
            confidence=0.0,
            language=self.request.options.language,
            processing_time_s=time.monotonic() - self.started,
            properties=document.properties,
            warnings=document.warnings,
            stage_s=self.stage_s,
            parts=parts,
        )

    def read(self, document: Inspection) -> _Read:
        """Every page, read, written, forgotten; raises the first page's error when no page worked."""
        with self._stage("read"):
            reader, tally = self._reader(), Tally(total=len(document.numbers))
            writer = PageWriter(self.request.output_folder)
            plans = plan_pages(document, self.request.options.mode, reader.budget, reader.folder)
            alive = replace(reader, alive=lambda: self._tell_pages(tally, "Reading a very long page"))
            self.report(progress(25, "Pages converted", tally))
            pages = read_in_order(plans, alive, self.parts.shares)
            for page in writer.write(with_language(page) for page in pages):
                tally.add(page)
                self._tell_pages(tally, f"Processed page {tally.done}/{tally.total}")
            if tally.worked == 0:
                raise tally.first_error()
        room = DocumentReadingRoom(document=document, reader=reader)
        return _Read(document=document, pages=self._stored(document, writer), tally=tally, room=room)

    def _tell_pages(self, tally: Tally, message: str) -> None:
        self.report(progress(25 + 50 * tally.done // tally.total, message, tally))

    def _reader(self) -> PageReader:
        limits = self.request.limits
        usable = [code for code in self.parts.languages if code in self.engine.languages()] or ["eng"]
        return PageReader(
            engine=self.engine,
            options=self.request.options,
            limits=limits,
            folder=self.work,
            budget=PixelBudget.of(limits),
            languages=DocumentLanguages(among=usable),
            opinion=self.opinion,
            networks=self.networks,
        )

    def _stored(self, document: Inspection, writer: PageWriter) -> StoredDocument:
        request = self.request
        return StoredDocument(
            folder=request.output_folder,
            filename=request.filename,
            media_type=request.media_type,
            properties=document.properties,
            page_count=len(writer.offsets),
            word_count=writer.word_count,
            offsets=tuple(writer.offsets),
            read_attachments=lambda: read_attachments(document, request.filename, self.work),
            owner=request.owner,
        )

    def understand(self, read: _Read) -> Understanding:
        """Category and facts, and what the pages only stand for."""
        with self._stage("understand"):
            # The model needs no memory: while it is waited for, others have this run's share.
            return self.language_model.on(self._understood(read), self.request.output_folder)

    def _understood(self, read: _Read) -> Understanding:
        output = self.request.output_folder
        with share():
            unread = placeholder_warnings(read.document, output / TEXT_FILE, self.work)
            profile = self.request.options.profile
            found = understand(
                read.pages, read.room, self.parts, profile, tally=read.tally, report=self.report
            )
            found = self.agent.on(found, read.document.numbers, read.room, self.work, output)
            add_code_blocks(read.pages, found.facts)
            return replace(found, unread=unread)

    def render(self, read: _Read) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Each rendering's file by name, and a warning for each that could not be made."""

        def begin(allowance_s: float) -> None:
            self.report(progress(95, "Writing outputs", read.tally, allowance_s))

        with self._stage("render"), share():
            return render(self.request, read.document, read.pages, self.work, begin)

    def head(
        self, read: _Read, found: Understanding, outputs: Mapping[str, str], missing: tuple[str, ...]
    ) -> ResultHead:
        """The result without its text and pages."""
        tally, unread = read.tally, found.unread
        return ResultHead(
            page_count=tally.done,
            confidence=tally.confidence,
            language=tally.language or self.request.options.language,
            found_language=tally.found_language,
            processing_time_s=time.monotonic() - self.started,
            facts=found.facts,
            fields=found.fields,
            category=found.category,
            properties=read.document.properties,
            review=(*found.review, *(Doubt("", reason) for reason in (*unread, *tally.doubts))),
            warnings=(*read.document.warnings, *unread, *tally.warnings, *found.warnings, *missing),
            outputs=outputs,
            stage_s=self.stage_s,
        )


@contextmanager
def _begun(
    request: DocumentRequest, parts: PipelineParts, report: ReportProgress, ask: Ask
) -> Iterator[_Run]:
    """A run within its limits of memory and disk; its work folder is gone after it, and its engine at rest."""
    started, limits, heard = time.monotonic(), request.limits, Heard(report)
    opinion = VisionOpinion.of(request, parts.vision, ask)
    agent = AgentOpinion.of(request, parts.agent, ask)
    # Neither a vision model nor an agent has places for words: an engine of our own reads each page first.
    name = AUTO_ENGINE if opinion.wants_all or agent.is_wanted else request.options.engine
    engine = BoundedEngine.loaded(chosen(parts.engines, name))
    networks = networks_beside(engine, name, parts.engines)
    with (
        # Its thread's stack is none of what the run may have.
        waits_told(heard.waits),
        bounded(limits, parts.shares),
        _work_folder(request) as work,
        watched(work),
    ):
        try:
            yield _Run(
                request=request,
                parts=parts,
                report=heard,
                engine=engine,
                networks=networks,
                opinion=opinion,
                agent=agent,
                language_model=LanguageModelHelp(rules=parts.language_model, ask=ask),
                work=work,
                started=started,
            )
        except MemoryError as error:
            raise MemoryLimit from error
        finally:
            engine.rest()
            if networks is not None:
                networks.rest()


@contextmanager
def _work_folder(request: DocumentRequest) -> Iterator[Path]:
    folder = request.output_folder / ".work"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
