"""Give out results: the JSON and the renderings, or why there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ocr_service.api.answers.etags import etag_of, is_known
from ocr_service.api.answers.file_answer import attachment, file_answer
from ocr_service.api.answers.made_rendering import made_answer
from ocr_service.api.answers.result_stream import ResultFiles
from ocr_service.api.answers.views import task_links
from ocr_service.api.answers.wanted_result import Wanted
from ocr_service.api.context import ApiContext
from ocr_service.domain.document import PAGES_FILE, SCREEN_FOLDER, TEXT_FILE
from ocr_service.domain.file_store import StoredFile
from ocr_service.domain.status import Output, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import (
    OcrServiceError,
    OutputNotAvailable,
    ResultExpired,
    ResultNotReady,
    TaskCancelled,
    TaskFailed,
)
from ocr_service.intake.options import invalid
from ocr_service.renderings.of_pages import OF_PAGES
from ocr_service.results.corrections import with_corrections
from ocr_service.results.facts import Scales, pages_of_facts
from ocr_service.results.selection import Selection, known_pages

RENDERINGS = {
    Output.TEXT: ("text/plain; charset=utf-8", "txt"),
    Output.HOCR: ("text/html; charset=utf-8", "hocr"),
    Output.ALTO: ("application/xml", "xml"),
    Output.TSV: ("text/tab-separated-values; charset=utf-8", "tsv"),
    Output.MARKDOWN: ("text/markdown; charset=utf-8", "md"),
    Output.HTML: ("text/html; charset=utf-8", "html"),
    Output.CSV: ("text/csv; charset=utf-8", "csv"),
    Output.PDF: ("application/pdf", "pdf"),
    Output.PDF_A: ("application/pdf", "pdfa.pdf"),
}
"""Media type and file extension of each rendering."""


_BEGINNING_BYTES = 200_000


def require_completed(task: Task) -> None:
    """Raise why a task has no result: ``ResultNotReady``, ``TaskFailed``, ``TaskCancelled``."""
    if task.status is TaskStatus.FAILED:
        error = {"code": task.error.code, "detail": task.error.detail} if task.error else None
        raise TaskFailed(task.error.detail if task.error else None, task_id=task.id, error=error)
    if task.status is TaskStatus.CANCELLED:
        raise TaskCancelled(task_id=task.id)
    if task.status is not TaskStatus.COMPLETED:
        raise ResultNotReady(task_id=task.id, status=task.status.value, progress=task.progress)


async def read_head(context: ApiContext, task: Task) -> Mapping[str, Any]:
    """The head of a completed task's result with what was put right. Raises as ``require_completed``, and ``ResultExpired``."""
    return with_corrections(await read_head_as_read(context, task), task.corrections)


async def read_head_as_read(context: ApiContext, task: Task) -> Mapping[str, Any]:
    """The head as the document was read. Raises as ``read_head``.

    A short text stands in Redis, too; here it always comes from its file.
    """
    require_completed(task)
    head = await context.queue.result(task.id)
    if head is None:
        raise ResultExpired(task_id=task.id)
    return {name: value for name, value in head.items() if name != "text"}


def result_etag(task: Task) -> str:
    """What was read never changes; a retried task has another token and end."""
    return etag_of(task.id, str(task.token), task.finished_at)


def _corrected(task: Task) -> str:
    """Tells what was put right in a result from what was put right before."""
    return "\n".join(f"{name} {each.at} {each.value}" for name, each in sorted(task.corrections.items()))


