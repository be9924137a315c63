"""Read the table of taxes that many receipts end with, for the amounts that net and tax add up to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ocr_service.extractors.receipt.rows import ReceiptRow

# No country taxes what shops sell by more than this part of the net amount.
MOST_TAX = Decimal("0.3")


def grosses_of(rows: Sequence[ReceiptRow]) -> frozenset[Decimal]:
    """Net and tax together, for every row of the table and for its rows with a tax code altogether."""
    table = [(row, gross) for row in rows if row.in_summary for gross in _gross_of(row)]
    parts = [gross for row, gross in table if "total" not in row.kinds]
    return frozenset(gross for _, gross in table) | ({sum(parts, Decimal(0))} if parts else frozenset())


def _gross_of(row: ReceiptRow) -> tuple[Decimal, ...]:
    """The gross amount of ``net tax`` or of three amounts of which one is the sum of the others; empty when there is none."""
    values = sorted(abs(amount.value) for amount in row.amounts[-3:])
    if len(values) == 3 and values[0] + values[1] == values[2]:
        return (values[2],)
    last = [abs(amount.value) for amount in row.amounts[-2:]]
    if len(last) == 2 and last[1] <= MOST_TAX * last[0]:
        return (last[0] + last[1],)
    return ()
