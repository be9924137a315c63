"""Find the total of a receipt: the amount to which key words, sums and payments all point."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ocr_service.extractors.amounts import FoundAmount
from ocr_service.extractors.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.rated_taxes import rated_taxes
from ocr_service.extractors.receipt_rows import ReceiptRow
from ocr_service.extractors.tax_summary import grosses_of

CENT = Decimal("0.01")
MOST_ROUNDING = Decimal("0.05")
# Of a figure whose left end was lost at least `7.55` must be left.
FEWEST_LEFT = 4

_STRONG = re.compile(
    r"GRAND|NETT?\b|FINAL|PAYABLE|\bDUE\b|ROUNDED|AFTER ROUND|ZAHLBETRAG|ENDBETRAG|GESAMTBETRAG|À PAYER|A PAYER|DA PAGARE|TO PAY"
)
_INCLUSIVE = re.compile(r"INCL|\bTTC\b|BRUTTO|WITH (?:GST|TAX)")
_TAX_ONLY = re.compile(
    r"TOTAL *(?:GST|TAX|SST|VAT)\b(?!.*INCL)|(?:GST|TAX) *TOTAL|(?:GST|TAX) *(?:AMOUNT|AMT|PAYABLE)"
)
_BARE = re.compile(r"^\W*(?:TOTAL|TOTALE|SUMME|GESAMT)\W*(?:RM|\$|€|EUR|MYR)?\W*$")


TotalPlace = tuple[ReceiptRow, FoundAmount]


def readings(rows: Sequence[ReceiptRow]) -> list[tuple[ReceiptRow, ReceiptRow, FoundAmount]]:
    """Every amount with the row that names it: its own, or the one above when that has words only."""
    out = []
    for row in rows:
        for amount in row.amounts:
            out.append((_naming(rows, row), row, amount))
    return out


def _naming(rows: Sequence[ReceiptRow], row: ReceiptRow) -> ReceiptRow:
    has_words = bool(re.search(r"[A-Z]{3}", row.text))
    above = rows[row.index - 1] if row.index > 0 and not has_words else row
    return above if above.kinds and not above.amounts else row


def rank_totals(rows: Sequence[ReceiptRow]) -> list[Ranked[TotalPlace]]:
    """The amounts that may be the total, best first; each value once."""
    return rank(total_candidates(rows), weights_of("receipt_total"))


def total_candidates(rows: Sequence[ReceiptRow]) -> list[Candidate[TotalPlace]]:
    """Each distinct amount with its features; its place is the best-named row it stands in."""
    named = readings(rows)
    sums = _Sums(rows)
    values = dict.fromkeys(abs(amount.value).quantize(CENT) for _, _, amount in named)
    largest = max((v for v in values), default=Decimal(0))
    out = []
    for value in values:
        places = [
            (naming, row, amount)
            for naming, row, amount in named
            if abs(amount.value).quantize(CENT) == value
        ]
        _, row, amount = max(places, key=lambda place: (_rank_of(place[0]), place[1].index))
        features = _features(value, places, sums, len(rows)) | {"is_largest": float(value == largest)}
        out.append(Candidate((row, amount), features))
    return out + _unseen(sums, values, len(rows))


def _unseen(sums: _Sums, values: Mapping[Decimal, None], count: int) -> list[Candidate[TotalPlace]]:
    """What the payment, the table of taxes or subtotal and tax say it must be, where that amount itself could not be read."""
    out = []
    for value in (sums.paid_less_change | sums.summary | sums.cut_totals) - set(values):
        row = sums.place_of(value)
        seen = replace(row.amounts[-1], value=value)
        features = {"is_unseen": 1.0, "height": row.index / max(count, 1)}
        out.append(Candidate((row, seen), features | sums.features(value) | _roundness(value)))
    return out


def _roundness(value: Decimal) -> dict[str, float]:
    """Cash totals end in 0 or 5 cents in many countries."""
    return {"ends_in_0_or_5": float(value * 20 == int(value * 20))}


def _rank_of(row: ReceiptRow) -> int:
    if "total" not in row.kinds or row.in_summary or "quantity" in row.kinds or _TAX_ONLY.search(row.text):
        return 0
    if "subtotal" in row.kinds:
        return 1
    return 3 if _STRONG.search(row.text) else 2


def _features(
    value: Decimal, places: Sequence[tuple[ReceiptRow, ReceiptRow, FoundAmount]], sums: _Sums, count: int
) -> dict[str, float]:
    naming = [place[0] for place in places]
    best = max(_rank_of(row) for row in naming)
    outside = [row for row in naming if not row.in_summary]
    last = max((place[1].index for place in places if _rank_of(place[0]) >= 2), default=-1)
    return (
        {
            "is_strong_total": float(best == 3),
            "is_total": float(best == 2),
            "is_subtotal": float(best == 1),
            "is_inclusive": float(any(_rank_of(row) >= 1 and _INCLUSIVE.search(row.text) for row in outside)),
            "is_bare_total": float(any(_BARE.search(re.sub(r"[\d.,]", "", row.text)) for row in outside)),
            "total_rows": min(sum(_rank_of(row) >= 2 for row in naming), 3) / 3,
            "rows": min(len(places), 4) / 4,
            "is_last_total": float(last >= 0 and last == sums.last_total_row),
            "is_payment": float(any("payment" in row.kinds and "total" not in row.kinds for row in outside)),
            "is_only_change": float(all("change" in row.kinds for row in naming)),
            "is_only_tax": float(all("tax" in row.kinds and not _rank_of(row) for row in naming)),
            "is_only_summary": float(not outside),
            "is_only_item": float(all(place[1].index < sums.first_sum for place in places)),
            "is_zero": float(value == 0),
            "is_saving": float(all("saving" in row.kinds or "rounding" in row.kinds for row in naming)),
            "height": max(place[1].index for place in places) / max(count, 1),
        }
        | sums.features(value)
        | _roundness(value)
    )


class _Sums:
    """Amounts that arithmetic over the receipt's rows leads to."""

    def __init__(self, rows: Sequence[ReceiptRow]) -> None:
        by_kind = {
            kind: _last_amounts(rows, kind)
            for kind in ("payment", "change", "rounding", "tax", "subtotal", "service")
        }
        totals = [row for row in rows if _rank_of(row) >= 2 and row.amounts]
        self.last_total_row = totals[-1].index if totals else -1
        paid = [abs(v) for v in by_kind["payment"]]
        self.paid_less_change = {p - abs(c) for p in paid for c in by_kind["change"] if p - abs(c) > 0}
        values = [row.amounts[-1].value for row in totals] + by_kind["subtotal"]
        roundings = [r for r in by_kind["rounding"] if 0 < abs(r) <= MOST_ROUNDING]
        self.rounded = {v + s * r for v in values for r in roundings for s in (1, -1)} & {
            row.amounts[-1].value for row in totals
        }.union(paid)
        self.before_rounding = {
            v for v in values for r in roundings if v + r in self.rounded or v - r in self.rounded
        }
        taxes = [tax for tax in by_kind["tax"] if tax > 0]
        extras = [Decimal(0), *by_kind["service"], *roundings]
        self.with_tax = {s + t + extra for s in by_kind["subtotal"] for t in taxes for extra in extras}
        read = {row.amounts[-1].value for row in totals}
        self.cut_totals = {v for v in self.with_tax if any(_is_cut(total, v) for total in read)}
        self._whole = self.with_tax | self.paid_less_change | set(by_kind["subtotal"])
        self.after_rounding = _first_sum_after_rounding(rows)
        self._taxes = rated_taxes(rows)
        # Without any row of sums nothing is known to be goods.
        self.first_sum = next((row.index for row in rows if _is_first_sum(row)), 0)
        self.items = _item_sum(rows[: self.first_sum or len(rows)])
        self.summary = {gross for gross in grosses_of(rows) if gross > 0}
        self._totals = totals
        self._payments = [row for row in rows if "payment" in row.kinds and row.amounts]
        self._summaries = [row for row in rows if row.in_summary and row.amounts]

    def features(self, value: Decimal) -> dict[str, float]:
        """Which sums come out at this value."""
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
            "is_not_what_was_paid": float(bool(self.paid_less_change) and not self._is_paid(value)),
            "is_net": float(any(tax.is_on(value) for tax in self._taxes)),
            "is_gross": float(any(tax.is_in(value) for tax in self._taxes)),
        }

    def _is_paid(self, value: Decimal) -> bool:
        return any(abs(value - paid) <= MOST_ROUNDING for paid in self.paid_less_change)

    def place_of(self, value: Decimal) -> ReceiptRow:
        """The last row that a value follows from: the payment's, that of the table of taxes, or the total's own."""
        if value in self.paid_less_change:
            return self._payments[-1]
        return (self._summaries if value in self.summary else self._totals)[-1]


