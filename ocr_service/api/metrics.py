"""The numbers for Prometheus, read from the queue at each scrape so that all API processes agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ocr_service.api.answers.limit_numbers import LimitNumbers
from ocr_service.api.answers.receipt_numbers import ReceiptCounts
from ocr_service.api.answers.source_numbers import SourceNumbers
from ocr_service.api.answers.work import work_waiting
from ocr_service.api.home import HomeNumbers
from ocr_service.domain.outside.limits import LimitPolicy, LimitUse
from ocr_service.domain.queue_values import BOUNDS_S, Histogram, QueueStats, WorkerInfo, bound_of
from ocr_service.domain.status import Priority


def render_metrics(
    stats: QueueStats,
    workers: Sequence[WorkerInfo],
    free_bytes: int,
    limits: Mapping[str, tuple[LimitUse, LimitPolicy]] = MappingProxyType({}),
    *,
    home: HomeNumbers | None = None,
    sources: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> bytes:
    """Prometheus' text format; ``limits`` are what of services outside is in use, ``home`` what stands of it here."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers(stats, workers, free_bytes))
    registry.register(LimitNumbers(limits))
    registry.register(_Home(home or HomeNumbers()))
    registry.register(SourceNumbers(sources))
    return generate_latest(registry)


class _Home(Collector):
    """Watched folder, archive and receipts."""

    def __init__(self, numbers: HomeNumbers) -> None:
        self._numbers = numbers

    def collect(self) -> Iterable[Metric]:
        yield from ReceiptCounts(self._numbers.receipts, are_away=self._numbers.receipts_away).collect()
        if (archive := self._numbers.archive) is not None:
            yield _gauge("ocr_archive_away", "1 while the archive cannot be used", float(bool(archive.away)))
            yield _gauge("ocr_archive_waiting", "Documents that wait for the archive", archive.waiting)
            if not archive.away:
                yield _gauge("ocr_archive_documents", "Documents in the archive", archive.documents)
                yield _gauge("ocr_archive_bytes", "What their files take", archive.bytes)
        if (watched := self._numbers.watched) is not None:
            yield _gauge("ocr_watch_away", "1 while a folder cannot be used", float(bool(watched.away)))
            yield _gauge("ocr_watch_in_hand", "Files that are being read", watched.in_hand)
            yield _gauge("ocr_watch_failed", "Files that lie in failed", watched.failed)


