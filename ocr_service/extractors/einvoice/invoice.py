"""An electronic invoice as its XML says it, whichever syntax that is in.

Business terms (BT-1 …) are those of EN 16931-1, the semantic model that CII and UBL are bound to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

# UNTDID 1001: what a seller owes. 381 credit note, 261 self-billed, 262 consolidated, 296 for goods and services, 308 factored,
# 396 factored, 420 OCR, 458 reversal of debit, 532 forwarder's, 81 and 83 for goods and for financial adjustment, 503 self-billed factored.
CREDIT_NOTES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "503", "532"})
DOCUMENT_TYPES = {
    **dict.fromkeys(CREDIT_NOTES, "credit_note"),
    "326": "partial_invoice",
    "384": "corrected_invoice",
    "386": "prepayment_invoice",
    "389": "self_billed_invoice",
    "875": "partial_invoice",
    "877": "final_invoice",
    "325": "proforma_invoice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A seller or buyer; ``id`` is what the other side calls it. What is not said is empty."""

    name: str = ""
    address: str = ""
    vat_id: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The tax of one category and rate (BG-23), in the currency of the invoice."""

    category: str = ""
    rate: Decimal | None = None
    basis: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line (BG-25). ``amount`` is its net; ``is_heading`` ones group or explain others and count for nothing."""

    number: str = ""
    description: str = ""
    article: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    tax_category: str = ""
    tax_rate: Decimal | None = None
    amount: Decimal | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums (BG-22), as the invoice says them; ``tax`` in its own currency, ``accounting_tax`` in that of the seller's books."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None
    accounting_tax: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How to pay."""

    iban: str = ""
    bic: str = ""
    reference: str = ""
    terms: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedFile:
    """A file that the XML itself carries, or only names."""

    name: str
    media_type: str = ""
    bytes: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """Everything of an invoice that is read from its XML. Days are ISO 8601, amounts as written."""

    syntax: str
    guideline: str = ""
    number: str = ""
    type_code: str = ""
    date: str = ""
    delivered: str = ""
    currency: str = ""
    accounting_currency: str = ""
    seller: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    buyer_reference: str = ""
    order_number: str = ""
    contract: str = ""
    preceding: str = ""
    payment: Payment = field(default_factory=Payment)
    totals: Totals = field(default_factory=Totals)
    taxes: tuple[TaxLine, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[EnclosedFile, ...] = ()

    @property
    def is_credit_note(self) -> bool:
        """True when the seller owes the buyer, so that amounts above zero are money back."""
        return self.type_code in CREDIT_NOTES

    @property
    def document_type(self) -> str:
        """The type in a word, ``invoice`` for every code that is none of another kind."""
        return DOCUMENT_TYPES.get(self.type_code, "invoice")

    @property
    def sign(self) -> int:
        """-1 where a credit note is written in amounts above zero, as EN 16931 has it: what goes back is negative."""
        gross = self.totals.gross if self.totals.gross is not None else self.totals.payable
        return -1 if self.is_credit_note and (gross is None or gross > 0) else 1
