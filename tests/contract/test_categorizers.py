"""What every categorizer promises: one of the known categories, with reasons, for whatever there is to read."""

from __future__ import annotations

import pytest

from ocr_service.categorizers.keywords import load_rules
from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.ports import Categorizer
from tests.support.read_documents import INVOICE, LETTER, RECEIPT, SCORECARD, ReadDocument

KNOWN = {*load_rules().categories, "other"}


@pytest.fixture(params=["without a memory", "with an empty memory"])
def categorizer(request: pytest.FixtureRequest, tmp_path) -> Categorizer:
    return build_categorizer(feedback_folder=tmp_path if "empty" in request.param else None)


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "x" * 50_000, "1.00\n" * 500, "合計 ￥1,234", RECEIPT, INVOICE, LETTER, SCORECARD],
    ids=[
        "nothing",
        "control",
        "one word",
        "amounts",
        "other script",
        "receipt",
        "invoice",
        "letter",
        "scorecard",
    ],
)
def test_any_text_gets_a_known_category_and_a_reason(categorizer: Categorizer, text: str) -> None:
    category = categorizer.categorize(ReadDocument((text,)))

    assert category.name in KNOWN
    assert 0 <= category.confidence <= 1
    assert category.reasons
