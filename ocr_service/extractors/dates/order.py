"""Tell whether a document writes the day before the month."""

from __future__ import annotations

import re
from functools import lru_cache

from ocr_service.extractors.amounts.country_marks import is_american
from ocr_service.extractors.amounts.currencies import meanings
from ocr_service.extractors.amounts.find import signs_in
from ocr_service.extractors.dates.months import month_table

# What tills of the United States print and hardly any other; Jordan and Pakistan have a sales tax, too, in other money.
_AMERICAN_TILL = re.compile(r"\b(?:SALES TAX|(?:CASH|DEBIT|CREDIT) TEND|EBT)\b")
_DAY_FIRST_COUNTRY = re.compile(
    r"\b(?:UK|U\.K\.|United Kingdom|England|Scotland|Ireland|Australia|New Zealand|India|Singapore|Malaysia|SDN|BHD|ABN|Deutschland"
    r"|France|España|Italia|Nederland|GmbH|S\.?A\.?R\.?L|MwSt|TVA|IVA|BTW|MOMS|MVA|PTU|TTC|DPH|KDV|PPN|ΦΠΑ|НДС|SUMME|TOTALE|TOTAAL|EFTPOS|UPI|INR|[CSI]GST|GSTIN|NZBN)\b"
    r"|€|£|₹|\bRM\s?\d|\(RM\)|\bAM(?:OUN)?T\.? RM\b|\bRs\.?\s?\d",
    re.IGNORECASE,
)
# Streets of languages in whose countries nobody writes the month first.
_DAY_FIRST_STREET = re.compile(
    r"\b(?:JALAN|JLN|LORONG|PERSIARAN|ULICA|UTCA|SOKAK|CADDES[Iİ]|PIAZZA|VIALE)\b|STRA(?:SS|ß|ẞ)E\b|STRAAT\b|GATAN\b|V[ÄA]GEN\b",
    re.IGNORECASE,
)
# Canada and the Philippines write both orders. A tax that is called GST or VAT tells nothing: both have one, too.
_BOTH_ORDERS = re.compile(
    r"\b(?:CANADA|ONTARIO|QU[EÉ]BEC|ALBERTA|MANITOBA|[HPQ]ST|TVQ|INTERAC|CAD|PHILIPPINES|PHP|GCASH|VATABLE|VAT[- ]EXEMPT|BIR|TIN)\b|₱|C\$|CA\$"
    r"|\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[/\-]\s?(\d{1,2})\s?[/\-]\s?(?:19|20)?\d\d(?!\d)")


def day_comes_first(text: str, language: str = "") -> bool | None:
    """True or False where dates, country or language tell; None when it cannot be known.

    A date such as 25/12/2024 anywhere in the text settles it for all dates of the document. ``language`` is Tesseract's code of
    what the page was read in; English settles nothing.
    """
    firsts = [int(match[1]) for match in _NUMERIC.finditer(text)]
    seconds = [int(match[2]) for match in _NUMERIC.finditer(text)]
    has_day_first, has_month_first = any(n > 12 for n in firsts), any(n > 12 for n in seconds)
    if has_day_first != has_month_first:
        return has_day_first
    if language.split("+", maxsplit=1)[0] in month_table()["day_first"]:
        return True
    return order_of_country(text)


@lru_cache(maxsize=8)
def order_of_country(text: str) -> bool | None:
    """The same by money, taxes, firms and streets alone: what a second reading of a page may show better."""
    if _DAY_FIRST_COUNTRY.search(text) or _DAY_FIRST_STREET.search(text):
        return True
    if _BOTH_ORDERS.search(text.upper()):
        return None
    is_of_its_till = _AMERICAN_TILL.search(text.upper()) and _names_no_other_money(text)
    return False if is_american(text) or is_of_its_till else None


def _names_no_other_money(text: str) -> bool:
    return all("USD" in meanings(sign) for sign in signs_in(text))
