"""Values of a receipt that read well and are still not to be trusted, and those like them that are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bench.accuracy import TRUSTED
from ocr_service.domain.facts import FieldValue
from ocr_service.domain.page import Page, PageSource
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.receipt.extractor import receipt_fields
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.extractors.receipt.rows import receipt_rows
from ocr_service.extractors.receipt.sums import ReceiptSums
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of

BODY = """
PAPER A4            4.00
TOTAL               4.00
CASH                5.00
CHANGE              1.00
"""


def read(name: str, *rows: str, sure: float = 96.0) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    """The fields of a receipt of this name (rows parted by `/`) with these rows around its sums."""
    above, *below = rows
    text = "\n".join((*name.split(" / "), "12 HIGH STREET", "TEL 020 7946 0018", above, BODY, *below))
    page = scanned(page_from_text(text), sure)
    return receipt_fields([ReceiptReading(page, day_comes_first(page.text, "eng"))])


def scanned(page: Page, sure: float = 96.0) -> Page:
    """As an engine reads it that is so sure of all words."""
    words = tuple(word._replace(confidence=sure) for word in page.words)
    return replace(page, words=words, source=PageSource.OCR, confidence=sure)


def date_of(*rows: str) -> FieldValue:
    found = read("NORTHWIND PAPER LTD", *rows)["date"]
    assert isinstance(found, FieldValue)
    return found


@pytest.mark.parametrize(
    "until",
    [
        "Returns until 11/06/2019",
        "Exchange by 11/06/2019",
        "Voucher valid until 11/06/2019",
        "Umtausch bis 11/06/2019",
        "Jusqu'au 11/06/2019",
        "Cambios hasta 11/06/2019",
        "Ruilen tot en met 11/06/2019",
        "Zwrot do 11/06/2019",
    ],
)
def test_until_when_goods_are_taken_back_is_not_when_they_were_bought(until: str) -> None:
    assert date_of("#86169  28/05/2019", until).value == "2019-05-28"
    assert date_of("", until).confidence < 0.75


@pytest.mark.parametrize("written", ["9/05/2017", "05/9/2017 12:01", "2017/05/9", "1.09.2017"])
def test_a_date_that_lost_a_digit_is_not_trusted(written: str) -> None:
    assert date_of(f"DATE: {written}  £").confidence < TRUSTED


def test_a_year_of_which_a_digit_was_guessed_is_not_trusted() -> None:
    found = read("NORTHWIND PAPER LTD", "DATE: 20/08/2074 12:01  £", sure=80.0)["date"]

    assert isinstance(found, FieldValue)
    assert found.value == "2014-08-20"
    assert found.confidence < TRUSTED


@pytest.mark.parametrize("written", ["29/05/2017 12:01", "9/5/2017 12:01", "09/05/2017 12:01", "2017-05-09"])
def test_a_date_with_all_its_digits_is(written: str) -> None:
    assert date_of(f"DATE: {written}  £").confidence >= TRUSTED


@pytest.mark.parametrize("tax", ["VAT 20%", "GST 10%"])
def test_a_tax_of_many_countries_does_not_tell_day_from_month(tax: str) -> None:
    found = date_of(f"DATE: 05/07/2013 {tax}")

    assert found.confidence <= 0.6
    assert "ambiguous" in found.rule


@pytest.mark.parametrize(
    "name",
    [
        "SCHEIDER HUBER / AG",
        "SUN WORLD CAPITAL / INC.",
        "KING SOUTHERN / DEVELOPMENT LIMITED",
        "MARTINE2 LTD",
        "GRAHAM, STEWART / AND HARRISON",
        "BALBO, RESPIGHI / E SOPRANO",
        "VIN / VIN SUPPLY LTD",
    ],
)
def test_a_name_that_may_be_torn_or_misread_is_not_trusted(name: str) -> None:
    vendor = read(name, "DATE: 29/05/2017 12:01")["vendor"]

    assert isinstance(vendor, FieldValue)
    whole = name.replace(" / ", " ")
    assert vendor.confidence < TRUSTED or (
        vendor.value == whole and "2" not in whole and "VIN VIN" not in whole
    )


@pytest.mark.parametrize(
    "name", ["TRANSPORTES IT S.L.N.E", "CLUBE MAR S.A.D", "NORDLJUS AB", "SOL E MAR LDA"]
)
def test_a_legal_form_is_kept_whole(name: str) -> None:
    vendor = read(name, "DATE: 29/05/2017 12:01")["vendor"]

    assert isinstance(vendor, FieldValue)
    assert vendor.value == name


@pytest.mark.parametrize(
    "row", ["Offer ends 04/06/2019", "Ready from 04/06/2019", "In 04/06/2019 09:12", "Open again 04/06/2019"]
)
def test_of_two_days_the_one_behind_an_unknown_word_is_not_trusted(row: str) -> None:
    found = date_of("Printed 28/05/2019", row)

    assert found.confidence < TRUSTED


def test_another_day_behind_unknown_words_is_no_misreading_of_the_receipts() -> None:
    assert date_of("DATE: 28/05/2019 12:01", "Offer ends 29/05/2019").confidence >= TRUSTED


def total_of(*rows: str) -> FieldValue:
    text = "\n".join(("NORTHWIND CAFE LTD", "12 HIGH STREET", "DATE: 28/05/2019 12:01", *rows))
    found = receipt_fields([ReceiptReading(scanned(page_from_text(text)), True)])["total"]
    assert isinstance(found, FieldValue)
    return found


@pytest.mark.parametrize(
    "added",
    [("Bedienung     4.00",), ("Service    4.00", "VAT 20%   7.33"), ("Couvert   1.00", "Pourboire   3.00")],
    ids=["service", "service and the tax within", "two things"],
)
def test_a_sum_to_which_something_is_added_below_is_never_trusted(added: tuple[str, ...]) -> None:
    found = total_of(
        "SOUP   15.00", "FISH   25.00", "Total food   40.00", *added, "Total   44.00", "VISA   44.00"
    )

    assert found.value == "44.00" or found.confidence < TRUSTED


def test_a_sum_that_a_card_did_not_pay_is_not_trusted() -> None:
    found = total_of("SOUP   15.00", "FISH   25.00", "Total   40.00", "VISA   47.00")

    assert found.value == "47.00" or found.confidence < TRUSTED


def test_what_two_cards_paid_together_is() -> None:
    found = total_of("SOUP   15.00", "FISH   25.00", "Total   40.00", "VISA   25.00", "MAESTRO   15.00")

    assert (found.value, found.confidence >= TRUSTED) == ("40.00", True)


def test_cents_of_a_currency_that_has_none_are_not_trusted() -> None:
    assert total_of("RICE   JPY 32,86", "TOTAL   JPY 32,86", "CASH   JPY 32,86").confidence < TRUSTED


def test_a_receipt_of_before_1995_was_most_likely_misread() -> None:
    assert date_of("DATE: 08.09.75 12:01").confidence < TRUSTED


def test_a_name_that_holds_a_postcode_is_not_trusted() -> None:
    vendor = read("NORTHWIND PAPER 72541 LTD", "DATE: 29/05/2017 12:01")["vendor"]

    assert isinstance(vendor, FieldValue)
    assert vendor.confidence < TRUSTED


def test_what_was_handed_over_is_no_total_where_change_was_given() -> None:
    found = total_of("SOUP   15.00", "FISH   25.00", "TOTAL   4O,OO0", "CASH   50.00", "CHANGE   1O,O0O")

    assert found.value == "40.00" or found.confidence < TRUSTED


def test_a_street_is_no_name_to_be_trusted() -> None:
    vendor = read("MUEHLENWEG 237", "DATE: 29/05/2017 12:01")["vendor"]

    assert isinstance(vendor, FieldValue)
    assert vendor.confidence < TRUSTED


@pytest.mark.parametrize("written", ["2019-05-19", "05.05.20 12:01", "05/05/19 12:01"])
def test_a_year_that_cannot_have_been_cut_is_trusted(written: str) -> None:
    assert date_of(f"DATE: {written}  £").confidence >= TRUSTED


def test_a_year_that_may_have_been_cut_is_not() -> None:
    assert date_of("DATE: 05.05.20  £").confidence < TRUSTED


def test_two_days_side_by_side_are_a_period_whatever_stands_between() -> None:
    found = date_of("14-01-2018 16 0 2", "24 NOVEMBER 2017 7 4 MARCH 2018")

    assert found.value == "2018-01-14" or found.confidence < TRUSTED


def test_of_two_sums_the_one_that_coins_can_pay_is_after_rounding() -> None:
    text = "SOUP   20.98\nTotal   20.98\nRounding Adj   0.02\nTotal rounded   21.00\nCash   21.00"

    sums = ReceiptSums(receipt_rows(rows_of(page_from_text(text))))

    assert sums.before_rounding == {Decimal("20.98")}


@pytest.mark.parametrize("heading", ["GST SUMMARY  AMOUNT  TAX", "SST Susmary Am0unt {RH}"])
def test_an_amount_that_nothing_calls_a_total_is_not_trusted_where_another_is_called_one(
    heading: str,
) -> None:
    found = total_of(
        "RICE   297.30",
        "OIL   461.40",
        "Final Total : 753.70",
        heading,
        "ZRL 0%  297.30  0.00",
    )

    assert found.value != "297.30" or found.confidence < TRUSTED


def test_a_column_for_the_tax_code_does_not_make_the_goods_a_table_of_taxes() -> None:
    found = total_of(
        "DESC  QTY  PRICE  TAX CODE",
        "RICE   8.30",
        "OIL   1.40",
        "Total : 9.70",
        "Cash   10.00",
        "Change   0.30",
    )

    assert (found.value, found.confidence >= TRUSTED) == ("9.70", True)
