"""Read the line items of an invoice below the heading of its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.amounts.find import FoundAmount, money
from ocr_service.extractors.amounts.footnote_marks import amounts_of, text_without_marks
from ocr_service.extractors.amounts.quantity import find_quantity
from ocr_service.extractors.evidence.evidence import field_of
from ocr_service.extractors.invoice.amount_place import HIGHEST_RATE
from ocr_service.layout.layout import Layout
from ocr_service.layout.rows import Row

_HEADING_WORDS = re.compile(
    r"\b(?:pos|item|description|beschreibung|artikel(?:bezeichnung)?|bezeichnung|menge|quantity|qty|aantal|unit|price|preis|einzelpreis|betrag|amount|total"
    r"|rate|désignation|quantité|montant|prix|descripción|cantidad|precio|importe|descrizione|quantità|prezzo|importo|prijs|nettowert|entgelt|omschrijving|bedrag|antal|pris|belopp|beløb|beskriv(?:ning|else)|ilość|cena|wartość|nazwa|qtd|preço|valor|descrição|concepto|cant\.?|qté|q\.tà"
    # Northern, eastern and southern Europe.
    r"|benämning|á-pris|à-hinta|summa|beskrivelse|antall|kuvaus|määrä|yhteensä|označení|množství|mn\.|celkem|názov|množstvo|megnevezés|mennyiség|egységár|érték|nettó|bruttó|denumirea?|preț|pret|valoare"
    r"|pavadinimas|kiekis|kaina|suma|nosaukums|daudz(?:ums)?|teenus|kogus|hind|opis|kol\.?|količina|cijena|iznos|znesek|açıklama|miktar|birim|fiyatı?|tutarı?|περιγραφή|ποσότητα|τιμή|αξία"
    r"|наименование|товары?|кол-во|количество|цена|сумма|назва|кількість|ціна|сума|стойност|назив|количина|износ"
    r"|tên hàng|số lượng|đơn giá|thành tiền|nama barang|jumlah|harga|keterangan)\b"
    # Where no blank parts words.
    r"|品名|品目|数量|単価|金額|货物|单价|金额|품목|수량|단가|금액|공급가액|รายการ|จำนวน|ราคา",
    re.IGNORECASE,
)
_END = re.compile(
    r"^\W*(?:sub-?\s?tota(?:a)?l|zwischentotal|mal hizmet toplam|suma\b|total|net (?:total|amount|sum|value)|summe|zwischensumme|gesamt|netto|rechnungssumme|belegsummen|positionssumme|exclusief|sous-total|totale|imponibile|base|taxable|grand total|[cisu]?gst\b|vat\b|(?:sales )?tax\b|mwst|ust\b|tva\b|iva\b|moms\b|att betala|timbre"
    r"|(?:output |input )?[cisu]gst\b|round(?:ing| off)|razem|do zapłaty|celkem|spolu|základ|dph\b|zaokrouhl|összesen|végösszeg|fizetendő|áfa\b|ukupno|osnovica|pdv\b|skupaj|osnova\b|ddv\b|(?:ara |genel )?toplam|kdv\b|ödenecek|vergiler|hesaplanan"
    r"|итого|всего|в том числе|ндс|разом|всього|у тому числі|пдв|общо|ддс|данъчна|укупно|основица|σύνολο|καθαρή|φπα|yhteensä|alv\b|arvonlis|veroton|maksettava|i alt\b|sum\b|summa|mva\b|[åa]t? betale|öresutj"
    r"|totaal|btw\b|te betalen|kokku|käibemaks|kopā|pvn\b|iš viso|pvm\b|tổng|cộng|thuế|jumlah|ppn\b|iss\b|合計|小計|消費税|合计|价税合计|합계|รวม|ภาษี|จำนวนเงินรวม)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(?<![\d.,])(\d{1,5}(?:[.,]\d{1,4})?)\s*(?:x|stk\.?|st\.?|std\.?|pcs?|h|units?|pièces?|kwh)?(?=\s|$)",
    re.IGNORECASE,
)
# A first column of running numbers: they are no part of what is sold, and no quantity.
_NUMBERED = re.compile(
    r"^\W*(?:pos(?:ition|itie|izione)?|lfd\.?\s?nr|lp|línea|ligne|linha|riga|rad|regel|nr|no|n°|#)(?![^\W\d_])|^\W*#",
    re.IGNORECASE,
)
_RUNNING = re.compile(r"\W*(\d{1,4})(?:[.)]\s*|\s+)(?=\S)")
_TIMES = re.compile(r"\d\s?[^\W\d_]{0,4}\.?\s?(?:[x×@]|[àá](?=\s))\s?[€$£₹]?\s?$", re.IGNORECASE)
_EACH = re.compile(r"\s?(?:each|ea\.?|apiece|per|pro|je|par|por|/)(?![^\W\d_])", re.IGNORECASE)
LEAST_HEADINGS = 3
MOST_ITEMS = 200
# A price, an amount, and perhaps a tax.
_WITH_PRICE = 2


def invoice_items(layout: Layout, currency: str = "") -> tuple[FieldValue, ...]:
    """Rows with an amount between the table's heading and its sums.

    Each value is ``{"description", "quantity", "unit_price", "amount"}``; what is not printed is missing.
    """
    found: list[FieldValue] = []
    in_table = is_numbered = False
    last_number = 0
    for row in layout.rows:
        if len(_HEADING_WORDS.findall(row.text)) >= LEAST_HEADINGS and not amounts_of(row, currency):
            in_table, is_numbered = True, bool(_NUMBERED.match(row.text))
        elif _END.match(row.text):
            in_table = False
        elif in_table and len(found) < MOST_ITEMS:
            number = _RUNNING.match(row.text) if is_numbered else None
            if number is not None and int(number[1]) <= last_number:
                number = None
            items = _items(row, number.end() if number else 0, currency)
            if items and number is not None:
                last_number = int(number[1])
            found += items
    return tuple(found)


def _items(row: Row, start: int, currency: str) -> Sequence[FieldValue]:
    """``start`` is where the row begins behind its running number."""
    text = text_without_marks(row)
    amounts = _without_tax([one for one in amounts_of(row, currency) if one.start >= start], text)
    words = text[start : amounts[0].start] if amounts else ""
    if not amounts or not re.search(r"[^\W\d_]{3}", words):
        return ()
    pair = find_quantity(text[: amounts[-1].start], amounts[-1].value)
    if pair is not None and re.search(r"[^\W\d_]{3}", text[start : pair.start]):
        item = {
            "description": text[start : pair.start].strip(" *:-#€$£"),
            "amount": money(amounts[-1].value, currency),
            "quantity": pair.quantity,
            "unit_price": money(pair.unit_price, currency),
        }
        return (field_of(item, [row], confidence=0.8, rule="row of the table, quantity times price"),)
    return _unchecked(row, words, amounts, currency)


def _without_tax(amounts: Sequence[FoundAmount], text: str) -> Sequence[FoundAmount]:
    """The amounts without a last column of the tax: `1  350,00  350,00  66,50`, where quantity times price is the one before."""
    if len(amounts) <= _WITH_PRICE:
        return amounts
    whole, tax = amounts[-2:]
    is_tax = 0 < tax.value <= whole.value * HIGHEST_RATE
    return amounts[:-1] if is_tax and find_quantity(text[: whole.start], whole.value) else amounts


def _is_of_one(row: Row, amount: FoundAmount, words: str) -> bool:
    """True for the price of one alone in its row: `4 x 45.00`, `45.00 each`."""
    return bool(_TIMES.search(words) or _EACH.match(row.text, amount.end))


def _unchecked(row: Row, words: str, amounts: Sequence[FoundAmount], currency: str) -> Sequence[FieldValue]:
    """A row whose quantity and price do not give its amount, or are not printed."""
    item: dict[str, Any] = {"description": words.strip(" *:-#€$£")}
    if len(amounts) > 1 or not _is_of_one(row, amounts[0], words):
        item["amount"] = money(amounts[-1].value, currency)
    else:
        item["unit_price"] = money(amounts[0].value, currency)
    quantities = [match[1] for match in _QUANTITY.finditer(words) if match.start() > 0] or [
        match[1] for match in _QUANTITY.finditer(words[:6])
    ]
    if quantities:
        item["quantity"] = quantities[-1].replace(",", ".")
    if len(amounts) > 1:
        item["unit_price"] = money(amounts[0].value, currency)
    return (field_of(item, [row], confidence=0.6, rule="row of the table"),)
