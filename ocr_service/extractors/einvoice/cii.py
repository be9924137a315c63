"""Read UN/CEFACT's Cross Industry Invoice: Factur-X, ZUGFeRD 2 and XRechnung (D16B, D22B), and ZUGFeRD 1 with its other names."""

from __future__ import annotations

from decimal import Decimal

from ocr_service.extractors.einvoice.enclosed import enclosed_file
from ocr_service.extractors.einvoice.invoice import (
    EInvoice,
    EnclosedFile,
    Line,
    Party,
    Payment,
    TaxLine,
    Totals,
)
from ocr_service.extractors.einvoice.node import Node

ROOTS = ("CrossIndustryInvoice", "CrossIndustryDocument")
# EXTENDED: lines that only group others, or only tell something.
_HEADINGS = ("GROUP", "INFORMATION")


def read_cii(root: Node) -> EInvoice:
    """The invoice below its root element."""
    head = root.first("ExchangedDocument", "HeaderExchangedDocument")
    trade = root.first("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction") or root
    agreed = trade.first("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement") or trade
    settled = trade.first("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement") or trade
    head = head or root
    currency = settled.text("InvoiceCurrencyCode")
    accounting = settled.text("TaxCurrencyCode")
    return EInvoice(
        syntax="CII",
        guideline=root.text(
            "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
            "SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
        ),
        number=head.text("ID"),
        type_code=head.text("TypeCode"),
        date=head.day("IssueDateTime/DateTimeString", "IssueDateTime/DateTime"),
        delivered=trade.day(
            *(
                f"Applicable{name}TradeDelivery/ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"
                for name in ("Header", "SupplyChain")
            )
        ),
        currency=currency,
        accounting_currency=accounting if accounting != currency else "",
        seller=_party(agreed.first("SellerTradeParty")),
        buyer=_party(agreed.first("BuyerTradeParty")),
        buyer_reference=agreed.text("BuyerReference"),
        order_number=agreed.text(
            "BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"
        ),
        contract=agreed.text("ContractReferencedDocument/IssuerAssignedID", "ContractReferencedDocument/ID"),
        preceding=settled.text("InvoiceReferencedDocument/IssuerAssignedID", "InvoiceReferencedDocument/ID"),
        payment=_payment(settled),
        totals=_totals(settled, currency, accounting),
        taxes=tuple(_tax(node) for node in settled.all("ApplicableTradeTax")),
        lines=tuple(_line(node) for node in trade.all("IncludedSupplyChainTradeLineItem")),
        notes=tuple(head.texts("IncludedNote/Content")),
        files=tuple(
            _file(node)
            for node in agreed.all("AdditionalReferencedDocument")
            if node.first("AttachmentBinaryObject", "URIID")
        ),
    )


def _file(node: Node) -> EnclosedFile:
    return enclosed_file(
        node.first("AttachmentBinaryObject"),
        name=node.text("Name", "IssuerAssignedID"),
        url=node.text("URIID"),
    )


def _party(node: Node | None) -> Party:
    if node is None:
        return Party()
    place = node.first("PostalTradeAddress")
    return Party(
        name=node.text("Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        address=_address(place) if place else "",
        vat_id=next(
            (
                " ".join((one.element.text or "").split())
                for one in node.all("SpecifiedTaxRegistration/ID")
                if one.attribute("schemeID") == "VA"
            ),
            "",
        ),
        id=node.text("ID"),
    )


def _address(place: Node) -> str:
    town = " ".join([*place.texts("PostcodeCode"), *place.texts("CityName")])
    parts = [*place.texts("LineOne", "StreetName", "LineTwo", "LineThree"), town, place.text("CountryID")]
    return ", ".join(part for part in parts if part)


def _payment(settled: Node) -> Payment:
    means = "SpecifiedTradeSettlementPaymentMeans"
    account = f"{means}/PayeePartyCreditorFinancialAccount"
    return Payment(
        iban=settled.text(f"{account}/IBANID").replace(" ", ""),
        bic=settled.text(f"{means}/PayeeSpecifiedCreditorFinancialInstitution/BICID"),
        reference=settled.text("PaymentReference"),
        terms=" ".join(settled.texts("SpecifiedTradePaymentTerms/Description")),
        due=settled.day("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"),
    )


def _totals(settled: Node, currency: str, accounting: str) -> Totals:
    sums = settled.first(
        "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"
    )
    if sums is None:
        return Totals()
    taxes = [(node.attribute("currencyID"), node.amount(".")) for node in sums.all("TaxTotalAmount")]
    return Totals(
        lines=sums.amount("LineTotalAmount"),
        allowances=sums.amount("AllowanceTotalAmount"),
        charges=sums.amount("ChargeTotalAmount"),
        net=sums.amount("TaxBasisTotalAmount"),
        tax=in_currency(taxes, currency),
        gross=sums.amount("GrandTotalAmount"),
        prepaid=sums.amount("TotalPrepaidAmount"),
        rounding=sums.amount("RoundingAmount"),
        payable=sums.amount("DuePayableAmount"),
        accounting_tax=dict(taxes).get(accounting) if accounting and accounting != currency else None,
    )


def in_currency(amounts: list[tuple[str, Decimal | None]], currency: str) -> Decimal | None:
    """Of amounts with their currencies the one in ``currency``; where none is, the first that names none."""
    own = [amount for code, amount in amounts if code == currency or not currency]
    plain = [amount for code, amount in amounts if not code]
    return next(iter([*own, *plain]), None)


def _tax(node: Node) -> TaxLine:
    return TaxLine(
        category=node.text("CategoryCode"),
        rate=node.amount("RateApplicablePercent", "ApplicablePercent"),
        basis=node.amount("BasisAmount"),
        amount=node.amount("CalculatedAmount"),
    )


def _line(node: Node) -> Line:
    agreed = node.first("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement") or node
    settled = node.first("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement") or node
    billed = node.first(
        "SpecifiedLineTradeDelivery/BilledQuantity", "SpecifiedSupplyChainTradeDelivery/BilledQuantity"
    )
    about = node.first("AssociatedDocumentLineDocument") or node
    amount = settled.amount(
        "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
    )
    return Line(
        number=about.text("LineID"),
        description=node.text(
            "SpecifiedTradeProduct/Name",
            "SpecifiedTradeProduct/Description",
            "AssociatedDocumentLineDocument/IncludedNote/Content",
        ),
        article=node.text("SpecifiedTradeProduct/SellerAssignedID"),
        quantity=billed.amount(".") if billed else None,
        unit=billed.attribute("unitCode") if billed else "",
        unit_price=agreed.amount("NetPriceProductTradePrice/ChargeAmount"),
        tax_category=settled.text("ApplicableTradeTax/CategoryCode"),
        tax_rate=settled.amount(
            "ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent"
        ),
        amount=amount,
        # ZUGFeRD 1 has lines without a sum that only carry a text.
        is_heading=about.text("LineStatusReasonCode") in _HEADINGS or amount is None,
    )
