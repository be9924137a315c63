"""Start tasks from Python by the id of a receipt or of an upload and follow them, as with Celery, on this service's own queue.

    from ocr_service.tasks import process_receipt_ocr

    task = process_receipt_ocr.delay(receipt_id=123)
    task.id, task.state          # PENDING, PROCESSING, SUCCESS or FAILURE
    task.get(timeout=60)         # {"sender": …, "date": …, "total": …, "line_items": […], …}

``RECEIPT_SOURCE`` is a path template such as ``/data/receipts/{receipt_id}.jpg``, or ``database``: then the id is that of a receipt
which was sent to ``POST /receipts``, and its row is written as well. ``REDIS_URL`` names the queue.
Parts and settings are loaded at the first call, so that importing this module costs nothing.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ocr_service.domain.status import Priority, Profile, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import ReceiptNotFound, ResultNotReady, TaskFailed, TaskNotFound, ValidationFailed
from ocr_service.results.corrections import with_corrections
from ocr_service.results.facts import plain_values

if TYPE_CHECKING:
    from ocr_service.queue.manager import RedisQueueManager
    from ocr_service.settings import Settings

T = TypeVar("T")

_STATES = {
    TaskStatus.PENDING: "PENDING",
    TaskStatus.QUEUED: "PENDING",
    TaskStatus.RETRYING: "PENDING",
    TaskStatus.PROCESSING: "PROCESSING",
    TaskStatus.COMPLETED: "SUCCESS",
    TaskStatus.FAILED: "FAILURE",
    TaskStatus.CANCELLED: "FAILURE",
}
_SAFE_ID = re.compile(r"[A-Za-z0-9_\-]{1,100}")
_SAFE_KEY = re.compile(r"[!-~]{0,255}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_LARGEST = 10**20
_CHUNK_BYTES = 1 << 20
DATABASE = "database"
"""The RECEIPT_SOURCE that means the receipts of the service."""


def celery_state(status: TaskStatus) -> str:
    """PENDING, PROCESSING, SUCCESS or FAILURE."""
    return _STATES[status]


@dataclass(frozen=True, slots=True)
class StartedTask:
    """A task on the queue; every look at it asks the queue anew."""

    id: TaskId

    @property
    def state(self) -> str:
        """PENDING, PROCESSING, SUCCESS or FAILURE. Raises ``TaskNotFound`` when it was forgotten."""
        return celery_state(_run(_on_queue(lambda queue: _task(queue, self.id))).status)

    def ready(self) -> bool:
        """True when nothing more will happen by itself."""
        return self.state in {"SUCCESS", "FAILURE"}

    def get(
        self, timeout: float | None = 60.0, *, seen: Callable[[Task], None] | None = None
    ) -> dict[str, Any]:
        """The plain values of all fields, as soon as they are there; ``seen`` is given the task at each change.

        Raises ``TaskFailed`` with the task's own reason, and ``ResultNotReady`` after ``timeout`` seconds (None: never).
        """
        return _run(_on_queue(lambda queue: values_of(queue, self.id, timeout, seen)))


@dataclass(frozen=True, slots=True)
class TaskStarter:
    """A kind of task that can be started by an id."""

    name: str
    priority: Priority
    profile: Profile = Profile.RECEIPT

    def delay(self, receipt_id: int | str, *, idempotency_key: str = "") -> StartedTask:
        """Put the receipt's file into the queue; the same key and file give the task that was started before.

        Raises ``ValidationFailed`` when ``RECEIPT_SOURCE`` is not set, the id or the key is odd or there is no file,
        and what an upload raises; of the database ``ReceiptNotFound``, ``ReceiptStateConflict``, ``ReceiptsUnavailable``.
        """
        if not isinstance(idempotency_key, str) or not _SAFE_KEY.fullmatch(idempotency_key):
            raise ValidationFailed("An idempotency key has at most 255 visible ASCII characters.")
        return StartedTask(_run(self._submit(receipt_id, idempotency_key)))

    async def _submit(self, receipt_id: int | str, idempotency_key: str) -> TaskId:
        from ocr_service.bootstrap.build import build_queue, build_store
        from ocr_service.bootstrap.door import intake_policy
        from ocr_service.environment import read_settings
        from ocr_service.intake.submit import Intake, Submission

        settings = read_settings()
        if settings.flock.receipt_source == DATABASE:
            return await _start_receipt(settings, receipt_id)
        path = source_of(settings.flock.receipt_source, receipt_id)
        queue = build_queue(settings)
        try:
            intake = Intake(queue, build_store(settings), intake_policy(settings))
            wishes = await intake.wishes({"profile": self.profile.value, "priority": self.priority.value})
            submission = Submission(wishes=wishes, source="python", idempotency_key=idempotency_key)
            accepted = await intake.submit_stream(_chunks(path), path.name, submission)
        finally:
            await queue.close()
        return accepted.task.id


@dataclass(frozen=True, slots=True)
class UploadStarter:
    """A kind of task that can be started by the id of an upload, or like ``TaskStarter`` by that of a receipt."""

    name: str
    priority: Priority

    def delay(
        self,
        upload_id: str | None = None,
        *,
        receipt_id: int | str | None = None,
        size: int | None = None,
        idempotency_key: str = "",
    ) -> StartedTask:
        """Put an upload into the queue: complete it if that was not done, start it if it waits as PENDING.

        ``size`` in bytes is checked when it is given. Raises ``ValidationFailed`` unless one of both ids is given,
        ``UploadNotFound``, and what a completion raises.
        """
        if (upload_id is None) == (receipt_id is None):
            raise ValidationFailed("Give the id of an upload or of a receipt.")
        if receipt_id is not None:
            starter = TaskStarter(self.name, self.priority)
            return starter.delay(receipt_id, idempotency_key=idempotency_key)
        if not isinstance(upload_id, str):
            raise ValidationFailed("The id of an upload is a text.")
        return StartedTask(_run(self._start(upload_id, size)))

    async def _start(self, upload_id: str, size: int | None) -> TaskId:
        from ocr_service.bootstrap.build import build_queue, build_store
        from ocr_service.bootstrap.door import intake_policy, upload_rules
        from ocr_service.environment import read_settings
        from ocr_service.intake.submit import Intake
        from ocr_service.intake.upload_sessions import UploadSessions

        settings = read_settings()
        queue = build_queue(settings)
        try:
            store = build_store(settings)
            intake = Intake(queue, store, intake_policy(settings))
            uploads = UploadSessions(queue, store, intake, upload_rules(settings))
            task = await uploads.start(upload_id, self.priority, size=size)
        finally:
            await queue.close()
        return task.id


process_receipt_ocr = TaskStarter("process_receipt_ocr", Priority.NORMAL)
process_urgent_upload = UploadStarter("process_urgent_upload", Priority.HIGH)
process_batch_upload = UploadStarter("process_batch_upload", Priority.LOW)


def source_of(template: str, receipt_id: int | str) -> Path:
    """The file that belongs to an id. Raises ``ValidationFailed``."""
    if not template:
        raise ValidationFailed(
            "RECEIPT_SOURCE is not set. Set it to a path such as /data/receipts/{receipt_id}.jpg."
        )
    if not _SAFE_ID.fullmatch(_text_of(receipt_id)):
        raise ValidationFailed("A receipt's id has letters, digits, `-` and `_` only.")
    try:
        path = Path(template.format(receipt_id=receipt_id))
    except (KeyError, IndexError, ValueError) as error:
        raise ValidationFailed("RECEIPT_SOURCE may hold {receipt_id} and no other braces.") from error
    if not path.is_file():
        raise ValidationFailed(f"There is no file for receipt {receipt_id}. Check RECEIPT_SOURCE.")
    return path


def _text_of(receipt_id: object) -> str:
    """Whatever a program sent as an id: empty for what is none. Python writes out no number of five thousand digits."""
    if isinstance(receipt_id, int) and not isinstance(receipt_id, bool) and abs(receipt_id) < _LARGEST:
        return str(receipt_id)
    return receipt_id if isinstance(receipt_id, str) else ""


async def _start_receipt(settings: Settings, receipt_id: int | str) -> TaskId:
    """Start a receipt that waits or failed; one that is being read is followed."""
    from ocr_service.bootstrap.build import build_queue, build_receipts, build_store
    from ocr_service.bootstrap.door import intake_policy, receipt_rules
    from ocr_service.intake.receipt_desk import ReceiptDesk
    from ocr_service.intake.submit import Intake
    from ocr_service.receipts.receipt import MOST_ID, OcrStatus

    text = _text_of(receipt_id)
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST_ID:
        raise ValidationFailed("The id of a receipt in the database is a whole number from 1.")
    queue, receipts = build_queue(settings), build_receipts(settings)
    try:
        store = build_store(settings)
        intake = Intake(queue, store, intake_policy(settings))
        desk = ReceiptDesk(queue, store, intake, receipts, receipt_rules(settings))
        receipt = await asyncio.to_thread(receipts.get, int(text))
        if receipt is None:
            raise ReceiptNotFound
        if receipt.status in (OcrStatus.PENDING, OcrStatus.FAILED):
            await desk.retry(receipt)
        return receipt.task_id
    finally:
        await asyncio.to_thread(receipts.close)
        await queue.close()


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk


async def _on_queue(ask: Callable[[RedisQueueManager], Awaitable[T]]) -> T:
    from ocr_service.bootstrap.build import build_queue
    from ocr_service.environment import read_settings

    queue = build_queue(read_settings())
    try:
        return await ask(queue)
    finally:
        await queue.close()


async def _task(queue: RedisQueueManager, task_id: TaskId) -> Task:
    task = await queue.get(task_id)
    if task is None:
        raise TaskNotFound
    return task


async def values_of(
    queue: RedisQueueManager,
    task_id: TaskId,
    timeout_s: float | None,
    seen: Callable[[Task], None] | None,
) -> dict[str, Any]:
    """The plain values of a task's fields, as soon as they are there. Raises as ``StartedTask.get``."""
    loop = asyncio.get_running_loop()
    end = loop.time() + (math.inf if timeout_s is None else timeout_s)
    task = await _task(queue, task_id)
    while not task.status.is_final:
        if seen:
            seen(task)
        if loop.time() >= end:
            raise ResultNotReady
        changed = await queue.wait_change(task, timeout_s=end - loop.time())
        if changed is None:
            raise TaskNotFound
        task = changed
    if task.status is not TaskStatus.COMPLETED:
        raise TaskFailed(task.error.detail if task.error else None)
    stored = await queue.result(task_id)
    return plain_values(with_corrections(stored, task.corrections)) if stored else {}


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, also when the caller is inside an event loop (then in a thread of its own)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
