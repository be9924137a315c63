#!/usr/bin/env bash
# Both libraries that make a Factur-X or ZUGFeRD PDF of a PDF and an XML drop the files that the PDF had (terms, a time sheet):
# factur-x 7.8 and drafthorse 2025.2.0 put the invoice in the place of the list instead of into it, say nothing, and factur-x
# calls a PDF 1.7 a 1.6. drafthorse also loses the document's language and which of its layers are off, so that a hidden one is
# on the page of the invoice.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "factur-x==7.8" "drafthorse==2025.2.0" "pikepdf==10.18.0" "pypdfium2==5.15.2" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import sys

import facturx
import pikepdf
import pypdfium2
from drafthorse.pdf import attach_xml
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
INVOICE = f"""<rsm:CrossIndustryInvoice xmlns:rsm="{RSM}" xmlns:ram="{RAM}" xmlns:udt="{UDT}">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>47</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20261128</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Harbour Works</ram:Name>
<ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Lighthouse Trust</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>10.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">1.90</ram:TaxTotalAmount><ram:GrandTotalAmount>11.90</ram:GrandTotalAmount>
<ram:DuePayableAmount>11.90</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()

with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("on", "off"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font), Properties=Dictionary(A=on, B=off))
    page.Contents = pdf.make_stream(
        b"/OC /A BDC BT /F 12 Tf 20 150 Td (11.90 EUR) Tj ET EMC /OC /B BDC BT /F 12 Tf 20 50 Td (draft) Tj ET EMC"
    )
    states = Dictionary(ON=Array([on]), OFF=Array([off]), Order=Array([on, off]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([on, off]), D=states)
    pdf.Root.Lang = String("de-DE")
    pdf.attachments["terms.txt"] = AttachedFileSpec(pdf, b"terms", filename="terms.txt", mime_type="text/plain")
    pdf.save("page.pdf", min_version="1.7")

facturx.generate_from_file("page.pdf", INVOICE, output_pdf_file="factur-x.pdf", check_xsd=True, check_schematron=False)
with open("page.pdf", "rb") as page, open("drafthorse.pdf", "wb") as made:
    made.write(attach_xml(page.read(), INVOICE))

found = {}
for name in ("page", "factur-x", "drafthorse"):
    picture = pypdfium2.PdfDocument(f"{name}.pdf")[0].render().to_pil().convert("L").crop((0, 130, 300, 170))
    with pikepdf.open(f"{name}.pdf") as pdf:
        found[name] = {
            "files": sorted(pdf.attachments),
            "language": str(pdf.Root.get("/Lang", "")),
            "version": pdf.pdf_version,
            "hidden layer is drawn": picture.getextrema()[0] < 128,
        }
    print(f"{name}: {found[name]}")
expected = {
    "page": {"files": ["terms.txt"], "language": "de-DE", "version": "1.7", "hidden layer is drawn": False},
    "factur-x": {"files": ["factur-x.xml"], "language": "de-DE", "version": "1.6", "hidden layer is drawn": False},
    "drafthorse": {"files": ["factur-x.xml"], "language": "", "version": "1.7", "hidden layer is drawn": True},
}
sys.exit(0 if found == expected else 1)
PY
cd "$place"
"$place/venv/bin/python" "$place/show.py"
