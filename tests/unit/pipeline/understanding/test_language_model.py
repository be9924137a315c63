"""What a document asks the language model, and what it takes of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ocr_service import errors
from ocr_service.domain.document import TEXT_FILE
from ocr_service.domain.facts import Category, Doubt, FieldValue, Method
from ocr_service.domain.outside.asking import Ask
from ocr_service.domain.outside.language_model import LanguageModelRules
from ocr_service.extractors.evidence.review import MISSING
from ocr_service.pipeline.understanding.language_model import LanguageModelHelp
from ocr_service.pipeline.understanding.understand import Understanding

TEXT = "NORTHWIND PAPER\n2024-03-05\nTotal RM 32.30"
SURE = {
    "vendor": FieldValue(value="NORTHWIND PAPER", confidence=0.95),
    "date": FieldValue(value="2024-03-05", confidence=0.95),
}
NO_TOTAL = Doubt("total", MISSING)


class Model:
    """Answers ``text``, or raises it; ``asked`` are the questions."""

    def __init__(self, text: str | Exception) -> None:
        self.text = text
        self.asked: list[tuple[str, Mapping[str, Any], float]] = []

    def __call__(self, kind: str, request: Mapping[str, Any], *, deadline_s: float) -> Mapping[str, Any]:
        self.asked.append((kind, request, deadline_s))
        if isinstance(self.text, Exception):
            raise self.text
        return {"text": self.text}


def receipt(**other: Any) -> Understanding:
    return Understanding(category=Category(name="receipt", confidence=1.0), **other)


def helped(found: Understanding, ask: Ask, folder: Path, text: str = TEXT, **rules: Any) -> Understanding:
    (folder / TEXT_FILE).write_text(text, encoding="utf-8")
    told = LanguageModelRules(is_on=True, wait_s=7, **rules)
    return LanguageModelHelp(rules=told, ask=ask).on(found, folder)


def test_what_was_missing_is_asked_and_filled_with_a_mark(tmp_path: Path) -> None:
    model = Model(json.dumps({"total": "32.30", "currency": "MYR", "address": None}))

    found = helped(receipt(fields=SURE, review=[NO_TOTAL]), model, tmp_path)

    request = {"category": "receipt", "fields": ["address", "total", "currency"], "text": TEXT}
    assert model.asked == [("language_model", request, 7)]
    assert (found.fields["total"].value, found.fields["total"].method) == ("32.30", Method.LLM)
    assert (found.review, found.warnings) == ([], [])


@pytest.mark.parametrize(
    "error",
    [
        errors.NotAnswered(),
        errors.AnswerLate(),
        errors.OutsideUnavailable(),
        errors.OutsideRefused(),
        errors.AnswerUnusable(),
        errors.BackendUnavailable(),
    ],
    ids=lambda error: error.code,
)
def test_a_model_that_fails_leaves_what_was_understood_and_a_warning(
    error: Exception, tmp_path: Path
) -> None:
    found = helped(receipt(fields=SURE, review=[NO_TOTAL]), Model(error), tmp_path)

    assert (found.fields, found.review, len(found.warnings)) == (SURE, [NO_TOTAL], 1)


@pytest.mark.parametrize(
    "answer",
    [
        '{"total": "99.99", "currency": "USD"}',
        "The total is 32.30.",
        '{"total": 32.3}',
        "I'm sorry, but I can't assist with that.",
        "32.30 " * 5_000,
        "",
    ],
    ids=["invents", "ignores the schema", "wrong types", "refuses", "repeats", "says nothing"],
)
def test_an_answer_that_cannot_be_trusted_changes_nothing(answer: str, tmp_path: Path) -> None:
    found = helped(receipt(fields=SURE, review=[NO_TOTAL]), Model(answer), tmp_path)

    assert (found.fields, found.review) == (SURE, [NO_TOTAL])


def test_what_is_sure_is_never_overwritten(tmp_path: Path) -> None:
    found = helped(receipt(fields=SURE), Model('{"vendor": "Total RM", "total": "32.30"}'), tmp_path)

    assert found.fields["vendor"].value == "NORTHWIND PAPER"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            receipt(fields=dict.fromkeys(("vendor", "address", "date", "total", "currency"), SURE["date"])),
            TEXT,
        ),
        (Understanding(category=Category(name="letter")), TEXT),
        (receipt(), "  \n"),
    ],
    ids=["all is sure", "another kind", "no text"],
)
def test_nothing_is_asked_where_nothing_is_to_be_told(
    found: Understanding, text: str, tmp_path: Path
) -> None:
    model = Model("{}")

    assert helped(found, model, tmp_path, text) == found
    assert model.asked == []


def test_nothing_is_asked_unless_there_is_a_model(tmp_path: Path) -> None:
    (tmp_path / TEXT_FILE).write_text(TEXT)
    model = Model("{}")

    LanguageModelHelp(rules=LanguageModelRules(), ask=model).on(receipt(), tmp_path)

    assert model.asked == []


@pytest.mark.parametrize(
    "doubt",
    [
        Doubt("", "The extractor `receipt` failed; its facts are missing."),
        Doubt("total", "BR-CO-16: 3.00 is to be paid, the gross amount less what was prepaid is 4.00"),
        Doubt("date", MISSING),
    ],
    ids=["an extractor failed", "a sum does not come out", "another field is missing"],
)
def test_review_is_still_needed_for_another_reason(doubt: Doubt, tmp_path: Path) -> None:
    fields = {"vendor": SURE["vendor"]} if doubt.field == "date" else SURE
    found = receipt(fields=fields, review=[NO_TOTAL, doubt])

    assert helped(found, Model('{"total": "32.30"}'), tmp_path).review == [doubt]
