"""The Grafana dashboard shows metrics that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from ocr_service.api.metrics import render_metrics
from ocr_service.domain.queue_values import Histogram, QueueStats
from ocr_service.domain.status import Priority
from tests.support.records import make_worker

DASHBOARD = Path(__file__).parents[3] / "docs" / "grafana" / "docvault.json"
STATS = QueueStats(
    waiting=dict.fromkeys(Priority, 1),
    paused=frozenset(),
    **dict.fromkeys(("delayed", "pending", "processing", "dead", "finished", "cancelled"), 0),
    **dict.fromkeys(
        ("completed_total", "failed_total", "cancelled_total", "retried_total", "pages_total"), 0
    ),
    times={"read": Histogram(sum_s=1.0, counts={"1000": 1})},
)


def shown() -> set[str]:
    """Names of metrics in the dashboard's expressions."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = [target["expr"] for panel in panels for target in panel["targets"]]
    return {name for expression in expressions for name in re.findall(r"\bocr_\w+", expression)}


def test_every_metric_of_the_dashboard_is_one_of_the_service() -> None:
    text = render_metrics(STATS, [make_worker("w1")], 10**9).decode()
    samples = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}

    assert shown() <= samples


def test_every_panel_says_what_it_means() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]

    assert all(panel["title"] and panel["description"] for panel in panels)
    assert len({panel["id"] for panel in panels}) == len(panels)
