"""What stands in the sample document. Names, numbers and addresses are invented; the sums are right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page: its text, places in mm from the upper left corner, and size in points.

    ``right`` is the right edge of text that is set flush right; such text ignores ``left``.
    """

    text: str
    top: float
    left: float = 25
    right: float | None = None
    size: float = 11


def _block(text: str, *, top: float, size: float = 11) -> tuple[Line, ...]:
    step = size * 0.353 * 1.45
    return tuple(
        Line(text=row, top=top + step * number, size=size) for number, row in enumerate(text.splitlines())
    )


def _row(top: float, description: str, quantity: str, price: str, amount: str) -> tuple[Line, ...]:
    return (
        Line(text=description, top=top),
        Line(text=quantity, top=top, right=82),
        Line(text=price, top=top, right=104),
        Line(text=amount, top=top, right=126),
    )


def _sum(top: float, name: str, amount: str) -> tuple[Line, ...]:
    return Line(text=name, top=top, right=108), Line(text=amount, top=top, right=126)


LETTER = (
    Line(text="Harbour & Finch Bookbinders Ltd", top=20, size=17),
    *_block(
        "14 Quayside Lane, Port Ellery PE4 2KX\nPhone +44 20 7946 0321   office@harbourfinch.example", top=30
    ),
    *_block(
        "Mrs Eleanor Whitcombe\nMunicipal Library of Northwick\n3 Castle Street\nNorthwick NW7 9AB", top=52
    ),
    Line(text="Date: 17 October 2025", top=80, right=182),
    Line(text="Rebinding of the parish registers: our invoice HF-2025-0417", top=92, size=12),
    *_block(
        "Dear Mrs Whitcombe,\n"
        "\n"
        "thank you for trusting us with the registers of the old parish. All twelve volumes\n"
        "have been cleaned, resewn and bound in half leather, and they left our workshop on\n"
        "Tuesday morning. Two of them had suffered from water; the pages that could not be\n"
        "opened safely were left as they were and are marked with a strip of paper.\n"
        "\n"
        "Please keep the volumes upright and away from the radiator for the first month.\n"
        "The leather will settle, and the boards will then close flat by themselves.\n"
        "\n"
        "You will find our invoice on the second page. We would be glad to show your\n"
        "readers how such a volume is made; an afternoon in November would suit us well.\n"
        "\n"
        "Yours sincerely,\n"
        "\n"
        "Thomas Finch",
        top=103,
    ),
)

INVOICE = (
    Line(text="INVOICE", top=20, size=20),
    *_block(
        "Harbour & Finch Bookbinders Ltd\n14 Quayside Lane, Port Ellery PE4 2KX\nVAT number GB 980 7806 84",
        top=34,
    ),
    *_block(
        "Invoice number: HF-2025-0417\nInvoice date: 17 October 2025\nDue date: 16 November 2025", top=58
    ),
    *_row(84, "Description", "Quantity", "Unit price", "Amount"),
    *_row(93, "Cleaning and resewing", "12", "48.00", "576.00"),
    *_row(100, "Binding in half leather", "12", "95.50", "1,146.00"),
    *_row(107, "Slip cases, acid free", "2", "39.00", "78.00"),
    *_sum(120, "Net total", "1,800.00"),
    *_sum(127, "VAT 20 %", "360.00"),
    *_sum(136, "Total  GBP", "2,160.00"),
    *_block(
        "Please pay within 30 days to\nHarbour & Finch Bookbinders Ltd\nIBAN GB33 BUKB 2020 1555 5555 55",
        top=152,
    ),
)

PAGES = (LETTER, INVOICE)
