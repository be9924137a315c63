#!/usr/bin/env bash
# An e-invoice in CII says by ChargeIndicator whether an amount is charged or taken off. That is an xs:boolean, which may be
# written `true` or `1`; both pass the schema. drafthorse 2025.2.0 knows `true` alone: it reads `1` as an allowance, writes `false`
# when the document is saved again, and says nothing. And the total of taxes of any invoice that it parses stands empty in
# `tax_total`, which is where one puts it when writing: parsed, it is in `tax_total_other_currency`, also where there is but one
# currency. (Checked against the schema in factur-x 7.8.)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "drafthorse==2025.2.0" "factur-x==7.8"
cat >"$place/show.py" <<'PY'
import re

import facturx
from drafthorse.models.document import Document

NAMESPACE = "urn:un:unece:uncefact:data:standard"
INVOICE = f"""<rsm:CrossIndustryInvoice xmlns:rsm="{NAMESPACE}:CrossIndustryInvoice:100" xmlns:udt="{NAMESPACE}:UnqualifiedDataType:100"
 xmlns:ram="{NAMESPACE}:ReusableAggregateBusinessInformationEntity:100"><rsm:ExchangedDocumentContext>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext><rsm:ExchangedDocument><ram:ID>47</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20261128</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:Name>Rope</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>
<ram:NetPriceProductTradePrice><ram:ChargeAmount>50.00</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="H87">1</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>
<udt:Indicator>true</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>5.00</ram:ActualAmount><ram:Reason>Packing</ram:Reason>
</ram:SpecifiedTradeAllowanceCharge><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>55.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Harbour Works</ram:Name><ram:PostalTradeAddress>
<ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Lighthouse Trust</ram:Name>
<ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:ApplicableTradeTax><ram:CalculatedAmount>10.45</ram:CalculatedAmount>
<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>55.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>55.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount>55.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">10.45</ram:TaxTotalAmount><ram:GrandTotalAmount>65.45</ram:GrandTotalAmount>
<ram:DuePayableAmount>65.45</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

seen = {}
for word in ("true", "1"):
    invoice = INVOICE.replace(">true<", f">{word}<").encode()
    assert facturx.xml_check_xsd(invoice), word
    document = Document.parse(invoice)
    written = re.search(rb"<udt:Indicator>(\w+)<", document.serialize(schema=None))[1].decode()
    total = document.trade.settlement.monetary_summation
    (elsewhere,) = total.tax_total_other_currency.children
    seen[word] = (written, str(total.tax_total), str(elsewhere))
    print(f"Indicator {word}: written again as {written}; tax_total {str(total.tax_total)!r}, tax_total_other_currency {elsewhere}")
taxes = (" None", "('10.45', 'EUR')")
assert seen == {"true": ("true", *taxes), "1": ("false", *taxes)}, seen
PY
cd "$place"
venv/bin/python show.py
