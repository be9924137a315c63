from __future__ import annotations

import pytest

from ocr_service.extractors.identifiers.bank_accounts import ibans
from ocr_service.extractors.identifiers.find import bics, emails, phones, urls
from ocr_service.extractors.identifiers.tax_numbers import vat_ids


@pytest.mark.parametrize(
    ("finder", "text", "value"),
    [
        (emails, "Mail: Info@Example.co.uk.", "info@example.co.uk"),
        (urls, "see www.example.com/a, please", "www.example.com/a"),
        (phones, "Tel.: 0221 / 44 55 66", "0221445566"),
        (phones, "+49 221 445566", "+49221445566"),
        (ibans, "IBAN DE08 7009 0100 1234 5678 90 BIC GENODEF1M04", "DE08700901001234567890"),
        (ibans, "IBAN DEO8 7009 0100 1234 5678 90", "DE08700901001234567890"),
        (ibans, "iban de08 7009 0100 1234 5678 90", "DE08700901001234567890"),
        (bics, "BIC: GENODEF1M04", "GENODEF1M04"),
        (vat_ids, "USt-IdNr. DE 136 695 976", "DE136695976"),
    ],
)
def test_an_identifier_is_found_in_its_plain_form(finder, text: str, value: str) -> None:
    assert [found.value for found in finder(text)] == [value]


def test_an_iban_with_wrong_check_digits_is_not_taken() -> None:
    assert list(ibans("IBAN DE09 7009 0100 1234 5678 90")) == []


def test_a_vat_number_with_wrong_check_digits_is_not_called_checked() -> None:
    (found,) = vat_ids("DE123456789")

    assert not found.is_checked


def test_a_bare_number_is_no_telephone() -> None:
    assert list(phones("order 44556677")) == []
