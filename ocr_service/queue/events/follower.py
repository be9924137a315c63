"""Follow a topic from where a reader was: first what it missed, then what happens."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.queue.connection import LONGEST_BLOCK_S
from ocr_service.queue.events.feed import Event, Feed, Listener, order_of

_AT_ONCE = 500


class Follower:
    """One reader's place in the stream; made by ``Changes.follow``."""

    def __init__(self, feed: Feed, listener: Listener, after: str | None) -> None:
        self._feed = feed
        self._listener = listener
        self._last = after or "0-0"
        self._is_behind = after is not None

    async def begin(self) -> bool:
        """Wait until nothing that happens from now on is missed; True when events in between are gone for good.

        Raises ``BackendUnavailable``.
        """
        await self._feed.ready(LONGEST_BLOCK_S)
        return self._is_behind and await self._feed.forgot(self._last)

    async def next(self, timeout_s: float) -> Sequence[Event]:
        """The next events, oldest first; empty on timeout or when all were woken. Raises ``BackendUnavailable``."""
        if self._is_behind or self._listener.missed:
            return await self._missed()
        events = await self._listener.wait(timeout_s)
        if self._listener.missed:
            return await self._missed()
        return self._passed([event for event in events if order_of(event["id"]) > order_of(self._last)])

    def was_interrupted(self) -> bool:
        """Was Redis away since the last call? What happened meanwhile may never have reached the stream."""
        was, self._listener.interrupted = self._listener.interrupted, False
        return was

    async def _missed(self) -> Sequence[Event]:
        self._listener.missed, self._is_behind = False, True
        found: list[Event] = []
        async for event in self._feed.since(self._last):
            self._last = event["id"]
            if self._listener.topic.concerns(event):
                found.append(event)
            if len(found) == _AT_ONCE:
                return found
        self._is_behind = False
        return found

    def _passed(self, events: Sequence[Event]) -> Sequence[Event]:
        if events:
            self._last = events[-1]["id"]
        return events
