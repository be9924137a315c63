from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.extractors.amounts.quantity import find_quantity


@pytest.mark.parametrize(
    ("before", "amount", "quantity", "price"),
    [
        ("1 Brillenfassung Modell A 1 120,00", "120.00", "1", "120.00"),
        ("2 Gläser entspiegelt 2 40,00", "80.00", "2", "40.00"),
        ("A4 PAPER 80GSM 2 11.00", "22.00", "2", "11.00"),
        ("A4 PAPER 80GSM 2 X RM 11.00", "22.00", "2", "11.00"),
        ("Beratung 1,5 Std. 90,00 €", "135.00", "1.5", "90.00"),
        ("Server 2 1 120,00", "2240.00", "2", "1120.00"),
        ("Kabel 1.200 2,50", "3000.00", "1200", "2.50"),
        ("Kabel 1,200 2.50", "3.00", "1.200", "2.50"),
        ("Steel pipe 5  60", "300.00", "5", "60"),
    ],
)
def test_the_product_tells_quantity_and_price(before: str, amount: str, quantity: str, price: str) -> None:
    found = find_quantity(before, Decimal(amount))

    assert found is not None
    assert (found.quantity, found.unit_price) == (quantity, Decimal(price))


@pytest.mark.parametrize(
    "before", ["", "PAPER", "PAPER 11.00", "PAPER 3 11.00", "PAPER 2 11.00 each way", "PAPER 1,5 11.00"]
)
def test_what_does_not_give_the_amount_is_no_quantity(before: str) -> None:
    assert find_quantity(before, Decimal("22.00")) is None
