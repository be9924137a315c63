"""What the languages of Europe, and a few beyond, call an invoice and its number."""

from __future__ import annotations

import re

INVOICE = (
    r"(?:\b(?:(?:tax|vat|sales) )?invoice\b|\binv(?=\.? ?(?:no\b|number\b|nr\b|#))\.?|\bbill\b|\b\w*rechnungs?(?:\b|(?=n))|\bgutschrifts?(?:\b|(?=n))|\bcredit (?:note|memo)\b|\bcredit(?=\s(?:no\b|number\b|#))|\bcash memo\b|\bpro[- ]?forma(?: invoice)?\b|\bavoir(?=\s*n[°ºo])|\bnota de (?:cr[eé]dito|abono)\b|\bnota di credito\b|\bkreditnot[ae]\b|\bcreditnota\b|\bfactures?\b|\bfactur(?:[aă]|ii?)\b|\bfattura\b|\bfactuur|\bfaktuur"
    r"|\bfatura\b|\bfaturas[ıi]?\b|\bfaturë\w{0,2}\b|\bh[óo]a đơn\b|חשבונית(?: מס)?|(?:ال)?فاتورة(?: ضريبية| مبيعات| الضريبية)?|\badjustment note\b|\bnota fiscal\b|\bfakt[uú]r(?:a[ns]{0,2}|y|e)?(?: vat)?\b|\bfaktura(?=n)|\brachun(?:ek|ku)\b|\bda[ňn]ov[ýy] doklad\b|\bparcella\b|\blasku(?:n|(?=n))?"
    r"|\bsz[aá]mla\b|\bra[čc]un[ae]?\b|\breikning\w{0,2}\b|\bregning(?:s|(?=s))?|\barve\b|\brēķin[sa]\b|\bsąskait(?:a|os)(?:[- ]faktūr(?:a|os))?\b|\binvois\b"
    r"|\bсч[её]т(?:а|ов)?(?:[- ]фактур\w)?\b|\bфактур[аи]\b|\bрахун(?:ок|ку)(?:[- ]фактур\w)?\b|\bрачун[ае]?\b|ինվոյս|հաշիվ(?:-ապրանքագիր|-ֆակտուրա)?|ინვოისი|ანგარიშ-ფაქტურა|\bτιμολ[οό]γ[ιί](?:ο|ου)\b|\bτιμ(?:ολ)?\.)"
)
NUMBER = (
    r"(?:no\b|nr\b|nro\b|nummer\b|numer(?:is)?\b|number\b|n[°º]|n\.\s?º|n\.|num(?:[ée]ro|[ăa]rul)?\b|n[úu]mero\b|n[úu]m\b|numaras[ıi]\b|numurs\b|id\b|ref\b|#|°"
    r"|č(?:íslo|\.)|sorszáma?\b|száma?\b|broj\b|br\b|бр\b|број\b|št(?:evilka\b|\.)|номер\b|№|số\b|מספר|מס'|رقم|αρ(?:ιθμ[όο]ς|\.)?)"
)
_OF = r"(?:de |da |do |della |di |of |van |af )?(?:la |the |de )?"

OF_INVOICE = re.compile(
    rf"{INVOICE}(?: [A-CEM](?= N))?\s?-?\s?{NUMBER}\s?\.?[:.]?|(?<!\w){NUMBER}\.?\s*{_OF}{INVOICE}\s*:?|\bszámlaszám\b\s*:?",
    re.IGNORECASE,
)
"""A label that says of what it is the number."""
_EAST_ASIAN = r"請求書|发票|發票|청구서|세금계산서"
# `FACTURA ELECTRÓNICA F001-412`: what kind of invoice it is.
OF_KIND = r"(?:\s(?:ele[ct]{1,2}r[oóô]nica|elettronica|[ée]lectronique|rectificativa|simplificada|pro[- ]?forma|accompagnatoria|co(?:mercial|mmerciale)|final|finale|de ven[td]a|d[’']acompte|d[’']acconto))?"
# Apart from the others: where no letter begins a word, all of them would be tried at every place.
OF_EAST_ASIAN_INVOICE = re.compile(
    rf"(?:{_EAST_ASIAN}|請求|청구|인보이스|账单|帳單)\s?(?:番号|号码|號碼|编号|編號|번호|No\.)\s?[:：]?"
)
AFTER_HEADING = re.compile(
    rf"(?:{INVOICE}|\b\w*korrektur\b)[^\d#]{{0,45}}?(?:\(.{{0,40}}\)\s*|\(\d+\)\s*)?(?:\bn(?:[ru]|ro)\b\.?|n[°º]|\bno\b\.?|#|\bn[úu]mero\b|№|\bč\.|\bbr\.|\bбр\.|\bšt\.|رقم|מספר|מס['’׳])\s*:?",
    re.IGNORECASE,
)
"""A heading with a number in it: `Rechnung über Strom Nr. 12`."""
HEADED = re.compile(
    rf"(?:{INVOICE}|\bavoir\b|\bfakt[uú]ra\b){OF_KIND}\s*:?\s+(?=[A-Z]{{0,4}}[-/ ]?(?:[A-Z]{{1,2}}/)?\d)(?!(?:19|20)\d\d(?!\S))",
    re.IGNORECASE,
)
"""The heading's own number, without any label: `FACTURE FA00412`. A year or a date alone is none."""
TITLE = re.compile(
    rf"\s*(?:{INVOICE}|[\u3400-\u9fff]*(?:{_EAST_ASIAN})|\b(?:cash (?:memo|bill)|pro[- ]?forma(?: invoice)?|auftragsbestätigung|quotation|statement|receipt|korrektur|kreditnota|faktura korygująca)\b).*$",
    re.IGNORECASE,
)
"""From where a row is the title of a paper and no name."""
