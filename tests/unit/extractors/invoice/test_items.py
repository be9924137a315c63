from __future__ import annotations

import pytest

from ocr_service.extractors.invoice.items import invoice_items
from ocr_service.layout.layout import document_layout
from tests.support.read_documents import ReadDocument


def items(*rows: str) -> list[dict[str, str]]:
    return [one.value for one in invoice_items(document_layout(ReadDocument(("\n".join(rows),))))]


@pytest.mark.parametrize(
    ("head", "row", "end"),
    [
        ("Nazwa   Ilość   Cena   Wartość", "Śledź   40   8,50   340,00", "Razem   340,00"),
        ("Označení   Množství   Cena   Celkem", "Lavička   4   62,00   248,00", "CELKEM K ÚHRADĚ   248,00"),
        ("Megnevezés   Mennyiség   Egységár   Érték", "Kazán   2   28,00   56,00", "Összesen   56,00"),
        ("Наименование   Кол-во   Цена   Сумма", "Кабель   15   24,00   360,00", "Итого:   360,00"),
        ("Περιγραφή   Ποσότητα   Τιμή   Αξία", "Καλώδιο   200   1,10   220,00", "Σύνολο   220,00"),
        (
            "Kuvaus   Määrä   à-hinta   Yhteensä",
            "Remontti   10   55,00   550,00",
            "Veroton yhteensä   550,00",
        ),
        ("Mal   Miktar   Birim Fiyat   Tutar", "Kumaş   350   82,50   28.875,00", "Toplam   28.875,00"),
    ],
    ids=["Poland", "Czechia", "Hungary", "Russia", "Greece", "Finland", "Turkey"],
)
def test_items_stand_between_head_and_sums_in_many_languages(head: str, row: str, end: str) -> None:
    (item,) = items(head, row, end)

    assert item["description"] == row.split(maxsplit=1)[0]
    assert item["amount"] and item["quantity"]


def test_a_column_of_the_tax_is_no_amount_of_an_item() -> None:
    (item,) = items("Item   Qty   Price   Amount   VAT", "Oil change   1   350.00   350.00   66.50")

    assert item == {"description": "Oil change", "quantity": "1", "unit_price": "350.00", "amount": "350.00"}


def test_the_price_of_one_alone_is_no_amount() -> None:
    found = items("Item   Qty   Price   Amount", "Widget   4 x 45.00", "Gadget   12.00 each", "Thing   7.00")

    assert [one.get("unit_price") for one in found] == ["45.00", "12.00", None]
    assert [one.get("amount") for one in found] == [None, None, "7.00"]


def test_a_whole_price_is_one_by_the_product() -> None:
    (item,) = items("Particulars   Qty   Rate   Amount", "Register 200 pages   5   60   300.00")

    assert item == {
        "description": "Register 200 pages",
        "quantity": "5",
        "unit_price": "60.00",
        "amount": "300.00",
    }
