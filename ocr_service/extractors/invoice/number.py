"""Find the number of an invoice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise, zip_longest

from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.locales.invoice_words import (
    AFTER_HEADING,
    HEADED,
    INVOICE,
    OF_EAST_ASIAN_INVOICE,
    OF_INVOICE,
    OF_KIND,
)
from ocr_service.layout.layout import Layout
from ocr_service.layout.pairs import LabelledValue, labelled_values
from ocr_service.layout.rows import Row

_OF_DOCUMENT = re.compile(
    r"\bn[.°º]? documento\b\s?:?|\b(?:beleg|dokument(?:en)?|document|doc|vorgangs?|voucher|rechnungs?)\s?-?\s?(?:no|nr|nummer|number|n°|nº|#)\b\s?\.?[:.]?",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?<!\w)#\s*")
# A label that does not say of what.
_BARE = re.compile(
    r"č\.\s*(?=\d{5})|เลขที่\s*:?\s*(?=[A-Z]{0,4}[-/ ]?\d)|số\s*:\s*(?=\d)|(?:n[uú]m[eé]r[oa]?|n[°º]|nr|no|nummer|number|číslo|sorszám|broj|номер)\.?"
    r"(?:\s*:\s*(?=(?:[A-Z]{1,4}[ ])?\S*\d)|\s+(?=\S*\d\S* (?:du|de[lr]?|dated|vom|of|van|av|af|z dnia|ze dne) \d))",
    re.IGNORECASE,
)
# Words that are a label where they are all that stands in a column of a row, and the number in the next one.
_BARE_WORD = re.compile(r"num[ée]ro|n[úu]mero|numer|číslo", re.IGNORECASE)
_INVOICE_WORD = re.compile(INVOICE, re.IGNORECASE)
_HEADING_ALONE = re.compile(rf"{INVOICE}{OF_KIND}", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"(?:n[°º.ro]{1,3}|№|#)\s*([A-Z]{0,4}[-/]?\d[\w/-]{1,20})", re.IGNORECASE)
_BARE_HEADING = re.compile(r"(?<!\S)num[ée]ro(?!\S)", re.IGNORECASE)
# `FT A/882`, `CN 2024-77`: letters of a series, apart from their number.
_SERIES = r"(?!(?:N[OR]|DU|DE|OF|ON|DATE|VOM|DEL|IS|EUR|USD|CHF|GBP)\b)[A-Z]{1,4}[ ](?=[A-Z]{0,2}/?\d)"
# `seria CC nr. 0219`, as Romania and the Baltic states print them.
_NAMED_SERIES = r"\bs[eē]ri[aj]a?\.?\s*:?\s*([A-Z]{1,5})\s+(?:nr|no|n[uú]m[aă]r)\.?\s*:?\s*"
_OF_SERIES = re.compile(_NAMED_SERIES, re.IGNORECASE)
_SERIES_BEFORE = re.compile(f"{_NAMED_SERIES}$", re.IGNORECASE)
_NUMBER = re.compile(rf"[#:]?\s*((?:{_SERIES})?[^\W_][\w./\-]{{0,30}}(?:\s?-\s?\d+)?)")
_OTHER_THING = re.compile(
    r"(?:bestell|auftrag|order|vertrag|versicherung(?!sverein)|kunden|client|police|liefer|contract|purchase|commande|pedido|ordine|konto|account|dossier|encomenda|zam[óo]wien|objedn[áa]v|beställ|tilau[sk]|rendel|comand|narud[žz]b|naro[čc]il|sipari[şs]|tellimus|užsakym|pasūtījum|заказ|замовлен|παραγγελ|\bkund|klient|z[áa]kazn|asiakas|vev[őo]|kup(?:ac|ca)|debitor|müşteri)[\w/]*\W*(?:n[ro]\b|n°|nº|number|nummer|#)?\W*$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
# A credit note names the invoice that it takes back.
_OF_ANOTHER = re.compile(
    r"ursprung|original|storn(?!orechnung)|referen[zc]|\bzur? (?:\w+ )?rechnung|\b(?:to|for|against) invoice|\bbezug|sur (?:la )?facture|op factuur|\bdo faktury|\bk fakt[uú][rř]|\btil faktura|\bavser faktura|\bgjelder faktura|\br[ei]f\w*\.? (?:\w+ )?fat?t+ura|\brectifica\w* (?:\w+ )?factura|\bsulla fattura|relates to"
)
KINDS = (
    ("label", OF_INVOICE),
    ("label", OF_EAST_ASIAN_INVOICE),
    ("label", _OF_SERIES),
    ("heading", AFTER_HEADING),
    ("document", _OF_DOCUMENT),
    ("hash", _HASH),
)
# Labels that count only where a column or a row begins.
STARTS = (("bare", _BARE), ("headed", HEADED))
KIND_NAMES = tuple(kind for kind, _ in (*KINDS, *STARTS))


def rank_numbers(layout: Layout) -> list[Ranked[LabelledValue]]:
    """The numbers that may be the invoice's, best first; ``text`` is the number alone."""
    return rank(number_candidates(layout), weights_of("invoice_number"))


