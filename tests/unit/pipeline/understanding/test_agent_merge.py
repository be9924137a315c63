"""An agent fills gaps and names contradictions; what the page says surely stays."""

from __future__ import annotations

from typing import Any

from ocr_service.domain.facts import FieldValue
from ocr_service.pipeline.understanding.agent.merge import merged

TEXT = "Teehaus Nord\n19.01.2026\nTea 2.50\nTotal EUR 12.40"


def told(**fields: str) -> dict[str, Any]:
    return {"fields": fields, "items": [], "warnings": []}


def ours(value: str, confidence: float) -> FieldValue:
    return FieldValue(value=value, confidence=confidence)


def test_what_is_sure_stays_and_a_contradiction_is_named():
    fields = {"total": ours("12.40", 0.98), "vendor": ours("Teehaus Nord", 0.9)}

    found = merged(fields, told(total="99", sender="TEEHAUS  nord"), TEXT)

    assert found.fields == fields
    assert found.warnings == ("The agent reads `total` as 99.00, the page says 12.40.",)


def test_a_gap_is_filled_surely_when_it_stands_in_the_text():
    found = merged({"vendor": ours("Tea", 0.3)}, told(sender="Teehaus Nord", date="2026-01-19"), TEXT)

    values = {name: (each.value, each.confidence, each.rule) for name, each in found.fields.items()}
    assert values == {
        "vendor": ("Teehaus Nord", 0.85, "agent service, found in the text"),
        "date": ("2026-01-19", 0.85, "agent service, found in the text"),
    }
    assert found.warnings == ()


def test_what_does_not_stand_in_the_text_is_marked():
    found = merged({}, told(total="77.7"), TEXT)

    assert (found.fields["total"].value, found.fields["total"].confidence) == ("77.70", 0.5)
    assert found.warnings == ("`total` is what the agent says; it does not stand in the text.",)


def test_an_unsure_value_of_ours_is_not_overwritten_by_one_that_stands_nowhere():
    fields = {"total": ours("12.40", 0.5)}

    assert merged(fields, told(total="77.7"), TEXT).fields == fields


def test_items_are_taken_where_there_are_none():
    items = [{"description": "Tea", "amount": "2.5"}, {"unit_price": "much"}]
    answer = {**told(), "items": items, "warnings": ["Look."]}

    found = merged({}, answer, TEXT)
    kept = merged({"line_items": (ours("x", 0.5),)}, answer, TEXT)

    assert [each.value for each in found.fields["line_items"]] == [{"description": "Tea", "amount": "2.50"}]
    assert kept.fields["line_items"][0].value == "x"
    assert found.warnings == ("The agent says: Look.",)


def test_numbers_of_any_size_do_no_harm():
    for amount in ("NaN", "1e999999", "-0", "1E-30", "Infinity"):
        merged({}, told(total=amount), TEXT)
