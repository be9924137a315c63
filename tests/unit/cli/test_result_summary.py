from __future__ import annotations

from typing import Any

from ocr_service.cli.result_summary import summarize

RESULT: dict[str, Any] = {
    "page_count": 1,
    "confidence": 93.24,
    "language": "eng",
    "processing_time": 1.5,
    "category": "invoice",
    "category_details": {"confidence": 0.9},
    "metadata": {"title": "Bill", "tagged": False, "nothing": None},
    "fields": {
        "date": {"value": "2026-05-04", "confidence": 0.9},
        "line_items": [{"value": {"description": "Pen", "amount": "2.00"}}],
        "total": {"value": None},
    },
    "warnings": ["page 2 \x1b[31mfailed"],
    "text": "first\n\n\fsecond\n" + "more\n" * 20,
}


def test_a_result_is_told_in_a_few_lines():
    lines = list(summarize(RESULT))

    assert lines[:8] == [
        "1 page, confidence 93.2, language eng, 1.50 s",
        "category  invoice (0.90)",
        "fields    date: 2026-05-04",
        "fields    line_items: description=Pen amount=2.00",
        "metadata  title: Bill",
        "metadata  tagged: no",
        "warning   page 2 [31mfailed",
        "text      first",
    ]
    assert lines[-1] == "text      … and 10 lines more"


def test_what_a_person_should_look_at_is_told():
    doubt = {"field": "total", "reason": "no item or tax supports it"}

    assert "review    total: no item or tax supports it" in list(summarize(RESULT | {"review": [doubt]}))


def test_items_are_told_a_line_each_and_the_first_of_many():
    items = [{"value": {"description": f"Pen {number}", "amount": "2.00"}} for number in range(7)]

    lines = list(summarize(RESULT | {"fields": {"line_items": items}}))

    assert lines[2] == "fields    line_items: description=Pen 0 amount=2.00"
    assert lines[7] == "fields    line_items: … and 2 more"


def test_a_long_value_shows_that_it_is_cut():
    line = list(summarize(RESULT | {"fields": {"title": {"value": "word " * 40}}}))[2]

    assert len(line) == 110
    assert line.endswith("…")


def test_a_document_without_text_is_told_too():
    assert list(summarize(RESULT | {"text": "", "metadata": {}, "fields": {}, "warnings": []})) == [
        "1 page, confidence 93.2, language eng, 1.50 s",
        "category  invoice (0.90)",
    ]


def test_a_pile_is_told_by_its_parts():
    parts = [{"number": 1, "task_id": "5d0e", "first_page": 1, "last_page": 3}]

    assert list(summarize(RESULT | {"page_count": 0, "text": "", "parts": parts})) == [
        "parted    at its separator sheets into 1 document",
        "part      5d0e  pages 1 to 3",
    ]
