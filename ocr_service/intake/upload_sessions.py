"""Let documents come by signed links: begin an upload, say where it is, and make it a task.

An upload's id becomes its task's, so that a completion may be repeated from wherever an earlier one was cut short:
the record in the store and the task in the queue each exist once.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, is_task_id, new_task_id
from ocr_service.domain.task_queue import IntakeQueue
from ocr_service.domain.uploads.upload_area import UploadedPart
from ocr_service.domain.uploads.upload_session import UploadSession, UploadState
from ocr_service.errors import (
    FileTooLarge,
    OcrServiceError,
    TaskStateConflict,
    UnsupportedMediaType,
    UploadBusy,
    UploadExpired,
    UploadIncomplete,
    UploadKeyMismatch,
    UploadNotFound,
)
from ocr_service.intake.adopted import adopt, is_known_type
from ocr_service.intake.filename import display_name
from ocr_service.intake.media_type import KNOWN_TYPES
from ocr_service.intake.options import invalid
from ocr_service.intake.submit import Accepted, Intake, Submission
from ocr_service.intake.upload_rules import UploadRules

MOST_PARTS = 10_000
"""S3 takes no more."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a caller says of the document that he will send."""

    filename: str
    file_type: str = ""
    size: int = 0
    sha256: str = ""
    in_parts: bool = False
    wishes: Mapping[str, str]


