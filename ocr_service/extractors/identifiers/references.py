"""Find reference numbers by their labels: invoice, order, customer, contract, file, receipt and policy numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.evidence.evidence import field_at, reading_confidence, words_between
from ocr_service.layout.layout import Layout
from ocr_service.layout.pairs import labelled_values

_NUMBER = (
    r"(?:\s?-?\s?(?:no|nr|nummer|number|n°|nº|n[úu]m(?:éro|ero|er)?|číslo|č|szám|id|#|№|code)\b\.?|[.:#°º])"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("invoice", r"invoice|rechnungs?|facture|factura|fattura|factuur"),
    (
        "order",
        r"(?:purchase )?order|bestell(?:ung)?s?|auftrags?|commande|pedido|ordine|encomenda|beställnings?|bestillings?|tilaus|zamówieni[ae]|objednávky?|rendelés|sipariş|заказа?|замовлення|\bPO",
    ),
    (
        "customer",
        r"customer|kunden|kunde?|client|cliente|klant|klienta?|asiakas|zákazníka?|ügyfél|müşteri|account|konto",
    ),
    ("contract", r"contract|vertrags?|contrat|contrato|contratto|policy|police|versicherungs(?:schein)?"),
    (
        "file",
        r"(?:our |your )?ref(?:erence)?|akten?zeichen|geschäftszeichen|(?:unser|ihr) zeichen|dossier|expediente|case|vorgangs?",
    ),
    ("receipt", r"receipt|beleg|bon|quittungs?|ticket|slip|bill"),
    ("delivery", r"delivery(?: note)?|lieferschein|bon de livraison|albarán|tracking"),
)
_VALUE = re.compile(r"[#:]?\s*((?=[A-Za-z./\-_]*\d)[A-Za-z0-9][A-Za-z0-9./\-_]{2,30})")
_LABELS = tuple((kind, re.compile(rf"\b(?:{words}){_NUMBER}", re.IGNORECASE)) for kind, words in _KINDS)


def references(layout: Layout) -> Iterator[FieldValue]:
    """Values ``{"kind", "number"}``; the number stands behind its label or below it."""
    for kind, label in _LABELS:
        for place in labelled_values(layout, label):
            match = _VALUE.match(place.text)
            if match and not re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", match[1]):
                start, end = place.start + match.start(1), place.start + match.end(1)
                sure = reading_confidence(words_between(place.row, start, end))
                number = match[1].rstrip(".-/")
                yield field_at(
                    {"kind": kind, "number": number},
                    place.row,
                    start,
                    end,
                    confidence=0.85 * sure,
                    rule=f"{kind} number by its label",
                )
