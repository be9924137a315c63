"""Make the fields of a result of an electronic invoice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ocr_service.domain.facts import FieldValue, Method
from ocr_service.extractors.amounts.currencies import exponent
from ocr_service.extractors.einvoice.invoice import EInvoice, EnclosedFile, Line, TaxLine

# What the XML says is what was billed; nothing but a wrong sum or a page that says otherwise speaks against it.
EXACT = 0.99
MOST_ITEMS, MOST_FILES = 200, 50
# The longest number, code or name that is one; EN 16931 sets no limit, and the head of a result has 256 kB.
LONGEST = 300

_NOTHING_AT_ZERO = frozenset({"prepaid", "rounding", "allowances", "charges"})

Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]


def invoice_fields(invoice: EInvoice, source: str) -> tuple[Fields, tuple[str, ...]]:
    """The fields by the names they have from a page, and a warning for each that was left out; ``source`` names the XML.

    Amounts of a credit note are below zero, whichever way its XML writes them.
    """
    fields: Fields = {}
    too_long: list[str] = []
    for name, value in _single(invoice):
        if len(value) > LONGEST:
            too_long.append(name)
        elif value:
            fields[name] = _exact(value, source)
    for name, values in _lists(invoice):
        if values:
            fields[name] = tuple(_exact(value, source) for value in values)
    warnings = [
        f"`{name}` of {source} is longer than {LONGEST} characters and left out." for name in too_long
    ]
    count = sum(not line.is_heading for line in invoice.lines)
    if count > MOST_ITEMS:
        warnings.append(f"`line_items` has the first {MOST_ITEMS} of {count} lines of {source}.")
    return fields, tuple(warnings)


def _exact(value: Any, source: str) -> FieldValue:
    text = value if isinstance(value, str) else str(value.get("description", ""))
    return FieldValue(value=value, confidence=EXACT, text=text, method=Method.EMBEDDED, rule=source)


def _single(invoice: EInvoice) -> Iterator[tuple[str, str]]:
    sums, sign = invoice.totals, invoice.sign
    yield "document_type", invoice.document_type
    yield "invoice_number", invoice.number
    yield "date", invoice.date
    yield "due_date", invoice.payment.due
    yield "delivery_date", invoice.delivered
    yield "issuer", invoice.seller.name
    yield "issuer_address", invoice.seller.address
    yield "issuer_vat_id", invoice.seller.vat_id
    yield "buyer", invoice.buyer.name
    yield "customer_number", invoice.buyer.id
    yield "buyer_reference", invoice.buyer_reference
    yield "order_number", invoice.order_number
    yield "preceding_invoice", invoice.preceding
    yield "currency", invoice.currency
    for name, amount in (
        ("net", sums.net),
        ("tax", sums.tax),
        ("amount", sums.gross if sums.gross is not None else sums.payable),
        ("prepaid", sums.prepaid),
        ("payable", sums.payable),
        ("rounding", sums.rounding),
        ("allowances", sums.allowances),
        ("charges", sums.charges),
    ):
        if amount is not None and (amount or name not in _NOTHING_AT_ZERO):
            yield name, decimals(sign * amount, invoice.currency)
    yield "iban", invoice.payment.iban
    yield "bic", invoice.payment.bic
    yield "payment_reference", invoice.payment.reference


def _lists(invoice: EInvoice) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    lines = [line for line in invoice.lines if not line.is_heading]
    yield "taxes", [_tax(tax, invoice) for tax in invoice.taxes[:MOST_FILES]]
    yield "line_items", [_item(line, invoice) for line in lines[:MOST_ITEMS]]
    yield "enclosed_files", [_file(file) for file in invoice.files[:MOST_FILES]]


def _tax(tax: TaxLine, invoice: EInvoice) -> Mapping[str, Any]:
    return _said(
        category=tax.category,
        rate=plain(tax.rate),
        basis=_signed(tax.basis, invoice),
        amount=_signed(tax.amount, invoice),
    )


def _item(line: Line, invoice: EInvoice) -> Mapping[str, Any]:
    return _said(
        description=_cut(line.description),
        article=_cut(line.article),
        quantity=plain(line.quantity),
        unit=_cut(line.unit),
        unit_price=decimals(line.unit_price, invoice.currency) if line.unit_price is not None else "",
        tax_rate=plain(line.tax_rate),
        amount=_signed(line.amount, invoice),
    )


def _file(file: EnclosedFile) -> Mapping[str, Any]:
    return _said(
        name=_cut(file.name), media_type=_cut(file.media_type), bytes=file.bytes or "", url=_cut(file.url)
    )


def _said(**members: Any) -> Mapping[str, Any]:
    return {name: value for name, value in members.items() if value != ""}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _signed(amount: Decimal | None, invoice: EInvoice) -> str:
    return decimals(invoice.sign * amount, invoice.currency) if amount is not None else ""


def decimals(amount: Decimal, currency: str = "") -> str:
    """An amount with the decimals of its currency, or with all that are written where they are more (prices of bulk goods)."""
    text = f"{amount:f}"
    written = len(text.rpartition(".")[2].rstrip("0")) if "." in text else 0
    return f"{abs(amount) if amount == 0 else amount:.{max(exponent(currency), written)}f}"


def plain(number: Decimal | None) -> str:
    """A quantity or rate without zeros at its end."""
    return f"{number.normalize():f}" if number is not None else ""