class _Numbers(Collector):
    def __init__(
        self,
        stats: QueueStats,
        workers: Sequence[WorkerInfo],
        free_bytes: int,
    ) -> None:
        self._stats = stats
        self._workers = workers
        self._free_bytes = free_bytes

    def collect(self) -> Iterable[Metric]:
        yield from self._queues()
        yield from self._times()
        yield from self._totals()
        yield from self._worker_rows()
        yield from self._outbox()
        yield _gauge("ocr_storage_free_bytes", "Room left for documents", self._free_bytes)

    def _queues(self) -> Iterator[Metric]:
        stats = self._stats
        yield _by("ocr_queue_waiting", "Waiting tasks", "queue", _named(stats.waiting))
        yield _by(
            "ocr_queue_oldest_seconds",
            "Age of the oldest waiting task",
            "queue",
            _named(stats.oldest_waiting_s),
        )
        yield _by(
            "ocr_queue_paused",
            "1 when paused",
            "queue",
            {q.value: float(q in stats.paused) for q in Priority},
        )
        work = work_waiting(stats)
        yield _by("ocr_work_seconds", "Work that waits, for one page slot", "queue", _named(work.by_queue_s))
        yield _gauge("ocr_task_mean_seconds", "What a task lasted lately, on average", work.task_s)
        for state, number in (
            ("delayed", stats.delayed),
            ("pending", stats.pending),
            ("processing", stats.processing),
            ("dead", stats.dead),
        ):
            yield _gauge(f"ocr_tasks_{state}", f"Tasks that are {state}", number)
        yield _gauge("ocr_completed_last_hour", "Tasks completed within an hour", stats.completed_last_hour)
        yield _gauge("ocr_failed_last_hour", "Tasks failed within an hour", stats.failed_last_hour)
        yield _gauge("ocr_pages_last_hour", "Pages read within an hour", stats.pages_last_hour)

    def _times(self) -> Iterator[Metric]:
        times = dict(self._stats.times)
        yield _histogram(
            "ocr_wait_seconds", "Time a completed task waited before its last run", times.pop("wait", None)
        )
        yield _histogram(
            "ocr_run_seconds", "Time the last run of a completed task took", times.pop("run", None)
        )
        stages = HistogramMetricFamily(
            "ocr_stage_duration_seconds", "Time of one stage of one task", labels=["stage"]
        )
        for stage, histogram in times.items():
            stages.add_metric([stage], _buckets(histogram), histogram.sum_s)
        yield stages

    def _totals(self) -> Iterator[Metric]:
        stats = self._stats
        outcomes = {
            "completed": stats.completed_total,
            "failed": stats.failed_total,
            "cancelled": stats.cancelled_total,
            "retried": stats.retried_total,
        }
        yield _by("ocr_tasks", "Tasks by outcome", "outcome", outcomes, CounterMetricFamily)
        pages = CounterMetricFamily("ocr_pages", "Pages read")
        pages.add_metric([], stats.pages_total)
        yield pages
        for name, text, number in (
            ("ocr_scorecards", "Scorecards read", stats.scorecards_total),
            ("ocr_scorecard_deliveries", "Deliveries found in scorecards", stats.deliveries_total),
        ):
            found = CounterMetricFamily(name, text)
            found.add_metric([], number)
            yield found
        yield _by("ocr_stage_seconds", "Time spent by stage", "stage", stats.durations_s, CounterMetricFamily)

    def _outbox(self) -> Iterator[Metric]:
        outbox = self._stats.outbox
        yield _gauge("ocr_notifications_waiting", "Webhooks that wait or are on their way", outbox.waiting)
        yield _gauge("ocr_notifications_dead", "Webhooks given up, can be sent again", outbox.dead)
        yield _gauge(
            "ocr_notifications_overdue_seconds", "How long the first webhook is overdue", outbox.oldest_due_s
        )
        yield _gauge("ocr_notifiers", "Notifiers that asked for work lately", outbox.notifiers)
        ends, tries = outbox.ended_total, outbox.tries_total
        yield _by("ocr_notifications", "Webhooks by how they ended", "outcome", ends, CounterMetricFamily)
        yield _by("ocr_deliveries", "Tries by outcome", "outcome", tries, CounterMetricFamily)
        seconds = CounterMetricFamily("ocr_delivery_seconds", "Time spent on tries")
        seconds.add_metric([], outbox.seconds_total)
        yield seconds

    def _worker_rows(self) -> Iterator[Metric]:
        yield _gauge("ocr_workers", "Workers that sent a heartbeat lately", len(self._workers))
        memory = {worker.id: worker.memory_mb * 1024 * 1024 for worker in self._workers}
        busy = {worker.id: float(len(worker.current_tasks)) for worker in self._workers}
        yield _by("ocr_worker_memory_bytes", "Memory of a worker with its children", "worker", memory)
        yield _by("ocr_worker_tasks", "Tasks a worker runs now", "worker", busy)


def _named(values: Mapping[Priority, int] | Mapping[Priority, float]) -> dict[str, float]:
    return {queue.value: values.get(queue, 0) for queue in Priority}


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    """Each with all below it, as Prometheus counts."""
    bounds = [(str(bound_s), bound_of(bound_s)) for bound_s in BOUNDS_S] + [("+Inf", "inf")]
    counts = accumulate(histogram.counts.get(name, 0) for _, name in bounds)
    return [(shown, float(count)) for (shown, _), count in zip(bounds, counts, strict=True)]


def _histogram(name: str, help_text: str, histogram: Histogram | None) -> Metric:
    histogram = histogram or Histogram()
    return HistogramMetricFamily(name, help_text, buckets=_buckets(histogram), sum_value=histogram.sum_s)


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)


def _by(
    name: str,
    help_text: str,
    label: str,
    values: Mapping[str, float],
    kind: type[GaugeMetricFamily | CounterMetricFamily] = GaugeMetricFamily,
) -> Metric:
    family = kind(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family
