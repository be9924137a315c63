"""The alert rules for Prometheus ask for metrics that are served, and are played through one by one."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from bench.alerts import RULES, SERIES
from tests.unit.docs.test_metrics import served

MONITORING = Path(__file__).resolve().parents[3] / "docs" / "monitoring.md"


def rules() -> list[dict[str, str]]:
    read = YAML(typ="safe").load(RULES)
    return [rule for group in read["groups"] for rule in group["rules"]]


def test_each_rule_asks_for_metrics_that_are_served():
    assert {name for rule in rules() for name in re.findall(r"\bocr_[a-z_]+", rule["expr"])} <= served()


def test_each_rule_is_played_through_and_documented():
    page = MONITORING.read_text(encoding="utf-8")

    assert [rule["alert"] for rule in rules()] == list(SERIES)
    assert [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in page] == []
