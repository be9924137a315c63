"""Find the gross amount of an invoice, its net amount and its tax, by their labels and by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ocr_service.extractors.amounts.currencies import exponent
from ocr_service.extractors.amounts.find import FoundAmount
from ocr_service.extractors.amounts.footnote_marks import amounts_of
from ocr_service.extractors.amounts.number import parse_number
from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.invoice.amount_labels import before_bracket, labels_of
from ocr_service.extractors.invoice.amount_place import HIGHEST_RATE, AmountPlace
from ocr_service.extractors.invoice.sum_rows import paid_net, parts_of_rates, rates_apart, told_by_sums
from ocr_service.layout.rows import Row, Segment

_IN_PASSING = re.compile(
    r"inkl|incl|davon|enth|dont|including|of which|di cui|incluid|waarvan", re.IGNORECASE
)
_GROUPS_OF_DIGITS = re.compile(r"[\d\s\-–−]+")
# `Gutschrift` is not among them: in Germany it is also an invoice that the customer writes.
_CREDIT_HEADING = re.compile(
    r"^\W*(?:credit (?:note|memo|invoice)|adjustment note|(?:facture d.)?avoir|nota (?:de (?:cr[eé]dito|abono)|di credito)|factura de abono|jóváíró számla|kredit(?:nota|faktura)|credit ?nota|hyvityslasku|dobropis|stornorechnung)\b",
    re.IGNORECASE,
)
_ROW_OF_SUMS = re.compile(r"\W*(?:合\s?[计計]|(?:sub|grand )?total)", re.IGNORECASE)
ROWS_OF_HEAD = 20
_WORDS = re.compile(r"[^\W\d_]{4}")
_DIGITS = re.compile(r"\d")
_MILLIONS = re.compile(r"[-–−]?\d{1,3}(?:\s\d{3}){1,2}")
_WHOLE = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:[., ]\d{3})+|\d{1,7})\W*$")

_COLUMN_LABEL = re.compile(
    r"endbetrag|bruttobetrag|total|ttc|gesamt|brutto|amount|importe|totale", re.IGNORECASE
)
ROWS_BELOW_HEADING = 4
NAMES_IN_HEAD = 2


def amount_places(rows: Sequence[Row], currency: str = "") -> list[AmountPlace]:
    """Every amount of the rows with the labels before it in its row, or else above it in its column.

    ``currency`` is the document's (ISO 4217). Where no row has an amount, whole numbers behind labels of sums count.
    """
    unit = Decimal(1).scaleb(-max(exponent(currency), 2))
    found = [
        [
            one
            for one in amounts_of(row, currency)
            if one.value == one.value.quantize(unit) and (is_money(one) or _is_sum(one, row))
        ]
        for row in rows
    ]
    if not any(found):
        found = [whole_amount(row) for row in rows]
    places = []
    for index, (row, amounts) in enumerate(zip(rows, found, strict=True)):
        last = max((n for n, one in enumerate(amounts) if not one.is_bracketed), default=len(amounts) - 1)
        for position, amount in enumerate(amounts):
            before = (
                row.text[: amount.start] if position == 0 else before_bracket(row.text[: amounts[0].start])
            )
            labels = labels_of(before + " " + row.text[amount.end : amount.end + 8])
            # `VAT 20 %` says enough, whatever stands above it.
            is_by_column = False
            if not labels and not _WORDS.search(before):
                labels, is_by_column = _column_labels(rows, index, row, amount)
            value = signed(amount, amounts, before).quantize(unit)
            places.append(AmountPlace(row, amount, labels, position == last, value, is_by_column))
    return rates_apart(paid_net(told_by_sums(places)))


def credited(rows: Sequence[Row], places: Sequence[AmountPlace]) -> Sequence[AmountPlace]:
    """The amounts of a credit note, negative also where the paper leaves that to its heading."""
    is_headed = any(_CREDIT_HEADING.search(row.text) for row in rows[:ROWS_OF_HEAD])
    if not is_headed or any(place.value < 0 for place in places):
        return places
    return [replace(place, value=-place.value) for place in places]


def is_money(amount: FoundAmount) -> bool:
    """False for groups of digits with blanks alone between them: `40 303 265 045` is some other number."""
    return bool(amount.currency) or not _GROUPS_OF_DIGITS.fullmatch(amount.text)


def _is_sum(amount: FoundAmount, row: Row) -> bool:
    """True for `37 500` in a row of sums: `Összesen: 37 500  10 125  47 625`."""
    before = row.text[: row.text.find(amount.text)]
    kinds = labels_of(_DIGITS.split(before)[0])
    is_named = kinds & {"gross", "total", "net", "payable"} or ("tax" in kinds and "%" in before)
    return bool(is_named) and bool(_MILLIONS.fullmatch(amount.text))


def signed(amount: FoundAmount, of_row: Sequence[FoundAmount], before: str) -> Decimal:
    """The amount, negative where an accountant put it in brackets: all of its row are, and no `incl.` explains them."""
    is_negative = all(one.is_bracketed for one in of_row) and not _IN_PASSING.search(before)
    return -abs(amount.value) if is_negative else amount.value


def whole_amount(row: Row) -> list[FoundAmount]:
    """The whole number that a row of sums ends with."""
    match = _WHOLE.search(row.columns)
    if match is None or not labels_of(row.text[: match.start()]) & {
        "gross",
        "total",
        "payable",
        "net",
        "tax",
    }:
        return []
    value = parse_number(match[1])
    return [FoundAmount(value, "", match.start(1), match.end(1), match[1])] if value else []


def rank_amounts(places: Sequence[AmountPlace], row_count: int) -> list[Ranked[AmountPlace]]:
    """The amounts that may be the gross amount, best first; each value once."""
    return rank(amount_candidates(places, row_count), weights_of("invoice_amount"))


def amount_candidates(places: Sequence[AmountPlace], row_count: int) -> list[Candidate[AmountPlace]]:
    """Each distinct value with its features; its place is the best-labelled one."""
    sums = _sums(places)
    values = dict.fromkeys(place.value for place in places)
    largest = max((abs(value) for value in values), default=Decimal(0))
    return [
        Candidate(best, features)
        for value in values
        for best, features in [
            _weigh([place for place in places if place.value == value], sums, largest, row_count)
        ]
    ]


def _weigh(
    places: Sequence[AmountPlace], sums: frozenset[Decimal], largest: Decimal, count: int
) -> tuple[AmountPlace, dict[str, float]]:
    best = max(
        places,
        key=lambda place: (
            "gross" in place.labels,
            "total" in place.labels,
            place.row.page,
            place.row.number,
        ),
    )
    value = best.value

    def has(*kinds: str, without: Sequence[str] = ()) -> float:
        return float(any(set(kinds) <= place.labels and not place.labels & set(without) for place in places))

    features = {
        "gross": has("gross", without=("net", "part")),
        "gross_and_net": has("gross", "net"),
        "total": has("total", without=("gross", "net", "part", "tax")),
        "payable": has("payable", without=("part",)),
        "only_net": float(all("net" in place.labels and "gross" not in place.labels for place in places)),
        "only_tax": float(
            all("tax" in place.labels and not place.labels & {"gross", "payable"} for place in places)
        ),
        "only_part": float(all("part" in place.labels for place in places)),
        "unlabelled": float(not any(place.labels for place in places)),
        "is_sum": float(value in sums and value != 0),
        "is_largest": float(abs(value) == largest),
        "is_zero": float(value == 0),
        "has_currency": float(any(place.amount.currency for place in places)),
        "repeats": min(len(places) - 1, 4) / 4,
        "is_last": float(best.is_last),
        "height": max(_position(place, count) for place in places),
        "negative": float(value < 0),
    }
    return best, features


def _position(place: AmountPlace, count: int) -> float:
    return min(place.row.number / max(count, 1), 1.0)


def _sums(places: Sequence[AmountPlace]) -> frozenset[Decimal]:
    """Values that are a net amount and a tax together; a row of a table of rates makes up its own sum alone."""
    whole = [place for place in places if not (place.is_by_column and "part" in place.labels)]
    nets = {place.value for place in whole if place.labels & {"net", "total", "gross"}}
    taxes = {place.value for place in whole if "tax" in place.labels and "gross" not in place.labels}
    return frozenset(net + tax for net in nets for tax in taxes if 0 < abs(tax) < abs(net))


def _column_labels(
    rows: Sequence[Row], index: int, row: Row, amount: FoundAmount
) -> tuple[frozenset[str], bool]:
    """Labels of the column's heading, at most four rows above; True where they count because a whole row of sums is headed so."""
    segment = _segment_of(row, amount)
    if segment is None:
        return frozenset(), False
    right = segment.box.left + segment.box.width
    is_of_figures = not _WORDS.search(row.text)
    for above in reversed(rows[max(0, index - ROWS_BELOW_HEADING) : index]):
        if above.page != row.page:
            continue
        for heading in above.segments:
            reach = heading.box.left + heading.box.width
            if heading.box.left - 4 < right and segment.box.left < reach + 12:
                if _COLUMN_LABEL.search(heading.text):
                    return labels_of(heading.text), False
                if is_of_figures and _is_head_of_sums(above):
                    return labels_of(heading.text), True
    return frozenset(), False