class UploadSessions:
    """Uploads by signed links, over the queue's sessions and the store's area."""

    def __init__(self, queue: IntakeQueue, store: FileStore, intake: Intake, rules: UploadRules) -> None:
        self.rules = rules
        self._queue = queue
        self._store = store
        self._intake = intake

    async def initiate(self, told: Announcement, *, owner: str, key_id: str) -> UploadSession:
        """Begin an upload. Raises ``UnsupportedMediaType``, ``FileTooLarge``, ``ValidationFailed``, ``InvalidLanguage``."""
        if not is_known_type(told.file_type, KNOWN_TYPES):
            raise UnsupportedMediaType
        if told.size > self._intake.policy.max_bytes:
            raise FileTooLarge(max_bytes=self._intake.policy.max_bytes)
        if told.in_parts and not told.size:
            raise invalid({"field": "size", "message": "An upload by parts needs its size."})
        await self._intake.wishes(told.wishes)
        session = UploadSession(
            id=(upload_id := new_task_id()),
            key=self._store.uploads.key(upload_id),
            filename=display_name(told.filename),
            file_type=told.file_type,
            size=told.size,
            sha256=told.sha256.lower(),
            owner=owner,
            key_id=key_id,
            wishes=told.wishes,
        )
        if told.in_parts:
            parts_id = await asyncio.to_thread(self._store.uploads.begin_parts, upload_id)
            session = replace(session, parts_id=parts_id, part_bytes=self._part_bytes(told.size))
        return await self._queue.open_upload(session, session_s=self.rules.session_s)

    def _part_bytes(self, size: int) -> int:
        return max(self.rules.part_bytes, math.ceil(size / MOST_PARTS))

    async def session(self, upload_id: str) -> UploadSession:
        """The session as it is known without asking the store. Raises ``UploadNotFound``."""
        session = await self._queue.upload(upload_id)
        if session is None:
            raise UploadNotFound
        return session

    async def find(self, session: UploadSession) -> UploadSession:
        """The session, UPLOADED when its bytes are there."""
        if session.state is UploadState.CREATED and not session.parts_id:
            size = await asyncio.to_thread(self._store.uploads.size, session.id)
            return session if size is None else replace(session, state=UploadState.UPLOADED)
        return session

    async def parts(self, session: UploadSession) -> Sequence[UploadedPart]:
        """The parts of an upload by parts that have arrived."""
        return await asyncio.to_thread(self._store.uploads.parts, session.id, session.parts_id)

    async def complete(self, session: UploadSession, key: str, size: int, submission: Submission) -> Accepted:
        """Make the upload a task; the same call again gives the same task. What arrived stays until ``discard``.

        Raises ``UploadKeyMismatch``, ``UploadExpired``, ``UploadBusy``, and what ``adopt`` and ``Intake.submit`` raise:
        then the session stands as before, and nothing that arrived is lost.
        """
        if key != session.key:
            raise UploadKeyMismatch
        state = await self._queue.begin_completion(session.id)
        if state is UploadState.COMPLETED:
            return await self._earlier(session)
        _require_free(state)
        is_completed = False
        try:
            accepted = await self._resumed(session) or await self._taken(session, size, submission)
            is_completed = True
        finally:
            await self._queue.end_completion(session.id, is_completed=is_completed)
        return accepted

    async def discard(self, session: UploadSession) -> None:
        """Remove what arrived once its upload is completed; what cannot be removed now is the janitor's."""
        try:
            await asyncio.to_thread(self._store.uploads.discard, session.id)
        except OcrServiceError as error:
            log.warning("Completed upload not removed", extra={"upload_id": session.id, "code": error.code})

    async def start(self, upload_id: str, priority: Priority, *, size: int | None = None) -> Task:
        """Complete an upload if that was not done, and let its document be read with this priority.

        A task that runs or has ended is given as it is. Raises as ``complete``, ``UploadNotFound`` and ``QueueFull``.
        """
        if not is_task_id(upload_id):
            raise UploadNotFound
        task = await self._queue.get(upload_id) or await self._completed(upload_id, priority, size)
        with suppress(TaskStateConflict):
            task = await self._queue.reprioritize(upload_id, priority)
        return await self._queue.start(upload_id) if task.status is TaskStatus.PENDING else task

    async def _completed(self, upload_id: str, priority: Priority, size: int | None) -> Task:
        session = await self.session(upload_id)
        arrived = await asyncio.to_thread(self._store.uploads.size, upload_id)
        found = session.size or arrived or 0
        wishes = await self._intake.wishes({**session.wishes, "priority": priority.value})
        submission = Submission(wishes=wishes, owner=session.owner, key_id=session.key_id, source="python")
        accepted = await self.complete(session, session.key, found if size is None else size, submission)
        await self.discard(session)
        return accepted.task

    async def _earlier(self, session: UploadSession) -> Accepted:
        task = await self._queue.get(session.id)
        if task is None:  # Redis lost it; its record brings it back
            return await self._resumed(session) or _gone()
        return Accepted(task=task, is_new=False)

    async def _resumed(self, session: UploadSession) -> Accepted | None:
        """The task of a completion that was cut short after its record was written."""
        record = await asyncio.to_thread(self._store.record, session.id)
        if record is None:
            task = await self._queue.get(session.id)
            return Accepted(task=task, is_new=False) if task else None
        enqueued = await self._queue.enqueue(record)
        return Accepted(task=enqueued.task, is_new=enqueued.is_new)

    async def _taken(self, session: UploadSession, size: int, submission: Submission) -> Accepted:
        if session.parts_id:
            await self._join(session, size)
        upload = await asyncio.to_thread(adopt, self._store, self._intake.policy, session, size)
        try:
            return await self._intake.submit_as(upload, submission, None)
        finally:
            await upload.discard()

    async def _join(self, session: UploadSession, size: int) -> None:
        """Make one file of the parts. Raises ``UploadIncomplete`` with the numbers that are missing."""
        if await asyncio.to_thread(self._store.uploads.size, session.id) is not None:
            return
        parts = await self.parts(session)
        missing = missing_parts(session, parts)
        if missing:
            raise UploadIncomplete(
                "Parts are missing or have another size. Send those in `missing_parts`, then complete again.",
                missing_parts=missing,
            )
        await asyncio.to_thread(self._store.uploads.join_parts, session.id, session.parts_id, parts)

    async def cancel(self, session: UploadSession) -> None:
        """Forget an upload that is no task, and its bytes. Raises ``UploadBusy``."""
        if session.state is UploadState.COMPLETING:
            raise UploadBusy
        await asyncio.to_thread(self._store.uploads.discard, session.id, session.parts_id)
        await self._queue.close_upload(session.id)


def missing_parts(session: UploadSession, parts: Sequence[UploadedPart]) -> list[int]:
    """Numbers of the parts that have not arrived whole."""
    sizes = {part.number: part.size for part in parts}
    return [number for number in part_numbers(session) if sizes.get(number) != part_size(session, number)]


def part_numbers(session: UploadSession) -> range:
    """The numbers of all parts of an upload by parts, from 1 on."""
    return range(1, math.ceil(session.size / session.part_bytes) + 1) if session.part_bytes else range(0)


def part_size(session: UploadSession, number: int) -> int:
    """How many bytes a part has; the last one has the rest."""
    return min(session.part_bytes, session.size - (number - 1) * session.part_bytes)


def _require_free(state: UploadState | None) -> None:
    if state is None:
        raise UploadNotFound
    if state is UploadState.EXPIRED:
        raise UploadExpired
    if state is UploadState.COMPLETING:
        raise UploadBusy


def _gone() -> Accepted:
    raise UploadExpired("The task of this upload was removed. Begin another upload.")
