"""Work out what the amounts of a receipt lead to: subtotal and tax, payment less change, rounding, the goods together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocr_service.extractors.receipt.rated_taxes import RatedTax, rated_taxes
from ocr_service.extractors.receipt.rows import ReceiptRow
from ocr_service.extractors.receipt.tax_summary import grosses_of
from ocr_service.layout.once import once

MOST_ROUNDING = Decimal("0.05")
# Of a figure whose left end was lost at least `7.55` must be left.
FEWEST_LEFT = 4

_STRONG = re.compile(
    r"GRAND|NETT?\b|FINAL|PAYABLE|\bDUE\b|ROUNDED|AFTER ROUND|ZAHLBETRAG|ENDBETRAG|GESAMTBETRAG|À PAYER|A PAYER|DA PAGARE|TO PAY"
    r"|ZU ZAHLEN|TE BETALEN|ATT BETALA|TIL BETALING|DO ZAP[ŁL]ATY|A PAGAR"
)
_CARD = re.compile(
    r"CARD|VISA|MASTER|AMEX|DEBIT|CREDIT|KARTE|\bCART(?:E|A|[ÃA]O)\b|TARJETA|\bKARTA\b|\bKARTOU\b|KORT\b|KORTTI|KARTIC|BANKK[ÁA]RTYA|MAESTRO|BANCOMAT|BANKOMAT|EFTPOS|INTERAC|CONTACTLESS|\bPIN\b"
)
_TAX_ONLY = re.compile(
    r"TOTAL *(?:GST|TAX|SST|VAT)\b(?!.*INCL)|(?:GST|TAX) *TOTAL|(?:GST|TAX) *(?:AMOUNT|AMT|PAYABLE)"
)


def rank_of(row: ReceiptRow) -> int:
    """How much a row is called a total: 0 not at all, 1 a subtotal, 2 a total, 3 what there is to pay."""
    if "total" not in row.kinds or row.in_summary or "quantity" in row.kinds or _TAX_ONLY.search(row.text):
        return 0
    if "subtotal" in row.kinds:
        return 1
    return 3 if _STRONG.search(row.text) else 2


@dataclass(frozen=True)
class ReceiptSums:
    """Amounts that arithmetic over the rows of a receipt leads to."""

    rows: Sequence[ReceiptRow]

    @once
    def totals(self) -> list[ReceiptRow]:
        """The rows that are called a total and have an amount."""
        return [row for row in self.rows if rank_of(row) >= 2 and row.amounts]

    @once
    def paid_less_change(self) -> frozenset[Decimal]:
        """What was paid less what was given back."""
        paid = [abs(value) for value in self._last("payment")]
        back = [abs(value) for value in self._last("change")]
        return frozenset(one - other for one in paid for other in back if one > other)

    @once
    def gives_change(self) -> bool:
        """True where change is named, unless it is read and is nothing."""
        rows = [row for row in self.rows if "change" in row.kinds and not row.in_summary]
        return any(not row.amounts or row.amounts[-1].value != 0 for row in rows)

    @once
    def rounded(self) -> frozenset[Decimal]:
        """Totals and payments that are another sum and the rounding together."""
        seen = {*self._of_totals, *(abs(value) for value in self._last("payment"))}
        return frozenset(
            value + sign * one for value in self._before for one in self._roundings for sign in (1, -1)
        ) & frozenset(seen)

    @once
    def before_rounding(self) -> frozenset[Decimal]:
        """Sums that such a rounded one follows from; of the two, coins can pay the rounded one."""
        return frozenset(
            value
            for value in self._before
            for one in self._roundings
            for other in {value + one, value - one} & self.rounded
            if not (_is_in_coins(value) and not _is_in_coins(other))
        )

    @once
    def with_tax(self) -> frozenset[Decimal]:
        """Subtotals with tax, and with service or rounding where there is one."""
        taxes = [tax for tax in self._last("tax") if tax > 0]
        extras = [Decimal(0), *self._last("service"), *self._roundings]
        return frozenset(
            net + tax + extra for net in self._last("subtotal") for tax in taxes for extra in extras
        )

    @once
    def cut_totals(self) -> frozenset[Decimal]:
        """Subtotals with tax of which a total has only the last digits."""
        return frozenset(
            value for value in self.with_tax if any(_is_cut(total, value) for total in self._of_totals)
        )

    @once
    def summary(self) -> frozenset[Decimal]:
        """What the table of taxes adds up to."""
        return frozenset(gross for gross in grosses_of(self.rows) if gross > 0)

    @once
    def first_sum(self) -> int:
        """The index of the first row of sums, above which the goods stand; 0 without one, as nothing is known then."""
        return next((row.index for row in self.rows if _is_sum(row)), 0)

    @once
    def items(self) -> Decimal:
        """The last amounts of the goods' rows, together."""
        goods = self.rows[: self.first_sum or len(self.rows)]
        others = {"quantity", "payment", "change"}
        return sum(
            (row.amounts[-1].value for row in goods if row.amounts and not row.kinds & others), Decimal(0)
        )

    @once
    def after_rounding(self) -> Decimal | None:
        """The amount of the first row of sums below the rounding, which is what there is to pay."""
        start = next((row.index for row in self.rows if "rounding" in row.kinds), len(self.rows))
        first = next((row for row in self.rows[start + 1 :] if _is_sum(row)), None)
        return first.amounts[-1].value if first and not first.in_summary else None

    def features(self, value: Decimal) -> dict[str, float]:
        """Which sums come out at this value, and which speak against it."""
        return {
            "is_paid_less_change": float(value in self.paid_less_change),
            "is_rounded_sum": float(value in self.rounded),
            "is_sum_with_tax": float(value in self.with_tax),
            "is_before_rounding": float(value in self.before_rounding),
            "is_summary_sum": float(value in self.summary),
            "is_near_summary_sum": float(any(0 < abs(value - one) <= MOST_ROUNDING for one in self.summary)),
            "is_item_sum": float(value == self.items and value > 0),
            "is_after_rounding": float(value == self.after_rounding),
            "is_cut": float(any(_is_cut(value, whole) for whole in self._whole)),
            "ends_like_total": float(value in self.cut_totals),
            "is_not_what_was_paid": float(self._is_other_than_paid(value)),
            "is_part": float(value in self.parts),
            "is_whole": float(value in self.wholes),
            "is_net": float(any(tax.is_on(value) for tax in self._taxes)),
            "is_gross": float(any(tax.is_in(value) for tax in self._taxes)),
        }

    def place_of(self, value: Decimal) -> ReceiptRow:
        """The last row that a value follows from: the payment's, that of the table of taxes, or the total's own."""
        if value in self.paid_less_change:
            return [row for row in self.rows if "payment" in row.kinds and row.amounts][-1]
        if value in self.summary:
            return [row for row in self.rows if row.in_summary and row.amounts][-1]
        return self.totals[-1]

    def _last(self, kind: str) -> list[Decimal]:
        """The last amounts of the rows of a kind, outside the table of taxes."""
        rows = (row for row in self.rows if kind in row.kinds and row.amounts and not row.in_summary)
        return [row.amounts[-1].value for row in rows]

    @property
    def named(self) -> list[Decimal]:
        """The amounts of the rows that are called a total."""
        return self._of_totals

    @once
    def _of_totals(self) -> list[Decimal]:
        return [row.amounts[-1].value for row in self.totals]

    @once
    def _before(self) -> list[Decimal]:
        return [*self._of_totals, *self._last("subtotal")]

    @once
    def _roundings(self) -> list[Decimal]:
        return [value for value in self._last("rounding") if 0 < abs(value) <= MOST_ROUNDING]

    @once
    def _whole(self) -> frozenset[Decimal]:
        return self.with_tax | self.paid_less_change | frozenset(self._last("subtotal"))

    @once
    def _taxes(self) -> frozenset[RatedTax]:
        return rated_taxes(self.rows)

    @once
    def _by_card(self) -> frozenset[Decimal]:
        """What a card paid, and all payments together: nothing is given back to a card."""
        rows = [row for row in self.rows if "payment" in row.kinds and row.amounts and not row.in_summary]
        cards = {row.amounts[-1].value for row in rows if _CARD.search(row.text)} - {Decimal(0)}
        return frozenset(cards | {sum(self._last("payment"), Decimal(0))}) if cards else frozenset()

    def _is_other_than_paid(self, value: Decimal) -> bool:
        paid = self.paid_less_change or self._by_card
        return bool(paid) and not any(abs(value - one) <= MOST_ROUNDING for one in paid)

    @once
    def parts(self) -> frozenset[Decimal]:
        """Amounts to which something is added on the way down to a sum: service, a tax, a deposit."""
        return frozenset(part for part, _ in self._steps)

    @once
    def wholes(self) -> frozenset[Decimal]:
        """Sums that an amount further up comes to with what stands between."""
        return frozenset(whole for _, whole in self._steps)

    @once
    def _steps(self) -> frozenset[tuple[Decimal, Decimal]]:
        """Each sum below the goods with one further down that is it and one or all of the amounts between."""
        named = [
            row for row in self.rows if row.amounts and not row.in_summary and row.index >= self.first_sum
        ]
        values = [row.amounts[-1].value for row in named]
        firsts = [at for at, row in enumerate(named) if rank_of(row) >= 1]
        lasts = [at for at, row in enumerate(named) if rank_of(row) >= 2]
        steps = set()
        for first, last in ((one, other) for one in firsts for other in lasts if one < other):
            between, added = values[first + 1 : last], values[last] - values[first]
            if added > MOST_ROUNDING and added in {*between, sum(between, Decimal(0))}:
                steps.add((values[first], values[last]))
        return frozenset(steps)


def _is_in_coins(value: Decimal) -> bool:
    return value % MOST_ROUNDING == 0


def _is_cut(value: Decimal, whole: Decimal) -> bool:
    """True when ``value`` is ``whole`` without its first digits, as where a figure's left end could not be read."""
    read = f"{abs(value):.2f}"
    return len(read) >= FEWEST_LEFT and read != f"{whole:.2f}" and f"{whole:.2f}".endswith(read)


def _is_sum(row: ReceiptRow) -> bool:
    return bool(row.kinds & {"total", "subtotal"} and row.amounts)
