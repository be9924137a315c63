from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from ocr_service.domain.status import Priority
from ocr_service.errors import ValidationFailed
from ocr_service.tasks import (
    DATABASE,
    process_batch_upload,
    process_receipt_ocr,
    process_urgent_upload,
    source_of,
)


def repr_of(value: object) -> str:
    """Python writes out no number of five thousand digits."""
    return "large" if isinstance(value, int) and abs(value) > 2**64 else repr(value)[:20]


def test_the_source_is_found_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "123.jpg").write_bytes(b"x")

    assert source_of(f"{tmp_path}/{{receipt_id}}.jpg", 123) == tmp_path / "123.jpg"


@pytest.mark.parametrize(
    ("template", "receipt_id"),
    [
        ("", 1),
        ("/data/{receipt_id}.jpg", "../etc/passwd"),
        ("/data/{receipt_id}.jpg", ""),
        ("/data/{other}.jpg", 1),
        ("/nowhere/{receipt_id}.jpg", 1),
    ],
    ids=["not set", "a path as id", "no id", "another brace", "no file"],
)
def test_a_source_that_cannot_be_is_refused(template: str, receipt_id: int | str) -> None:
    with pytest.raises(ValidationFailed):
        source_of(template, receipt_id)


ODD = {
    "nothing": None,
    "yes": True,
    "a fraction": 1.5,
    "no number": math.nan,
    "a list": [1],
    "a map": {"id": 1},
    "bytes": b"1",
    "thousands of digits": "9" * 5_000,
    "a number of thousands of digits": 10**5_000,
    "and one below zero": -(10**5_000),
    "half of a pair": "\ud800",
    "a line more": "1\n",
}
"""What any program can send to Celery's broker as an id."""


@pytest.mark.parametrize("source", ["/data/{receipt_id}.jpg", DATABASE])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_an_odd_id_of_a_receipt_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, source: str, odd: Any
) -> None:
    monkeypatch.setenv("RECEIPT_SOURCE", source)

    with pytest.raises(ValidationFailed):
        process_receipt_ocr.delay(odd)
    with pytest.raises(ValidationFailed):
        process_urgent_upload.delay(receipt_id=odd)


@pytest.mark.parametrize("odd", [each for each in ODD.values() if not isinstance(each, str)], ids=repr_of)
def test_an_id_of_an_upload_is_a_text(odd: Any) -> None:
    with pytest.raises(ValidationFailed):
        process_batch_upload.delay(odd)


@pytest.mark.parametrize("key", ["k" * 256, "a b", "a\0b", "\ud800", 7], ids=repr_of)
def test_an_odd_key_is_refused_by_name(key: Any) -> None:
    with pytest.raises(ValidationFailed, match="idempotency key"):
        process_receipt_ocr.delay(1, idempotency_key=key)


def test_the_receipt_zero_can_be_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEIPT_SOURCE", "/nowhere/{receipt_id}.jpg")

    with pytest.raises(ValidationFailed, match="no file for receipt 0"):
        process_urgent_upload.delay(receipt_id=0)


def test_each_way_in_has_its_queue() -> None:
    starters = (process_urgent_upload, process_receipt_ocr, process_batch_upload)

    assert [starter.priority for starter in starters] == [Priority.HIGH, Priority.NORMAL, Priority.LOW]
