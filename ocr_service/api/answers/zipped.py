"""Give out several results at once: a ZIP that is made while it is sent, so that none of them is ever held whole."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.responses import Response, StreamingResponse

from ocr_service.api.answers.file_answer import pieces_of
from ocr_service.api.answers.results import (
    RENDERINGS,
    open_rendering,
    read_head,
    require_completed,
    result_pieces,
)
from ocr_service.api.context import ApiContext
from ocr_service.domain.status import Output
from ocr_service.domain.task import Task
from ocr_service.errors import OcrServiceError
from ocr_service.intake.options import invalid

_LEFT_OUT = "left-out.txt"
_FAST = 1
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]')
_NAME_CHARS = 120


def zip_answer(context: ApiContext, tasks: Sequence[Task]) -> Response:
    """All renderings of these tasks' results, and why some have none. Raises ``ValidationFailed`` when none has ended well."""
    ended = [task for task in tasks if _is_completed(task)]
    if not ended:
        raise invalid({"field": "task", "message": "Tick documents that have been read."})
    headers = {"Content-Disposition": 'attachment; filename="documents.zip"'}
    return StreamingResponse(_zipped(context, tasks), 200, headers, "application/zip")


def _is_completed(task: Task) -> bool:
    try:
        require_completed(task)
    except OcrServiceError:
        return False
    return True


class _Sink:
    """What a ``ZipFile`` has written since it was last asked."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take a piece; nothing is ever written elsewhere than at the end."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """Hand it over."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken


async def _zipped(context: ApiContext, tasks: Sequence[Task]) -> AsyncIterator[bytes]:
    sink, left_out = _Sink(), list[str]()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=_FAST) as archive:
        for name, task in zip(_names(tasks), tasks, strict=True):
            try:
                async for extension, pieces in _renderings(context, task):
                    async for written in _entry(archive, sink, f"{name}.{extension}", task, pieces):
                        yield written
            except OcrServiceError as error:
                left_out.append(f"{name}: {error.detail}\n")
        if left_out:
            archive.writestr(_LEFT_OUT, "".join(left_out))
    yield sink.taken()


async def _entry(
    archive: ZipFile, sink: _Sink, name: str, task: Task, pieces: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    at = datetime.fromisoformat(task.finished_at).astimezone()
    entry = ZipInfo(name, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as target:
        async for piece in pieces:
            await asyncio.to_thread(target.write, piece)
            yield sink.taken()


async def _renderings(context: ApiContext, task: Task) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """Extension and content of each rendering, one after the other."""
    head = await read_head(context, task)
    yield "json", await result_pieces(context, task)
    for output, (_, extension) in RENDERINGS.items():
        if output is not Output.TEXT and output.value not in head.get("outputs", {}):
            continue
        stored = await asyncio.to_thread(open_rendering, context, task, head, output)
        try:
            yield extension, pieces_of(stored)
        finally:
            stored.close()


def _names(tasks: Sequence[Task]) -> Iterator[str]:
    """A name for each, safe on any system and given once."""
    given: set[str] = set()
    for task in tasks:
        stem = _UNSAFE.sub("_", PurePosixPath(task.filename).stem)[:_NAME_CHARS].strip(". ") or "document"
        name, number = stem, 1
        while name.lower() in given:
            number += 1
            name = f"{stem} ({number})"
        given.add(name.lower())
        yield name
