"""What is told to a listener from first to last, whichever door he listens at."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocr_service.api.answers.views import batch_view, task_view
from ocr_service.api.live.outlook import FRESH_S
from ocr_service.api.live.progress import Progress, progress_in, progress_of
from ocr_service.api.live.shared_live import Live
from ocr_service.domain.live import Follower
from ocr_service.domain.queue_values import Batch
from ocr_service.domain.task import Task

HEARTBEAT_S = 15.0
"""A silent line carries a heartbeat so often: proxies cut silent ones, mostly after 60 s."""
END, GAP, BATCH = "end", "gap", "batch"
_BATCH_FINISHED = "BATCH_FINISHED"
_GAP = {"detail": "Events in between are no longer known. What follows tells how things stand now."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing a listener is told; without a ``name`` it is a task's progress.

    ``id`` is the stream's, and empty for what is no event of the stream; who comes back names the last one he saw.
    """

    data: Mapping[str, Any]
    id: str = ""
    name: str = ""


Story = AsyncIterator[Told | None]
"""None is a heartbeat: nothing happened for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A listener's place in the stream. ``missed`` are the events since the last one that somebody who comes back saw;
    ``has_gap`` says that some of them are gone for good.
    """

    follower: Follower
    is_back: bool
    has_gap: bool
    missed: Sequence[Mapping[str, Any]]

    @property
    def needs_state(self) -> bool:
        """True when events alone would not tell how things stand."""
        return not self.is_back or self.has_gap


async def follow(follower: Follower, *, is_back: bool) -> Following:
    """Take a place in the stream. Raises ``BackendUnavailable``."""
    has_gap = await follower.begin()
    missed = await follower.next(0) if is_back else ()
    return Following(follower=follower, is_back=is_back, has_gap=has_gap, missed=missed)


async def task_story(live: Live, task: Task, following: Following) -> Story:
    """A task's progress until it has ended, then ``end`` with all that is known of it."""
    told, events, quiet_since_s = progress_of(task), following.missed, time.monotonic()
    if following.needs_state:
        yield await _told(live, told)
        events = [event for event in events if event["at"] >= told.at]
    while True:
        for event in events:
            told = told.after(event)
            yield await _told(live, told, event["id"])
        if told.is_over or live.closing.has_begun:
            break
        shown = await _told(live, told)
        events = await following.follower.next(FRESH_S if told.waits else HEARTBEAT_S)
        if following.follower.was_interrupted():
            told = await _as_it_is(live, told)
            yield await _told(live, told)
        elif events:
            quiet_since_s = time.monotonic()
        elif told.waits and (now := await _told(live, told)) != shown:
            quiet_since_s = time.monotonic()
            yield now
        elif time.monotonic() - quiet_since_s >= HEARTBEAT_S:
            quiet_since_s = time.monotonic()
            yield None
    if told.is_over:
        ended = await live.queue.get(task.id)
        yield Told(name=END, data=task_view(ended) if ended else told.shown())


async def _told(live: Live, progress: Progress, event_id: str = "") -> Told:
    view = None if progress.is_over else await live.outlook.view()
    return Told(id=event_id, data=progress.shown(view))


async def _as_it_is(live: Live, told: Progress) -> Progress:
    """The task after Redis was away: what happened meanwhile may never have reached the stream."""
    task = await live.queue.get(told.task_id)
    return progress_of(task) if task else told.deleted()


async def shared_story(live: Live, batch: Batch | None, following: Following) -> Story:
    """Progress of all tasks of a topic; of a batch until it is finished, then ``end`` with all that is known of it."""
    if following.has_gap:
        yield Told(name=GAP, data=_GAP)
    if batch and following.needs_state:
        yield Told(name=BATCH, data=batch_view(batch))
    events, is_over = following.missed, batch is not None and bool(batch.finished_at)
    while not is_over or events:
        for event in events:
            is_over = is_over or event["status"] == _BATCH_FINISHED
            yield Told(id=event["id"], data=progress_in(event).shown())
        if is_over or live.closing.has_begun:
            break
        events = await following.follower.next(HEARTBEAT_S)
        if following.follower.was_interrupted():
            yield Told(name=GAP, data=_GAP)
        elif not events:
            yield None
    if batch and is_over and (ended := await live.queue.batch(batch.id)):
        yield Told(name=END, data=batch_view(ended))
