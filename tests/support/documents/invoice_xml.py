"""Electronic invoices as XML, made from a few values: CII of both generations in every profile, UBL invoices and credit notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

GUIDELINES = {
    "MINIMUM": "urn:factur-x.eu:1p0:minimum",
    "BASIC WL": "urn:factur-x.eu:1p0:basicwl",
    "BASIC": "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",
    "EN 16931": "urn:cen.eu:en16931:2017",
    "EXTENDED": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
    "XRECHNUNG": "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
}
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
_CII = f'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="{_RAM}" xmlns:udt="{_UDT}"'
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"


@dataclass(frozen=True)
class Bill:
    """What an invoice says: two lines at 19 and 7 %, some of it paid before."""

    number: str = "HB-2026-077"
    type_code: str = "380"
    day: str = "20260304"
    due: str = "20260403"
    seller: str = "Hafenbäckerei Lund GmbH"
    currency: str = "EUR"
    net: str = "300.00"
    tax: str = "45.00"
    gross: str = "345.00"
    prepaid: str = "45.00"
    payable: str = "300.00"
    line_total: str = "300.00"
    taxes: tuple[tuple[str, str, str], ...] = (("19", "200.00", "38.00"), ("7", "100.00", "7.00"))
    lines: tuple[tuple[str, str, str, str, str], ...] = (
        ("Brotkorb", "20", "10.00", "19", "200.00"),
        ("Salzgebäck", "40", "2.50", "7", "100.00"),
    )
    more_totals: str = ""
    files: tuple[tuple[str, str, str], ...] = field(default=())


def cii(bill: Bill, profile: str = "EN 16931") -> bytes:
    """Cross Industry Invoice D16B; MINIMUM and BASIC WL have no lines, MINIMUM no taxes by rate."""
    lines = "" if profile in ("MINIMUM", "BASIC WL") else "".join(map(_cii_line, count(), bill.lines))
    taxes = "" if profile == "MINIMUM" else "".join(map(_cii_tax, bill.taxes))
    files = "".join(
        f"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>{name}</ram:IssuerAssignedID><ram:TypeCode>916</ram:TypeCode>"
        f'<ram:AttachmentBinaryObject mimeCode="{kind}" filename="{name}">{data}</ram:AttachmentBinaryObject>'
        f"</ram:AdditionalReferencedDocument>"
        for name, kind, data in bill.files
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {_CII}>
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{GUIDELINES[profile]}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{bill.number}</ram:ID><ram:TypeCode>{bill.type_code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">{bill.day}</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>04011000-12345-03</ram:BuyerReference>
<ram:SellerTradeParty><ram:Name>{bill.seller}</ram:Name>
<ram:PostalTradeAddress><ram:PostcodeCode>20457</ram:PostcodeCode><ram:LineOne>Kaiweg 3</ram:LineOne><ram:CityName>Hamburg</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:ID>K-88</ram:ID><ram:Name>Kantine Nord eG</ram:Name><ram:PostalTradeAddress><ram:PostcodeCode>24103</ram:PostcodeCode><ram:LineOne>Holstenbrücke 1</ram:LineOne><ram:CityName>Kiel</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>B-71</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>{files}
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime><udt:DateTimeString format="102">20260302</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>RF18539007547034</ram:PaymentReference><ram:InvoiceCurrencyCode>{bill.currency}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE08700901001234567890</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
{taxes}<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">{bill.due}</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{bill.line_total}</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>{bill.net}</ram:TaxBasisTotalAmount>{bill.more_totals}<ram:TaxTotalAmount currencyID="{bill.currency}">{bill.tax}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{bill.gross}</ram:GrandTotalAmount><ram:TotalPrepaidAmount>{bill.prepaid}</ram:TotalPrepaidAmount><ram:DuePayableAmount>{bill.payable}</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def _cii_line(number: int, line: tuple[str, str, str, str, str]) -> str:
    name, quantity, price, rate, amount = line
    return (
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{number + 1}</ram:LineID></ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct><ram:Name>{name}</ram:Name></ram:SpecifiedTradeProduct>"
        f"<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>{price}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        f'<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>'
        f"<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        f"<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{amount}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def _cii_tax(tax: tuple[str, str, str]) -> str:
    rate, basis, amount = tax
    return (
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{amount}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:BasisAmount>{basis}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
    )


def zugferd_1(bill: Bill) -> bytes:
    """ZUGFeRD 1.0, which has other names in other namespaces."""
    text = cii(bill).decode()
    for new, old in (
        ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
        ("CrossIndustryInvoice", "CrossIndustryDocument"),
        ("ExchangedDocumentContext", "SpecifiedExchangedDocumentContext"),
        ("rsm:ExchangedDocument>", "rsm:HeaderExchangedDocument>"),
        ("rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction"),
        ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade"),
        ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade"),
        ("RateApplicablePercent", "ApplicablePercent"),
        ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"),
        ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"),
        ("<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>", "<ram:BuyerOrderReferencedDocument><ram:ID>"),
        ("</ram:IssuerAssignedID></ram:BuyerOrder", "</ram:ID></ram:BuyerOrder"),
        (GUIDELINES["EN 16931"], "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort"),
    ):  # fmt: skip
        text = text.replace(new, old)
    return text.encode()


def ubl(bill: Bill, *, is_credit_note: bool = False, more: str = "") -> bytes:
    """UBL 2.1 as XRechnung 3.0 and Peppol BIS 3 use it; ``more`` stands behind the currency."""
    root, line, quantity = (
        ("CreditNote", "CreditNoteLine", "CreditedQuantity")
        if is_credit_note
        else ("Invoice", "InvoiceLine", "InvoicedQuantity")
    )
    day, due = (f"{text[:4]}-{text[4:6]}-{text[6:]}" for text in (bill.day, bill.due))
    money = f'currencyID="{bill.currency}"'
    files = "".join(
        f"<cac:AdditionalDocumentReference><cbc:ID>{name}</cbc:ID><cac:Attachment>"
        f'<cbc:EmbeddedDocumentBinaryObject mimeCode="{kind}" filename="{name}">{data}</cbc:EmbeddedDocumentBinaryObject>'
        f"</cac:Attachment></cac:AdditionalDocumentReference>"
        for name, kind, data in bill.files
    )
    lines = "".join(
        f'<cac:{line}><cbc:ID>{number}</cbc:ID><cbc:{quantity} unitCode="C62">{count}</cbc:{quantity}><cbc:LineExtensionAmount {money}>{amount}</cbc:LineExtensionAmount>'
        f"<cac:Item><cbc:Name>{name}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{_VAT}</cac:ClassifiedTaxCategory></cac:Item>"
        f"<cac:Price><cbc:PriceAmount {money}>{price}</cbc:PriceAmount></cac:Price></cac:{line}>"
        for number, (name, count, price, rate, amount) in enumerate(bill.lines, start=1)
    )
    taxes = "".join(
        f"<cac:TaxSubtotal><cbc:TaxableAmount {money}>{basis}</cbc:TaxableAmount><cbc:TaxAmount {money}>{amount}</cbc:TaxAmount>"
        f"<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{_VAT}</cac:TaxCategory></cac:TaxSubtotal>"
        for rate, basis, amount in bill.taxes
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" xmlns:cac="{_CAC}" xmlns:cbc="{_CBC}">
<cbc:CustomizationID>{GUIDELINES["XRECHNUNG"]}</cbc:CustomizationID><cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>{bill.number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>{"" if is_credit_note else f"<cbc:DueDate>{due}</cbc:DueDate><cbc:InvoiceTypeCode>{bill.type_code}</cbc:InvoiceTypeCode>"}
<cbc:DocumentCurrencyCode>{bill.currency}</cbc:DocumentCurrencyCode>{more}<cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>B-71</cbc:ID></cac:OrderReference>{files}
<cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cbc:StreetName>Kaiweg 3</cbc:StreetName><cbc:CityName>Hamburg</cbc:CityName><cbc:PostalZone>20457</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>{bill.seller}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID>K-88</cbc:ID></cac:PartyIdentification><cac:PostalAddress><cbc:CityName>Kiel</cbc:CityName><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>Kantine Nord eG</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:Delivery><cbc:ActualDeliveryDate>2026-03-02</cbc:ActualDeliveryDate></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>{f"<cbc:PaymentDueDate>{due}</cbc:PaymentDueDate>" if is_credit_note else ""}<cbc:PaymentID>RF18539007547034</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>DE08700901001234567890</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount {money}>{bill.tax}</cbc:TaxAmount>{taxes}</cac:TaxTotal>{bill.more_totals}
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount {money}>{bill.line_total}</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount {money}>{bill.net}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount {money}>{bill.gross}</cbc:TaxInclusiveAmount><cbc:PrepaidAmount {money}>{bill.prepaid}</cbc:PrepaidAmount><cbc:PayableAmount {money}>{bill.payable}</cbc:PayableAmount></cac:LegalMonetaryTotal>
{lines}</{root}>""".encode()


def enveloped(content: bytes) -> bytes:
    """As Peppol sends it: a Standard Business Document with a header before the invoice."""
    inside = content.partition(b"?>")[2] or content
    space = b"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    header = (
        b"<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>"
    )
    return (
        b'<StandardBusinessDocument xmlns="'
        + space
        + b'">'
        + header
        + inside
        + b"</StandardBusinessDocument>"
    )
