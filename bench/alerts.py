"""Have promtool check the alert rules and play each through: ``python -m bench.alerts [--promtool PATH]``.

promtool comes with Debian's package ``prometheus``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = Path(__file__).resolve().parents[1] / "docker" / "prometheus-alerts.yml"

# Alert -> series that make it ring, and series that do not.
SERIES = {
    "NobodyReads": ({"ocr_workers": 0}, {"ocr_workers": 1}),
    "QueueTooOld": (
        {'ocr_queue_oldest_seconds{queue="low"}': 901},
        {'ocr_queue_oldest_seconds{queue="low"}': 899},
    ),
    "ManyFail": (
        {"ocr_failed_last_hour": 3, "ocr_completed_last_hour": 7},
        {"ocr_failed_last_hour": 2, "ocr_completed_last_hour": 8},
    ),
    "DiskNearlyFull": ({"ocr_storage_free_bytes": 499e6}, {"ocr_storage_free_bytes": 501e6}),
    "NobodyTells": (
        {"ocr_notifications_waiting": 1, "ocr_notifiers": 0},
        {"ocr_notifications_waiting": 1, "ocr_notifiers": 1},
    ),
    "WebhooksGivenUp": (
        {'ocr_notifications_total{outcome="dead"}': "0+1x20"},
        {'ocr_notifications_total{outcome="dead"}': "5x20"},
    ),
    "VisionLimitNearlyUsed": (
        {'ocr_vision_limit_used_ratio{limit="rpm"}': 0.81},
        {'ocr_vision_limit_used_ratio{limit="rpm"}': 0.79},
    ),
    "SourceAway": ({'ocr_source_up{source="prod"}': 0}, {'ocr_source_up{source="prod"}': 1}),
    "SourceRowsWait": (
        {'ocr_source_oldest_seconds{source="dev"}': 901},
        {'ocr_source_oldest_seconds{source="dev"}': 899},
    ),
    "SourceRowsFail": (
        {
            'ocr_source_moves_total{source="prod",move="failed"}': "0+2x20",
            'ocr_source_moves_total{source="prod",move="read"}': "0+7x20",
        },
        {
            'ocr_source_moves_total{source="prod",move="failed"}': "0+2x20",
            'ocr_source_moves_total{source="prod",move="read"}': "0+9x20",
        },
    ),
    "ReceiptsStuck": (
        {'ocr_receipts_oldest_seconds{status="processing"}': 3_601},
        {'ocr_receipts_oldest_seconds{status="pending"}': 3_601},
    ),
    "ReceiptsAway": ({"ocr_receipts_away": 1}, {"ocr_receipts_away": 0}),
}


def case(alert: str, series: dict[str, object], rings: bool) -> str:
    """One test of promtool's: after ten minutes the alert rings, or does not."""
    given = "\n".join(
        f"      - series: '{name}'\n        values: '{value if isinstance(value, str) else f'{value:g}x20'}'"
        for name, value in series.items()
    )
    count = f'        expr: count(ALERTS{{alertname="{alert}", alertstate="firing"}})'
    samples = "\n          - value: 1" if rings else " []"
    return (
        f"  - interval: 1m\n    input_series:\n{given}\n    promql_expr_test:\n"
        f"      - eval_time: 10m\n{count.replace('        ', '        ', 1)}\n        exp_samples:{samples}\n"
    )


def main() -> int:
    """Exit code of promtool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promtool", default="promtool")
    promtool = parser.parse_args().promtool
    with tempfile.TemporaryDirectory() as folder:
        played = Path(folder, "rules.test.yml")
        cases = [
            case(name, *each) for name, (on, off) in SERIES.items() for each in ((on, True), (off, False))
        ]
        played.write_text(f"rule_files: ['{RULES}']\nevaluation_interval: 1m\ntests:\n{''.join(cases)}")
        for command in (["check", "rules", str(RULES)], ["test", "rules", str(played)]):
            done = subprocess.run([promtool, *command], check=False).returncode
            if done:
                return done
    return 0


if __name__ == "__main__":
    sys.exit(main())
