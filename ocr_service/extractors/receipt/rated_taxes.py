"""Tell by a tax and its rate which amount it was added to, and which amount it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocr_service.extractors.receipt.rows import ReceiptRow

_RATE = re.compile(r"(?<![\d.,])(\d{1,2})(?:[.,]0{1,2})?\s?%|%\D{0,3}(\d{1,2})(?:[.,]0{1,2})?(?![\d.,])")
# Below this a tax is the same cent on and in an amount.
LEAST_TAX = Decimal("0.10")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RatedTax:
    """A tax as it stands on the paper and a rate that stands there too, as a part of one."""

    tax: Decimal
    rate: Decimal

    def is_on(self, value: Decimal) -> bool:
        """True when ``value`` is what the tax comes on top of, to the cent."""
        return abs(value * self.rate - self.tax) < CENT

    def is_in(self, value: Decimal) -> bool:
        """True when ``value`` holds the tax already, to the cent."""
        return abs(value * self.rate / (1 + self.rate) - self.tax) < CENT


def rated_taxes(rows: Sequence[ReceiptRow]) -> frozenset[RatedTax]:
    """Every tax of the rows with every rate of the rows."""
    rates = {rate for row in rows if "tax" in row.kinds or row.in_summary for rate in _rates_in(row)}
    taxes = {
        row.amounts[-1].value
        for row in rows
        if row.amounts and (("tax" in row.kinds and "subtotal" not in row.kinds) or row.in_summary)
    }
    return frozenset(RatedTax(tax, rate) for tax in taxes if tax >= LEAST_TAX for rate in rates if rate > 0)


def _rates_in(row: ReceiptRow) -> Iterator[Decimal]:
    """Rates with a sign for percent, and that of a row `rate net tax` whose figures agree."""
    for first, second in _RATE.findall(row.text):
        yield Decimal(first or second) / 100
    if len(row.amounts) >= 3:
        rate, net, tax = (one.value for one in row.amounts[-3:])
        if abs(rate * net / 100 - tax) < CENT:
            yield rate / 100
