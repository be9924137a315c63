"""A stored result, of this version or of 0.1, is told in one shape, one unit and under one name for a thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_service.results.facts import fields_2, pages_of_facts, plain_values
from ocr_service.results.metadata import metadata_2
from ocr_service.results.pages import page_2
from ocr_service.results.schema_2 import head_2
from ocr_service.results.units import places_in_points

FOLDER = Path(__file__).parent / "answers_of_0_1"
SCAN_DPI = 200


def stored(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return answer


def fact(value: Any, **changes: Any) -> dict[str, Any]:
    plain = {
        "confidence": 0.9,
        "page": 1,
        "box": [100, 200, 50, 20],
        "text": str(value),
        "method": "rules",
        "rule": "r",
    }
    return {"value": value, **plain, **changes}


def head(**changes: Any) -> dict[str, Any]:
    return {**stored("receipt"), "metadata": {}, "fields": {}, "review": [], "warnings": [], **changes}


def test_who_sent_it_what_it_costs_and_when_are_called_the_same_in_every_kind_of_document():
    receipt, invoice = (set(fields_2(stored(name), {})) for name in ("receipt", "invoice"))

    assert {"sender", "date", "total", "subtotal", "tax", "currency", "line_items"} <= receipt & invoice
    assert not {"vendor", "issuer", "document_date", "amount", "net", "payment"} & (receipt | invoice)


def test_every_fact_stands_in_fields_and_has_the_same_members():
    told = head_2(stored("invoice"), {1: 1.0})

    for value in told["fields"].values():
        for one in value if isinstance(value, list) else [value]:
            assert set(one) == {"value", "confidence", "page", "box", "text", "method", "rule"}
    assert told["metadata"] == {
        "producer": "ReportLab PDF Library - (opensource)",
        "created": "2000-01-01T00:00:00+00:00",
        "modified": "2000-01-01T00:00:00+00:00",
        "pdf_version": "1.3",
        "tagged": False,
        "encrypted": False,
    }


def test_the_field_of_the_profile_is_told_and_not_the_one_that_any_document_may_have():
    told = fields_2(head(fields={"issuer": fact("A Ltd")}, metadata={"sender": fact("B Ltd")}), {})

    assert told["sender"]["value"] == "A Ltd"


def test_a_box_of_a_scan_is_in_points_and_without_dust():
    told = fields_2(
        head(fields={"total": fact("9.60", box=[48.0, 54.859999999999985, 229.60000000000008, 7])}),
        {1: 72 / SCAN_DPI},
    )

    assert told["total"]["box"] == [17.28, 19.75, 82.66, 2.52]


def test_a_fact_without_a_place_has_none():
    told = fields_2(head(metadata={"word_count": fact(7, page=None, box=None)}), {})

    assert (told["word_count"]["page"], told["word_count"]["box"]) == (None, None)


def test_only_pages_with_boxes_are_asked_for_their_scale():
    facts = {"total": fact("1.00", page=3), "dates": [fact("x", page=1), fact("y", page=None, box=None)]}

    assert pages_of_facts(head(fields=facts)) == {1, 3}


def test_the_label_of_an_amount_is_the_name_of_its_field():
    amounts = [fact({"amount": "1.00", "label": label}) for label in ("gross", "net", "payable", "tax")]
    told = fields_2(head(metadata={"amounts": amounts}), {})

    assert [one["value"]["label"] for one in told["amounts"]] == ["total", "subtotal", "amount_due", "tax"]


def test_reasons_and_warnings_name_the_fields_as_they_are_told():
    told = head_2(
        head(review=[{"field": "issuer", "reason": "not found"}], warnings=["`net` of a.xml is too long."]),
        {},
    )

    assert told["review"] == [{"field": "sender", "reason": "not found"}]
    assert told["warnings"] == ["`subtotal` of a.xml is too long."]


def test_the_language_is_the_one_that_was_found_and_never_the_one_it_was_read_in():
    dutch = "Geachte heer, hierbij ontvangt u de factuur voor het onderhoud van uw woning."
    page = {**stored("receipt")["pages"][0], "text": dutch, "language": "eng"}

    assert page_2(page)["language"] == "nld"
    assert page_2({**page, "found_language": ""})["language"] is None
    assert head_2(head(language="eng", found_language="nld"), {})["language"] == "nld"
    assert head_2(head(language="eng"), {})["language"] is None
    assert head_2(head(language="eng", metadata={"languages": [fact("fra")]}), {})["language"] == "fra"


def test_a_page_tells_its_size_in_points_and_in_pixels():
    page = stored("receipt")["pages"][0]
    told = page_2(page)

    assert (told["width"], told["height"], told["unit"]) == (273.6, 362.88, "point")
    assert (told["width_px"], told["height_px"], told["dpi"]) == (760, 1008, SCAN_DPI)
    first, stored_first = told["words"][0]["box"], page["words"][0]["box"]
    assert first == [round(length * 72 / SCAN_DPI, 2) for length in stored_first]


def test_a_page_has_the_parts_that_are_wanted():
    page = stored("receipt")["pages"][0]

    assert {"text", "words", "blocks", "decisions"} <= set(page_2(page))
    assert not {"text", "words", "blocks", "decisions"} & set(page_2(page, ()))
    assert "words" in page_2(page, ("words",))


def test_places_are_found_however_deep_they_lie():
    block = {"box": [2, 4, 6, 8], "cells": [{"polygon": [[2, 2], [4, 4]], "text": "2", "rows": 2}]}

    assert places_in_points(block, 0.5) == {
        "box": [1, 2, 3, 4],
        "cells": [{"polygon": [[1, 1], [2, 2]], "text": "2", "rows": 2}],
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"created": "Sat Nov 28 13:48:11 2026 UTC"}, {"created": "2026-11-28T13:48:11+00:00"}),
        ({"modified": "yesterday"}, {}),
        ({"encrypted": "yes (print:yes copy:no change:no)"}, {"encrypted": True}),
        ({"form": "none"}, {}),
        ({"form": "AcroForm", "page_size": "A4"}, {"form": "AcroForm"}),
        ({"format": "PNG", "width": 10, "height": 10}, {"format": "PNG"}),
    ],
    ids=str,
)
def test_a_property_of_the_file_has_its_type(said, told):
    assert metadata_2({"metadata": said}) == told


def test_the_title_of_the_file_stands_beside_the_title_of_the_page():
    kept = head(properties={"title": "scan0001"}, metadata={"title": fact("Your contract")})

    assert metadata_2(kept) == {"title": "scan0001"}
    assert fields_2(kept, {})["title"]["value"] == "Your contract"


def test_values_alone_are_told_by_the_same_names():
    assert plain_values(head(fields={"vendor": fact("A"), "line_items": [fact({"amount": "1.00"})]})) == {
        "sender": "A",
        "line_items": [{"amount": "1.00"}],
    }
