"""Tell who waits that something changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from ocr_service.domain.live import EVERYTHING, Topic
from ocr_service.domain.task import Task
from ocr_service.queue.base import QueuePart
from ocr_service.queue.connection import LONGEST_BLOCK_S
from ocr_service.queue.events.feed import Event, Feed, event_of
from ocr_service.queue.events.follower import Follower


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

    def wake_listeners(self) -> None:
        """Let all followers return from ``next`` now: the process is about to stop."""
        if self._feed is not None:
            self._feed.wake()

    async def wait_change(self, task: Task, *, timeout_s: float) -> Task | None:
        """The task as soon as it differs from ``task`` or the time is over; None when it is gone."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        feed = self._shared_feed
        with feed.listening(Topic(task_id=task.id)) as listener:
            await feed.ready(LONGEST_BLOCK_S)
            while True:
                current = await self.get(task.id)
                remaining_s = deadline - loop.time()
                if current != task or remaining_s <= 0:
                    return current
                # Looking again now and then costs little and survives a stream that was cut.
                await listener.wait(min(remaining_s, LONGEST_BLOCK_S))

    @contextmanager
    def follow(self, topic: Topic, *, after: str | None = None) -> Iterator[Follower]:
        """What happens to ``topic`` from the event id ``after`` on, or from now on, while the block runs."""
        feed = self._shared_feed
        with feed.listening(topic) as listener:
            yield Follower(feed, listener, after)

    async def events(self, *, after: str = "$") -> AsyncIterator[Event]:
        """Every transition from the event id ``after`` on, as it happens; ``$`` is now."""
        with self.follow(EVERYTHING, after=None if after == "$" else after) as following:
            await following.begin()
            while True:
                for event in await following.next(LONGEST_BLOCK_S):
                    yield event

    async def latest_events(self, limit: int = 50) -> AsyncIterator[Event]:
        """The last transitions, oldest first, without waiting for more."""
        stream = self._keys.named("K_EVENTS")
        for entry in reversed(await self._ask(self._client.xrevrange(stream, count=limit))):
            yield event_of(entry)
