"""Values of several members are told as people say them."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_service.api.page.facts import fact_rows, fact_tables
from ocr_service.api.page.words.spoken import words_in


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("dates", {"date": "2024-05-21", "role": "due"}, "2024-05-21 (fällig)"),
        ("dates", {"date": "2024-05-21", "role": "unknown"}, "2024-05-21"),
        ("amounts", {"amount": "238.00", "currency": "EUR", "label": "total"}, "238.00 EUR (Gesamtbetrag)"),
        ("amounts", {"amount": "38.00"}, "38.00"),
        ("reference_numbers", {"kind": "customer", "number": "5512"}, "5512 (Kunde)"),
        ("attachments", {"name": "notes.txt", "relationship": None}, "notes.txt"),
        ("deliveries", {"found": 7, "missing": 0}, "found 7, missing 0"),
        ("languages", "deu", "Deutsch"),
        ("phones", "+49221445566", "+49221445566"),
    ],
)
def test_what_is_printed_is_told_without_the_names_for_programs(name: str, value: Any, told: str) -> None:
    (row,) = fact_rows({name: [{"value": value, "confidence": 0.9}]}, (), words_in("de"))

    assert row.value == told


def test_a_value_of_several_members_is_nothing_to_put_right() -> None:
    fields = {"deliveries": {"value": {"found": 7, "missing": 0}}, "sender": {"value": "Acme"}}

    rows = fact_rows(fields, (), words_in("en"))

    assert {row.name: row.is_single for row in rows} == {"deliveries": False, "sender": True}


def test_innings_are_tables_and_no_rows() -> None:
    batting = [{"name": "A Weber", "how_out": "c Rossi b Smith", "runs": 50}]
    fields = {"innings": [{"value": {"team": "Riverside XI", "batting": batting, "bowling": []}}]}

    (table,) = fact_tables(fields, words_in("en"))

    assert (table.label, table.columns) == ("batting: Riverside XI", ("name", "how out", "runs"))
    assert table.rows == (("A Weber", "c Rossi b Smith", "50"),)
    assert fact_rows(fields, (), words_in("en")) == []
