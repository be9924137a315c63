"""Submit several documents as one batch: all of them or none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_service.domain.queue_values import Batch, Idempotency
from ocr_service.domain.task import TaskId, new_task_id
from ocr_service.domain.task_queue import IntakeQueue
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
    intake: Intake, queue: IntakeQueue, uploads: Sequence[Upload], submission: Submission
) -> AcceptedBatch:
    """Enqueue finished uploads under one batch id; on any error those already queued are taken back.

    With an idempotency key the batch that was made with it is given again, and completed when the call
    that made it did not get to its end. Raises as ``Intake.submit``.
    """
    idempotency = idempotency_of(submission, uploads)
    batch = await _earlier(queue, submission.owner, idempotency)
    if batch is not None and len(batch.task_ids) >= batch.total:
        return AcceptedBatch(batch_id=batch.id, task_ids=batch.task_ids)
    batch_id = batch.id if batch else await _announce(queue, submission, len(uploads))
    accepted: list[Accepted] = []
    try:
        for number, upload in enumerate(uploads):
            into = replace(submission, batch_id=batch_id)
            accepted.append(await intake.submit_as(upload, into, _of_file(idempotency, number)))
            if accepted[-1].task.batch_id != batch_id:
                batch_id = await _join(queue, submission.owner, batch_id, accepted[-1].task.batch_id)
    except OcrServiceError:
        staying = await _take_back(intake, queue, [each.task.id for each in accepted if each.is_new])
        if batch is None and all(each.is_new for each in accepted):
            await _correct(queue, submission.owner, batch_id, staying)
        raise
    return AcceptedBatch(batch_id=batch_id, task_ids=tuple(each.task.id for each in accepted))


async def _announce(queue: IntakeQueue, submission: Submission, total: int) -> str:
    batch_id = new_task_id()
    await queue.create_batch(
        batch_id,
        owner=submission.owner,
        total=total,
        key_id=submission.key_id,
        callback=submission.wishes.callback,
    )
    return batch_id


async def _join(queue: IntakeQueue, owner: str, own_id: str, other_id: str) -> str:
    """Another call with the same key was faster: its batch takes the files, the own one was announced for nothing."""
    await queue.create_batch(own_id, owner=owner, total=0)
    return other_id


async def _correct(queue: IntakeQueue, owner: str, batch_id: str, total: int) -> None:
    """Let a refused batch end with the tasks that could not be taken back; the refusal itself is what the caller sees."""
    try:
        await queue.create_batch(batch_id, owner=owner, total=total)
    except OcrServiceError as error:
        log.warning("refused batch stays announced", extra={"batch_id": batch_id, "code": error.code})


def _of_file(idempotency: Idempotency | None, number: int) -> Idempotency | None:
    """A key of its own for each file; the key's fingerprint covers the whole batch."""
    return replace(idempotency, key=f"{idempotency.key}#{number}") if idempotency else None


async def _earlier(queue: IntakeQueue, owner: str, idempotency: Idempotency | None) -> Batch | None:
    first = _of_file(idempotency, 0)
    task = await queue.find_idempotent(owner, first) if first else None
    return await queue.batch(task.batch_id) if task else None


async def _take_back(intake: Intake, queue: IntakeQueue, task_ids: Sequence[TaskId]) -> int:
    """Forget tasks and their files; returns how many could not be."""
    staying = 0
    for task_id in task_ids:
        try:
            await queue.delete(task_id)
        except TaskNotFound:
            log.info("task of a refused batch already gone", extra={"task_id": task_id})
        except OcrServiceError as error:
            # Its files stay: the task is still queued and will run.
            log.warning("task of a refused batch stays", extra={"task_id": task_id, "code": error.code})
            staying += 1
            continue
        await intake.forget(task_id)
    return staying