def _is_head_of_sums(row: Row) -> bool:
    """True for a row that names net amount and tax, or more, and shows no amount: `Exkl. moms   Moms %   Moms   Att betala`."""
    kinds = [labels_of(segment.text) & {"net", "tax", "gross", "payable"} for segment in row.segments]
    return len(list(filter(None, kinds))) >= NAMES_IN_HEAD and not amounts_of(row)


def _segment_of(row: Row, amount: FoundAmount) -> Segment | None:
    at = 0
    for segment in row.segments:
        if at <= amount.start < at + len(segment.text) + 1:
            return segment
        at += len(segment.text) + 1
    return None


def labelled_amount(places: Sequence[AmountPlace], kind: str, gross: Decimal | None) -> AmountPlace | None:
    """The net amount or the tax: the last one so labelled that is no larger than the gross amount."""
    other = {"net": ("gross", "part"), "tax": ("gross", "net", "part", "payable")}[kind]
    found = [place for place in places if kind in place.labels and not place.labels & set(other)]
    if gross is not None:
        found = [
            place
            for place in found
            if abs(place.value) < abs(gross) or (kind == "net" and place.value == gross)
        ]
    return found[-1] if found else None


def by_arithmetic(places: Sequence[AmountPlace], gross: Decimal, tax: Decimal) -> AmountPlace | None:
    """The last amount that is the gross amount without this tax, whatever its label; none without a tax, or for one of half the sum."""
    if not tax or abs(tax) > abs(gross) / 2:
        return None
    return next((place for place in reversed(places) if place.value == gross - tax), None)


