"""Read the invoice that a PDF carries as XML (Factur-X, ZUGFeRD 1 and 2, XRechnung in CII or UBL), and compare it with the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree  # every document type declaration is refused before it is parsed

from ocr_service.domain.facts import FieldValue, Method
from ocr_service.extractors.amounts.find import money

MAX_BYTES = 2_000_000
AGREED = 0.99
# What the page does not show may be wrong on either side, and a reader sees the page only.
UNSEEN = 0.85
_NAMES = re.compile(r"(?:factur-x|zugferd-invoice|xrechnung|order-x|.*)\.xml", re.IGNORECASE)

Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]

# Paths of local names from the root, for CII (both generations) and UBL.
_PATHS: Mapping[str, tuple[str, ...]] = {
    "invoice_number": ("ExchangedDocument/ID", "HeaderExchangedDocument/ID", "/ID"),
    "date": (
        "ExchangedDocument/IssueDateTime/DateTimeString",
        "HeaderExchangedDocument/IssueDateTime/DateTimeString",
        "/IssueDate",
    ),
    "issuer": (
        "SellerTradeParty/Name",
        "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName",
        "AccountingSupplierParty/Party/PartyName/Name",
    ),
    "currency": ("InvoiceCurrencyCode", "/DocumentCurrencyCode"),
    "amount": ("GrandTotalAmount", "LegalMonetaryTotal/TaxInclusiveAmount"),
    "net": ("TaxBasisTotalAmount", "LegalMonetaryTotal/TaxExclusiveAmount"),
    "tax": ("TaxTotalAmount", "/TaxTotal/TaxAmount"),
    "due_date": ("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString", "/DueDate"),
    "iban": ("PayeePartyCreditorFinancialAccount/IBANID", "PayeeFinancialAccount/ID"),
    "order_number": (
        "BuyerOrderReferencedDocument/IssuerAssignedID",
        "BuyerOrderReferencedDocument/ID",
        "/OrderReference/ID",
    ),
}
_MONEY = {"amount", "net", "tax"}
_DATES = {"date", "due_date"}


def embedded_invoice(attachments: Mapping[str, bytes], seen: Fields) -> tuple[Fields, tuple[str, ...]]:
    """The page's fields, replaced by those of the first embedded invoice; and a warning where the two differ."""
    for name, content in attachments.items():
        if _NAMES.fullmatch(name):
            exact = parse_invoice(content)
            if exact:
                return _merge(exact, seen, name)
    return dict(seen), ()


def parse_invoice(content: bytes) -> dict[str, str]:
    """The fields of an invoice in CII or UBL; empty for anything else.

    A document type declaration (and with it every entity) is refused, and so is more than two megabytes.
    """
    if (
        len(content) > MAX_BYTES
        or b"<!DOCTYPE" in content
        or b"<!ENTITY" in content
        or b"\x00" in content[:4096]
    ):
        return {}
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  # see above
    except ElementTree.ParseError:
        return {}
    if _local(root.tag) not in {"CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote"}:
        return {}
    texts = _texts(root)
    found = {}
    for field, paths in _PATHS.items():
        value = next(
            (texts[key] for path in paths for key in texts if _ends_with(key, path, _local(root.tag))), ""
        )
        plain = _plain(field, value)
        if plain:
            found[field] = plain
    return found


def _texts(root: ElementTree.Element) -> dict[str, str]:
    """The first text at every path of local names."""
    found: dict[str, str] = {}
    stack = [(root, _local(root.tag))]
    while stack:
        element, path = stack.pop()
        if element.text and element.text.strip():
            found.setdefault(path, element.text.strip())
        stack += [(child, f"{path}/{_local(child.tag)}") for child in reversed(element)]
    return found


def _ends_with(key: str, path: str, root: str) -> bool:
    return key == root + path if path.startswith("/") else key.endswith("/" + path)


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _plain(field: str, value: str) -> str:
    if field in _MONEY:
        try:
            return money(Decimal(value))
        except InvalidOperation:
            return ""
    if field in _DATES:
        match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value)
        return "-".join(match.groups()) if match else ""
    return re.sub(r"\s+", " ", value)


def _merge(exact: Mapping[str, str], seen: Fields, source: str) -> tuple[Fields, tuple[str, ...]]:
    fields, differing = dict(seen), []
    for name, value in exact.items():
        page = seen.get(name)
        if isinstance(page, FieldValue) and _same(page.value, value):
            fields[name] = replace(
                page, value=value, confidence=_agreed(name, page), method=Method.EMBEDDED, rule=source
            )
        else:
            fields[name] = FieldValue(
                value=value, confidence=UNSEEN, text=value, method=Method.EMBEDDED, rule=source
            )
            differing += [name] if isinstance(page, FieldValue) and page.confidence >= 0.9 else []
    warnings = (f"The embedded invoice and the page differ in: {', '.join(differing)}.",) if differing else ()
    return fields, warnings


def _agreed(name: str, page: FieldValue) -> float:
    """Both say the same. A date keeps the page's confidence: which of a page's dates is meant is the page's matter."""
    return page.confidence if name in _DATES else AGREED


def _same(one: object, other: object) -> bool:
    def fold(value: object) -> str:
        return "".join(c for c in str(value).casefold() if c.isalnum() or c == "-")

    return fold(one) == fold(other)
