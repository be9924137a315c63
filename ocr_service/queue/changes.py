"""Tell who waits that something changed: one reader of the event stream per process, many listeners."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ocr_service.domain.task import Task
from ocr_service.errors import BackendUnavailable
from ocr_service.queue.base import QueuePart
from ocr_service.queue.connection import LONGEST_BLOCK_S, Clients

log = logging.getLogger(__name__)

Event = Mapping[str, Any]
_READ_AT_ONCE = 500
_BACKLOG = 1_000
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
    """Collects events for one who waits; ``missed`` when it was too slow to take them all."""

    def __init__(self, task_id: str = "") -> None:
        self._task_id = task_id
        self._news = asyncio.Event()
        self._events: deque[Event] = deque()
        self.missed = False

    def offer(self, event: Event) -> None:
        """Take an event that concerns this listener."""
        if self._task_id and event["task_id"] != self._task_id:
            return
        if len(self._events) >= _BACKLOG:
            self._events.clear()
            self.missed = True
        self._events.append(event)
        self._news.set()

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
        self._listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None
        self._ready: asyncio.Event = asyncio.Event()

    @contextmanager
    def listening(self, task_id: str = "") -> Iterator[Listener]:
        """A listener for one task's events (or all) while the block runs."""
        listener = Listener(task_id)
        self._listeners.add(listener)
        if self._reader is None or self._reader.done():
            self._ready = asyncio.Event()
            self._reader = asyncio.create_task(self._read())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def ready(self, timeout_s: float) -> None:
        """Wait until events that happen from now on will be heard. Raises ``BackendUnavailable``."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._ready.wait()
        except TimeoutError as error:
            raise BackendUnavailable from error

    async def stop(self) -> None:
        """End the reader."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None

    async def _read(self) -> None:
        last = ""
        while self._listeners:
            try:
                last = last or await self._newest()
                self._ready.set()
                last = await self._read_once(last)
            except BackendUnavailable:
                log.warning("event stream interrupted")
                await asyncio.sleep(_PAUSE_S)

    async def _newest(self) -> str:
        newest = await self._clients.ask(self._clients.waiting.xrevrange(self._stream, count=1))
        return str(newest[0][0]) if newest else "0-0"

    async def _read_once(self, last: str) -> str:
        block_ms = int(LONGEST_BLOCK_S * 1000)
        reading = self._clients.waiting.xread({self._stream: last}, count=_READ_AT_ONCE, block=block_ms)
        streams = await self._clients.wait(reading)
        entries = streams[0][1] if streams else []
        for entry in entries:
            event = event_of(entry)
            for listener in tuple(self._listeners):
                listener.offer(event)
        return str(entries[-1][0]) if entries else last


class Changes(QueuePart):
    """Waiting for a change without asking again and again."""

    _feed: Feed | None = None

    @property
    def _shared_feed(self) -> Feed:
        if self._feed is None:
            self._feed = Feed(self._clients, self._keys.named("K_EVENTS"))
        return self._feed

    async def stop_feed(self) -> None:
        """End the reader of the event stream."""
        if self._feed is not None:
            await self._feed.stop()

    async def wait_change(self, task: Task, *, timeout_s: float) -> Task | None:
        """The task as soon as it differs from ``task`` or the time is over; None when it is gone."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        feed = self._shared_feed
        with feed.listening(task.id) as listener:
            await feed.ready(LONGEST_BLOCK_S)
            while True:
                current = await self.get(task.id)
                remaining_s = deadline - loop.time()
                if current != task or remaining_s <= 0:
                    return current
                # Looking again now and then costs little and survives a stream that was cut.
                await listener.wait(min(remaining_s, LONGEST_BLOCK_S))

    async def events(self, *, after: str = "$") -> AsyncIterator[Event]:
        """Every transition from the event id ``after`` on, as it happens; ``$`` is now."""
        feed = self._shared_feed
        with feed.listening() as listener:
            await feed.ready(LONGEST_BLOCK_S)
            last = after
            if after != "$":
                async for event in self._stored_events(after):
                    last = event["id"]
                    yield event
            while True:
                async for event in self._live_events(listener, last):
                    last = event["id"]
                    yield event

    async def latest_events(self, limit: int = 50) -> AsyncIterator[Event]:
        """The last transitions, oldest first, without waiting for more."""
        stream = self._keys.named("K_EVENTS")
        for entry in reversed(await self._ask(self._client.xrevrange(stream, count=limit))):
            yield event_of(entry)

    async def _live_events(self, listener: Listener, last: str) -> AsyncIterator[Event]:
        events = await listener.wait(LONGEST_BLOCK_S)
        if listener.missed and last != "$":
            listener.missed = False
            async for event in self._stored_events(last):
                last = event["id"]
                yield event
        for event in events:
            if last == "$" or order_of(event["id"]) > order_of(last):
                yield event

    async def _stored_events(self, after: str) -> AsyncIterator[Event]:
        stream = self._keys.named("K_EVENTS")
        while entries := await self._ask(self._client.xrange(stream, min=f"({after}", count=_READ_AT_ONCE)):
            for entry in entries:
                yield event_of(entry)
            after = str(entries[-1][0])
