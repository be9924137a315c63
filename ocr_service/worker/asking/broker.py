"""The worker's end: answers what documents ask, each question by the answerer of its kind."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.outside.asking import Answer, Answerer, Question
from ocr_service.observability.places import place_of
from ocr_service.worker import wire
from ocr_service.worker.coroutines import end_tasks

# More than the page slots of any worker; a document that asks more at a time is not one of ours.
_MOST_OPEN = 64
_LEAST_DEADLINE_S, _MOST_DEADLINE_S = 0.001, 86_400.0

log = logging.getLogger(__name__)


class Broker:
    """Answerers by the kind of question. It is given its answerers once and serves every run of the worker."""

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self._answerers = dict(answerers)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What may be asked here."""
        return tuple(self._answerers)

    @asynccontextmanager
    async def attend(self, request: DocumentRequest, answer_fd: int) -> AsyncIterator[Attendance]:
        """Listen to one run; ``answer_fd`` is closed and what is still asked is cancelled at the end."""
        attendance = Attendance(self, request, answer_fd)
        try:
            yield attendance
        finally:
            await attendance.end()

    async def answer(self, question: Question) -> Answer:
        """The answer. Raises ``NotAnswered``, ``AnswerLate`` and what the answerer raises."""
        answerer = self._answerers.get(question.kind)
        if answerer is None:
            raise errors.NotAnswered(f"Nobody here answers `{question.kind[:40]}`.")
        try:
            async with asyncio.timeout(question.deadline_s):
                return await answerer.answer(question)
        except TimeoutError:
            raise errors.AnswerLate from None

    async def close(self) -> None:
        """Close the answerers."""
        for answerer in self._answerers.values():
            await answerer.close()


class Attendance:
    """The questions of one run. ``answered_s`` is when the last one was answered, by the loop's clock."""

    def __init__(self, broker: Broker, request: DocumentRequest, answer_fd: int) -> None:
        self._broker = broker
        self._request = request
        self._answer_fd = answer_fd
        self._transport: asyncio.WriteTransport | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.answered_s = float("-inf")

    @property
    def has_open(self) -> bool:
        """True while the document waits for an answer."""
        return bool(self._open)

    def take(self, asked: Mapping[str, Any]) -> None:
        """Begin to answer one ``ask`` line."""
        work = asyncio.create_task(self._reply(asked), name=f"question of {self._request.task_id}")
        self._open.add(work)
        work.add_done_callback(self._close_question)

    def _close_question(self, work: asyncio.Task[None]) -> None:
        self._open.discard(work)
        self.answered_s = asyncio.get_running_loop().time()

    async def _reply(self, asked: Mapping[str, Any]) -> None:
        reply = {"number": asked["number"], **await self._outcome(asked)}
        line = wire.encode_object(reply)
        (await self._writer()).write(line)

    async def _outcome(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return {"answer": await self._answer(asked)}
        except errors.OcrServiceError as error:
            return {"error": wire.plain_error(error)}
        except Exception as error:
            log.exception("question failed", extra={"kind": str(asked.get("kind")), "place": place_of(error)})
            return {"error": wire.plain_error(errors.OutsideError())}

    async def _answer(self, asked: Mapping[str, Any]) -> Answer:
        if len(self._open) > _MOST_OPEN:
            raise errors.NotAnswered("Too many questions at a time.")
        return await self._broker.answer(self._question(asked))

    def _question(self, asked: Mapping[str, Any]) -> Question:
        deadline_s = min(_MOST_DEADLINE_S, max(_LEAST_DEADLINE_S, float(asked["deadline_s"])))
        return Question(
            kind=str(asked["kind"]),
            request=dict(asked["request"]),
            task_id=self._request.task_id,
            owner=self._request.owner,
            key_id=self._request.key_id,
            folder=self._request.output_folder,
            deadline_s=deadline_s,
        )

    async def _writer(self) -> asyncio.WriteTransport:
        """Made for the first answer: most documents ask nothing."""
        if self._transport is None:
            file = os.fdopen(self._answer_fd, "wb", buffering=0)
            loop = asyncio.get_running_loop()
            self._answer_fd = -1
            self._transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, file)
        return self._transport

    async def end(self) -> None:
        """Cancel what is still asked and close the pipe."""
        await end_tasks(self._open)
        if self._transport is not None:
            # A document that is gone has closed it already, and an aborted one cannot be aborted again.
            if not self._transport.is_closing():
                self._transport.abort()
        elif self._answer_fd >= 0:
            os.close(self._answer_fd)
