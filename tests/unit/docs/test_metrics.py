"""docs/monitoring.md lists the metrics that are served, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from ocr_service.api.home import ArchiveNumbers, HomeNumbers
from ocr_service.api.metrics import render_metrics
from ocr_service.domain.outside.limits import LimitPolicy, LimitUse
from ocr_service.domain.queue_values import Histogram, OutboxStats, QueueStats
from ocr_service.domain.status import Priority
from ocr_service.filing.watched import WatchedNumbers
from ocr_service.receipts.receipt import OcrStatus, ReceiptNumbers
from tests.support.records import make_worker

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "monitoring.md"


def served() -> set[str]:
    stats = QueueStats(
        waiting=dict.fromkeys(Priority, 1),
        paused=frozenset(Priority),
        oldest_waiting_s=dict.fromkeys(Priority, 1.0),
        durations_s={"read": 1.0},
        outbox=OutboxStats(ended_total={"delivered": 1}, tries_total={"failed": 1}),
        times={"read": Histogram(sum_s=1.0, counts={"1000": 1})},
        **dict.fromkeys(
            ("delayed", "pending", "processing", "dead", "finished", "cancelled", "pages_total"), 1
        ),
        **dict.fromkeys(("completed_total", "failed_total", "cancelled_total", "retried_total"), 1),
    )
    zeros = dict.fromkeys(
        ("requests", "tokens", "today", "open", "waiting", "requests_total", "tokens_total"), 0
    )
    use = LimitUse(**zeros, share=1.0, blocked_s=0.0, cost_total=0, refusals_total=0)
    receipts = ReceiptNumbers(
        counts=dict.fromkeys(OcrStatus, 1),
        oldest_s=dict.fromkeys(OcrStatus, 1.0),
        with_warnings=1,
        items=1,
    )
    home = HomeNumbers(
        archive=ArchiveNumbers(), watched=WatchedNumbers(in_hand=1, failed=0), receipts=receipts
    )
    sources = {"prod": {"ok": True, "taken": 1, "rows": {"ready": 1}, "oldest_s": 1.0}}
    more = {"home": home, "sources": sources}
    limits = dict.fromkeys(("vision", "llm"), (use, LimitPolicy()))
    text = render_metrics(stats, [make_worker("w1")], 1, limits, **more).decode()
    families = list(text_string_to_metric_families(text))
    histograms = {family.name for family in families if family.type == "histogram"}
    samples = (
        sample.name for family in families for sample in family.samples if family.name not in histograms
    )
    return histograms | set(samples)


def test_the_document_lists_the_metrics_that_are_served():
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `ocr_")]
    documented = {name for row in rows for name in re.findall(r"`(ocr_[a-z_]+)", row.split("|")[1])}

    assert documented == served()


def test_each_alarm_names_a_metric_that_is_served():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert set(re.findall(r"\bocr_[a-z_]+", text)) <= served()
