from __future__ import annotations

import pytest

from ocr_service.extractors.dates.order import day_comes_first


@pytest.mark.parametrize(
    ("text", "language", "is_day_first"),
    [
        ("VAT 20 %  Date 03/04/2024", "eng", None),
        ("GST 10 %  Date 03/04/2024", "eng", None),
        ("VAT 20 %  £4.20  Date 03/04/2024", "eng", True),
        ("CGST 9 %  SGST 9 %  Date 03/04/2024", "eng", True),
        ("MwSt 19 %  03/04/2024", "eng", True),
        ("Total RM 12.00  GST  03/04/2024", "eng", True),
        ("SDN BHD  TIN OF MILK  03/04/2024", "eng", True),
        ("03/04/2024", "deu", True),
        ("Springfield, IL 62704  03/04/2024", "eng", False),
        ("Springfield, IL 62704  03/04/2024  04/25/2024", "eng", False),
        ("03/04/2024  25/04/2024", "eng", True),
        ("SPRINGFIELD, IL 62704  03/04/2024", "eng", False),
        ("SALES TAX 6.5 %  03/04/2024", "eng", False),
        ("Sales tax 16%  22.160 JD  Total 160.660 JD  03/04/2024", "eng", None),
        ("Sales tax 6%  Total $12.00  03/04/2024", "eng", False),
        ("FACTURE  Total TTC  03/04/2024", "eng", True),
        ("HST 13 %  GST  03/04/2024", "eng", None),
        ("VATABLE SALES 12.00  VAT 1.44  03/04/2024", "eng", None),
        ("Ottawa K1A 0B1  GST  03/04/2024", "eng", None),
        ("Item  Qty  Amount RM  03/04/2024", "eng", True),
        ("12, JALAN BESAR  GST 6%  03/04/2024", "eng", True),
        ("Lindenstraße 4  03/04/2024", "eng", True),
        ("03/04/2024", "eng", None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_dates_language_and_country(
    text: str, language: str, is_day_first: bool | None
) -> None:
    assert day_comes_first(text, language) is is_day_first
