from __future__ import annotations

import pytest

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.status import Profile
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.limits.page_slots import PageSlots
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.understanding.page_totals import Tally
from ocr_service.pipeline.understanding.understand import Understanding, understand
from tests.support.read_documents import INVOICE, LETTER, RECEIPT, SCORECARD, ReadDocument


def understood(text: str, profile: Profile) -> Understanding:
    parts = PipelineParts(
        engines={}, extractors=build_extractors(), categorizer=build_categorizer(), slots=PageSlots.create(1)
    )
    return understand(ReadDocument((text,)), parts, profile, Tally(total=1), lambda progress: None)


@pytest.mark.parametrize("text", [RECEIPT, INVOICE, SCORECARD], ids=["receipt", "invoice", "scorecard"])
def test_the_profile_document_gives_general_facts_only(text: str) -> None:
    found = understood(text, Profile.DOCUMENT)

    assert found.fields == {}
    assert "word_count" in found.facts


@pytest.mark.parametrize("profile", [Profile.RECEIPT, Profile.INVOICE, Profile.SCORECARD])
def test_a_profile_that_names_a_category_is_believed(profile: Profile) -> None:
    category = understood(LETTER, profile).category

    assert (category.name, category.confidence, category.reasons) == (profile.value, 1.0, ("asked for",))


def test_a_receipt_that_looks_like_a_letter_is_read_as_a_receipt_when_asked() -> None:
    plain = "Corner Shop Ltd\n12 High Street\nSpringfield\n04/05/2018\nThank you for your visit\nTotal 12.50"

    assert understood(plain, Profile.RECEIPT).fields["total"].value == "12.50"


def test_without_a_profile_the_category_is_told_from_the_text() -> None:
    found = understood(RECEIPT, Profile.AUTO)

    assert found.category.name == "receipt"
    assert found.fields["total"].value == "32.30"
