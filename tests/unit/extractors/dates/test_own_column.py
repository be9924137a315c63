from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.dates.labels import label_of
from ocr_service.extractors.general import GeneralExtractor
from tests.support.read_documents import ReadDocument


def facts(page: str) -> dict[str, str]:
    found = GeneralExtractor().extract(ReadDocument((page,)), Category(name="letter", confidence=0.9)).facts
    return {name: one.value for name, one in found.items() if isinstance(one, FieldValue)}


@pytest.mark.parametrize(
    ("page", "day"),
    [
        (
            "Nordstern Versicherung AG                  Köln, 05.01.2024\nWir buchen den Betrag am 01.02.2024 von Ihrem Konto ab.",
            "2024-01-05",
        ),
        (
            "Tischlerei Gruber                          Wels, am 6. Feber 2024\nKüche lt. Angebot vom 8. Jänner 2024\nAnzahlung vom 15.1.2024",
            "2024-02-06",
        ),
        (
            "Praxis Dr. Haas                     Freiburg, 19.03.2024\nwir berichten über den Patienten, der am 12.03.2024 da war.",
            "2024-03-19",
        ),
    ],
    ids=["collected later", "older papers", "a visit"],
)
def test_a_place_and_day_in_the_second_column_date_the_paper(page: str, day: str) -> None:
    assert facts(page)["document_date"] == day


def test_what_heads_a_column_says_what_its_day_is_of() -> None:
    page = "BILL TO              TERMS       DUE DATE\nDr. Helen Carter     Net 15      6/29/2024\nDate: 6/14/2024"

    assert facts(page)["due_date"] == "2024-06-29"


def test_of_a_column_of_days_none_is_the_paper_s() -> None:
    page = "MONTH                DUE DATE        AMOUNT\nJanuary              01/15/2025      84.00\nApril                04/15/2025      84.00"

    assert "due_date" not in facts(page)


def test_a_label_in_the_days_own_row_counts_before_what_stands_above() -> None:
    page = "Invoice              Due date\nDate of issue        14.06.2024"

    assert "due_date" not in facts(page)


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("über den Patienten, der am ", ""),
        ("Celle, den ", "dated"),
        ("Paris, le lundi ", "dated"),
        ("Betaling: netto 14 dage, senest ", "due"),
        ("Terms: payment to reach us no later than ", "due"),
        ("Svar venligst senest ", ""),
    ],
)
def test_words_say_what_a_day_is_of_only_where_they_stand_before_it(before: str, label: str) -> None:
    assert label_of(before) == label
