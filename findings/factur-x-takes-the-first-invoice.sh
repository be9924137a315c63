#!/usr/bin/env bash
# factur-x 7.8: get_xml_from_pdf takes the first attached XML that is any invoice, in the order of names and whatever the file
# is attached as. Where an earlier invoice is enclosed as a supplement, its facts come back instead of those of factur-x.xml, the
# standard's own name, whose relationship is Alternative. get_facturx_xml_from_pdf finds it, but not the standard's xrechnung.xml.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "factur-x==7.8" "pikepdf==10.18.0"
cat >"$place/show.py" <<'PY'
import logging
import sys

import pikepdf
from facturx import get_facturx_xml_from_pdf, get_xml_from_pdf

logging.disable(logging.CRITICAL)
KIND = "urn:un:unece:uncefact:data:standard:"


def invoice(number):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="{KIND}CrossIndustryInvoice:100"
  xmlns:ram="{KIND}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{KIND}UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260901</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>A</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">123456789</ram:ID>
</ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>B</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>80.00</ram:TaxBasisTotalAmount>
<ram:GrandTotalAmount>80.00</ram:GrandTotalAmount><ram:DuePayableAmount>80.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>""".encode()


def found(by, files):
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        for name, (number, relationship) in files.items():
            kind = pikepdf.Name(f"/{relationship}")
            spec = pikepdf.AttachedFileSpec(pdf, invoice(number), filename=name, mime_type="text/xml", relationship=kind)
            pdf.attachments[name] = spec
        pdf.Root.AF = pikepdf.Array([pdf.attachments[name].obj for name in files])
        pdf.save(sys.argv[1])
    with open(sys.argv[1], "rb") as file:
        return by(file.read())[0]


two = {"factur-x.xml": ("THIS-1", "Alternative"), "earlier-invoice.xml": ("OLD-9", "Supplement")}
answers = (
    found(get_xml_from_pdf, two),
    found(get_facturx_xml_from_pdf, two),
    found(get_facturx_xml_from_pdf, {"xrechnung.xml": ("THIS-1", "Alternative")}),
)
print("get_xml_from_pdf:", answers[0])
print("get_facturx_xml_from_pdf:", answers[1])
print("get_facturx_xml_from_pdf of xrechnung.xml:", answers[2])
sys.exit(0 if answers[:2] == ("earlier-invoice.xml", "factur-x.xml") and not answers[2] else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/invoice.pdf"
