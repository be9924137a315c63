"""Turn a finished upload into a task: the one door for API, command line and library.

The order is the promise: file and record are durable, then the queue has acknowledged the task,
then the caller is told. On any refusal nothing is left on disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr_service.clock import Clock, SystemClock
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.queue_values import Enqueued, Idempotency
from ocr_service.domain.status import Split
from ocr_service.domain.task import FROM_PAGE, NO_CALLBACK, IntakeRecord, Task, TaskId
from ocr_service.domain.task_queue import IntakeQueue
from ocr_service.errors import BackendUnavailable, ResultExpired
from ocr_service.intake.capabilities import Capabilities, CapabilityReader
from ocr_service.intake.fingerprint import fingerprint
from ocr_service.intake.options import Wishes, parse_wishes
from ocr_service.intake.policy import IntakePolicy
from ocr_service.intake.upload import Upload
from ocr_service.notifications.allowed_hosts import AllowedHosts
from ocr_service.notifications.guard import Guard

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Who sends a document, through which door, and what for."""

    wishes: Wishes
    owner: str = ""
    source: str = "http"
    request_id: str = ""
    idempotency_key: str = ""
    batch_id: str = ""
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The task that stands for an upload; ``is_new`` is False when an idempotency key named an earlier one."""

    task: Task
    is_new: bool = True
    warnings: tuple[str, ...] = ()


class FinishedUpload(Protocol):
    """A document that was judged and may become a task."""

    task_id: TaskId
    filename: str
    media_type: str
    size: int

    @property
    def sha256(self) -> str:
        """Hex digest."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd but accepted."""
        ...

    async def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Make file and record durable."""
        ...


class Intake:
    """Receives documents and puts them into the queue."""

    def __init__(
        self,
        queue: IntakeQueue,
        store: FileStore,
        policy: IntakePolicy,
        clock: Clock | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.policy = policy
        self._queue = queue
        self._store = store
        self._clock = clock or SystemClock()
        self._guard = guard or Guard(AllowedHosts())
        self._capabilities = CapabilityReader(queue, policy, self._clock)

    async def capabilities(self) -> Capabilities:
        """Languages and engines that may be asked for. Raises ``BackendUnavailable``."""
        return await self._capabilities.read()

    async def wishes(self, fields: Mapping[str, str]) -> Wishes:
        """Parse a form's fields, and look whether the callback may be called.

        Raises ``InvalidLanguage``, ``ValidationFailed``, ``InvalidWebhookUrl``, ``BlockedWebhookUrl``, ``BackendUnavailable``.
        """
        wishes = parse_wishes(fields, await self.capabilities(), self.policy)
        if "callback_url" in fields:
            await self._guard.check(wishes.callback.url)
        return wishes

    def begin(self, filename: str, task_id: TaskId | None = None) -> Upload:
        """Begin an upload; the caller writes to it and ends it with ``submit`` or ``discard``.

        ``task_id`` is the task that it is to become, where the caller has written that down already.
        """
        return Upload(self._store, self.policy, filename, task_id)

    async def submit_stream(
        self, chunks: AsyncIterable[bytes], filename: str, submission: Submission
    ) -> Accepted:
        """Receive a whole file and submit it. Raises what ``Upload`` and ``submit`` raise."""
        upload = self.begin(filename)
        try:
            async for chunk in chunks:
                await upload.write(chunk)
            await upload.finish()
            return await self.submit(upload, submission)
        finally:
            await upload.discard()

    async def submit(self, upload: Upload, submission: Submission) -> Accepted:
        """Make a finished upload durable and enqueue it.

        Raises ``IdempotencyConflict``, ``QueueFull``, ``BackendUnavailable``, ``StorageFull``, ``StorageFailed``.
        """
        idempotency = idempotency_of(submission, [upload])
        if idempotency and (earlier := await self._queue.find_idempotent(submission.owner, idempotency)):
            await upload.discard()
            return Accepted(task=earlier, is_new=False)
        return await self.submit_as(upload, submission, idempotency)

    async def submit_as(
        self, upload: FinishedUpload, submission: Submission, idempotency: Idempotency | None
    ) -> Accepted:
        """``submit`` under an idempotency of the caller's own making (a batch has one per file)."""
        record = await upload.commit(self._record(upload, submission))
        try:
            enqueued = await self._enqueue_or_find(record, submission.wishes.password, idempotency)
        except Exception:
            await self.forget(record.id)
            raise
        is_new = enqueued.task.id == record.id
        if not is_new:  # another call with the same key was faster
            await self.forget(record.id)
        return Accepted(task=enqueued.task, is_new=is_new, warnings=upload.warnings)

    def _record(self, upload: FinishedUpload, submission: Submission) -> IntakeRecord:
        wishes = submission.wishes
        return IntakeRecord(
            id=upload.task_id,
            file_path="",
            filename=upload.filename,
            media_type=upload.media_type,
            sha256=upload.sha256,
            bytes=upload.size,
            options=wishes.options,
            priority=wishes.priority,
            owner=submission.owner,
            batch_id=submission.batch_id,
            key_id=submission.key_id,
            hold=wishes.hold,
            has_password=wishes.password is not None,
            user_metadata=wishes.user_metadata,
            request_id=submission.request_id,
            source=submission.source,
            callback=wishes.callback if wishes.callback.url else NO_CALLBACK,
            created_at_ms=self._clock.now_ms(),
        )

    async def _enqueue_or_find(
        self, record: IntakeRecord, password: str | None, idempotency: Idempotency | None
    ) -> Enqueued:
        """Enqueue; when the answer was lost on the way, ask whether the task arrived all the same."""
        try:
            return await self._enqueue(record, password, idempotency)
        except BackendUnavailable:
            task = await self._queue.get(record.id)
            if task is None:
                raise
            return Enqueued(task=task)

    async def _enqueue(
        self, record: IntakeRecord, password: str | None, idempotency: Idempotency | None
    ) -> Enqueued:
        # Each pile has parts of its own, whose ends its sender waits for.
        if not record.hold and password is None and record.options.split is Split.NONE:
            cached = await self._enqueue_cached(record, idempotency)
            if cached is not None:
                return cached
        return await self._queue.enqueue(record, idempotency=idempotency, password=password)

    async def _enqueue_cached(self, record: IntakeRecord, idempotency: Idempotency | None) -> Enqueued | None:
        """Give the task the result of the same bytes with the same options, when there is one alive."""
        source = await self._queue.find_cached(record)
        if source is None or source.has_password:
            return None
        if not await asyncio.to_thread(self._store.clone_output, source.id, record.id, source.token):
            return None
        try:
            enqueued = await self._queue.enqueue_cached(record, source=source, idempotency=idempotency)
        except ResultExpired:
            await asyncio.to_thread(self._store.discard_output, record.id, source.token)
            return None
        if record.source != FROM_PAGE:  # whose documents may be kept, as the janitor decides
            await asyncio.to_thread(self._store.cleanup_source, record.id)
        return enqueued

    async def forget(self, task_id: TaskId) -> None:
        """Remove the files of a task that was not accepted. Raises ``StorageFailed``."""
        await asyncio.to_thread(self._store.cleanup_task_files, task_id)


def idempotency_of(submission: Submission, uploads: Sequence[Upload]) -> Idempotency | None:
    """The caller's key with the fingerprint of files and fields; None without a key."""
    if not submission.idempotency_key:
        return None
    digests = [upload.sha256 for upload in uploads]
    return Idempotency(key=submission.idempotency_key, fingerprint=fingerprint(digests, submission.wishes))