async def result_answer(
    request: Request, context: ApiContext, task: Task, wanted: Wanted | None = None
) -> Response:
    """The result, or what is wanted of it, streamed. Raises as ``read_head``, ``ValidationFailed`` for pages it has not."""
    wanted = wanted or Wanted()
    stored = await read_head(context, task)
    headers = {
        "ETag": etag_of(result_etag(task), _corrected(task), wanted.selection.key, wanted.media_type),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept",
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    files, scales = await _opened(context, task, stored, wanted.selection)
    head = wanted.selection.head(stored, scales)
    links = wanted.selection.only_wanted({"links": task_links(task, stored.get("outputs", {}))})
    members = {"task_id": task.id, **head, **links}
    pieces = files.lines if wanted.by_page else files.json_pieces
    return StreamingResponse(pieces(members, wanted.selection), 200, headers, wanted.media_type)


async def read_selected(context: ApiContext, task: Task, wanted: Selection) -> dict[str, Any]:
    """What is wanted of a result, in memory: for a page or two of it. Raises as ``result_answer``."""
    pieces = await result_pieces(context, task, wanted)
    told: dict[str, Any] = json.loads(b"".join([piece async for piece in pieces]))
    return told


async def result_pieces(
    context: ApiContext, task: Task, wanted: Selection | None = None
) -> AsyncIterator[bytes]:
    """The result as JSON, or what is wanted of it, in pieces. Raises as ``result_answer``."""
    wanted = wanted or Selection()
    stored = await read_head(context, task)
    files, scales = await _opened(context, task, stored, wanted)
    head = {**wanted.head(stored, scales), "links": task_links(task, stored.get("outputs", {}))}
    return files.json_pieces(head, wanted)


async def page_numbers(context: ApiContext, task: Task) -> list[int]:
    """The numbers of all pages of a result. Raises ``ResultExpired``."""
    files = await asyncio.to_thread(_open, context, task)
    with closing(files):
        return await asyncio.to_thread(files.numbers)


async def _opened(
    context: ApiContext, task: Task, stored: Mapping[str, Any], wanted: Selection
) -> tuple[ResultFiles, Scales]:
    files = await asyncio.to_thread(_open, context, task)
    try:
        return files, await asyncio.to_thread(_looked_up, files, stored, wanted)
    except BaseException:
        files.close()
        raise


def _looked_up(files: ResultFiles, stored: Mapping[str, Any], selection: Selection) -> Scales:
    """The scales of the pages that facts stand on; raises ``ValidationFailed`` when no wanted page is there."""
    if selection.pages is not None:
        numbers = files.numbers()
        if not any(selection.wants_page(number) for number in numbers):
            known = known_pages(numbers) if numbers else "none"
            raise invalid({"field": "pages", "message": f"The result has pages {known}; name some of them."})
    return files.scales(pages_of_facts(stored))


def _open(context: ApiContext, task: Task) -> ResultFiles:
    text = _output(context, task, TEXT_FILE)
    try:
        return ResultFiles(text, _output(context, task, PAGES_FILE))
    except OcrServiceError:
        text.close()
        raise


def read_beginning(context: ApiContext, task: Task) -> str:
    """The first 200 kB of a result's text. Raises ``ResultExpired``."""
    with closing(_output(context, task, TEXT_FILE)) as stored:
        return b"".join(stored.pieces(0, _BEGINNING_BYTES)).decode("utf-8", "ignore")


def _output(context: ApiContext, task: Task, name: str) -> StoredFile:
    stored = context.store.open_output(task.id, task.token, name)
    if stored is None:
        raise ResultExpired(task_id=task.id)
    return stored


async def rendering_answer(request: Request, context: ApiContext, task: Task, output: Output) -> Response:
    """One rendering as a download; of pages alone it is made if it is not there.

    Raises as ``read_head``, and ``OutputNotAvailable``.
    """
    head = await read_head(context, task)
    if output in OF_PAGES and output.value not in head.get("outputs", {}):
        pages = await asyncio.to_thread(_output, context, task, PAGES_FILE)
        kind, tag = RENDERINGS[output], result_etag(task)
        return made_answer(request, pages, OF_PAGES[output], task.filename, tag=tag, kind=kind)
    name = _name_of(task, head, output)
    stored = await asyncio.to_thread(_output, context, task, name)
    return await _send(request, task, name, stored, kind=RENDERINGS[output])


def open_rendering(context: ApiContext, task: Task, head: Mapping[str, Any], output: Output) -> StoredFile:
    """One rendering, open for reading; blocks. Raises as ``rendering_answer``."""
    return _output(context, task, _name_of(task, head, output))


def _name_of(task: Task, head: Mapping[str, Any], output: Output) -> str:
    name = TEXT_FILE if output is Output.TEXT else head.get("outputs", {}).get(output.value)
    if name is None:
        raise OutputNotAvailable(_why_missing(task, output), task_id=task.id)
    return str(name)


def _why_missing(task: Task, output: Output) -> str | None:
    if output in task.options.outputs:
        return f"`{output.value}` could not be made of this document; `warnings` of the result say why."
    return None


async def image_answer(request: Request, context: ApiContext, task: Task, page: int) -> Response:
    """A page's picture as a download. Raises as ``rendering_answer``."""
    head = await read_head(context, task)
    folder = head.get("outputs", {}).get(Output.IMAGES.value)
    name = f"{folder}/{page:04d}.png"
    stored = folder and await asyncio.to_thread(context.store.open_output, task.id, task.token, name)
    if not stored:
        raise OutputNotAvailable(
            "There is no picture of this page. Ask for `images` in `outputs`.", task_id=task.id
        )
    return await _send(request, task, name, stored, kind=("image/png", f"{page:04d}.png"))


async def screen_answer(
    request: Request, context: ApiContext, task: Task, page: int, *, is_small: bool
) -> Response:
    """A page's picture of a screen's or a thumb's size; of a result that has none, as ``image_answer``."""
    await read_head(context, task)
    name = f"{SCREEN_FOLDER}/{page:04d}{'-small' if is_small else ''}.jpg"
    stored = await asyncio.to_thread(context.store.open_output, task.id, task.token, name)
    if stored is None:
        return await image_answer(request, context, task, page)
    return await _send(request, task, name, stored, kind=("image/jpeg", f"{page:04d}.jpg"))


async def _send(
    request: Request, task: Task, name: str, stored: StoredFile, *, kind: tuple[str, str]
) -> Response:
    media_type, extension = kind
    return await file_answer(
        request,
        stored,
        etag=etag_of(result_etag(task), name),
        media_type=media_type,
        disposition=attachment(task.filename, extension),
    )
