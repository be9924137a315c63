from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.receipt.extractor import receipt_fields
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.extractors.receipt.rows import receipt_rows
from ocr_service.extractors.receipt.total import rank_totals
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("PEN  2.00\nINK  3.00\nTOTAL  5.00\nCASH  10.00\nCHANGE  5.00", "5.00"),
        ("PEN  20.02\nTOTAL INCL GST  20.02\nROUNDING ADJ  -0.02\nTOTAL  20.00\nCASH  20.00", "20.00"),
        (
            "TEA  4.00\nSUBTOTAL  4.00\nSERVICE CHARGE  0.40\nGST @6%  0.26\nGRAND TOTAL  4.66\nVISA  4.66",
            "4.66",
        ),
        ("PEN  9.00\nTOTAL:\n9.00\nCASH:  20.00\nCHANGE:  11.00", "9.00"),
        ("BROT  2,40\nMILCH  1,10\nSUMME EUR  3,50\nGEGEBEN BAR  5,00\nRÜCKGELD  1,50", "3.50"),
        ("PAIN  2,40\nTOTAL TTC  2,40 €\nCB  2,40 €", "2.40"),
        ("KENYER  610,00\nSAJT  1.204,50\nFIZETENDŐ  1.814,50\nBANKKÁRTYA  1.814,50", "1814.50"),
        ("CAY  30,00\nPIDE  145,00\nÖDENECEK TUTAR  175,00\nNAKİT  200,00", "175.00"),
        ("BREAD  18.50\nMILK  22.00\nVAT 15%  R5.28\nTOTAL  R40.50\nCARD  R40.50", "40.50"),
        ("ХЛЕБ  42,00\nСЫР  310,00\nИТОГО  352,00\nНАЛИЧНЫМИ  352,00", "352.00"),
    ],
    ids=[
        "plain",
        "rounded",
        "restaurant",
        "below its label",
        "german",
        "french",
        "hungarian",
        "turkish",
        "a letter",
        "russian",
    ],
)
def test_the_total_is_what_everything_points_to(text: str, total: str) -> None:
    rows = receipt_rows(rows_of(page_from_text(text)))

    assert str(rank_totals(rows)[0].value[1].value) == total


def test_net_and_tax_stand_in_for_a_total_that_cannot_be_read() -> None:
    text = "PEN  x.99\nT0TAL  3q.oo\nGST SUMMARY  AMOUNT(RM)  TAX(RM)\nSR @ 6%  30.48  1.83"

    assert any(
        str(one.value[1].value) == "32.31" for one in rank_totals(receipt_rows(rows_of(page_from_text(text))))
    )


def test_an_amount_of_a_sum_is_read_through_its_misread_point_and_digits() -> None:
    page = page_from_text("TOTAL  1l9-O0\nPEN  119-00")
    words = tuple(word._replace(confidence=60.0) for word in page.words)

    rows = receipt_rows(rows_of(replace(page, words=words)))

    assert [[str(amount.value) for amount in row.amounts] for row in rows] == [["119.00"], []]


def test_what_was_paid_less_the_change_stands_in_for_a_total_that_cannot_be_read() -> None:
    rows = receipt_rows(rows_of(page_from_text("PEN  x.99\nT0TAL  3q.oo\nCASH  50.00\nCHANGE  11.00")))

    assert any(str(one.value[1].value) == "39.00" for one in rank_totals(rows))


def test_subtotal_and_tax_stand_in_for_a_total_whose_left_end_cannot_be_read() -> None:
    text = "PEN  26.00\nSUB-TOTAL (EX)  26.00\nGST 6%  1.56\nTOTAL  7.56\nCASH  ic"

    ranked = rank_totals(receipt_rows(rows_of(page_from_text(text))))

    (whole,) = (one for one in ranked if str(one.value[1].value) == "27.56")
    (cut,) = (one for one in ranked if str(one.value[1].value) == "7.56")
    assert whole.features["ends_like_total"]
    assert cut.features["is_cut"]


