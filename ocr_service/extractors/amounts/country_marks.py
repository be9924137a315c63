"""Tell a country by what only its papers print: registers of firms and taxes, postcodes, dialling codes, ends of addresses on the web."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CANADIAN_POSTCODE = (
    r"\b(?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT)\W{1,3}[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"
)
# ISO 3166 code to its marks; only countries that share a currency's sign with others.
_MARKS: Mapping[str, str] = {
    "AU": r"\bABN\W{0,3}\d{2} ?\d{3}|\b(?:NSW|VIC|QLD|TAS|ACT),? \d{4}\b|\bPty\.? Ltd\b.*\bGST\b",
    "NZ": r"\bNZBN\b|\bGST (?:No|Reg)\W{0,8}\d{2,3}-?\d{3}-?\d{3}\b",
    "CA": rf"\b[HQ]ST\b|\bTVQ\b|{_CANADIAN_POSTCODE}",
    "IN": r"\bGSTIN\b|\b[CSI]GST\b",
    "PK": r"\bS?NTN\W{0,4}\d|\bSTRN\b",
    "SE": r"\bBankgiro\b|\bB[Gg]\.?:? ?\d{3,4}-\d{4}\b|\bP[Gg]\.?:? ?\d{1,6} ?\d\d?-\d\b|\bPlusgiro\b|\bMoms(?:reg|\b.{0,12}\d)[\s\S]*[äÄ]|[äÄ][\s\S]*\bMoms\b",
    "NO": r"\bMVA\b|\bMva\b",
    "DK": r"\bCVR\b|\bSE-?nr\b|[øæØÆ][\s\S]*\b[Mm]oms\b|\b[Mm]oms\b[\s\S]*[øæØÆ]",
    "IS": r"\bKennitala\b|\bVSK\b",
    "MX": r"\bRFC\W{0,3}[A-ZÑ&]{3,4}\d{6}|\bCFDI\b|\bM\.N\.",
    "CL": r"\bR\.?U\.?T\b\W{0,3}\d",
    "AR": r"\bC\.?U\.?I\.?T\b",
    "CO": r"\bNIT\W{0,3}\d{3}",
    "CN": r"[发發]票|[税稅][额額]|[圆元]整|人民币|统一社会信用代码",
    "JP": r"円|消費税|請求書",
    # The letters that end a postcode of Britain, at the end of its row.
    "GB": r"(?m)\b(?:[BEGLMNSW]|[A-Z]{2})\d[\dA-Z]? \d[ABD-HJLNP-UW-Z]{2}$",
    "VE": r"\bR\.?I\.?F\b\W{0,3}[EGJV]\W?\d{8}",
    "KE": r"\bPIN\W{0,4}[AP]\d{9}[A-Z]\b|\bKRA\b",
    "TH": r"ใบกำกับภาษี|เลขประจำตัวผู้เสียภาษี|ภาษีมูลค่าเพิ่ม|บาท",
    "VN": r"\bMã số thuế\b|\bGTGT\b",
    "TN": r"\bmillimes\b|\bM\.?F\.? ?:? ?\d{7}\b",
}
# Rates of tax that tell countries of the dollar and the peso apart, and no others: Italy's is Uruguay's, Spain's Argentina's.
_RATES: Mapping[str, str] = {
    "MX": r"\bI\.?V\.?A\b\W{0,4}16 ?%",
    # Chile's rate is Colombia's, too, where firms are `S.A.S.` and have a `NIT`.
    "CL": r"\A(?![\s\S]*\b(?:NIT|S\.?A\.?S)\b)[\s\S]*\bI\.?V\.?A\b\W{0,4}19 ?%",
    "AR": r"\bI\.?V\.?A\b\W{0,4}(?:21|10[.,]5) ?%",
    "CO": r"\bS\.?A\.?S\b[\s\S]*\bI\.?V\.?A\b\W{0,4}19 ?%",
    "UY": r"\bI\.?V\.?A\b\W{0,4}22 ?%",
}
_UNITED_STATES = re.compile(
    r"\b(?:[A-Z][a-z]+,?|[A-Z]{3,},) (?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY"
    r"|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|DC),? \d{5}(?:-\d{4})?\b|\bU\.?S\.?A\b|\bZIP\b|\bSSN\b"
)
_WEB = {
    code: rf"[a-z0-9]\.(?:co\.|com\.)?{code.lower()}\b"
    for code in (
        "AU",
        "NZ",
        "CA",
        "IN",
        "PK",
        "LK",
        "NP",
        "SG",
        "HK",
        "TW",
        "SE",
        "NO",
        "DK",
        "IS",
        "MX",
        "CL",
        "AR",
    )
}
_DIALLED = {
    "AU": "61", "NZ": "64", "IN": "91", "PK": "92", "LK": "94", "NP": "977", "SG": "65", "HK": "852", "TW": "886",
    "SE": "46", "NO": "47", "DK": "45", "IS": "354", "MX": "52", "CL": "56", "AR": "54", "CO": "57", "TN": "216", "KE": "254", "TZ": "255", "UG": "256",
}  # fmt: skip
_PATTERNS = {
    code: re.compile(
        "|".join(
            filter(
                None,
                (
                    _MARKS.get(code, ""),
                    _RATES.get(code, ""),
                    _WEB.get(code, ""),
                    rf"(?<![\d+])(?:\+|00){_DIALLED[code]}[ (-]?\d" if code in _DIALLED else "",
                ),
            )
        )
    )
    for code in {**_MARKS, **_RATES, **_WEB, **_DIALLED}
}
_REGISTERS = {code: re.compile(pattern) for code, pattern in _MARKS.items()}


def countries_marked(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of the countries whose marks a text bears, among those that share a currency's sign with others."""
    return tuple(code for code, pattern in _PATTERNS.items() if pattern.search(text))


def countries_of_registers(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of the countries whose registers, taxes or postcodes a text names: marks that no other country has."""
    return tuple(code for code, pattern in _REGISTERS.items() if pattern.search(text))


def is_american(text: str) -> bool:
    """True for an address in the United States, or their name."""
    return bool(_UNITED_STATES.search(text))
