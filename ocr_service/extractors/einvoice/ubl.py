"""Read OASIS UBL 2.1, as XRechnung and Peppol BIS Billing 3 use it: Invoice and CreditNote."""

from __future__ import annotations

from ocr_service.extractors.einvoice.cii import in_currency
from ocr_service.extractors.einvoice.enclosed import enclosed_file
from ocr_service.extractors.einvoice.invoice import EInvoice, Line, Party, Payment, TaxLine, Totals
from ocr_service.extractors.einvoice.node import Node

NAMESPACES = {
    "Invoice": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "CreditNote": "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}
_CREDIT_NOTE = "381"


def read_ubl(root: Node) -> EInvoice:
    """The invoice or credit note below its root element."""
    is_credit = root.name == "CreditNote"
    currency, accounting = root.text("DocumentCurrencyCode"), root.text("TaxCurrencyCode")
    return EInvoice(
        syntax="UBL",
        guideline=root.text("CustomizationID"),
        number=root.text("ID"),
        type_code=root.text("InvoiceTypeCode", "CreditNoteTypeCode") or (_CREDIT_NOTE if is_credit else ""),
        date=root.day("IssueDate"),
        delivered=root.day("Delivery/ActualDeliveryDate"),
        currency=currency,
        accounting_currency=accounting if accounting != currency else "",
        seller=_party(root.first("AccountingSupplierParty/Party")),
        buyer=_party(root.first("AccountingCustomerParty/Party")),
        buyer_reference=root.text("BuyerReference"),
        order_number=root.text("OrderReference/ID"),
        contract=root.text("ContractDocumentReference/ID"),
        preceding=root.text("BillingReference/InvoiceDocumentReference/ID"),
        payment=_payment(root),
        totals=_totals(root, currency, accounting),
        taxes=tuple(
            _tax(part)
            for total in root.all("TaxTotal")
            for part in total.all("TaxSubtotal")
            if _currency_of(total) in ("", currency)
        ),
        lines=tuple(_line(node) for node in root.all("InvoiceLine", "CreditNoteLine")),
        notes=tuple(root.texts("Note")),
        files=tuple(
            enclosed_file(
                node.first("Attachment/EmbeddedDocumentBinaryObject"),
                name=node.text("DocumentDescription", "ID"),
                url=node.text("Attachment/ExternalReference/URI"),
            )
            for node in root.all("AdditionalDocumentReference")
            if node.first("Attachment/EmbeddedDocumentBinaryObject", "Attachment/ExternalReference/URI")
        ),
    )


def _currency_of(total: Node) -> str:
    amount = total.first("TaxAmount")
    return amount.attribute("currencyID") if amount else ""


def _party(node: Node | None) -> Party:
    if node is None:
        return Party()
    place = node.first("PostalAddress")
    return Party(
        name=node.text("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        address=_address(place) if place else "",
        vat_id=next(
            (
                scheme.text("CompanyID")
                for scheme in node.all("PartyTaxScheme")
                if scheme.text("TaxScheme/ID") == "VAT"
            ),
            "",
        ),
        id=node.text("PartyIdentification/ID"),
    )


def _address(place: Node) -> str:
    town = " ".join([*place.texts("PostalZone"), *place.texts("CityName")])
    parts = [*place.texts("StreetName", "AdditionalStreetName", "AddressLine/Line"), town]
    return ", ".join(part for part in [*parts, place.text("Country/IdentificationCode")] if part)


def _payment(root: Node) -> Payment:
    return Payment(
        iban=root.text("PaymentMeans/PayeeFinancialAccount/ID").replace(" ", ""),
        bic=root.text("PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch/ID"),
        reference=root.text("PaymentMeans/PaymentID"),
        terms=" ".join(root.texts("PaymentTerms/Note")),
        due=root.day("DueDate", "PaymentMeans/PaymentDueDate"),
    )


def _totals(root: Node, currency: str, accounting: str) -> Totals:
    sums = root.first("LegalMonetaryTotal") or root
    taxes = [(_currency_of(total), total.amount("TaxAmount")) for total in root.all("TaxTotal")]
    return Totals(
        lines=sums.amount("LineExtensionAmount"),
        allowances=sums.amount("AllowanceTotalAmount"),
        charges=sums.amount("ChargeTotalAmount"),
        net=sums.amount("TaxExclusiveAmount"),
        tax=in_currency(taxes, currency),
        gross=sums.amount("TaxInclusiveAmount"),
        prepaid=sums.amount("PrepaidAmount"),
        rounding=sums.amount("PayableRoundingAmount"),
        payable=sums.amount("PayableAmount"),
        accounting_tax=dict(taxes).get(accounting) if accounting and accounting != currency else None,
    )


def _tax(node: Node) -> TaxLine:
    return TaxLine(
        category=node.text("TaxCategory/ID"),
        rate=node.amount("TaxCategory/Percent"),
        basis=node.amount("TaxableAmount"),
        amount=node.amount("TaxAmount"),
    )


def _line(node: Node) -> Line:
    quantity = node.first("InvoicedQuantity", "CreditedQuantity")
    return Line(
        number=node.text("ID"),
        description=node.text("Item/Name", "Item/Description"),
        article=node.text("Item/SellersItemIdentification/ID"),
        quantity=quantity.amount(".") if quantity else None,
        unit=quantity.attribute("unitCode") if quantity else "",
        unit_price=node.amount("Price/PriceAmount"),
        tax_category=node.text("Item/ClassifiedTaxCategory/ID"),
        tax_rate=node.amount("Item/ClassifiedTaxCategory/Percent"),
        amount=node.amount("LineExtensionAmount"),
    )
