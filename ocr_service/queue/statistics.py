"""Numbers of the whole queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.domain.notification import Outcome
from ocr_service.domain.queue_values import Histogram, OutboxStats, QueueStats
from ocr_service.domain.status import Priority
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import pairs

STAGE, TIME, SCORECARDS, DELIVERIES = "seconds:", "time:", "scorecards", "deliveries"
NOTIFICATIONS, TRIES = "notifications_", "deliveries_"
_ENDINGS = ("delivered", "dead", "discarded", "dropped")


def _waits_s(since: Mapping[str, str], now_ms: int) -> dict[Priority, float]:
    """Age of each queue's head; a queue that is empty has none."""
    return {Priority(name): max(0, now_ms - int(ms)) / 1000 for name, ms in since.items() if ms}


def _delayed_by(looked_at: Sequence[int], delayed: int) -> dict[Priority, float]:
    """Delayed tasks by the queue they go back to: all of them in the shares of those that were looked at."""
    share = delayed / max(1, sum(looked_at))
    return {priority: share * count for priority, count in zip(Priority, looked_at, strict=True)}


def _outbox_stats(sizes: Sequence[Any], total: Mapping[str, str], now_ms: int) -> OutboxStats:
    waiting, dead, due_ms, notifiers = sizes
    return OutboxStats(
        waiting=int(waiting),
        dead=dead,
        oldest_due_s=max(0, now_ms - int(float(due_ms or now_ms))) / 1000,
        notifiers=notifiers,
        ended_total={name: int(total.get(NOTIFICATIONS + name, 0)) for name in _ENDINGS},
        tries_total={each.value: int(total.get(TRIES + each, 0)) for each in Outcome},
        seconds_total=float(total.get("delivery_seconds", 0)),
    )


def _times(total: Mapping[str, str]) -> dict[str, Histogram]:
    """What ``time:run``, ``time:run:2500``, … and the stages' sums add up to."""
    sums_s = {name.removeprefix(STAGE): float(text) for name, text in total.items() if name.startswith(STAGE)}
    counts: dict[str, dict[str, int]] = {}
    for name, text in total.items():
        if name.startswith(TIME):
            what, _, bound = name.removeprefix(TIME).partition(":")
            if bound:
                counts.setdefault(what, {})[bound] = int(float(text))
            else:
                sums_s[what] = int(text) / 1000
    return {what: Histogram(sum_s=sums_s.get(what, 0.0), counts=counts[what]) for what in counts}


class Statistics(QueuePart):
    """One script, constant time."""

    async def stats(self) -> QueueStats:
        """Numbers of the whole queue, in O(1)."""
        sizes, paused, totals, since, hour, now, outbox, looked_at = await self.scripts.run("stats")
        size, total = pairs(sizes), pairs(totals)
        completed, failed, pages, runs, run_ms = hour
        return QueueStats(
            waiting={priority: int(size[priority]) for priority in Priority},
            paused=frozenset(Priority(name) for name in paused),
            delayed=int(size["delayed"]),
            delayed_by=_delayed_by(looked_at, int(size["delayed"])),
            pending=int(size["pending"]),
            processing=int(size["processing"]),
            dead=int(size["dead"]),
            finished=int(size["finished"]),
            cancelled=int(size["cancelled"]),
            completed_total=int(total.get("completed", 0)),
            failed_total=int(total.get("failed", 0)),
            cancelled_total=int(total.get("cancelled", 0)),
            retried_total=int(total.get("retried", 0)),
            pages_total=int(total.get("pages", 0)),
            scorecards_total=int(float(total.get(SCORECARDS, 0))),
            deliveries_total=int(float(total.get(DELIVERIES, 0))),
            oldest_waiting_s=_waits_s(pairs(since), int(now)),
            durations_s={
                name.removeprefix(STAGE): float(text)
                for name, text in total.items()
                if name.startswith(STAGE)
            },
            completed_last_hour=completed,
            failed_last_hour=failed,
            pages_last_hour=pages,
            runs_last_hour=runs,
            run_s_last_hour=run_ms / 1000,
            times=_times(total),
            outbox=_outbox_stats(outbox, total, int(now)),
        )