def parts_in_a_row(
    places: Sequence[AmountPlace], gross: Decimal
) -> tuple[AmountPlace | None, AmountPlace | None]:
    """Net amount and tax that stand in one row of sums without a label of their own, as China's invoices have them: `合计  ¥3097.35  ¥402.65`."""
    for net, tax in pairwise(places):
        is_pair = net.row is tax.row and net.value + tax.value == gross
        if (
            is_pair
            and 0 < abs(tax.value) <= abs(net.value) * HIGHEST_RATE
            and _ROW_OF_SUMS.match(net.row.text)
        ):
            return net, tax
    return None, None


def parts_by_column(
    places: Sequence[AmountPlace], gross: Decimal | None, net: AmountPlace | None, tax: AmountPlace | None
) -> tuple[AmountPlace | None, AmountPlace | None]:
    """The same; in a table of rates what all its rows make up together, and nothing where they do not make up ``gross``."""
    if net and tax and gross is not None and net.value + tax.value == gross:
        return net, tax
    if gross is not None and (sums := parts_of_rates(places, gross)):
        return sums
    return (
        None if net is None or net.is_by_column else net,
        None if tax is None or tax.is_by_column else tax,
    )


def taxes_together(places: Sequence[AmountPlace], tax: Decimal) -> AmountPlace | None:
    """The last of several rows of taxes (of the state and of the union, of two rates) that make up ``tax`` together."""
    taxes = _taxes(places)
    is_sum = len(taxes) > 1 and sum(place.value for place in taxes) == tax
    return replace(taxes[-1], value=tax) if is_sum else None


def taxes_before(places: Sequence[AmountPlace], gross: Decimal) -> AmountPlace | None:
    """The same where nothing is labelled as net: their sum, where an amount of the paper and it make up ``gross``."""
    taxes = _taxes(places)
    together = sum((place.value for place in taxes), Decimal(0))
    if len(taxes) < 2 or by_arithmetic(places, gross, together) is None:
        return None
    return replace(taxes[-1], value=together)


def _taxes(places: Sequence[AmountPlace]) -> list[AmountPlace]:
    return [
        place
        for place in places
        if "tax" in place.labels and place.is_last and not place.labels & {"gross", "net", "part", "payable"}
    ]
