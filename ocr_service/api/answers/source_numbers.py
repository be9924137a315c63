"""The numbers of sources for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

_MOVES = ("claimed", "read", "failed", "given_back")


class SourceNumbers(Collector):
    """``sources`` are as the program that polls them says; nothing is told without one."""

    def __init__(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        self._sources = sources

    def collect(self) -> Iterable[Metric]:
        """One row for each environment."""
        if not self._sources:
            return
        up = GaugeMetricFamily("ocr_source_up", "1 while a source can be used", labels=["source"])
        rows = GaugeMetricFamily("ocr_source_rows", "Rows by state", labels=["source", "state"])
        oldest = GaugeMetricFamily(
            "ocr_source_oldest_seconds", "Age of the oldest ready row", labels=["source"]
        )
        moves = CounterMetricFamily("ocr_source_moves", "Steps of rows", labels=["source", "move"])
        for name, told in self._sources.items():
            up.add_metric([name], float(told["ok"]))
            for state, number in told["rows"].items():
                rows.add_metric([name, state], number)
            if (age_s := told.get("oldest_s")) is not None:
                oldest.add_metric([name], age_s)
            for move in _MOVES:
                moves.add_metric([name, move], told.get("moves", {}).get(move, 0))
        yield from (up, rows, oldest, moves)
