from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.facts import Category
from ocr_service.domain.page import Page, PageSource
from ocr_service.extractors.receipt import extractor as receipt
from ocr_service.extractors.receipt.extractor import HOPELESS_NAME, ReceiptExtractor, receipt_fields
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.layout.plain_text import page_from_text
from tests.support.read_documents import RECEIPT, PreparedRoom, ReadDocument

CATEGORY = Category(name="receipt", confidence=0.9)


@pytest.fixture(scope="module")
def fields():
    return ReceiptExtractor().extract(ReadDocument((RECEIPT,)), CATEGORY).fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vendor", "NORTHWIND PAPER TRADING SDN BHD"),
        ("address", "NO. 12, JALAN MAWAR 3, TAMAN MELATI, 53100 KUALA LUMPUR."),
        ("date", "2018-05-04"),
        ("time", "14:22:10"),
        ("total", "32.30"),
        ("subtotal", "30.48"),
        ("tax", "1.83"),
        ("rounding", "-0.01"),
        ("currency", "MYR"),
        ("payment", "cash"),
    ],
)
def test_a_receipt_tells(fields, name: str, value: str) -> None:
    assert fields[name].value == value


def test_line_items_have_description_quantity_price_and_amount(fields) -> None:
    assert [item.value for item in fields["line_items"]] == [
        {"description": "A4 PAPER 80GSM", "amount": "22.00", "quantity": "2", "unit_price": "11.00"},
        {"description": "STAPLER SMALL", "amount": "8.48", "quantity": "1", "unit_price": "8.48"},
    ]


def test_every_value_says_where_it_stands(fields) -> None:
    assert (fields["total"].page, fields["total"].text) == (1, "RM 32.30")


def test_another_category_is_left_alone() -> None:
    assert not ReceiptExtractor().extract(ReadDocument((RECEIPT,)), Category(name="letter")).fields


def test_a_receipt_without_anything_asks_for_a_look() -> None:
    extraction = ReceiptExtractor().extract(ReadDocument(("~",)), CATEGORY)

    assert extraction.needs_review


def test_a_badly_read_page_is_read_once_more_and_the_better_reading_wins() -> None:
    bad = _as_scan(RECEIPT.replace("32.30", "82.80").replace("17.70", "1.l0"), confidence=35)
    good = _as_scan(RECEIPT, confidence=96)
    document, room = _Scanned((RECEIPT,)), PreparedRoom({"receipt-soft": good})
    document.first = bad

    fields = ReceiptExtractor().extract(document, CATEGORY, room).fields

    assert (fields["total"].value, room.asked[0]) == ("32.30", "receipt-soft")


@pytest.mark.parametrize(
    ("confidence", "looks"),
    [(HOPELESS_NAME - 0.01, 0), (HOPELESS_NAME, 1), (0.99, 1)],
    ids=["hopeless", "open", "sure"],
)
def test_a_page_is_read_once_more_to_confirm_a_name(
    confidence: float, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_question = {"receipt_company": confidence}
    monkeypatch.setattr(receipt, "calibrated", lambda question, _: by_question.get(question, 0.99))
    scan = _as_scan(RECEIPT, confidence=96)
    document, room = _Scanned((RECEIPT,)), PreparedRoom({"receipt-soft": scan})
    document.first = scan

    ReceiptExtractor().extract(document, CATEGORY, room)

    assert room.asked == ["receipt-soft"][:looks]


def test_a_text_layer_is_not_read_again() -> None:
    room = PreparedRoom()

    ReceiptExtractor().extract(ReadDocument(("NORTHWIND PAPER TRADING SDN BHD\nPEN",)), CATEGORY, room)

    assert room.asked == []


@pytest.mark.parametrize("form", ["S.A.S.", "S.A.", "S.L.U.", "S.A.T.", "S.A. de C.V.", "S.A.R.L."])
def test_a_legal_form_of_many_letters_is_not_cut(form: str) -> None:
    page = page_from_text(f"Berger Laurent {form}\n12 rue Haute\n69002 Lyon\nTOTAL  12.00\nCB  12.00")

    vendor = receipt_fields([ReceiptReading(page)])["vendor"]

    assert vendor.value.casefold() == f"Berger Laurent {form}".casefold().rstrip(",")


@pytest.mark.parametrize(
    "name",
    [
        "NORTHWIND {PAPER SDN BHD",
        "NORTHWIND (PAPER SDN BHD",
        "NORTH|WIND SDN BHD",
        "DIMILIKI OLEH: NORTHWIND SDN BHD",
    ],
)
def test_a_name_with_marks_that_no_letterhead_prints_is_not_believed(name: str) -> None:
    document = _Scanned((RECEIPT,))
    document.first = _as_scan(RECEIPT.replace("NORTHWIND PAPER TRADING SDN BHD", name), confidence=96)

    assert ReceiptExtractor().extract(document, CATEGORY).fields["vendor"].confidence <= 0.8


def test_a_second_pass_that_shows_the_country_tells_day_from_month() -> None:
    text = "NORTHWIND PAPER\n12 HIGH STREET\nDATE: 05/07/2018 12:01\nTOTAL  {}4.00\nCASH  {}4.00"
    document, room = (
        _Scanned((text,)),
        PreparedRoom({"receipt-soft": _as_scan(text.format("RM ", "RM "), confidence=96)}),
    )
    document.first = _as_scan(text.format("", ""), confidence=96)

    date = ReceiptExtractor().extract(document, CATEGORY, room).fields["date"]

    assert (date.value, "ambiguous" in date.rule) == ("2018-07-05", False)


class _Scanned(ReadDocument):
    first: Page

    def page(self, number: int) -> Page:
        return self.first


def _as_scan(text: str, *, confidence: float) -> Page:
    page = page_from_text(text)
    words = tuple(word._replace(confidence=confidence) for word in page.words)
    return replace(page, words=words, source=PageSource.OCR, confidence=confidence)
