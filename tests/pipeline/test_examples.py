"""The examples in the documentation are what the service gives for the documents drawn for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench.documents.example_documents import EXAMPLES, Example
from bench.examples import FOLDER, told_of

# How often a thing was seen by the clock, or in which pixel, differs between machines.
PAGES = "pages"
SAME_VALUES = ("sender", "date", "total", "invoice_number", "subtotal", "iban")


def structure(value: Any) -> Any:
    """The names and types of a result; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {name: structure(one) for name, one in sorted(value.items())}
    if isinstance(value, list):
        return [structure(value[0])] if value else []
    return "number" if isinstance(value, int | float) else type(value).__name__


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_what_its_document_gives(example: Example) -> None:
    shown = json.loads((FOLDER / f"{example.name}.json").read_text(encoding="utf-8"))

    told = told_of(example)
    made = told.result

    assert made["category"] == shown["category"] == example.name
    assert {name: structure(one) for name, one in made["fields"].items()} == {
        name: structure(one) for name, one in shown["fields"].items()
    }
    assert made["fields"].keys() >= {"date", "word_count"}
    assert ("sender" in made["fields"]) is (example.name != "scorecard"), "nobody sends a scorecard"
    assert set(told.schema_1["metadata"]) >= {"document_date", "word_count"}
    assert told.markdown == (FOLDER / f"{example.name}.md").read_text(encoding="utf-8")
    assert structure(made[PAGES]) == structure(shown[PAGES])
    for name in SAME_VALUES:
        assert made["fields"].get(name, {}).get("value") == shown["fields"].get(name, {}).get("value")