def test_what_is_paid_after_rounding_tells_the_total_before_and_after_apart() -> None:
    text = "TOTAL INCL GST  31.02\nROUNDING ADJ  -0.02\nCASH  31.00"

    ranked = rank_totals(receipt_rows(rows_of(page_from_text(text))))

    features = {str(one.value[1].value): one.features for one in ranked}
    assert features["31.02"]["is_before_rounding"]
    assert features["31.00"]["is_rounded_sum"]


def test_a_total_is_told_from_what_tax_is_added_to_and_from_what_was_not_paid() -> None:
    text = "PEN  26.00\nSUBTOTAL  26.00\nGST 6%  1.56\nTOTAL  27.56\nCASH  30.00\nCHANGE  2.44"

    ranked = rank_totals(receipt_rows(rows_of(page_from_text(text))))

    features = {str(one.value[1].value): one.features for one in ranked}
    named = ("is_net", "is_gross", "is_not_what_was_paid", "is_only_item")
    assert [features["26.00"][name] for name in named] == [1.0, 0.0, 1.0, 0.0]
    assert [features["27.56"][name] for name in named] == [0.0, 1.0, 0.0, 0.0]


def test_the_first_sum_below_the_rounding_is_what_there_is_to_pay() -> None:
    text = "SUBTOTAL  41.43\nROUNDING  0.02\nSUBTOTAL  41.45\nCASH  51.50"

    ranked = rank_totals(receipt_rows(rows_of(page_from_text(text))))

    assert [str(one.value[1].value) for one in ranked if one.features.get("is_after_rounding")] == ["41.45"]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("TEA  ¥120\nTOTAL  ¥1,250\nCASH  ¥2,000\nCHANGE  ¥750", "1250"),
        ("KIMBAP  4,500\nTOTAL KRW  13,500\nCARD  13,500", "13500"),
        ("QAHWA  1.250\nTOTAL KWD  2.755\nCASH  5.000\nCHANGE  2.245", "2.755"),
        ("NASI GORENG  45.000\nTOTAL BAYAR  90.000\nTUNAI  100.000\nKEMBALI  10.000", "90000.00"),
        ("SOBA  850\nTOTAL  850", "850.00"),
    ],
    ids=["yen", "won", "dinar", "rupiah", "no currency"],
)
def test_prices_without_cents_are_read_where_none_has_cents(text: str, total: str) -> None:
    fields = receipt_fields([ReceiptReading(page_from_text(text))])

    value = fields["total"]
    assert isinstance(value, FieldValue) and value.value == total


def test_a_total_without_cents_is_doubted_unless_a_currency_without_cents_is_named() -> None:
    rows = receipt_rows(rows_of(page_from_text("SOBA  850\nTOTAL  850")))
    of_yen = receipt_rows(rows_of(page_from_text("SOBA  850\nTOTAL JPY  850")))

    assert rank_totals(rows)[0].features["has_no_cents"]
    assert not rank_totals(of_yen)[0].features["has_no_cents"]


def test_a_number_of_goods_is_no_price_on_a_receipt_with_cents() -> None:
    rows = receipt_rows(rows_of(page_from_text("PEN  2.00\nTOTAL  120\nTOTAL  2.00")))

    assert [str(amount.value) for row in rows for amount in row.amounts] == ["2.00", "2.00"]


@pytest.mark.parametrize(
    "text",
    [
        "BROOD  2,40\nTE BETALEN  2,40\nPIN  2,40",
        "MLEKO  2,40\nSUMA PLN  2,40\nGOTOWKA  5,00\nRESZTA  2,60",
        "KAFFE  2,40\nATT BETALA  2,40\nKONTANT  10,00\nVÄXEL  7,60",
        "CAFE  2,40\nTOTAL A PAGAR  2,40\nDINHEIRO  5,00\nTROCO  2,60",
    ],
    ids=["dutch", "polish", "swedish", "portuguese"],
)
def test_totals_are_told_from_change_in_other_languages(text: str) -> None:
    ranked = rank_totals(receipt_rows(rows_of(page_from_text(text))))

    assert str(ranked[0].value[1].value) == "2.40"