def number_candidates(layout: Layout) -> list[Candidate[LabelledValue]]:
    """Each distinct number with the kinds of label it has."""
    found: dict[str, list[tuple[str, LabelledValue]]] = {}
    for kind, place in _places(layout):
        found.setdefault(place.text.casefold(), []).append((kind, place))
    return [Candidate(places[0][1], _features(places, layout)) for places in found.values()]


def _places(layout: Layout) -> Iterator[tuple[str, LabelledValue]]:
    labelled = ((kind, place) for kind, label in KINDS for place in labelled_values(layout, label))
    headings = (("bare", place) for place in labelled_values(layout, _BARE_HEADING) if place.is_below)
    rows = (_places_at_starts(layout), _places_in_next_column(layout), _places_below_heading(layout))
    for kind, place in chain(labelled, headings, *rows):
        match = _NUMBER.match(place.text)
        if (
            match is None
            or len(match[1]) < 2
            or not re.search(r"\d", match[1])
            or _DATE.fullmatch(match[1].strip("."))
        ):
            continue
        number = re.sub(r"(?<![A-Z])\s|\s(?=-)", "", match[1]).rstrip(".-/")
        start = place.start + match.start(1)
        series = _SERIES_BEFORE.search(place.row.text[:start])
        if series and not number.startswith(series[1]):
            number, start = f"{series[1]} {number}", series.start(1)
        yield kind, LabelledValue(place.row, start, number, place.label, place.is_below)


def _places_at_starts(layout: Layout) -> Iterator[tuple[str, LabelledValue]]:
    for row in layout.rows:
        at = 0
        for segment in row.segments:
            for kind, pattern in STARTS:
                label = pattern.match(segment.text)
                if label is not None:
                    text = segment.text[label.end() :]
                    yield kind, LabelledValue(row, at + label.end(), text, label.group())
            at += len(segment.text) + 1


def _places_below_heading(layout: Layout) -> Iterator[tuple[str, LabelledValue]]:
    """`N° 4512` alone in a column below the heading, or in the next row, as Chile and Bolivia print it."""
    for heading, *below in zip_longest(layout.rows, layout.rows[1:], layout.rows[2:]):
        if not _HEADING_ALONE.fullmatch(heading.text.strip()):
            continue
        found = [place for row in below if row and row.page == heading.page for place in _alone(row, heading)]
        if len(found) == 1:
            yield "headed", found[0]


def _alone(row: Row, heading: Row) -> Iterator[LabelledValue]:
    at = 0
    for segment in row.segments:
        match = _NUMBER_ALONE.fullmatch(segment.text.strip())
        if match is not None:
            yield LabelledValue(row, at + segment.text.rindex(match[1]), match[1], heading.text)
        at += len(segment.text) + 1


def _places_in_next_column(layout: Layout) -> Iterator[tuple[str, LabelledValue]]:
    for row in layout.rows:
        at = 0
        for label, value in pairwise(row.segments):
            at += len(label.text) + 1
            word = label.text.strip(" :.")
            for kind, pattern in (("bare", _BARE_WORD), ("headed", _INVOICE_WORD)):
                if pattern.fullmatch(word):
                    yield kind, LabelledValue(row, at, value.text, label.text)


def _features(places: list[tuple[str, LabelledValue]], layout: Layout) -> dict[str, float]:
    number = places[0][1].text
    kinds = {kind for kind, _ in places}
    return {
        **{kind: float(kind in kinds) for kind in KIND_NAMES},
        "of_other_thing": float(all(_is_of_other_thing(place) for _, place in places)),
        "behind": float(any(not place.is_below for _, place in places)),
        "only_below": float(all(place.is_below for _, place in places)),
        "repeats": min(len(re.findall(rf"(?<!\w){re.escape(number)}(?!\w)", layout.text)) - 1, 3) / 3,
        "short": float(len(number) < 4),
        "digits": sum(c.isdigit() for c in number) / len(number),
        "first_page": float(places[0][1].row.page == 1),
        "like_amount": float(bool(re.fullmatch(r"\d+[.,]\d\d", number))),
        "original": float(
            any(_OF_ANOTHER.search(place.row.text.casefold()[: place.start + 1]) for _, place in places)
        ),
    }


def _is_of_other_thing(place: LabelledValue) -> bool:
    label = re.sub(r"\W*(?:n[ro]\b\.?|n°|nº|#|\bnumero\b)\W*$", "", place.label, flags=re.IGNORECASE)
    return bool(_OTHER_THING.search(label))
