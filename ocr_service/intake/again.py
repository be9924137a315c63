"""Read a document again that is still kept, with other wishes: as a task of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

from ocr_service.domain.file_store import FileStore, StoredFile
from ocr_service.domain.task import Task
from ocr_service.errors import TaskStateConflict
from ocr_service.intake.submit import Intake, Submission


async def read_again(intake: Intake, store: FileStore, task: Task, submission: Submission) -> Task:
    """The new task. Raises ``TaskStateConflict`` when the document is gone, and what ``submit_stream`` raises."""
    stored = await asyncio.to_thread(store.open_source, task.file_path)
    if stored is None:
        raise TaskStateConflict(
            "The document is no longer kept. Upload it again.", task_id=task.id, status=task.status.value
        )
    with closing(stored):
        return (await intake.submit_stream(_pieces(stored), task.filename, submission)).task


async def _pieces(stored: StoredFile) -> AsyncIterator[bytes]:
    pieces = stored.pieces()
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece
