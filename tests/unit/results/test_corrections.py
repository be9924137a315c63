from __future__ import annotations

import pytest

from ocr_service.domain.facts import Correction
from ocr_service.results.corrections import is_correctable, right_value, with_corrections


def fact(value: object, **more: object) -> dict[str, object]:
    return {
        "value": value,
        "confidence": 0.5,
        "page": 1,
        "box": [1, 2, 3, 4],
        "text": str(value),
        "method": "rules",
        "rule": "a rule",
        **more,
    }


def head(**more: object) -> dict[str, object]:
    return {
        "category": "letter",
        "category_details": {"name": "letter", "confidence": 0.6, "reasons": ["r"], "method": "rules"},
        "fields": {
            "issuer": fact("Acne Ltd"),
            "amount": fact("12.00"),
            "line_items": [fact({"amount": "1"})],
        },
        "metadata": {"document_date": fact("2024-01-02"), "word_count": fact(7)},
        "needs_review": True,
        "review": [{"field": "amount", "reason": "the sum differs"}],
        **more,
    }


def said(value: str) -> Correction:
    return Correction(value=value, by="anna", at="2026-01-01T00:00:00+00:00")


def test_a_fact_keeps_its_place_and_says_what_was_read():
    told = with_corrections(head(), {"sender": said("Acme Ltd")})

    sender = told["fields"]["issuer"]
    assert (sender["value"], sender["confidence"], sender["box"]) == ("Acme Ltd", 1.0, [1, 2, 3, 4])
    assert sender["corrected"] == {"by": "anna", "at": "2026-01-01T00:00:00+00:00", "read": "Acne Ltd"}


def test_a_fact_of_any_document_is_put_right_where_it_stands():
    told = with_corrections(head(), {"date": said("2024-02-01")})

    assert told["metadata"]["document_date"]["value"] == "2024-02-01"


def test_what_was_not_found_is_added():
    told = with_corrections(head(), {"iban": said("DE02120300000000202051")})

    added = told["fields"]["iban"]
    assert (added["value"], added["page"], added["box"]) == ("DE02120300000000202051", None, None)
    assert added["corrected"]["read"] is None


def test_what_was_put_right_needs_no_review_any_more():
    assert with_corrections(head(), {"total": said("13.00")})["needs_review"] is False
    assert with_corrections(head(), {"sender": said("x")})["needs_review"] is True


def test_a_review_without_a_list_stays_asked_for():
    assert with_corrections(head(review=[]), {"total": said("13.00")})["needs_review"] is True


def test_the_category_says_what_it_was_read_as():
    told = with_corrections(head(), {"category": said("invoice")})

    assert (told["category"], told["category_details"]["name"]) == ("invoice", "invoice")
    assert told["category_details"]["corrected"]["read"] == "letter"


def test_what_was_read_is_left_alone():
    stored = head()

    with_corrections(stored, {"sender": said("x"), "category": said("invoice")})

    assert stored == head()
    assert with_corrections(stored, {}) is stored


@pytest.mark.parametrize(
    ("name", "is_text"), [("line_items", False), ("word_count", False), ("sender", True)]
)
def test_only_what_is_a_text_can_be_replaced_by_one(name, is_text):
    told = with_corrections(head(), {name: said("x")})

    assert is_correctable(name, head()) is is_text
    assert (told["fields"] != head()["fields"]) is is_text


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("total", "1234.50", "1234.50"),
        ("total", "12,5", "12.5"),
        ("total", "-3", "-3"),
        ("total", "1.234,50", "1234.50"),
        ("total", "1,234.50", "1234.50"),
        ("total", "1 234 567,5", "1234567.5"),
        ("amount", "1'234.50", "1234.50"),
        ("total", "1.234", "1.234"),
        ("date", "2024-02-29", "2024-02-29"),
        ("time", "9:05", None),
        ("time", "09:05", "09:05:00"),
        ("sender", "  Acme   Ltd ", "Acme Ltd"),
        ("total", "1,234", None),
        ("total", "1.234.50", None),
        ("total", "twelve", None),
        ("total", "1,234,50", None),
        ("date", "29.2.2024", None),
        ("date", "2023-02-29", None),
        ("currency", "€", None),
        ("category", "An Invoice", None),
        ("sender", "", None),
        ("sender", "x" * 301, None),
        ("<b>", "x", None),
    ],
)
def test_a_value_has_the_type_of_its_field(name, written, value):
    if value is None:
        with pytest.raises(ValueError, match=r"written|has"):
            right_value(name, written)
    else:
        assert right_value(name, written) == value
