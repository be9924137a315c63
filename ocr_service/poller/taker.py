"""Take one row: fetch its document into the service's own store and put it into the queue, as the task that its claim names."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ocr_service.domain.notification import EventKind
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback, TaskId
from ocr_service.errors import InputError
from ocr_service.intake.submit import Intake, Submission
from ocr_service.sources.row import Failure, Row, target_of
from ocr_service.sources.source import FileUnusable, Source

log = logging.getLogger(__name__)

SOURCE = "sources"
_ENDS = (EventKind.TASK_COMPLETED, EventKind.TASK_FAILED, EventKind.TASK_CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingRules:
    """What is asked for every document of a source."""

    priority: Priority = Priority.NORMAL
    owner: str = ""
    language: str = ""
    profile: str = ""


class RowTaker:
    """A row whose document can never be read is settled as failed at once."""

    def __init__(self, intake: Intake, source: Source, rules: TakingRules) -> None:
        self._intake = intake
        self._source = source
        self._rules = rules

    async def take(self, row: Row, task_id: TaskId) -> bool:
        """True when its document is in the queue, False when the row says why it cannot be.

        Raises ``SourceAway``, ``FileTrouble``, ``CapacityError``, ``StorageFailed``: it may be taken later.
        """
        try:
            await self._brought(row, task_id)
        except FileUnusable as error:
            return await self.fail(row, Failure(code=error.code, detail=str(error)))
        except InputError as error:
            return await self.fail(row, Failure(code=error.code, detail=error.detail))
        log.info("Row taken", extra=self._fields(row, task_id=task_id))
        return True

    async def fail(self, row: Row, failure: Failure) -> bool:
        """Write to the row why it is not read; False. Raises ``SourceAway``."""
        await self._source.table.settle(row.id, row.worker, failure)
        log.warning("Row failed", extra=self._fields(row, code=failure.code))
        return False

    async def _brought(self, row: Row, task_id: TaskId) -> None:
        upload = self._intake.begin(row.name or PurePosixPath(row.path).name, task_id)
        try:
            async with aclosing(self._source.files.fetch(row)) as pieces:
                async for piece in pieces:
                    await upload.write(piece)
            await upload.finish()
            await self._intake.submit(upload, await self._submission(row))
        finally:
            await upload.discard()

    async def _submission(self, row: Row) -> Submission:
        said = {
            "priority": self._rules.priority.value,
            "language": self._rules.language,
            "profile": self._rules.profile,
        }
        wishes = await self._intake.wishes({name: value for name, value in said.items() if value})
        callback = Callback(url=target_of(self._source.name, row), events=_ENDS)
        metadata = {"source": self._source.name, "row": row.id}
        return Submission(
            wishes=replace(wishes, callback=callback, user_metadata=metadata),
            owner=self._rules.owner,
            source=SOURCE,
        )

    def _fields(self, row: Row, **more: str) -> dict[str, str]:
        return {"source": self._source.name, "row": row.id, **more}
