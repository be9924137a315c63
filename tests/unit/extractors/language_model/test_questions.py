from __future__ import annotations

import json

import pytest

from ocr_service.extractors.language_model.questions import MOST_CHARACTERS, accepted, ask_for, question

TEXT = "NORTHWIND PAPER\nDate 04/05/2018\nTotal RM 32.30"
ASKED = question("receipt", TEXT, ("vendor", "date", "total", "currency"))


def test_only_what_is_missing_or_unsure_is_asked() -> None:
    found = {
        "vendor": {"confidence": 0.95},
        "date": {"confidence": 0.5},
        "currency": {"confidence": 0.9},
        "address": {"confidence": 0.9},
    }

    assert ask_for("receipt", found) == ("date", "total")


def test_nothing_is_asked_about_other_documents() -> None:
    assert ask_for("letter", {}) == ()


def test_values_that_stand_in_the_text_are_taken() -> None:
    answer = json.dumps(
        {"vendor": "Northwind Paper", "date": "2018-05-04", "total": "32.30", "currency": "MYR"}
    )

    found = accepted(answer, ASKED, TEXT)

    assert {name: one["value"] for name, one in found.items()} == {
        "vendor": "Northwind Paper", "date": "2018-05-04", "total": "32.30", "currency": "MYR",
    }  # fmt: skip
    assert {one["method"] for one in found.values()} == {"llm"}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I do not know.",
        "[1, 2]",
        '{"vendor": ',
        '{"vendor": "Acme Ltd", "date": "2019-01-01", "total": "99.99", "currency": "USD"}',
        '{"vendor": 7, "date": null, "total": ["32.30"]}',
        '{"phone": "NORTHWIND"}',
    ],
    ids=["empty", "prose", "a list", "cut off", "invented", "other types", "not asked"],
)
def test_anything_else_is_not(answer: str) -> None:
    assert accepted(answer, ASKED, TEXT) == {}


def test_an_object_within_prose_is_read() -> None:
    assert accepted('Sure!\n```json\n{"total": "32.30"}\n```', ASKED, TEXT)["total"]["value"] == "32.30"


def test_a_long_text_is_shortened_to_what_the_model_can_hold() -> None:
    assert len(question("receipt", "x" * 100_000, ("total",)).prompt) < MOST_CHARACTERS + 1_000
