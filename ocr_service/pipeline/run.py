"""Run one document from file to result: the order of the stages.

``run_document`` is called in the document's own child process and knows neither queue nor network.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr_service.domain.document import TEXT_FILE, DocumentRequest, Progress, ResultHead
from ocr_service.domain.facts import Doubt
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.ports import Engine, ReportProgress
from ocr_service.engines.registry import chosen, memory_mb
from ocr_service.errors import MemoryLimit
from ocr_service.layout.found_language import language_found
from ocr_service.pipeline.identify.attachments import read_attachments
from ocr_service.pipeline.identify.inspect import inspect_document
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.disk_room import watched
from ocr_service.pipeline.limits.page_slots import PageSlots
from ocr_service.pipeline.limits.resource_limits import bounded
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.reading.page_language import DocumentLanguages
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan, plan_pages
from ocr_service.pipeline.reading.redraw import PagePictures
from ocr_service.pipeline.reading.reread import Rereader
from ocr_service.pipeline.rendering.outputs import render
from ocr_service.pipeline.understanding.page_totals import Tally, progress
from ocr_service.pipeline.understanding.placeholder import placeholder_warnings
from ocr_service.pipeline.understanding.stored_document import PageWriter, StoredDocument
from ocr_service.pipeline.understanding.understand import understand

_WORK_FOLDER = ".work"


@dataclass(slots=True)
class StageTimes:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start


__all__ = ["PipelineParts", "run_document"]


def run_document(request: DocumentRequest, parts: PipelineParts, report: ReportProgress) -> ResultHead:
    """Read a document, understand it, and leave the outputs in its folder.

    Raises ``DocumentError`` when nothing of it can be read, ``EngineFailed`` when a tool is
    missing or broken, ``StorageFull`` when the disk is full. Pages that fail beside others that work become warnings.
    """
    start, times = time.monotonic(), StageTimes()
    engine = chosen(parts.engines, request.options.engine)
    limits, engine_mb = request.limits, memory_mb(engine.name) * parts.slots.count
    with (
        bounded(memory_mb=limits.memory_mb, disk_mb=limits.disk_mb, engine_mb=engine_mb),
        _work_folder(request) as work,
        watched(work),
    ):
        try:
            with times.stage("inspect"):
                document = inspect_document(request, work)
            report(Progress(percent=10, message="Document loaded", pages_total=len(document.numbers)))
            with times.stage("read"):
                reader = _reader(request, engine, parts.languages, work)
                tally, writer = _read(request, document, reader, parts.slots, report)
            with times.stage("understand"):
                stored = _stored(request, document, reader, writer, work)
                unread = placeholder_warnings(document, request.output_folder / TEXT_FILE, work)
                facts = understand(stored, parts, request.options.profile, tally, report)
            with times.stage("render"):
                outputs, missing = render(
                    request,
                    document,
                    stored,
                    work,
                    lambda allowance_s: report(progress(95, "Writing outputs", tally, allowance_s)),
                )
        except MemoryError as error:
            raise MemoryLimit from error
        finally:
            engine.rest()
    return ResultHead(
        page_count=tally.done,
        confidence=tally.confidence,
        language=tally.language or request.options.language,
        found_language=tally.found_language,
        processing_time_s=time.monotonic() - start,
        facts=facts.facts,
        fields=facts.fields,
        category=facts.category,
        properties=document.properties,
        review=(*facts.review, *(Doubt("", reason) for reason in (*unread, *tally.lost))),
        warnings=(*document.warnings, *unread, *tally.warnings, *facts.warnings, *missing),
        outputs=outputs,
        stage_s=times.seconds,
    )


@contextmanager
def _work_folder(request: DocumentRequest) -> Iterator[Path]:
    folder = request.output_folder / _WORK_FOLDER
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reader(request: DocumentRequest, engine: Engine, languages: Sequence[str], work: Path) -> PageReader:
    limits = request.limits
    budget = PixelBudget.of(limits)
    usable = [code for code in languages if code in engine.languages()] or ["eng"]
    among = DocumentLanguages(among=usable)
    return PageReader(
        engine=engine, options=request.options, limits=limits, folder=work, budget=budget, languages=among
    )


def _read(
    request: DocumentRequest,
    document: Inspection,
    reader: PageReader,
    slots: PageSlots,
    report: ReportProgress,
) -> tuple[Tally, PageWriter]:
    """Read every page, write it, forget it; raises the first page's error when no page worked."""
    plans = plan_pages(document, request.options.mode, reader.budget, reader.folder)
    tally, writer = Tally(total=len(document.numbers)), PageWriter(request.output_folder)

    def alive() -> None:
        report(progress(25 + 50 * tally.done // tally.total, "Reading a very long page", tally))

    reader = replace(reader, alive=alive)
    report(progress(25, "Pages converted", tally))
    for page in writer.write(with_language(page) for page in read_in_order(plans, reader, slots)):
        tally.add(page)
        report(
            progress(25 + 50 * tally.done // tally.total, f"Processed page {tally.done}/{tally.total}", tally)
        )
    if tally.worked == 0:
        raise tally.first_error()
    return tally, writer


def with_language(page: Page) -> Page:
    """The page and the language that its text is in, whatever it was read in."""
    return replace(page, found_language=language_found(page.text))


def _stored(
    request: DocumentRequest, document: Inspection, reader: PageReader, writer: PageWriter, work: Path
) -> StoredDocument:
    return StoredDocument(
        folder=request.output_folder,
        filename=request.filename,
        media_type=request.media_type,
        properties=document.properties,
        page_count=len(writer.offsets),
        offsets=tuple(writer.offsets),
        read_again=Rereader(document=document, reader=reader).reread,
        draw_again=PagePictures(document=document, budget=reader.budget, folder=work).draw,
        read_attachments=lambda: read_attachments(document, request.filename, work),
        owner=request.owner,
    )


def read_in_order(plans: Iterator[PagePlan], reader: PageReader, slots: PageSlots) -> Iterator[Page]:
    """Pages in order, as many at once as there are slots; a few that came early wait, no more."""

    def read_in_slot(plan: PagePlan) -> Page:
        if plan.source is PageSource.TEXT_LAYER:
            return reader.read(plan)
        with slots.acquire(before_waiting=reader.engine.rest):
            return reader.read(plan)

    pool = ThreadPoolExecutor(slots.count, thread_name_prefix="page")
    window: deque[Future[Page]] = deque()
    try:
        for plan in plans:
            window.append(pool.submit(read_in_slot, plan))
            if len(window) > slots.count + 1:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        reader.engine.rest()
