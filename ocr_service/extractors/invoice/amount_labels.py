"""What the words beside an amount call it: the gross amount, a total, what is to pay, the net amount, a tax, a part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ocr_service.extractors.amounts.find import KEPT_TEXTS
from ocr_service.layout.quick_pattern import QuickPattern, quick_pattern

# Labels without their blanks and in lower case: some text layers tear words apart ("Br uttosumme"). Words that are long enough
# to stand in no other; the short ones are below.
_LABELS: Mapping[str, QuickPattern] = {
    name: quick_pattern(pattern)
    for name, pattern in {
        "gross": r"brutto(?!preis)|inkl\.?(?:ust|mwst)|gesamtbetrag(?!der)|endbetrag|rechnungsbetrag|invoicetotal|totalforthisinvoice|grandtotal|inclusive"
        r"|incl\.?(?:vat|tax|gst|btw)|totalfattura|totaledocumento|importetotal|totalfactura|totalfacture|totaal|amountdue|totaldue|balancedue|inklusive|attbetala|åbetale|atbetale|tilbetaling|maksettava|razemdozapłaty|dozapłaty|celkem(?:kúhradě)?|kúhradě|celkovásuma|végösszeg|fizetendő"
        r"|totaldeplat[ăa]|genel ?toplam|ödenecek|итого|всего|коплате|totalapagar|totalgeral|γενικόσύνολο|πληρωτέο|zaplatu|zaplačilo|ukupno|合計|总计|總計|합계|총액|amountpayable|totalpayable|totaltinkl|totalinkl|grosspay"
        r"|tebetalen|tevoldoen|loppusumma|tilgreiðslu|naúhradu|zaplatiti|zauplatu|зауплату|заплащане|общо|всичко|досплати|tasuda|mokėti|tổngcộng|thanhtoán|guztira|cyfanswm|igomel"
        r"|გადასახდელ|ընդամենը|قابلپرداخت|לתשלום|סךהכל|المجموع|الإجمالي|المستحق|請求金額|[應应]付金[額额]|총금액|결제금액|ยอดรวม(?!ก่อน)|รวมทั้งสิ้น|รวมเงินทั้งสิ้น|ยอดชำระ|お支払金額|[総总]金[额額]|税込|청구금액|받을금액|tổngtiền"
        r"|(?:amount|total|balance|sum)topay(?!m)|paythisamount|invoice(?:value|amount)|billamount|slutsumma|τελικόσύνολο|aftertax",
        "total": r"total|zwischensumme|gesamtsumme|montant|betrag|toplam|σύνολο|összesen|jumlah|yhteensä|小計",
        "payable": r"zahlbetrag|zuzahlen|apayer|àpayer|payable|dapagare|apagar|forderung|prélèvement|zahlung|openstaand|netpay|auszahlungsbetrag|apercibir|paidout",
        "net": r"taxable(?:value|amount)|netto|ohneust|ohnemwst|subtotal|subtotaal|zwischensumme|totalht|(?<![a-z])ht(?![a-z])|excl|exkl|ekskl|imponibile|baseimponible|positionssumme|warenwert|basisbetrag|nettobetrag"
        r"|beforetax|(?:sous|sub)-?total|totallíquido|razemnetto|wartośćnetto|netamount|netvalue|montantht|horstaxe|delsumm?a?(?![a-zäöå])|eksm(?:va|oms)|eks\.m(?:va|oms)|veroton"
        r"|základdan|základdph|nettó|osnovica|davčnaosnova|основица|данъчнаоснова|bez(?:dph|ddv|pdv|pvn|vat)|без(?:пдв|ндс|ддс)|bepvm|baz[ăa]impozabil|f[ăa]r[ăa]tva|aratoplam|matrah|kdvhariç"
        r"|καθαρήαξία|μερικόσύνολο|käibemaksuta|jumlahkecil|税抜|小计|공급가액|ก่อนภาษี|סכוםביניים|ánvsk|baseimposable",
        "tax": r"mwst|steuer(?!berat|ger[äa]t|ung)|käibemaks|arvonlisävero|消費税|税额|稅額|부가세|thuế|מע.מ|ضريبة|ภาษี(?!มูลค่าเพิ่มแล้ว)",
        "part": r"zuschl|abschl|anzahlung|rabatt|skonto|discount|fracht|versand|shipping|porto|kosten|enthaltene|remise|sconto|descuento|paid|bezahlt|acompte|kapital|capital|deckung|übertrag|(?:carried|brought)forward|[àa]reporter|riporto|sumaysigue|transporteren|przeniesieni",
    }.items()
}
# Short words that others have in them (`Summer`, `Renovation`, `Private`, `Industrie`, `Specialty`): whole ones only, perhaps torn behind
# the first letter (`T VA`) or with points (`I.V.A.`).
_WHOLE_WORDS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])")
    for name, words in {
        "gross": r"i ?alt(?! ?eks)|t ?\.?t\.?c|(?:please|to) pay(?=\W*$)",
        "total": r"\w*summe|summa|importe|razem|suma|samtals|kokku|kopā|spolu|skupaj|viso|всего|усього|разом|укупно",
        "net": r"h\.? ?t(?:va)?|exc?l?\.? ?(?:vat|btw|gst|tax|moms)|net(?=\W*$)",
        "tax": r"u ?\.?st|t ?\.?v\.?a|i ?\.?v\.?a|v ?\.?a\.?t|(?:[csi]|ut)?g ?st|[hpq] ?st|tps|tvq|m ?va|a ?lv|d ?ph|á ?fa|k ?dv|p ?dv|d ?dv|p ?vn|p ?vm|p ?pn"
        r"|[нд] ?дс|п ?дв|φ ?\.?π\.?α\.?|vsk|ptu|sst|tvsh|itbis|icms|igic|igv|impuestos?|daň|belasting|imposta|podatek|\w*tax(?:e|es)?|btw\w*|moms\w*|mva\w+|ust\W{0,2}id\w*",
    }.items()
}
# `Total including GST`, `Iš viso su PVM`, `Разом з ПДВ`: a sum with its tax. Said in passing (`Total (incl. VAT 33.33)  200.00`), it is in a bracket still open.
_SUM = r"(?:total\w*|totaux|sum(?:m?[ae])?|suma\w*|gesamt\w*|betrag|montant|prix|amount|price|importe|valor|pre[cç]o|precio|prezzo|i alt|celkem|spolu|viso|kopā|kokku|razem|разом|всього|усього|итого|всего|общо|укупно|s?ve?ukupno|skupaj|összesen|yhteensä|σύνολο|cena)"
_WITH = r"(?:incl?\.?|including|inclusive(?: of)?|inkl\.?|inklusive|sis\.?|su|ar|s|vč\.?|včetně|vrátane|[зсc]|со|са|sa|z|cu|with|con|com|με)"
_TAX = r"(?:\w*tax(?:es)?|v\.?a\.?t\.?|gst|hst|t\.?v\.?a\.?|i\.?v\.?a\.?|btw|moms\w*|mva|alv|pvm|pvn|dph|пдв|ндс|ддс|p\.?d\.?v\b\S*|ddv|m\.?w\.?st\.?|u?st\.?|φ\.?π\.?α\.?|vsk|tvsh)"
_WITH_TAX = re.compile(
    rf"\b{_SUM}\W{{1,3}}(?:[^\W\d]+\W{{1,3}}){{0,2}}?\(?{_WITH}(?!/)\W{{1,3}}(?:\d\d?(?:[.,]\d+)? ?%\W{{0,3}})?{_TAX}(?![^\W\d_])"
    rf"|\b{_SUM}\W{{1,3}}(?:iva|tva|taxes)\W{{1,3}}(?:incl\w+|compr\w+)"
    r"|\b(?:kdv|vergiler) dahil|\btvac\b|käibemaksuga|\bkm-ga\b|áfá-?val|כולל מע"
)
_OPEN_BRACKET = re.compile(r"\([^)]*$")


def before_bracket(text: str) -> str:
    """The text up to a bracket that it leaves open: of `Total (incl. VAT 33.33)  200.00` what names the second amount."""
    return _OPEN_BRACKET.sub("", text)


@lru_cache(maxsize=KEPT_TEXTS)
def labels_of(text: str) -> frozenset[str]:
    """Kinds of label in a text: gross, total, payable, net, tax, part."""
    lower = text.lower()
    plain = re.sub(r"\s", "", lower)
    kinds = {name for name, pattern in _LABELS.items() if pattern.search(plain)}
    if _WITH_TAX.search(lower) and not _OPEN_BRACKET.search(lower):
        kinds.add("gross")
    return frozenset(kinds | {name for name, pattern in _WHOLE_WORDS.items() if pattern.search(lower)})
