from __future__ import annotations

import pytest

from ocr_service.extractors.receipt.head_rows import head_rows
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NORTH PLAZA, LOT B-F-11, BLOCK B", "address"),
        ("T: 03-1234 5678", "phone"),
        ("TEL 03-1234 5678 F: 03-1234 5679", "phone"),
        ("012-345 6789", "phone"),
        ("(001234567-M)", "registration"),
        ("KG.MELATI", "address"),
        ("NORTHWIND GMBH & CO. KG", "other"),
    ],
)
def test_a_row_of_the_head_is_told_by_its_form(text: str, kind: str) -> None:
    (row,) = head_rows(rows_of(page_from_text(text)))

    assert row.kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("STORE #123", "document"),
        ("FILIALE 0231", "document"),
        ("QUALITY SINCE 1987", "document"),
        ("SALES TAX NR. 262120475", "registration"),
        ("1234 BADEN", "address"),
        ("NEW KEVINMOUTH 2639", "address"),
        ("4293-306 REBORDOSA", "address"),
        ("CAROLYNSIDE X4A 5V4", "address"),
    ],
)
def test_rows_of_other_countries_are_told(text: str, kind: str) -> None:
    (row,) = head_rows(rows_of(page_from_text(text)))

    assert row.kind == kind
