"""Remove everything that the service holds of a task, or of an owner."""

from __future__ import annotations

import asyncio
import contextlib

from ocr_service.archive.archive import Archive
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.task import Task
from ocr_service.domain.task_queue import IntakeQueue
from ocr_service.errors import TaskNotFound, TaskStateConflict

_PAGE = 200


async def erase_task(
    queue: IntakeQueue, store: FileStore, task: Task, archive: Archive | None = None
) -> None:
    """Forget a task, its document and its result, archived ones too; a running one is cancelled first.

    Raises ``StorageFailed``, ``ArchiveUnavailable``.
    """
    if archive is not None:
        # First: what cannot be removed there now is not half removed, and can be asked for again.
        await asyncio.to_thread(archive.remove_content, task.owner, task.sha256)
    if not task.status.is_final:
        with contextlib.suppress(TaskStateConflict):  # it ended meanwhile
            await queue.cancel(task.id)
    # The files go first: a record whose task the queue does not know is a lost upload to the janitor.
    await asyncio.to_thread(store.cleanup_task_files, task.id)
    await queue.delete(task.id)


async def erase_owner(queue: IntakeQueue, store: FileStore, owner: str) -> int:
    """Remove all tasks and uploads of an owner with their files; returns how many tasks."""
    count = 0
    for upload in await queue.uploads_of(owner):
        await asyncio.to_thread(store.uploads.discard, upload.id, upload.parts_id)
        await queue.close_upload(upload.id)
    while tasks := (await queue.list_tasks(owner=owner, limit=_PAGE)).tasks:
        for task in tasks:
            with contextlib.suppress(TaskNotFound):  # somebody was faster
                await erase_task(queue, store, task)
            count += 1
    return count
