"""Dinars and rials that are written out or shortened, in Arabic or Latin letters: most have thousandths and some have none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# How names of countries and peoples begin in the languages of Europe and in Arabic; a case of the word itself is Serbia's.
_DINARS = {
    "kuwait": "KWD", "kowei": "KWD", "kuvaj": "KWD", "bahr": "BHD", "jordan": "JOD", "giordan": "JOD", "iordan": "JOD",
    "irak": "IQD", "iraq": "IQD", "irac": "IQD", "liby": "LYD", "libi": "LYD", "tunis": "TND", "tunez": "TND", "tunec": "TND",
    "alger": "DZD", "argel": "DZD", "serb": "RSD", "srp": "RSD", "dinara": "RSD",
    "كويت": "KWD", "بحرين": "BHD", "اردن": "JOD", "عراق": "IQD", "ليب": "LYD", "تونس": "TND", "جزائر": "DZD", "صرب": "RSD",
}  # fmt: skip
_RIALS = {
    "oman": "OMR", "saud": "SAR", "saoud": "SAR", "qatar": "QAR", "katar": "QAR", "yemen": "YER", "jemen": "YER", "iran": "IRR",
    "عمان": "OMR", "سعود": "SAR", "قطر": "QAR", "يمن": "YER", "ايران": "IRR",
}  # fmt: skip
_SHORT = {
    "د.ك": "KWD", "د.ب": "BHD", "د.أ": "JOD", "د.ع": "IQD", "د.ل": "LYD", "ل.د": "LYD", "د.ت": "TND", "د.ج": "DZD",
    "ر.ع": "OMR", "ر.س": "SAR", "ر.ق": "QAR", "ر.ي": "YER",
}  # fmt: skip
_ARTICLE = r"(?:[وب]?ال|لل)?"
_DINAR = rf"(?:dinar(?:[aeius]|en|es)?|{_ARTICLE}(?:دينار|دنانير)ا?)"
_RIAL = rf"(?:ri[jy]?al(?:[aeius]|en|es)?|{_ARTICLE}ريالا?)"
_MAY_BE_NAMED = re.compile(r"dinar|ri[jy]?al|دينار|دنانير|ريال|[درل]\.", re.IGNORECASE)


def _without_accents(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char)
    )


def _named(money: str, of: Mapping[str, str]) -> re.Pattern[str]:
    """Whose it is stands before the word or behind it; without that it counts beside a number or in brackets, as restaurants have such names."""
    stems = "|".join(of)
    return re.compile(
        rf"(?<![^\W\d_])(?:(?P<before>{stems})[^\W\d_]{{0,8}}[\s-]+{money}"
        rf"|{money}\s+(?:ال)?(?P<behind>{stems})[^\W\d_]{{0,8}}"
        rf"|(?:(?<=\d)|(?<=\d\s)|(?<=\()){money}|{money}(?=\s?:?\s?\d))(?![^\W\d_])"
    )


_WRITTEN_OUT = tuple(
    (_named(_without_accents(money), codes), codes, name)
    for money, of, name in ((_DINAR, _DINARS, "dinar"), (_RIAL, _RIALS, "rial"))
    for codes in [{_without_accents(stem): code for stem, code in of.items()}]
)
# Marks that are words elsewhere, beside an amount as their country writes it: `1.250,00 kn`, `Bs 350,00`, `Ar 1 250 000`.
_BESIDE_AMOUNTS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        # A comma: the wind blows with 12.50 kn.
        (r",\d\d\s?kn\b", "HRK"),
        # Romania's `1.250,00 din care TVA` goes on with a word.
        (r"[.,]\d\d\s?(?:дин|din)\b(?!\s[^\W\d_])", "RSD"),
        (r"[.,]\d\d\s?ден\b", "MKD"),
        (r"\d\s?бел\.?\s?руб", "BYN"),
        (r"\d\s?manat\b", "AZN"),
        (r"\bBs\.?\s?\d[\d.]*,\d\d\b", "bolivar"),
        (r"\bAr\s\d{1,3}(?:[ \u00a0.]\d{3})+\b", "MGA"),
        (r"\bQR\.?\s?\d[\d,]*\.\d\d\b", "QAR"),
    )
)
_MAY_STAND_BESIDE = re.compile(r"\d\s?(?:kn|дин|din|ден|бел|manat)|(?:Bs|Ar|QR)\.?\s?\d")
_SHORTENED = re.compile(rf"(?<![^\W\d_.])(?:{'|'.join(map(re.escape, _SHORT))})\.?(?![^\W\d_])")


def _beside_amounts(text: str) -> tuple[str, ...]:
    if not _MAY_STAND_BESIDE.search(text):
        return ()
    return tuple(code for pattern, code in _BESIDE_AMOUNTS if pattern.search(text))


def currency_words(text: str) -> tuple[str, ...]:
    """What the words of a text name: a code of ISO 4217, or ``dinar`` or ``rial`` where they do not tell whose; ``bolivar`` for `Bs`."""
    beside = _beside_amounts(text)
    if not _MAY_BE_NAMED.search(text):
        return beside
    plain = _without_accents(text)
    found = [*beside] + [_SHORT[match.group().removesuffix(".")] for match in _SHORTENED.finditer(text)]
    for pattern, codes, name in _WRITTEN_OUT:
        for match in pattern.finditer(plain):
            found.append(codes.get(match["before"] or match["behind"] or match.group(), name))
    return tuple(found)
