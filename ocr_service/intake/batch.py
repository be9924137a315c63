"""Submit several documents as one batch: all of them or none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_service.domain.task import TaskId, new_task_id
from ocr_service.domain.task_queue import Idempotency, TaskQueue
from ocr_service.errors import OcrServiceError, TaskNotFound
from ocr_service.intake.submit import Accepted, Intake, Submission, idempotency_of
from ocr_service.intake.upload import Upload

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedBatch:
    """A batch and its tasks in the order of the files."""

    batch_id: str
    task_ids: tuple[TaskId, ...]


async def submit_batch(
    intake: Intake, queue: TaskQueue, uploads: Sequence[Upload], submission: Submission
) -> AcceptedBatch:
    """Enqueue finished uploads under one batch id; on any error those already queued are taken back.

    With an idempotency key the batch that was made with it is given again. Raises as ``Intake.submit``.
    """
    idempotency = idempotency_of(submission, uploads)
    earlier = await _earlier(queue, submission.owner, idempotency)
    if earlier is not None:
        return earlier
    batch_id = new_task_id()
    await queue.create_batch(batch_id, owner=submission.owner, total=len(uploads))
    accepted: list[Accepted] = []
    try:
        for number, upload in enumerate(uploads):
            accepted.append(
                await intake.submit_as(
                    upload, replace(submission, batch_id=batch_id), _of_file(idempotency, number)
                )
            )
    except OcrServiceError:
        await _take_back(intake, queue, [each.task.id for each in accepted if each.is_new])
        raise
    if not accepted[0].is_new:  # another call with the same key was faster
        return await _batch_of(queue, accepted[0].task.batch_id)
    return AcceptedBatch(batch_id=batch_id, task_ids=tuple(each.task.id for each in accepted))


def _of_file(idempotency: Idempotency | None, number: int) -> Idempotency | None:
    """A key of its own for each file; the key's fingerprint covers the whole batch."""
    return replace(idempotency, key=f"{idempotency.key}#{number}") if idempotency else None


async def _earlier(queue: TaskQueue, owner: str, idempotency: Idempotency | None) -> AcceptedBatch | None:
    first = _of_file(idempotency, 0)
    task = await queue.find_idempotent(owner, first) if first else None
    return await _batch_of(queue, task.batch_id) if task else None


async def _batch_of(queue: TaskQueue, batch_id: str) -> AcceptedBatch:
    batch = await queue.batch(batch_id)
    return AcceptedBatch(batch_id=batch_id, task_ids=batch.task_ids if batch else ())


async def _take_back(intake: Intake, queue: TaskQueue, task_ids: Sequence[TaskId]) -> None:
    for task_id in task_ids:
        try:
            await queue.delete(task_id)
        except TaskNotFound:
            log.info("task of a refused batch already gone", extra={"task_id": task_id})
        except OcrServiceError as error:
            # Its files stay: the task is still queued and will run.
            log.warning("task of a refused batch stays", extra={"task_id": task_id, "code": error.code})
            continue
        await intake.forget(task_id)