def _is_cut(value: Decimal, whole: Decimal) -> bool:
    """True when ``value`` is ``whole`` without its first digits, as where a figure's left end could not be read."""
    read = f"{abs(value):.2f}"
    return len(read) >= FEWEST_LEFT and read != f"{whole:.2f}" and f"{whole:.2f}".endswith(read)


def _first_sum_after_rounding(rows: Sequence[ReceiptRow]) -> Decimal | None:
    """The amount of the first row of sums below the rounding, which is what there is to pay."""
    start = next((row.index for row in rows if "rounding" in row.kinds), len(rows))
    below = (row for row in rows[start + 1 :] if row.kinds & {"total", "subtotal"} and row.amounts)
    first = next(below, None)
    return first.amounts[-1].value if first and not first.in_summary else None


def _last_amounts(rows: Sequence[ReceiptRow], kind: str) -> list[Decimal]:
    return [row.amounts[-1].value for row in rows if kind in row.kinds and row.amounts and not row.in_summary]


def _is_first_sum(row: ReceiptRow) -> bool:
    return bool(row.kinds & {"total", "subtotal"} and row.amounts)


def _item_sum(rows: Sequence[ReceiptRow]) -> Decimal:
    """The last amounts of the rows above the first sum, together."""
    items = [
        row.amounts[-1].value
        for row in rows
        if row.amounts and not row.kinds & {"quantity", "payment", "change"}
    ]
    return sum(items, Decimal(0))
