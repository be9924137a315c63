"""Tell net amount, tax and gross amount of a row of sums apart by their sum: `Total  80.00  20.00`, where 100.00 is to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from ocr_service.extractors.invoice.amount_place import HIGHEST_RATE, AmountPlace

_SUMS = frozenset({"total", "gross"})
_WHOLE_SUMS = frozenset({"total", "gross", "payable"})
_LEAST_IN_ROW = 2


def told_by_sums(places: Sequence[AmountPlace]) -> list[AmountPlace]:
    """The same, with the labels that their sum gives the amounts of a row that is called a total and has several."""
    out: list[AmountPlace] = []
    for _, group in groupby(places, key=lambda place: id(place.row)):
        of_row = list(group)
        out += (_told(of_row, places) if _is_row_of_sums(of_row) else None) or of_row
    return out


def _is_row_of_sums(of_row: Sequence[AmountPlace]) -> bool:
    return len(of_row) >= _LEAST_IN_ROW and bool(of_row[0].labels & _SUMS) and "net" not in of_row[0].labels


def _told(of_row: Sequence[AmountPlace], places: Sequence[AmountPlace]) -> list[AmountPlace] | None:
    """The row's places anew, or None where no amount of the paper is the first and the taxes behind it together."""
    net, *rest = of_row
    others = {place.value for place in places if place.row is not net.row and place.labels & _WHOLE_SUMS}
    for gross in (rest[-1].value, *sorted(others, key=abs, reverse=True)):
        tax = gross - net.value
        is_in_row = gross == rest[-1].value
        taxes = rest[:-1] if is_in_row else rest
        if not taxes or not 0 < abs(tax) <= abs(net.value) * HIGHEST_RATE or (tax < 0) != (net.value < 0):
            continue
        single = next((place for place in reversed(taxes) if place.value == tax), None)
        if single is None and sum((place.value for place in taxes), Decimal(0)) != tax:
            continue
        chosen = single or taxes[-1]
        return [
            replace(net, labels=frozenset({"net"})),
            *(_of_tax(place, chosen, tax) for place in taxes),
            *([replace(rest[-1], labels=frozenset({"gross"}))] if is_in_row else []),
        ]
    return None


def _of_tax(place: AmountPlace, chosen: AmountPlace, tax: Decimal) -> AmountPlace:
    """The tax as a whole; its parts beside it (of the state, of the union) name nothing."""
    if place is chosen:
        return replace(place, labels=frozenset({"tax"}), value=tax)
    return replace(place, labels=frozenset({"part"}))


def paid_net(places: Sequence[AmountPlace]) -> list[AmountPlace]:
    """The same, the net amount as the gross one where it is what a discount leaves of the total, and nothing comes behind it.

    So papers end in countries without a tax on sales: `Total 108.500`, `Discount 8.500`, `Net amount 100.000`.
    """
    if len(places) <= _LEAST_IN_ROW or places[-1].labels != frozenset({"net"}):
        return list(places)
    total, less, last = places[-3:]
    is_left = abs(total.value) - abs(less.value) == abs(last.value) and "total" in total.labels
    has_tax = any("tax" in place.labels for place in places)
    if not is_left or has_tax or "part" not in less.labels:
        return list(places)
    return [*places[:-1], replace(last, labels=frozenset({"gross", "total"}))]


def rates_apart(places: Sequence[AmountPlace]) -> list[AmountPlace]:
    """The same, the rows of a table of several rates as parts: none of them is the paper's sum."""
    rows = _rows_of_rates(places)
    if len(rows) < _LEAST_IN_ROW:
        return list(places)
    inside = {id(place) for row in rows for place in row}
    return [
        replace(place, labels=place.labels - {"gross"} | {"part"}) if id(place) in inside else place
        for place in places
    ]


def parts_of_rates(places: Sequence[AmountPlace], gross: Decimal) -> tuple[AmountPlace, AmountPlace] | None:
    """Net amount and tax of a table with a row for each rate, summed, where they make up ``gross`` together."""
    rows = _rows_of_rates(places)
    if len(rows) < _LEAST_IN_ROW:
        return None
    nets, taxes = (
        [place for row in rows for place in row if kind in place.labels] for kind in ("net", "tax")
    )
    net, tax = (sum((place.value for place in of), Decimal(0)) for of in (nets, taxes))
    if net + tax != gross:
        return None
    return replace(nets[-1], value=net), replace(taxes[-1], value=tax)


def _rows_of_rates(places: Sequence[AmountPlace]) -> list[list[AmountPlace]]:
    """Rows whose columns are headed net amount and tax, one of each; without the row of their sums at the end."""
    rows = [list(group) for _, group in groupby(places, key=lambda place: id(place.row))]
    rates = [row for row in rows if all(_count(row, kind) == 1 for kind in ("net", "tax"))]
    nets = [place.value for row in rates for place in row if "net" in place.labels]
    return rates[:-1] if len(nets) > 1 and sum(nets[:-1], Decimal(0)) == nets[-1] else rates


def _count(of_row: Sequence[AmountPlace], kind: str) -> int:
    return sum(place.is_by_column and kind in place.labels for place in of_row)
