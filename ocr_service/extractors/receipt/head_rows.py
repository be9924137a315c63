"""The rows at the head of a document, and what each looks like: address, telephone, registration, document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from ocr_service.extractors.evidence.spelling import corrected_words
from ocr_service.extractors.receipt.misreadings import repaired
from ocr_service.layout.once import once
from ocr_service.layout.quick_pattern import quick_pattern
from ocr_service.layout.rows import Row

HEAD_ROWS = 18
# Only a text layer has words of full confidence.
EXACT = 100.0
LEGAL_FORM = re.compile(
    r"\b(?:SDN\W{0,2}\s?BHD|S/B|BHD|BERHAD|PTE\W{0,2}\s?LTD|PTY\W{0,2}\s?LTD|LTD|LIMITED|INC|LLC|LLP|CORP(?:ORATION)?|PLC"
    r"|GMBH|MBH|AG|KG(?!\.\s?[A-Z])|OHG|UG|E\.?K|GBR|SARL|SASU?|EURL|SRL|S\.R\.L|S\.P\.A|SPA|SNC|S\.N\.C|S\.A(?:\. DE C\.?V|\.R\.L|\.[STUBD])?|S\.L(?:\.N\.E|\.[ULP])?|S\.COM|S\.COOP|B\.?V|N\.?V"
    r"|LDA|LTDA|AB|APS|A/S|OYJ?|SP\. ?Z ?O\. ?O|SP\. ?K|S\.R\.O|KFT|TBK)\b\.?(?:\s*&\s*CO\b\.?(?:\s*KG\b)?)?",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:JALAN|JLN|JL|LORONG|LRG|LEBUH|LEBUHRAYA|PERSIARAN|TAMAN|TMN|KAMPUNG|KG|BANDAR|BDR|KAWASAN|SEKSYEN|SECTION|DESA|PUSAT|PLAZA"
    r"|KOMPLEKS|MALL|BLOCK|BLK|LEVEL|FLOOR|FLR|TINGKAT|GROUND|BASEMENT|UNIT|LOT|BATU|PERINDUSTRIAN|PERUSAHAAN|WISMA|MENARA|BUKIT|SIMPANG|PARK|CITY|KOTA|SHOPPING"
    r"|STREET|ST|ROAD|RD|AVENUE|AVE|LANE|DRIVE|DR|BOULEVARD|BLVD|HIGHWAY|SUITE|SQUARE|RUE|CHEMIN|ALLÉE|VIA|PIAZZA|VIALE|CALLE|AVENIDA|PLATZ|WEG"
    r"|[A-ZÄÖÜß]{3,}(?:STRASSE|STRAßE|STR|GASSE|ALLEE))\b\.?"
)
PLACE = re.compile(
    r"\b(?:JOHOR(?: BA[HR]+U)?|KEDAH|KELANTAN|MELAKA|MALACCA|NEGERI SEMBILAN|PAHANG|PENANG|PULAU PINANG|PERAK|PERLIS|SABAH|SARAWAK"
    r"|SELANGOR|TERENGGANU|KUALA LUMPUR|K\.?L|LABUAN|PUTRAJAYA|PETALING(?: JAYA)?|SHAH ALAM|SUBANG JAYA|KLANG|IPOH|SEREMBAN|KAJANG|CYBERJAYA|PUCHONG"
    r"|RAWANG|CHERAS|AMPANG|KEPONG|D\.?E|DARUL|EHSAN|MALAYSIA|SINGAPORE|UK|USA|DEUTSCHLAND|GERMANY|FRANCE|ESPAÑA|ITALIA|W\.?P)\b"
)
# Five digits of many countries, then Britain, Singapore, Canada, the Netherlands, Brazil, Portugal, Poland, Japan, India behind a town, and the four of
# Australia, Austria, Switzerland or Denmark at an end of a row of words.
POSTCODE = re.compile(
    r"(?<![\d-])[0-9OIl]{5}(?![\d-])|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bS\(?\d{6}\)?|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|(?<![\d-])\d{4} ?[A-Z]{2}\b(?=\s+[A-Z])"
    r"|(?<![\d-])(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3}-\d{4})(?![\d-])|(?<=[A-Z] )\d{6}\W*$|^\W*(?:[A-Z]{1,2}-)?\d{4} (?=[A-Z]{3}[A-Z .'-]*$)|^[^\d]*[A-Z]{3} \d{4}\W*$"
)
OPENING = re.compile(
    r"^\W*(?:N[O0]\b|LOT\b|UNIT\b|LEVEL\b|BLOCK\b|BLK\b|SUITE\b|[A-Z]{0,3}[-.]?\d+[A-Z]?\b|GROUND\b|PT\s?\d|JALAN\b|JLN\b|B-\d)"
)
_REGISTRATION = re.compile(
    r"\b(?:GST|SST|VAT|SALES TAX|MWST|UST|TVA|IVA|BTW|MOMS|MVA|PTU|PPN|HST|DPH|KDV|KVK|CVR|NIP|ORG)\b\.?[- ]?(?:NO|NR|ID|REG)\b"
    r"|\b(?:REG(?:ISTRATION)?|ROC|R0C|GST|SST|VAT|TAX ID|CO\.? ?(?:NO|REG)|COMPANY (?:NO|REG)|BRN|UEN|UST|STEUER|SIRET|SIREN|P\.? ?IVA|NIF|CIF)\b"
    r"|^\W*(?:NO\W*)?(?:\d{5,12}\s?-?\s?[A-Z0-9]|[A-Z]{1,3}\d{6,}\s?-?\s?[A-Z]?)\W*$"
)
_PHONE = re.compile(
    r"\b(?:TEL(?:EPHONE|EFON)?|FAX|PHONE|PH|H/?P|MOBILE|HOTLINE|WHATSAPPS?|CALL)\b\s*(?:NO)?\W{0,4}[+(\d]|TEL\s*[:.&/]"
    r"|(?:^\W*|\s)[TF]\s?[:.]\s?[+(\d]"
    r"|^\W*(?:\+?6?0\d{1,2}[-\s]?\d{3,4}[-\s]?\d{3,5})(?!\d|\s?-?[A-Z])"
)
_DOCUMENT = quick_pattern(
    r"INVOICE|IN?VOLCE|RECEIPT|CASH (?:SALE|BILL)|GUEST CHECK|CREDIT NOTE|WELCOME|THANK|ORIGINAL|DUPLICATE|COPY|BILL TO|CASHIER|OPERATOR|TABLE|ORDER|DATE\b"
    r"|\b(?:STORE|SHOP|BRANCH|TILL|FILIALE?|OUTLET|REGISTER|MAGASIN|TIENDA|NEGOZIO|WINKEL|BUTIK)\W{0,2}(?:N[OR]\.?\W{0,2})?[#@]?\s?\d|\bSINCE\b|\bEST(?:D|ABLISHED)?\b\.? ?(?:IN )?\d{4}|EVERY ?DAY|\bYOUR\b|\b7 DAYS"
    r"|CUSTOMER|BON(?:NR)?\b|QUITTUNG|RECHNUNG|FACTURE|TICKET|SCONTRINO|MON-|SUN |OPENING|HOURS|\bPOS\b|TERMINAL|SERVED|PAX|STAFF|TRANS\b|SLIP|DOC(?:UMENT)? NO"
)
_ONLINE = re.compile(r"WWW|HTTP|@[A-Z]|\.COM|E-?MAIL|FACEBOOK|WEBSITE|\.MY\b")
_MONEY = re.compile(r"\d[.,]\d{2}\b")
_TIME = re.compile(r"\d{1,2}\s?:\s?\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")

# Candidates for an address begin and end with the same few rows.
_KEPT_ROWS = 512


@lru_cache(maxsize=_KEPT_ROWS)
def opens(text: str) -> bool:
    """True where a text begins as an address does: with a number, or what a number follows."""
    return bool(OPENING.search(text))


@lru_cache(maxsize=_KEPT_ROWS)
def has_place(text: str) -> bool:
    """True where a text names a state or a country."""
    return bool(PLACE.search(text))


@lru_cache(maxsize=_KEPT_ROWS)
def has_postcode(text: str) -> bool:
    """True where a text holds a postcode."""
    return bool(POSTCODE.search(text))


GEOGRAPHY: frozenset[str] = frozenset(
    " ".join(
        (
            "JALAN LORONG LEBUH LEBUHRAYA PERSIARAN TAMAN KAMPUNG BANDAR KAWASAN SEKSYEN PUSAT PLAZA KOMPLEKS",
            "PERINDUSTRIAN PERUSAHAAN WISMA MENARA BUKIT JOHOR BAHRU BARU KEDAH KELANTAN MELAKA NEGERI SEMBILAN",
            "PAHANG PENANG PULAU PINANG PERAK PERLIS SABAH SARAWAK SELANGOR TERENGGANU KUALA LUMPUR LABUAN",
            "PUTRAJAYA PETALING SHAH SUBANG KLANG SEREMBAN KAJANG CYBERJAYA PUCHONG CHERAS AMPANG KEPONG DARUL",
            "EHSAN TAKZIM MALAYSIA SINGAPORE GROUND FLOOR LEVEL BLOCK BASEMENT SHOPPING CENTRE ENTERPRISE TRADING",
            "RESTAURANT RESTORAN STATIONERY HARDWARE COMPANY HOLDINGS MARKETING SERVICES DAMANSARA MEWAH JAYA",
            "SERI INDUSTRIAL STREET AVENUE MINI MARKET SUPERMARKET BAKERY KEDAI KELANG RAWANG PERNIAGAAN PASARAYA",
            "SUNWAY SETIA INDAH PERDANA UTAMA NORTH SOUTH EAST WEST OWNED OWNER OPERATED MANAGED",
        )
    ).split(" ")
)


@dataclass(frozen=True)
class HeadRow:
    """A row at the head of a document and what it looks like."""

    row: Row
    index: int
    usual_height: float = 0.0

    @once
    def height(self) -> float:
        """Height of the row in the page's units."""
        return self.row.box.height

    @once
    def text(self) -> str:
        """Upper case, with misread words of places and trades repaired."""
        text = corrected_words(self.row.words, GEOGRAPHY)
        return text if self.row.confidence >= EXACT else repaired(text)

    @once
    def has_legal_form(self) -> bool:
        """True when the row holds a legal form such as `Ltd` or `SDN BHD`."""
        return bool(LEGAL_FORM.search(self.text))

    @once
    def kind(self) -> str:
        """One of registration, phone, online, document, money, time, noise, address, other."""
        text = self.text
        for kind, pattern in (
            ("online", _ONLINE),
            ("phone", _PHONE),
            ("document", _DOCUMENT),
            ("registration", _REGISTRATION),
        ):
            if pattern.search(text):
                return kind
        if _TIME.search(text):
            return "time"
        if _MONEY.search(text):
            return "money"
        if sum(c.isalpha() for c in text) < 3:
            return "address" if has_postcode(text) else "noise"
        return "address" if self.address_evidence >= 1 else "other"

    @once
    def address_evidence(self) -> float:
        """How much speaks for an address: streets, postcode, places, a number in front."""
        text = self.text
        return (
            0.8 * bool(opens(text) and re.search(r"\d", text))
            + 1.0 * min(len(_STREET.findall(text)), 2)
            + 1.0 * has_postcode(text)
            + 0.8 * has_place(text)
            + 0.3 * ("," in text)
            - 1.5 * self.has_legal_form
        )


def head_rows(rows: Sequence[Row]) -> tuple[HeadRow, ...]:
    """The first rows of a page, as candidates for name and address."""
    usual = median(row.box.height for row in rows[:HEAD_ROWS]) if rows else 0.0
    return tuple(HeadRow(row, index, usual) for index, row in enumerate(rows[:HEAD_ROWS]))
