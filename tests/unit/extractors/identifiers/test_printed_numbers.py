from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.identifiers.bank_accounts import iban_fields, ibans
from ocr_service.extractors.identifiers.payment_references import payment_references
from ocr_service.extractors.identifiers.tax_numbers import vat_ids
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of
from tests.support.read_documents import ReadDocument


@pytest.mark.parametrize(
    "text",
    [
        "CH56 0483 5012 3456 7800 9",
        "CH5604835012345678009",
        "IBAN:CH5604835012345678009BIC:POFICHBEXXX",
        "CH56 – 0483 – 5012 – 3456 – 7800 – 9",
        "CH56-0483-5012-3456-7800-9",
        "CH56.0483.5012.3456.7800.9",
        "IBAN:CH56 0483 5012 3456 7800 9 bis 3. Mai",
        "CH56\u00a00483\u00a05012\u00a03456\u00a07800\u00a09.",
    ],
)
def test_an_iban_is_read_however_it_is_grouped(text: str) -> None:
    assert [found.value for found in ibans(text)] == ["CH5604835012345678009"]


@pytest.mark.parametrize(
    "page",
    [
        "Konto IBAN DE08 7009 0100\n1234 5678 90 bei der Bank",
        "Bank: Musterbank      IBAN: DE08 7009\nBIC: GENODEF1M04      0100 1234 5678 90",
        "DE08 7009 0100 1234 5678 9\n0",
    ],
)
def test_an_iban_goes_on_in_the_row_below(page: str) -> None:
    found = GeneralExtractor().extract(ReadDocument((page,)), Category()).facts

    assert [one.value for one in found["ibans"]] == ["DE08700901001234567890"]


def test_an_iban_is_repaired_only_where_it_was_read_doubtfully() -> None:
    page = page_from_text("IBAN DEO8 7OO9 0100 1234 5678 90")
    doubtful = replace(page, words=tuple(word._replace(confidence=70.0) for word in page.words))
    sure = replace(page, words=tuple(word._replace(confidence=99.0) for word in page.words))

    assert [one.value for one in iban_fields(rows_of(doubtful))] == ["DE08700901001234567890"]
    assert next(iban_fields(rows_of(doubtful))).confidence < 0.9
    assert list(iban_fields(rows_of(sure))) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BTW BE 0428.759.497", "BE0428759497"),
        ("TVA : FR 83 404 833 048", "FR83404833048"),
        ("VAT GB 980 7806 84", "GB980780684"),
        ("VAT Reg No 980 7806 84", "GB980780684"),
        ("CVR-nr. 13 58 56 28", "DK13585628"),
        ("UID: CHE-116.281.710 MWST", "CHE116281710"),
        ("Org.nr. 923 609 016 MVA", "NO923609016MVA"),
        ("ATU 13585627", "ATU13585627"),
        ("P. IVA 00743110157", "IT00743110157"),
        ("NIP: 526-10-40-828", "PL5261040828"),
        ("NIF 501 964 843", "PT501964843"),
        ("CIF: B-64717838", "ESB64717838"),
    ],
)
def test_a_vat_number_is_read_as_it_is_printed(text: str, value: str) -> None:
    assert [(found.value, found.is_checked) for found in vat_ids(text)] == [(value, True)]


@pytest.mark.parametrize("text", ["NO 123456785", "BE on time 12", "DE 12", "IT department 4711 0815 22"])
def test_a_word_and_a_number_are_no_vat_number(text: str) -> None:
    assert not any(found.is_checked for found in vat_ids(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Reference RF18 5390 0754 7034", "RF18539007547034"),
        ("Referenz 21 00000 00003 13947 14300 09017", "210000000003139471430009017"),
        ("+++090/9337/55493+++", "090933755493"),
    ],
)
def test_a_payment_reference_is_read_without_blanks(text: str, value: str) -> None:
    assert [found.value for found in payment_references(text)] == [value]


@pytest.mark.parametrize(
    "text", ["RF19 5390 0754 7034", "21 00000 00003 13947 14300 09018", "+++090/9337/55494+++"]
)
def test_a_payment_reference_with_wrong_check_digits_is_none(text: str) -> None:
    assert list(payment_references(text)) == []
