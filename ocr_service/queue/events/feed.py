"""Read the event stream once per process for all who listen; Redis does not notice how many they are."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ocr_service.domain.live import Topic
from ocr_service.errors import BackendUnavailable
from ocr_service.queue.connection import LONGEST_BLOCK_S, Clients

log = logging.getLogger(__name__)

Event = Mapping[str, Any]
_READ_AT_ONCE = 500
_BACKLOG = 1_000
_REMEMBERED = 1_000
"""Events kept for those who come back after a moment, so that a restart does not make each of them read the stream."""
_PAUSE_S = 0.5


def event_of(entry: tuple[str, Mapping[str, str]]) -> Event:
    """An entry of the stream as a mapping with its ``id`` and a whole ``progress``."""
    event_id, fields = entry
    return {"id": event_id, **fields, "progress": int(fields.get("progress") or 0)}


def order_of(event_id: str) -> tuple[int, int]:
    """Stream ids compare by their two numbers, not as text."""
    time_ms, _, sequence = event_id.partition("-")
    return int(time_ms), int(sequence or 0)


class Listener:
    """Collects events for one who waits.

    ``missed`` says that it was too slow to take them all, ``interrupted`` that the stream could not be read for a while.
    """

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.missed = False
        self.interrupted = False
        self._news = asyncio.Event()
        self._events: deque[Event] = deque()

    def offer(self, event: Event) -> None:
        """Take an event that concerns this listener."""
        if not self.topic.concerns(event):
            return
        if len(self._events) >= _BACKLOG:
            self._events.clear()
            self.missed = True
        self._events.append(event)
        self._news.set()

    def wake(self) -> None:
        """Let ``wait`` return now, with whatever there is."""
        self._news.set()

    def interrupt(self) -> None:
        """The stream is read again after it could not be."""
        self.interrupted = True
        self.wake()

    async def wait(self, timeout_s: float) -> list[Event]:
        """What came since the last call, waiting for it if need be; empty on timeout."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        except TimeoutError:
            return []
        self._news.clear()
        events = list(self._events)
        self._events.clear()
        return events


class Feed:
    """Reads the stream while anybody listens, on one connection of its own."""

    def __init__(self, clients: Clients, stream: str) -> None:
        self._clients = clients
        self._stream = stream
        self._listeners: dict[str, set[Listener]] = {}  # by task; "" are those of several tasks
        self._recent: deque[Event] = deque(maxlen=_REMEMBERED)
        self._reader: asyncio.Task[None] | None = None
        self._ready: asyncio.Event = asyncio.Event()

    @contextmanager
    def listening(self, topic: Topic) -> Iterator[Listener]:
        """A listener while the block runs."""
        listener = Listener(topic)
        beside = self._listeners.setdefault(topic.task_id, set())
        beside.add(listener)
        if self._reader is None or self._reader.done():
            self._ready = asyncio.Event()
            self._reader = asyncio.create_task(self._read())
        try:
            yield listener
        finally:
            beside.discard(listener)
            if not beside:
                self._listeners.pop(topic.task_id, None)

    async def ready(self, timeout_s: float) -> None:
        """Wait until events that happen from now on will be heard. Raises ``BackendUnavailable``."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._ready.wait()
        except TimeoutError as error:
            raise BackendUnavailable from error

    def wake(self) -> None:
        """Let all who wait look up."""
        for listener in self._all():
            listener.wake()

    def _all(self) -> list[Listener]:
        return [listener for listeners in self._listeners.values() for listener in listeners]

    async def stop(self) -> None:
        """End the reader."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None

    async def since(self, after: str) -> AsyncIterator[Event]:
        """The events after an id that are still known, oldest first."""
        if self._recent and order_of(after) >= order_of(self._recent[0]["id"]):
            for event in tuple(self._recent):
                if order_of(event["id"]) > order_of(after):
                    yield event
            return
        short = self._clients.short
        while entries := await self._clients.ask(
            short.xrange(self._stream, min=f"({after}", count=_READ_AT_ONCE)
        ):
            for entry in entries:
                yield event_of(entry)
            after = str(entries[-1][0])

    async def forgot(self, after: str) -> bool:
        """May events after this id be gone from the stream, or is the id none that this Redis gave?"""
        if order_of(after) == (0, 0):
            return False
        short = self._clients.short
        oldest = await self._clients.ask(short.xrange(self._stream, count=1))
        newest = await self._clients.ask(short.xrevrange(self._stream, count=1))
        if not oldest:
            return True
        return not order_of(oldest[0][0]) <= order_of(after) <= order_of(newest[0][0])

    async def _read(self) -> None:
        last, is_interrupted = "", False
        while self._listeners:
            try:
                last = last or await self._begin()
                self._ready.set()
                if is_interrupted:
                    await self._clients.ask(self._clients.waiting.ping())
                    is_interrupted = False
                    self._tell_of_interruption()
                last = await self._read_once(last)
            except BackendUnavailable:
                is_interrupted = True
                log.warning("event stream interrupted")
                await asyncio.sleep(_PAUSE_S)

    def _tell_of_interruption(self) -> None:
        for listener in self._all():
            listener.interrupt()

    async def _begin(self) -> str:
        """Remember the latest events; returns the id of the last one."""
        entries = await self._clients.ask(
            self._clients.waiting.xrevrange(self._stream, count=self._recent.maxlen)
        )
        self._recent.clear()
        self._recent.extend(event_of(entry) for entry in reversed(entries))
        return str(entries[0][0]) if entries else "0-0"

    async def _read_once(self, last: str) -> str:
        block_ms = int(LONGEST_BLOCK_S * 1000)
        reading = self._clients.waiting.xread({self._stream: last}, count=_READ_AT_ONCE, block=block_ms)
        streams = await self._clients.wait(reading)
        entries = streams[0][1] if streams else []
        for entry in entries:
            self._tell(event_of(entry))
        return str(entries[-1][0]) if entries else last

    def _tell(self, event: Event) -> None:
        self._recent.append(event)
        for name in {"", event["task_id"]}:
            for listener in tuple(self._listeners.get(name, ())):
                listener.offer(event)
