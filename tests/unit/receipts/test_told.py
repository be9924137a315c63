"""What a row gets of a result, and what a person is told to look at."""

from __future__ import annotations

import pytest

from ocr_service.receipts.told import reading_of


def fact(value: object, confidence: float = 0.95) -> dict[str, object]:
    return {"value": value, "confidence": confidence}


def items(*amounts: str) -> list[dict[str, object]]:
    return [fact({"description": f"item {number}", "amount": each}) for number, each in enumerate(amounts)]


WHOLE = {
    "sender": fact("Corner Shop"),
    "date": fact("2026-01-19"),
    "total": fact("3.50"),
    "line_items": items("1.00", "2.50"),
}


def test_a_whole_receipt_has_its_values_and_no_warnings():
    reading = reading_of({"fields": WHOLE}, "2026-01-19")

    assert (reading.sender, reading.date, reading.total) == ("Corner Shop", "2026-01-19", "3.50")
    assert [item.amount for item in reading.items] == ["1.00", "2.50"]
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"total": None}, "No `total` was found."),
        ({"total": fact("3.50", 0.41)}, "`total` is not sure (0.41)."),
        ({"line_items": items("1.00", "9.00")}, "The items add up to 10.00, not to 3.50."),
        ({"line_items": items("1.00", "")}, "Not every item has an amount."),
        ({"date": fact("2025-12-31")}, "The receipt says 2025-12-31, the upload said 2026-01-19."),
    ],
    ids=["missing", "unsure", "sum", "item without amount", "other date"],
)
def test_what_a_person_should_look_at_is_a_warning(changes, warning):
    assert warning in reading_of({"fields": WHOLE | changes}, "2026-01-19").warnings


def test_items_before_tax_add_up_to_the_subtotal():
    fields = WHOLE | {"total": fact("4.20"), "subtotal": fact("3.50")}

    assert reading_of({"fields": fields}, "").warnings == ()


def test_values_of_an_odd_kind_are_left_out():
    reading = reading_of({"fields": {"total": fact({"odd": 1}), "line_items": "none", "date": 7}}, "")

    assert (reading.total, reading.date, reading.items) == ("", "", ())
