"""Tell what the rows of a receipt are about: total, tax, payment, change, rounding, address, noise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ocr_service.extractors.amounts.currencies import exponent, meanings
from ocr_service.extractors.amounts.document_currency import currency_of_letter
from ocr_service.extractors.amounts.find import KEPT_TEXTS, FoundAmount, signs_in
from ocr_service.extractors.amounts.footnote_marks import amounts_of
from ocr_service.extractors.evidence.spelling import SURE, as_digits, corrected_words
from ocr_service.layout.once import once
from ocr_service.layout.quick_pattern import quick_pattern
from ocr_service.layout.rows import Row

VOCABULARY = frozenset(
    [
        "TOTAL",
        "SUBTOTAL",
        "GRAND",
        "NETT",
        "ROUNDING",
        "ROUNDED",
        "ROUND",
        "ADJUSTMENT",
        "ADJ",
        "AMOUNT",
        "PAYABLE",
        "CASH",
        "CHANGE",
        "BALANCE",
        "TENDER",
        "TENDERED",
        "PAYMENT",
        "PAID",
        "INCLUSIVE",
        "INCLUDING",
        "INCLUDED",
        "EXCLUDING",
        "EXCLUSIVE",
        "EXCL",
        "INCL",
        "DISCOUNT",
        "SAVINGS",
        "SUMMARY",
        "INVOICE",
        "RECEIPT",
        "CASHIER",
        "QUANTITY",
        "ITEMS",
        "ITEM",
        "SALES",
        "SERVICE",
        "CHARGE",
        "VISA",
        "MASTERCARD",
        "DEBIT",
        "CREDIT",
        "CARD",
        "DATE",
        "TIME",
        "TABLE",
        "THANK",
        "WELCOME",
        "GOODS",
        "SOLD",
        "RETURNABLE",
        "REFUNDABLE",
        "EXCHANGE",
        "TAXABLE",
        "DESCRIPTION",
        "PRICE",
        "UNIT",
        "COMPANY",
        "REGISTRATION",
        "OFFICE",
        "BRANCH",
        "MEMBER",
        "POINTS",
        "CUSTOMER",
        "COPY",
        "FINAL",
        "SUMME",
        "GESAMT",
        "GESAMTBETRAG",
        "ZAHLBETRAG",
        "BETRAG",
        "MWST",
        "NETTO",
        "BRUTTO",
        "RÜCKGELD",
        "GEGEBEN",
        "KARTE",
        "STEUER",
        "MONTANT",
        "TOTALE",
        "IMPORTE",
        "SUBTOTALE",
        "CONTANTI",
        "RESTO",
        "EFECTIVO",
        "CAMBIO",
        "ESPECES",
        "RENDU",
    ]
)

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "change",
        r"\bCHANGE\b(?! *(?:OF|WITHIN))|R(?:Ü|UE?)CKGELD|\bZUR(?:Ü|UE?)CK\b|\bRESTO\b|\bCAMBIO\b|\bRENDU\b|BALANCE (?:DUE )?(?:BACK|RETURN)|WISSELGELD|\bRESZTA\b"
        r"|\bTROCO\b|\bVISSZAJ[ÁA]R|\bVR[ÁA]TIT\b|\bPOVRA(?:T|TA)\b|\bRESTUL\b|\bСДАЧА\b|\bРЕШТА\b|\bΡΕΣΤΑ\b|\bVÄXEL\b|\bVAXEL\b|\bBYTTEPENGE\b|\bKEMBALI(?:AN)?\b|\bRETOUR\b|PARA ÜSTÜ|\bVRÁCENO\b",
    ),
    ("rounding", r"ROUND(?:ING|ED|\b)(?!.*TOTAL)(?!.*AMT)|R[O0]UND(?:ING)? ?ADJ|CENT ROUND"),
    (
        "quantity",
        r"TOTAL *(?:QTY|QUANTITY|ITEM|PCS|NO\b|UNIT)|\bQTY\b|ITEM(?:S|\(S\))? *(?:COUNT|:)|NO\.? OF ITEM|ANZAHL",
    ),
    (
        "saving",
        r"\bSAV(?:ED|ING)|DISC(?:OUNT)?\b|\bPOINTS?\b|RABATT?|REMISE|SCONTO|DESCUENTO|KORTING|DESCONTO|\bDISKON\b",
    ),
    (
        "subtotal",
        r"SUB ?-? ?TOTAA?L|ZWISCHEN(?:SUMME|TOTAL)|SOUS[ -]?TOTAL|SUBTOTALE|EXCL|BEFORE (?:TAX|GST)|TAXABLE|NET AM(?:OUN)?T|\bNETTO\b|\bHT\b"
        r"|BASE IMPONIBLE|\bIMPONIBILE\b|VATABLE|\bDELSUMM?A\b|\bPODSUMA\b|\bMEZISOU[ČC]ET\b|\bMEDZIS[ÚU][ČC]ET\b|\bZ[ÁA]KLAD\b|HORS TAXE|\bARA TOPLAM\b|R[ÉE]SZ[ÖO]SSZEG|\bV[ÄA]LISUMMA\b|\bMELLOMSUM\b|ПОДЫТОГ|МЕЖДИННА",
    ),
    (
        "total",
        r"\bTOTAL|\bTOTALE?\b|NETT? (?:TOTAL|AMOUNT)|AMOUNT (?:DUE|PAYABLE)|(?:\bAMT|\bAMOUNT)(?! *TAX)|\bDUE\b"
        r"|PAYABLE|\bSUMME\b|GESAMT|ZAHLBETRAG|ENDBETRAG|\bTTC\b|À PAYER|A PAYER|IMPORT[EO]|DA PAGARE|BALANCE DUE|ZU ZAHLEN|TO PAY\b|^\W*BALANCE\b"
        r"|\bTOTAAL\b|TE BETALEN|\bATT BETALA\b|\bSUMMA\b|\bI ALT\b|TIL BETALING|\bRAZEM\b|\bSUMA\b|DO ZAP[ŁL]ATY|\bCELKEM\b|K [ÚU]HRAD[ĚE]\b|\bSPOLU\b|\bTOPLAM\b|[ÖO]DENECEK|YHTEENS[ÄA]|\bMAKSETTAVA|\bJUMLAH\b"
        r"|FIZETEND[ŐO]|V[ÉE]G[ÖO]SSZEG|\b[ÖO]SSZESEN\b|\bUKUPNO\b|\bSKUPAJ\b|ZA PLA[ČĆC]|\bVISO\b|MOK[ĖE]TI|\bKOP[ĀA]\b|\bKOKKU\b|DE PLAT[ĂA]\b|\bT[ỔO]NG\b|ΣΥΝΟΛΟ|ΣΎΝΟΛΟ|\bИТОГО?\b"
        r"|К ОПЛАТЕ|\bРАЗОМ\b|ДО СПЛАТИ|\bВСЬОГО\b|\bУКУПНО\b|\bОБЩО\b|ЗА ПЛАЩАНЕ|合計|합계|总计",
    ),
    (
        "tax",
        r"\b(?:[CS]?GST|SST|VAT|TAX|MWST|UST|TVA|IVA|HST|BTW|MOMS|MVA|PTU|PPN|DPH|KDV|ALV|[ÁA]FA|PVM|PVN|DDV|PDV|TVSH|ICMS|ФПА|ΦΠΑ|НДС|ПДВ|ДДС)\b(?! *(?:REG|ID|NO\b|INVOICE|INCL))",
    ),
    ("service", r"\bSERV(?:ICE)? *(?:CHARGE|CHG)|\bSVC\b"),
    ("tip", r"\bTIPS?\b|TRINKGELD|GRATUITY|POURBOIRE|PROPINA|MANCIA"),
    (
        "payment",
        r"\bCASH\b(?! *(?:SALE|BILL|RECEIPT|IER))|\bPAID\b|\bPAY(?:MENT)?\b|TENDER|\bVISA\b|MASTER|\bDEBIT|\bCREDIT|\bCARD\b|\bEDC\b"
        r"|AMEX|GEGEBEN|\bBAR\b|KARTE|CONTANT[EI]?\b|EFECTIVO|ESP[EÈ]CES|\bCB\b|TERMINAL|E-?WALLET|GIROCARD|MAESTRO|TWINT|BAN[CK]OMAT|EFTPOS|INTERAC|CONTACTLESS"
        r"|TARJETA|PAGAMENTO|\bPIN\b|GOT[ÓO]WK|\bKARTA\b|KONTANT|\b(?:BANK)?KORT\b|DINHEIRO|MULTIBANCO|\bTUNAI\b|\bNAKIT\b|\bHOTOV(?:Ě|E|OST)\b|\bKARTOU\b|KREDI KART|BANKK[ÁA]RTYA|K[ÉE]SZP[ÉE]NZ|\bGOTOVIN|\bKARTIC|\bKORTTI\b|K[ÄA]TEINEN"
        r"|\bDANKORT\b|MOBILEPAY|\bSWISH\b|\bVIPPS\b|BLIK\b|BIZUM|\bPAYNOW\b|\bPIX\b|BANCONTACT|\bCART(?:E|A|[ÃA]O)\b|\bNUMERAR\b|\bGRYNAIS|SKAIDR[ĀA]|SULARAHA|НАЛИЧН|ГОТ[ІО]ВК|\bКАРТ\w+|ΜΕΤΡΗΤ|\bΚΑΡΤΑ\b",
    ),
)
CENTS = 2
_HAS_CENTS = re.compile(r"\d\s?[.,]\s?\d{2}(?!\d)")
_KIND_PATTERNS = tuple((kind, quick_pattern(pattern)) for kind, pattern in _KINDS)
_SUMMARY = quick_pattern(
    r"(?:GST|TAX|VAT|SST|MWST) *(?:SUMMARY|ANALYSIS|CODE)|\bSUMMARY\b|TAX *(?:CODE|RATE)|CODE +(?:NET|AM(?:OUN)?T)"
    r"|\bNET\(|AM(?:OUN)?T\W*(?:RM|\$)?\W*\bTAX|AM(?:OUN)?T *\(?(?:RM|\$)?\)? +GST"
)
# A column for the tax code does not make a table of goods one of taxes.
_OF_GOODS = quick_pattern(r"\b(?:QTY|PRICE|U/P|DESC(?:RIPTION)?|ITEMS?|QUANTITY)\b")
# Amounts in which a point or a digit was taken for something else: `119-90`, `3O.OO`; a tax code may hang on.
_MISREAD_AMOUNT = re.compile(
    r"(?<![\w.,:/-])(?:RM|\$|€)?\s?(?=\S*\d)([\doOQDIlSBZz|]{1,5})\s?[.,:;\-]\s?([\doOQDIlSBZz]{2})[\dSGZ]?(?![\w/:-])"
)
_LAST_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{2,7})\W{0,3}$")
_SUMS = frozenset({"total", "subtotal", "payment", "change"})


@dataclass(frozen=True)
class ReceiptRow:
    """A row with its spelling repaired, its amounts, and what it is about.

    ``kinds`` may name several; ``in_summary`` is True below the heading of a tax summary; ``has_cents`` is False on a
    receipt of whose amounts none has two decimals, and ``currency`` then the one named there that has none or three,
    else the one that writes itself with the letter before the amounts (``R120.00``).
    """

    row: Row
    index: int
    in_summary: bool = False
    has_cents: bool = True
    currency: str = ""

    @once
    def text(self) -> str:
        """Upper case, with misread key words repaired."""
        return corrected_words(self.row.words, VOCABULARY)

    @once
    def amounts(self) -> tuple[FoundAmount, ...]:
        """Amounts with cents from left to right; in a row of sums that has none, those that were misread.

        On a receipt without cents: what has a currency, thousands or three decimals, and the whole number that a row of sums ends with.
        """
        clean = (
            _with_cents(self.row, self.currency)
            if self.has_cents
            else amounts_of(self.row, self.currency, across_columns=True)
        )
        if clean or not self.kinds & _SUMS:
            return clean
        misread = () if self.row.confidence >= SURE else tuple(_misread_amounts(self.row.text))
        return misread or (() if self.has_cents else self._last_number())

    def _last_number(self) -> tuple[FoundAmount, ...]:
        match = _LAST_NUMBER.search(self.row.text)
        if match is None:
            return ()
        return (FoundAmount(Decimal(match[1]), "", match.start(1), match.end(1), match[1]),)

    @once
    def kinds(self) -> frozenset[str]:
        """What the row is about, by its key words."""
        return _kinds_of(self.text)

    @property
    def is_sum(self) -> bool:
        """True for totals, subtotals, payment and change outside the table of taxes."""
        return bool(self.kinds & _SUMS) and not self.in_summary

    @property
    def is_summary_heading(self) -> bool:
        """True for the heading of a table of taxes."""
        return bool(_SUMMARY.search(self.text)) and not _OF_GOODS.search(self.text)


@lru_cache(maxsize=KEPT_TEXTS)
def _kinds_of(text: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in _KIND_PATTERNS if pattern.search(text))


def _with_cents(row: Row, currency: str) -> tuple[FoundAmount, ...]:
    return tuple(one for one in amounts_of(row, currency, across_columns=True) if _HAS_CENTS.search(one.text))


def _currency_without_cents(rows: Sequence[Row]) -> str:
    """The first currency named whose amounts have no decimals or three (ISO 4217), or empty."""
    named = (code for row in rows for sign in signs_in(row.text) for code in meanings(sign)[:1])
    return next((code for code in named if exponent(code) != CENTS), "")


def _misread_amounts(text: str) -> Iterator[FoundAmount]:
    for match in _MISREAD_AMOUNT.finditer(text):
        value = Decimal(f"{as_digits(match[1])}.{as_digits(match[2])}")
        yield FoundAmount(value, "", match.start(), match.end(), match.group())


def receipt_rows(rows: Sequence[Row]) -> tuple[ReceiptRow, ...]:
    """The rows of a receipt, each with what it is about. Where none has an amount with cents, whole ones count."""
    out: list[ReceiptRow] = []
    letter = currency_of_letter(rows)
    in_summary, has_cents = False, any(_with_cents(row, letter) for row in rows)
    currency = letter if has_cents else _currency_without_cents(rows)
    for index, row in enumerate(rows):
        read = ReceiptRow(row, index, in_summary, has_cents, currency)
        if read.is_summary_heading and not read.kinds & {"change", "payment"} and len(read.amounts) == 0:
            in_summary = True
            read = ReceiptRow(row, index, in_summary, has_cents, currency)
        out.append(read)
    return tuple(out)
