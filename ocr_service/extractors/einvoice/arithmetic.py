"""Check that an invoice's sums come out, by those rules of EN 16931-1 that need nothing but its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ocr_service.extractors.einvoice.invoice import EInvoice

CENT = Decimal("0.01")
# The published check of BR-CO-17 accepts less than one unit of currency, as taxes are rounded line by line.
TAX_TOLERANCE = Decimal(1)
_EXTENDED = "extended"
# Has no element for what was prepaid or rounded (BT-113, BT-114): what is payable may be any part of the gross amount.
_MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold: its name, the sentence, and the fields that hang on it."""

    rule: str
    text: str
    fields: tuple[str, ...]


def broken_sums(invoice: EInvoice) -> tuple[Broken, ...]:
    """The rules that the numbers break; what is not said is not checked."""
    return tuple(_broken(invoice))


def _broken(invoice: EInvoice) -> Iterator[Broken]:
    sums = invoice.totals
    amounts = [line.amount for line in invoice.lines if not line.is_heading and line.amount is not None]
    # EXTENDED invoices may be a cent off for each line (BR-FXEXT-CO-10); all others may not.
    slack = CENT * max(len(amounts), 1) if _EXTENDED in invoice.guideline.casefold() else Decimal(0)
    if amounts and sums.lines is not None:
        yield from _unequal("BR-CO-10", "lines", (sums.lines, _total(amounts)), ("net", "line_items"), slack)
    if sums.lines is not None and sums.net is not None:
        net = sums.lines - (sums.allowances or 0) + (sums.charges or 0)
        yield from _unequal("BR-CO-13", "net", (sums.net, net), ("net",), slack)
    taxes = [tax.amount for tax in invoice.taxes if tax.amount is not None]
    if taxes and sums.tax is not None:
        yield from _unequal("BR-CO-14", "tax", (sums.tax, _total(taxes)), ("tax", "taxes"), slack)
    if sums.net is not None and sums.gross is not None and sums.tax is not None:
        gross = sums.net + sums.tax
        yield from _unequal("BR-CO-15", "gross", (sums.gross, gross), ("net", "tax", "amount"), slack)
    if sums.gross is not None and sums.payable is not None and _MINIMUM not in invoice.guideline.casefold():
        payable = sums.gross - (sums.prepaid or 0) + (sums.rounding or 0)
        yield from _unequal(
            "BR-CO-16", "payable", (sums.payable, payable), ("amount", "prepaid", "payable"), slack
        )
    yield from _broken_rates(invoice)


def _broken_rates(invoice: EInvoice) -> Iterator[Broken]:
    for tax in invoice.taxes:
        if tax.rate is None or tax.basis is None or tax.amount is None:
            continue
        due = (tax.basis * tax.rate / 100).quantize(CENT, ROUND_HALF_UP)
        if abs(due - tax.amount) >= TAX_TOLERANCE:
            yield Broken(
                "BR-CO-17",
                f"{tax.rate.normalize():f} % of {tax.basis} are {due}, the tax is said to be {tax.amount}",
                ("tax", "taxes"),
            )


_SAID = {
    "lines": "the sum of the lines is {0}, they add up to {1}",
    "net": "the net amount is {0}, lines less allowances plus charges are {1}",
    "tax": "the tax is {0}, the taxes by rate add up to {1}",
    "gross": "the gross amount is {0}, net and tax add up to {1}",
    "payable": "{0} is to be paid, the gross amount less what was prepaid is {1}",
}


def _unequal(
    rule: str, what: str, pair: tuple[Decimal, Decimal], fields: tuple[str, ...], slack: Decimal
) -> Iterator[Broken]:
    said, counted = pair
    # Sums are compared as they are rounded for print; lines of bulk prices have four decimals and more.
    difference = abs(said - counted).quantize(CENT, ROUND_HALF_UP)
    if difference > slack:
        yield Broken(rule, _SAID[what].format(said, counted), fields)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
