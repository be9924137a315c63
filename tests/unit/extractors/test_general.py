from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.general import GeneralExtractor
from tests.support.read_documents import LETTER, ReadDocument


@pytest.fixture(scope="module")
def facts():
    document = ReadDocument((LETTER,), properties={"Author": "Peter Keller"})
    return GeneralExtractor().extract(document, Category(name="letter")).facts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document_date", "2024-03-12"),
        ("title", "Ihr Vertrag Nr. V-4711-22"),
        ("sender", "Stadtwerke Musterort GmbH"),
        ("recipient", "Frau Nora Huber"),
        ("author", "Peter Keller"),
    ],
)
def test_a_letter_tells(facts, name: str, value: str) -> None:
    assert facts[name].value == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("languages", "deu"),
        ("emails", "info@stadtwerke-musterort.de"),
        ("phones", "+49221445566"),
        ("reference_numbers", {"kind": "contract", "number": "V-4711-22"}),
    ],
)
def test_a_letter_lists(facts, name: str, value: object) -> None:
    assert facts[name][0].value == value


@pytest.mark.parametrize(
    ("category", "sends"), [("letter", True), ("report", False), ("manual", False), ("other", False)]
)
def test_the_first_row_is_a_sender_only_on_letterhead(category: str, sends: bool) -> None:
    page = (
        "Northern Lights Observatory\n\n12 March 2024\n\nThe sky over the valley was clear for eleven nights."
    )

    facts = GeneralExtractor().extract(ReadDocument((page,)), Category(name=category)).facts

    assert ("sender" in facts) is sends


def test_a_receipt_has_no_recipient_and_no_title() -> None:
    page = "CORNER SHOP\n12 Hill Road,\n40170 Springfield\nTOTAL 12.00\nCASH 20.00\nCHANGE 8.00"

    facts = GeneralExtractor().extract(ReadDocument((page,)), Category(name="receipt")).facts

    assert not facts.keys() & {"recipient", "title"}


def test_a_page_of_long_rows_only_has_no_title() -> None:
    page = "\n".join(["the words of this row go on and on " * 4] * 5)

    facts = GeneralExtractor().extract(ReadDocument((page,)), Category()).facts

    assert "title" not in facts


def test_nobody_writes_to_himself() -> None:
    page = "Verkäufer\nMuster Handel GmbH\nHafenstraße 3\n20457 Hamburg\n\nRechnung 4711 vom 12.03.2024"

    facts = GeneralExtractor().extract(ReadDocument((page,)), Category(name="invoice")).facts

    assert facts["sender"].value == "Muster Handel GmbH"
    assert "recipient" not in facts


def test_words_are_counted(facts) -> None:
    assert facts["word_count"].value == len(LETTER.split())


@pytest.mark.parametrize(
    ("text", "fact", "day"),
    [
        ("Geburtsdatum: 01.02.1980\nKöln, den 12.03.2024", "birth_date", "1980-02-01"),
        ("Datum: 12.03.2024\nZahlbar bis 26.03.2024", "due_date", "2024-03-26"),
        ("Date: 2024-03-12\nValid until 2026-01-01", "validity_date", "2026-01-01"),
        ("Rechnungsdatum 12.03.2024\nLieferdatum 10.03.2024", "delivery_date", "2024-03-10"),
    ],
    ids=["birth", "due", "validity", "delivery"],
)
def test_other_dates_are_not_taken_for_the_documents(text: str, fact: str, day: str) -> None:
    facts = GeneralExtractor().extract(ReadDocument((text,)), Category()).facts

    assert (facts[fact].value, facts["document_date"].value) == (day, "2024-03-12")


def test_a_date_that_can_be_read_both_ways_is_said_to_be_ambiguous() -> None:
    extraction = GeneralExtractor().extract(ReadDocument(("Date: 03/04/2024\nsome words",)), Category())

    assert "ambiguous" in extraction.facts["document_date"].rule
    assert extraction.warnings


def test_an_empty_document_gives_no_facts_but_its_word_count() -> None:
    facts = GeneralExtractor().extract(ReadDocument(("",)), Category()).facts

    assert set(facts) == {"word_count"}
