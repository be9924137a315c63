"""What a day brought is told once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ocr_service.domain.notification import EventKind, NotificationState, Subscription
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.thresholds import Thresholds
from ocr_service.notifier.watch import Watch
from ocr_service.queue import RedisQueueManager
from ocr_service.storage.webhook_file import WebhookFile
from tests.support.records import make_record, make_worker


class Store:
    def free_bytes(self) -> int:
        return 5_000


def watch_at(queue: RedisQueueManager, text: str, folder: Path) -> Watch:
    return Watch(
        book=WebhookBook(queue, WebhookFile(folder)),
        outbox=queue,
        queue=queue,
        store=Store(),  # type: ignore[arg-type]
        thresholds=Thresholds(error_rate=0, queue_age_s=0, free_bytes=0, no_worker_s=0),
        every_s=1,
        summary_hour=7,
        now=lambda: datetime.fromisoformat(text),
    )


async def summaries(queue: RedisQueueManager) -> list[dict[str, object]]:
    page = await queue.notifications(NotificationState.WAITING)
    return [dict(each.event.detail) for each in page.notifications]


async def test_each_day_is_told_once_and_counts_since_the_last(
    queue: RedisQueueManager, tmp_path: Path
) -> None:
    await queue.subscribe(
        Subscription(id="wh_1", target="https://example.org", events=(EventKind.SUMMARY_DAILY,))
    )
    await watch_at(queue, "2026-11-27T08:00", tmp_path).look()
    await queue.enqueue(make_record())
    claim = await queue.claim("w1", tuple(make_worker().queues), wait_s=1)
    assert claim is not None
    await queue.cancel(claim.task.id)
    for time in ("2026-11-28T06:59", "2026-11-28T07:00", "2026-11-28T23:00"):
        await watch_at(queue, time, tmp_path).look()

    (told,) = await summaries(queue)
    assert told == {
        "day": "2026-11-28",
        "since": "2026-11-27",
        "completed": 0,
        "failed": 0,
        "cancelled": 1,
        "pages": 0,
        "dead_letters": 0,
        "free_bytes": 5_000,
    }
