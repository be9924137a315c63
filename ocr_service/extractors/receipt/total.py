"""Find the total of a receipt: the amount to which key words, sums and payments all point."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ocr_service.extractors.amounts.currencies import exponent
from ocr_service.extractors.amounts.find import FoundAmount
from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.receipt.rows import ReceiptRow
from ocr_service.extractors.receipt.sums import ReceiptSums, rank_of

CENT = Decimal("0.01")

_INCLUSIVE = re.compile(r"INCL|\bTTC\b|BRUTTO|WITH (?:GST|TAX)")
_BARE = re.compile(r"^\W*(?:TOTAL|TOTALE|SUMME|GESAMT)\W*(?:RM|\$|€|EUR|MYR)?\W*$")


TotalPlace = tuple[ReceiptRow, FoundAmount]


def readings(rows: Sequence[ReceiptRow]) -> list[tuple[ReceiptRow, ReceiptRow, FoundAmount]]:
    """Every amount with the row that names it: its own, or the one above when that has words only."""
    out = []
    for row in rows:
        for amount in row.amounts:
            out.append((_naming(rows, row), row, amount))
    return out


def figure(value: Decimal) -> Decimal:
    """An amount without its sign, with two decimals or with all that it has."""
    return max(abs(value), abs(value).quantize(CENT), key=lambda one: -int(one.as_tuple().exponent))


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
    sums = ReceiptSums(rows)
    values = dict.fromkeys(figure(amount.value) for _, _, amount in named)
    largest = max((v for v in values), default=Decimal(0))
    # Without cents on the whole paper its currency has none, or the engine lost every point.
    of_paper = {"has_no_cents": float(any(not row.has_cents and exponent(row.currency) > 0 for row in rows))}
    out = []
    for value in values:
        places = [place for place in named if figure(place[2].value) == value]
        _, row, amount = max(places, key=lambda place: (rank_of(place[0]), place[1].index))
        features = _features(value, places, sums, len(rows)) | {"is_largest": float(value == largest)}
        out.append(Candidate((row, amount), features | of_paper))
    return out + _unseen(sums, values, len(rows))


def _unseen(sums: ReceiptSums, values: Mapping[Decimal, None], count: int) -> list[Candidate[TotalPlace]]:
    """What the payment, the table of taxes or subtotal and tax say it must be, where that amount itself could not be read."""
    out = []
    for value in (sums.paid_less_change | sums.summary | sums.cut_totals) - set(values):
        row = sums.place_of(value)
        seen = replace(row.amounts[-1], value=value)
        features = {"is_unseen": 1.0, "height": row.index / max(count, 1)}
        out.append(Candidate((row, seen), features | sums.features(value) | _roundness(value)))
    return out


def _is_unnamed(value: Decimal, naming: Sequence[ReceiptRow], sums: ReceiptSums) -> bool:
    """True for an amount that no row outside the table of taxes calls a sum or a payment, where another amount is called the total."""
    is_named = any(not row.in_summary and (rank_of(row) or "payment" in row.kinds) for row in naming)
    return not is_named and any(value != figure(one) for one in sums.named)


def _has_odd_cents(amount: FoundAmount) -> bool:
    """`JPY 32.86`: that money has no cents, so a digit behind them was lost."""
    return bool(amount.currency) and exponent(amount.currency) == 0 and amount.value != int(amount.value)


def _roundness(value: Decimal) -> dict[str, float]:
    """Cash totals end in 0 or 5 cents in many countries."""
    return {"ends_in_0_or_5": float(value * 20 == int(value * 20))}


def _features(
    value: Decimal,
    places: Sequence[tuple[ReceiptRow, ReceiptRow, FoundAmount]],
    sums: ReceiptSums,
    count: int,
) -> dict[str, float]:
    naming = [place[0] for place in places]
    best = max(rank_of(row) for row in naming)
    outside = [row for row in naming if not row.in_summary]
    last = max((place[1].index for place in places if rank_of(place[0]) >= 2), default=-1)
    return (
        {
            "is_strong_total": float(best == 3),
            "is_total": float(best == 2),
            "is_subtotal": float(best == 1),
            "is_inclusive": float(any(rank_of(row) >= 1 and _INCLUSIVE.search(row.text) for row in outside)),
            "is_bare_total": float(any(_BARE.search(re.sub(r"[\d.,]", "", row.text)) for row in outside)),
            "total_rows": min(sum(rank_of(row) >= 2 for row in naming), 3) / 3,
            "rows": min(len(places), 4) / 4,
            "is_last_total": float(last >= 0 and last == (sums.totals[-1].index if sums.totals else -1)),
            "is_payment": float(any("payment" in row.kinds and "total" not in row.kinds for row in outside)),
            "is_tender": float(
                sums.gives_change and all("payment" in row.kinds and not rank_of(row) for row in naming)
            ),
            "is_only_change": float(all("change" in row.kinds for row in naming)),
            "is_only_tax": float(all("tax" in row.kinds and not rank_of(row) for row in naming)),
            "is_only_summary": float(not outside),
            "is_unnamed": float(_is_unnamed(value, naming, sums)),
            "is_only_item": float(all(place[1].index < sums.first_sum for place in places)),
            "is_zero": float(value == 0),
            "has_odd_cents": float(all(_has_odd_cents(place[2]) for place in places)),
            "is_saving": float(all("saving" in row.kinds or "rounding" in row.kinds for row in naming)),
            "height": max(place[1].index for place in places) / max(count, 1),
        }
        | sums.features(value)
        | _roundness(value)
    )
