"""Ask a service within the limit that all workers share: take a turn, send, settle what it took, try again what failed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from ocr_service import errors
from ocr_service.domain.outside.asking import Question
from ocr_service.domain.outside.limits import LimitPolicy, SharedLimit
from ocr_service.outside.exchange import OnSent, Overloaded, Reworded

log = logging.getLogger(__name__)

_TRIES = 3
_PAUSE_S = 1.0
_HOLD_EVERY_S = 10.0
_ALERT_SHARE, _ALERT_EVERY_S = 0.8, 60.0


class Counted(Protocol):
    """An answer that may tell its tokens; None where it does not."""

    @property
    def input_tokens(self) -> int | None:
        """Of the question."""
        ...

    @property
    def output_tokens(self) -> int | None:
        """Of the answer."""
        ...


Answered = TypeVar("Answered", bound=Counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of a million tokens; a cost in millionths of the currency is tokens times price."""

    input: float = 0.0
    output: float = 0.0

    def cost(self, answer: Counted) -> int:
        """In millionths of the currency."""
        return round((answer.input_tokens or 0) * self.input + (answer.output_tokens or 0) * self.output)


@dataclass(slots=True)
class _Turn:
    """A granted reservation: when it was granted by both clocks, and when its request was sent."""

    granted_ms: int
    granted_s: float
    sent_s: float | None = None

    def sent_after_ms(self) -> int | None:
        """Milliseconds from the grant until the request was sent; None while it was not."""
        return None if self.sent_s is None else max(0, round(1000 * (self.sent_s - self.granted_s)))

    def sent(self, at_s: float) -> None:
        """Its last byte has left."""
        self.sent_s = at_s


@dataclass(kw_only=True)
class SharedTurns:
    """The turns of one worker at one service. ``concurrency`` bounds the requests of this worker, ``policy`` those of all."""

    limit: SharedLimit
    policy: LimitPolicy
    worker: str
    concurrency: int
    tokens_estimate: int
    prices: Prices = Prices()
    pause_s: float = _PAUSE_S
    monotonic_s: Callable[[], float] = time.monotonic
    _held: set[str] = field(default_factory=set)
    _holding: asyncio.Task[None] | None = None
    _alerted_s: float = float("-inf")

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)

    async def ask(
        self, send: Callable[[OnSent], Awaitable[Answered]], question: Question
    ) -> tuple[Answered, int]:
        """What ``send`` brings home, and its cost in millionths.

        Three tries; one that was refused for the limit is no try: the limit lets the next one wait, and the deadline ends it. Nor is
        one that is put otherwise next, which takes a turn of its own.
        Raises ``OutsideUnavailable`` after them, ``BackendUnavailable``, and what else ``send`` raises.
        """
        if self._holding is None:
            self._holding = asyncio.create_task(self._hold_on(), name="hold reservations")
        attempt = 1
        async with self._places:
            while True:
                try:
                    return await self._once(send, question)
                except (Overloaded, Reworded):
                    continue
                except errors.OutsideUnavailable as error:
                    told = {"service": self._name, "code": error.code, "attempt": attempt}
                    log.warning("Service outside did not answer", extra=told)
                    if attempt == _TRIES:
                        raise
                    await asyncio.sleep(self.pause_s * attempt)
                    attempt += 1

    @property
    def _name(self) -> str:
        return self.policy.counted_as

    async def _once(
        self, send: Callable[[OnSent], Awaitable[Answered]], question: Question
    ) -> tuple[Answered, int]:
        reservation = str(uuid.uuid4())
        answer: Answered | None = None
        cost = 0
        async with self._turn(reservation, question) as turn:
            try:
                answer = await send(turn.sent)
                cost = self.prices.cost(answer)
            except Overloaded as error:
                share = await self.limit.refused(turn.granted_ms, error.wait_s, policy=self.policy)
                told = {"service": self._name, "wait_s": round(error.wait_s, 1), "share": round(share, 2)}
                log.warning("Shared limit refused", extra=told)
                raise
            finally:
                await asyncio.shield(self._settle(reservation, turn, answer, cost, question))
        return answer, cost

    @asynccontextmanager
    async def _turn(self, reservation: str, question: Question) -> AsyncIterator[_Turn]:
        """Wait for a turn; whoever gives up waiting leaves the line."""
        self._held.add(reservation)
        is_granted = False
        try:
            while not is_granted:
                # Before it is granted, so that a slow reply makes the request count longer, never shorter.
                asked_s = self.monotonic_s()
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
        self, reservation: str, turn: _Turn, answer: Counted | None, cost: int, question: Question
    ) -> None:
        try:
            await self.limit.settle_reservation(
                reservation,
                policy=self.policy,
                sent_after_ms=turn.sent_after_ms(),
                tokens=_tokens(answer),
                key_id=question.key_id,
                cost=cost,
                task_id=question.task_id,
            )
        except errors.BackendUnavailable as error:
            # The estimate stands, and the lease gives the place back.
            self._not_written(error)

    def _alert(self, used: float) -> None:
        now_s = self.monotonic_s()
        if used > _ALERT_SHARE and now_s - self._alerted_s >= _ALERT_EVERY_S:
            self._alerted_s = now_s
            log.warning("Shared limit nearly used", extra={"service": self._name, "used": round(used, 3)})

    def _not_written(self, error: errors.BackendUnavailable) -> None:
        log.warning("Use of shared limit not written", extra={"service": self._name, "code": error.code})

    async def _hold_on(self) -> None:
        """Keep what is under way, and this worker's row, until ``close``."""
        row = {"id": self.worker, "type": self._name, "pid": os.getpid()}
        while True:
            try:
                await self.limit.hold(self.worker, tuple(self._held), row=row, policy=self.policy)
            except errors.BackendUnavailable as error:
                self._not_written(error)
            await asyncio.sleep(_HOLD_EVERY_S)

    async def close(self) -> None:
        """Take this worker off the list."""
        if self._holding is not None:
            self._holding.cancel()
            await asyncio.wait([self._holding])
            with contextlib.suppress(errors.BackendUnavailable):  # the row ends by itself
                await self.limit.hold(self.worker, (), row=None, policy=self.policy)


def _tokens(answer: Counted | None) -> int | None:
    """Of question and answer together; None where that is not told."""
    if answer is None or answer.input_tokens is None:
        return None
    return answer.input_tokens + (answer.output_tokens or 0)
