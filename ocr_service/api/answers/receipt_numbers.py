"""The numbers of receipts for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ocr_service.receipts.receipt import ReceiptNumbers


class ReceiptCounts(Collector):
    """Nothing is told where nobody ever had a receipt, and nothing but that while their database is away."""

    def __init__(self, numbers: ReceiptNumbers | None, *, are_away: bool) -> None:
        self._numbers = numbers
        self._are_away = are_away

    def collect(self) -> Iterable[Metric]:
        """As they stand in the database."""
        if self._numbers is None and not self._are_away:
            return
        yield GaugeMetricFamily(
            "ocr_receipts_away",
            "1 while the database of receipts cannot be used",
            value=float(self._are_away),
        )
        if self._numbers is None:
            return
        counts = GaugeMetricFamily("ocr_receipts", "Receipts by status", labels=["status"])
        for status, number in self._numbers.counts.items():
            counts.add_metric([status.value], number)
        oldest = GaugeMetricFamily(
            "ocr_receipts_oldest_seconds", "How long the first is in that status", labels=["status"]
        )
        for status, age_s in self._numbers.oldest_s.items():
            oldest.add_metric([status.value], age_s)
        yield from (counts, oldest)
        yield GaugeMetricFamily("ocr_receipt_items", "Items found", value=self._numbers.items)
        yield GaugeMetricFamily(
            "ocr_receipts_with_warnings",
            "Read receipts that a person should look at",
            value=self._numbers.with_warnings,
        )
