"""Write an electronic invoice as text that people and search engines read, in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ocr_service.extractors.einvoice.fields import decimals, plain
from ocr_service.extractors.einvoice.invoice import EInvoice, Line, Party

_LABEL, _WIDTH, _LONGEST = 20, 96, 4_000
_DESCRIBED = 48
_LINE_EDGES = (0, 6, _DESCRIBED, 62, 74, 82, 96)
_SUM_EDGES = (0, _DESCRIBED, 62, 67)
_TITLES = {"credit_note": "Credit note"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of text that belong together. ``edges`` are the characters at which their columns begin and the last one
    ends; empty where they are no table. A row of the table begins where something stands right of ``_DESCRIBED``.
    """

    rows: tuple[str, ...]
    edges: tuple[int, ...] = ()

    def begins(self, row: str) -> bool:
        """True for the first line of a row of the table."""
        return bool(row[_DESCRIBED:].strip())


def readable(invoice: EInvoice) -> str:
    """The whole invoice as text, its parts with an empty row between."""
    return "\n\n".join("\n".join(part.rows) for part in readable_parts(invoice)) + "\n"


def readable_parts(invoice: EInvoice) -> list[Rows]:
    """The invoice in rows: head, lines, sums, payment, notes. Amounts as the XML has them, without a turned sign."""
    parts = (
        [_TITLES.get(invoice.document_type, invoice.document_type.replace("_", " ").capitalize())],
        list(_head(invoice)),
        list(_lines(invoice)),
        list(_sums(invoice)),
        list(_payment(invoice)),
        [row for note in invoice.notes for row in _wrapped(note)],
        [f"Enclosed file: {file.name or file.url}" for file in invoice.files],
    )
    edges = {2: _LINE_EDGES, 3: _SUM_EDGES}
    return [Rows(tuple(rows), edges.get(place, ())) for place, rows in enumerate(parts) if rows]


def _row(label: str, value: str) -> Iterator[str]:
    if value:
        first, *rest = _wrapped(value, _WIDTH - _LABEL)
        yield f"{label + ':':<{_LABEL}}{first}"
        yield from (" " * _LABEL + row for row in rest)


def _head(invoice: EInvoice) -> Iterator[str]:
    yield from _row("Number", invoice.number)
    yield from _row("Date", invoice.date)
    yield from _row("Delivered", invoice.delivered)
    yield from _party("Seller", invoice.seller)
    yield from _party("Buyer", invoice.buyer)
    yield from _row("Buyer reference", invoice.buyer_reference)
    yield from _row("Order", invoice.order_number)
    yield from _row("Contract", invoice.contract)
    yield from _row("Invoice before", invoice.preceding)
    yield from _row("Form", f"{invoice.syntax} {invoice.guideline}".strip())


def _party(label: str, party: Party) -> Iterator[str]:
    yield from _row(label, party.name)
    yield from _row(f"{label}'s address", party.address)
    yield from _row("VAT id", party.vat_id)


def _lines(invoice: EInvoice) -> Iterator[str]:
    if invoice.lines:
        yield f"{'Line':<6}{'Description':<42}{'Quantity':>14}{'Price':>12}{'Tax %':>8}{'Amount':>14}"
    for line in invoice.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    first, *rest = _wrapped(line.description, 40) or [""]
    quantity = f"{plain(line.quantity)} {line.unit}".strip()
    yield (
        f"{line.number[:5]:<6}{first:<42}{quantity:>14}{_amount(line.unit_price):>12}"
        f"{plain(line.tax_rate):>8}{_amount(line.amount):>14}"
    ).rstrip()
    yield from (" " * 6 + row for row in rest)


def _sums(invoice: EInvoice) -> Iterator[str]:
    sums = invoice.totals
    rows = [
        ("Sum of lines", sums.lines),
        ("Allowances", sums.allowances),
        ("Charges", sums.charges),
        ("Net amount", sums.net),
    ]
    rows += [
        (f"Tax {plain(tax.rate)} % of {_amount(tax.basis)}", tax.amount)
        for tax in invoice.taxes
        if tax.rate is not None
    ]
    rows += [
        ("Tax", sums.tax),
        ("Gross amount", sums.gross),
        ("Prepaid", sums.prepaid),
        ("Rounding", sums.rounding),
        ("Amount to pay", sums.payable),
    ]
    for label, amount in rows:
        if amount is not None:
            yield f"{label:<48}{_amount(amount):>14} {invoice.currency}".rstrip()


def _payment(invoice: EInvoice) -> Iterator[str]:
    payment = invoice.payment
    yield from _row("Due", payment.due)
    yield from _row("IBAN", payment.iban)
    yield from _row("BIC", payment.bic)
    yield from _row("Payment reference", payment.reference)
    yield from _row("Terms", payment.terms)


def _amount(value: Decimal | None) -> str:
    return decimals(value) if value is not None else ""


def _wrapped(text: str, width: int = _WIDTH) -> list[str]:
    """Rows of at most ``width`` characters, broken between words; what is beyond 4,000 characters is cut."""
    rows, row = [], ""
    for word in text[:_LONGEST].split():
        if row and len(row) + len(word) >= width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row] if row else rows
