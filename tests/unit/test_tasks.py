from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.domain.status import Priority
from ocr_service.errors import ValidationFailed
from ocr_service.tasks import process_batch_upload, process_receipt_ocr, process_urgent_upload, source_of


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


def test_each_way_in_has_its_queue() -> None:
    starters = (process_urgent_upload, process_receipt_ocr, process_batch_upload)

    assert [starter.priority for starter in starters] == [Priority.HIGH, Priority.NORMAL, Priority.LOW]
