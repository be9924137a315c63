"""The numbers of shared limits for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ocr_service.domain.outside.limits import LimitPolicy, LimitUse


class LimitNumbers(Collector):
    """``limits`` are what of them is in use, by service; nothing is told of a service that is not configured."""

    def __init__(self, limits: Mapping[str, tuple[LimitUse, LimitPolicy]]) -> None:
        self._limits = limits

    def collect(self) -> Iterable[Metric]:
        """``ocr_vision_…``, ``ocr_llm_…``."""
        for service, (use, policy) in self._limits.items():
            name = f"ocr_{service}"
            used = GaugeMetricFamily(f"{name}_limit_used_ratio", "Share of a limit in use", labels=["limit"])
            for limit, share in use.shares(policy).items():
                used.add_metric([limit], share)
            yield used
            yield GaugeMetricFamily(
                f"{name}_waiting", "Questions that wait for their turn", value=use.waiting
            )
            yield GaugeMetricFamily(
                f"{name}_limit_share", "What refusals left of the limits, 0-1", value=use.share
            )
            for total, help_text, value in (
                ("requests", "Requests sent", use.requests_total),
                ("tokens", "Tokens used", use.tokens_total),
                ("refusals", "Requests refused for the limit", use.refusals_total),
                ("cost", "Cost by the prices that were set", use.cost_total / 1e6),
            ):
                yield CounterMetricFamily(f"{name}_{total}", help_text, value=value)
