from __future__ import annotations

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.headline import headline

SHOP = FieldValue(value="Corner Shop", confidence=0.9)
DAY = FieldValue(value="2024-03-12", confidence=0.8)


def test_sender_and_date_are_those_of_the_fields() -> None:
    assert headline({"vendor": SHOP, "date": DAY}, name_field="vendor") == {
        "sender": SHOP,
        "document_date": DAY,
    }


def test_what_the_fields_lack_is_left_to_others() -> None:
    assert headline({"date": DAY}, name_field="issuer") == {"document_date": DAY}
