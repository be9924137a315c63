"""Answer a document's question what a vision model reads on its page: take a turn of the shared limit, send, settle."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ocr_service import errors
from ocr_service.domain.outside.asking import Answer, Question
from ocr_service.domain.outside.limits import LimitPolicy, SharedLimit
from ocr_service.outside.pictures import picture_in
from ocr_service.outside.vision.client import Overloaded, VisionClient
from ocr_service.outside.vision.prompts import CURRENT, PROMPTS
from ocr_service.outside.vision.vendors import Reading

log = logging.getLogger(__name__)

_TRIES = 3
_PAUSE_S = 1.0
_HOLD_EVERY_S = 10.0
_ALERT_SHARE, _ALERT_EVERY_S = 0.8, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of a million tokens; a cost in millionths of the currency is tokens times price."""

    input: float = 0.0
    output: float = 0.0

    def cost(self, reading: Reading) -> int:
        """In millionths of the currency."""
        return round((reading.input_tokens or 0) * self.input + (reading.output_tokens or 0) * self.output)


@dataclass(slots=True)
class _Turn:
    """A granted reservation: when it was granted by both clocks, and when its request was sent."""

    granted_ms: int
    granted_s: float
    sent_s: float | None = None

    def sent_after_ms(self) -> int | None:
        """Milliseconds from the grant until the request was sent; None while it was not."""
        return None if self.sent_s is None else max(0, round(1000 * (self.sent_s - self.granted_s)))


@dataclass(kw_only=True)
class VisionAnswerer:
    """An ``Answerer``. ``concurrency`` bounds the requests of this worker, ``policy`` those of all."""

    client: VisionClient
    limit: SharedLimit
    policy: LimitPolicy
    worker: str
    concurrency: int
    tokens_estimate: int
    prices: Prices = Prices()
    pause_s: float = _PAUSE_S
    _held: set[str] = field(default_factory=set)
    _holding: asyncio.Task[None] | None = None
    _alerted_s: float = float("-inf")

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)

    async def answer(self, question: Question) -> Answer:
        """``{"picture": path}`` gives text, model, prompt, tokens and cost.

        Raises ``OutsideUnavailable`` after three tries, ``OutsideRefused``, ``AnswerUnusable``, ``BackendUnavailable``.
        """
        if self._holding is None:
            self._holding = asyncio.create_task(self._hold_on(), name="hold reservations")
        picture = await asyncio.to_thread(picture_in, question.folder, question.request.get("picture", ""))
        async with self._places:
            reading, cost = await self._patiently(picture, question)
        return {
            "text": reading.text,
            "is_cut": reading.is_cut,
            "model": self.client.model,
            "prompt": CURRENT,
            "input_tokens": reading.input_tokens,
            "output_tokens": reading.output_tokens,
            "cost_millionths": cost,
        }

    async def _patiently(self, picture: str, question: Question) -> tuple[Reading, int]:
        """Three tries; one that was refused for the limit is no try: the limit lets the next one wait, and the deadline ends it."""
        attempt = 1
        while True:
            try:
                return await self._once(picture, question)
            except Overloaded:
                continue
            except errors.OutsideUnavailable as error:
                log.warning("Vision service did not answer", extra={"code": error.code, "attempt": attempt})
                if attempt == _TRIES:
                    raise
                await asyncio.sleep(self.pause_s * attempt)
                attempt += 1

    async def _once(self, picture: str, question: Question) -> tuple[Reading, int]:
        reservation = str(uuid.uuid4())
        reading: Reading | None = None
        cost = 0
        async with self._turn(reservation, question) as turn:
            try:
                reading = await self.client.read(
                    picture, PROMPTS[CURRENT], on_sent=lambda sent_s: setattr(turn, "sent_s", sent_s)
                )
                cost = self.prices.cost(reading)
            except Overloaded as error:
                share = await self.limit.refused(turn.granted_ms, error.wait_s)
                log.warning(
                    "Vision limit refused", extra={"wait_s": round(error.wait_s, 1), "share": round(share, 2)}
                )
                raise
            finally:
                await asyncio.shield(self._settle(reservation, turn, reading, cost, question))
        return reading, cost

    @asynccontextmanager
    async def _turn(self, reservation: str, question: Question) -> AsyncIterator[_Turn]:
        """Wait for a turn; whoever gives up waiting leaves the line."""
        self._held.add(reservation)
        is_granted = False
        try:
            while not is_granted:
                # Before it is granted, so that a slow reply makes the request count longer, never shorter.
                asked_s = time.monotonic()
                verdict = await self.limit.reserve(
                    reservation,
                    worker=self.worker,
                    owner=question.owner,
                    tokens=self.tokens_estimate,
                    policy=self.policy,
                )
                self._alert(verdict.used)
                is_granted = verdict.is_granted
                if not is_granted:
                    await asyncio.sleep(verdict.wait_s)
            yield _Turn(granted_ms=await self.limit.now_ms(), granted_s=asked_s)
        finally:
            self._held.discard(reservation)
            if not is_granted:
                await asyncio.shield(self._leave(reservation))

    async def _leave(self, reservation: str) -> None:
        with contextlib.suppress(errors.BackendUnavailable):  # its place ends by itself
            await self.limit.settle_reservation(reservation, policy=self.policy, sent_after_ms=None)

    async def _settle(
        self, reservation: str, turn: _Turn, reading: Reading | None, cost: int, question: Question
    ) -> None:
        try:
            await self.limit.settle_reservation(
                reservation,
                policy=self.policy,
                sent_after_ms=turn.sent_after_ms(),
                tokens=reading.tokens if reading else None,
                key_id=question.key_id,
                cost=cost,
                task_id=question.task_id,
            )
        except errors.BackendUnavailable as error:
            # The estimate stands, and the lease gives the place back.
            log.warning("Vision use not written", extra={"code": error.code})

    def _alert(self, used: float) -> None:
        now_s = time.monotonic()
        if used > _ALERT_SHARE and now_s - self._alerted_s >= _ALERT_EVERY_S:
            self._alerted_s = now_s
            log.warning("Vision limit nearly used", extra={"used": round(used, 3)})

    async def _hold_on(self) -> None:
        """Keep what is under way, and this worker's row, until ``close``."""
        row = {"id": self.worker, "type": "vision", "pid": os.getpid()}
        while True:
            try:
                await self.limit.hold(self.worker, tuple(self._held), row=row, policy=self.policy)
            except errors.BackendUnavailable as error:
                log.warning("Vision use not written", extra={"code": error.code})
            await asyncio.sleep(_HOLD_EVERY_S)

    async def close(self) -> None:
        """Close the connections and take this worker off the list."""
        if self._holding is not None:
            self._holding.cancel()
            await asyncio.wait([self._holding])
            with contextlib.suppress(errors.BackendUnavailable):  # the row ends by itself
                await self.limit.hold(self.worker, (), row=None, policy=self.policy)
        await self.client.http.aclose()
