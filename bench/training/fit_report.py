"""Say how right the fields of receipts are, and how far their confidences can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bench.accuracy import TRUSTED

# Question -> the label's field and the extractor's; addresses are looked for below the name.
FIELDS = {
    "receipt_total": ("total", "total"),
    "receipt_date": ("date", "date"),
    "receipt_company": ("company", "vendor"),
    "receipt_address": ("address", "address"),
}


class Row(NamedTuple):
    """One value: how it was fitted, the document's form, the field, the confidence, whether it is right."""

    title: str
    form: str
    field: str
    confidence: float
    is_right: bool


def report(rows: Sequence[Row]) -> None:
    """Print for each form the accuracy by field and how far confidences can be believed."""
    for title in dict.fromkeys(row.title for row in rows):
        of_title = [row for row in rows if row.title == title and row.form not in ("text", "worn")]
        believed = [row for row in of_title if row.confidence >= TRUSTED]
        print(
            f"{title:<22}pictures of all sources: {sum(row.is_right for row in believed)} of {len(believed)} right ({_share(believed):.3f}), covering {len(believed) / len(of_title):.3f}"
        )
    for title, form in dict.fromkeys((row.title, row.form) for row in rows):
        of_form = [row for row in rows if (row.title, row.form) == (title, form)]
        trusted = [row for row in of_form if row.confidence >= TRUSTED]
        parts = []
        for name, _ in FIELDS.values():
            values = [row for row in of_form if row.field == name]
            believed = [row for row in trusted if row.field == name]
            wrong = sum(not row.is_right for row in believed)
            parts.append(f"{name} {_share(values):.3f} ({wrong} of {len(believed)} trusted wrong)")
        right = sum(row.is_right for row in trusted)
        print(f"{title:<22}{form:<9}{'  '.join(parts)}")
        print(
            f"{'':<22}at {TRUSTED}: {right} of {len(trusted)} right ({_share(trusted):.3f}), covering {len(trusted) / len(of_form):.3f}",
            flush=True,
        )


def _share(rows: Sequence[Row]) -> float:
    return sum(row.is_right for row in rows) / max(len(rows), 1)
