"""Tell quantity and unit price of a row by their product: ``2 40,00`` before ``80,00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ocr_service.extractors.amounts.number import parse_number

_PAIR = re.compile(
    r"(?<![\w.,])(?=(?P<quantity>\d{1,4}(?:[.,]\d{1,3})?)\s*(?:[^\W\d]{1,5}\.?\s*)??(?:[x×@*]\s*)?(?:RM|R?\$|€|£|₹|Rs\.?|R)?\s*"
    # Whole, as `5  60  300.00`, it stands apart.
    r"(?P<price>\d{1,3}(?:[.,’' ]\d{3})*[.,]\d{2,4}|(?<=[\s$x×@*])\d{1,7})\s*(?:€|EUR|RM|£|\$)?\s*$)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[.,](?=\d{3}$)")
ROUNDING = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A quantity and a unit price whose product is the row's amount; they begin at ``text[start]``."""

    quantity: str
    unit_price: Decimal
    start: int


def find_quantity(before: str, amount: Decimal) -> FoundQuantity | None:
    """The pair at the end of the text ``before`` the amount; None when no pair gives it."""
    for match in _PAIR.finditer(before):
        price = parse_number(match["price"])
        # `1,200` is one and a fifth, or more than a thousand: whichever gives the amount.
        for told in (match["quantity"], _THOUSANDS.sub("", match["quantity"])):
            written = told.replace(",", ".")
            quantity = Decimal(written)
            if price is not None and quantity and abs(quantity * price - amount) <= ROUNDING:
                return FoundQuantity(written, price, match.start())
    return None
