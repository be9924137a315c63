"""An amount where it stands on an invoice, and what the words beside it call it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ocr_service.extractors.amounts.find import FoundAmount
from ocr_service.layout.rows import Row

# Of the states: Hungary's has 27 %.
HIGHEST_RATE = Decimal("0.27")


@dataclass(frozen=True, slots=True)
class AmountPlace:
    """An amount where it stands, and the kinds of label it has; ``is_by_column``: only a head of sums above its column says them."""

    row: Row
    amount: FoundAmount
    labels: frozenset[str]
    is_last: bool
    value: Decimal
    is_by_column: bool = False
