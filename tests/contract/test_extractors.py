"""What every extractor promises: it never raises for odd content, and every value says where it is from."""

from __future__ import annotations

import json

import pytest

from ocr_service.domain.facts import Category, FieldValue, facts_to_json
from ocr_service.domain.ports import CLOSED, Extractor
from ocr_service.extractors.registry import build_extractors
from tests.support.read_documents import INVOICE, LETTER, RECEIPT, SCORECARD, ReadDocument

CATEGORIES = ("receipt", "invoice", "scorecard", "letter", "other")
ODD = {
    "nothing": "",
    "blanks": " \n\t\n ",
    "one letter": "x",
    "one long word": "A" * 20_000,
    "digits": "0123456789 " * 500,
    "dates only": "01/02/2024\n" * 200,
    "amounts only": "1.00 2.00 3.00\n" * 200,
    "marks": "|||| ____ ---- #### %%%% (((( ))))\n" * 50,
    "other scripts": "合計 ￥1,234\nИТОГО 12,50 ₽\nالمجموع ١٢٫٥٠\n",
    "controls": "a\x00b\x0bc\u202etotal 1.00\ufeff",
    "receipt": RECEIPT,
    "invoice": INVOICE,
    "letter": LETTER,
    "scorecard": SCORECARD,
}


@pytest.fixture(params=build_extractors(), ids=lambda extractor: extractor.name)
def extractor(request: pytest.FixtureRequest) -> Extractor:
    return request.param


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_content_is_taken_as_it_comes(extractor: Extractor, text: str, category: str) -> None:
    extraction = extractor.extract(ReadDocument((text,)), Category(name=category), CLOSED)

    json.dumps(facts_to_json({**extraction.facts, **extraction.fields}))


@pytest.mark.parametrize(
    ("text", "category"),
    [(RECEIPT, "receipt"), (INVOICE, "invoice"), (LETTER, "letter"), (SCORECARD, "scorecard")],
)
def test_every_value_has_a_rule_and_a_believable_confidence(
    extractor: Extractor, text: str, category: str
) -> None:
    extraction = extractor.extract(ReadDocument((text,)), Category(name=category), CLOSED)

    for value in {**extraction.facts, **extraction.fields}.values():
        for one in value if isinstance(value, tuple) else (value,):
            assert isinstance(one, FieldValue)
            assert one.rule
            assert 0 <= one.confidence < 1


def test_a_document_of_a_thousand_pages_is_not_read_a_thousand_times(extractor: Extractor) -> None:
    document = ReadDocument((RECEIPT,) * 1_000)

    extraction = extractor.extract(document, Category(name="receipt"), CLOSED)

    assert len(facts_to_json(extraction.facts)) < 100
