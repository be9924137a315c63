from __future__ import annotations

from dataclasses import replace

import pytest

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
    ],
    ids=["plain", "rounded", "restaurant", "below its label", "german", "french"],
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
