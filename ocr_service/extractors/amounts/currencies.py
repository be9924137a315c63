"""Tell which currencies a sign, a code or a country stands for, and how many decimals each has (ISO 4217, CLDR)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ocr_service.layout.letters.capitals import capitals

# What bills write and CLDR does not have: names, and signs of Malaysia's and Singapore's tills.
USUAL: Mapping[str, tuple[str, ...]] = {
    "EURO": ("EUR",), "EUROS": ("EUR",), "SFR": ("CHF",), "SFR.": ("CHF",), "RM": ("MYR",), "S$": ("SGD",), "C$": ("CAD", "NIO"), "CFA": ("XOF", "XAF"), "FCFA": ("XOF", "XAF"), "F CFA": ("XOF", "XAF"), "CFP": ("XPF",), "F CFP": ("XPF",),
    "RS.": ("INR", "PKR", "LKR", "NPR", "MUR"), "RS": ("INR", "PKR", "LKR", "NPR", "MUR"), "LEI": ("RON", "MDL"),
    "KD": ("KWD",), "BD": ("BHD",), "R.O.": ("OMR",), "JD": ("JOD",), "円": ("JPY",), "元": ("CNY",), "원": ("KRW",),
    "ZŁ": ("PLN",), "KČ": ("CZK",), "KR": ("SEK", "NOK", "DKK", "ISK"), "KR.": ("DKK", "NOK", "SEK", "ISK"), "РУБ.": ("RUB",),
    "Đ": ("VND",), "FR.": ("CHF",), "MILLIMES": ("TND",), "BAISA": ("OMR",), "РУБ": ("RUB",), "ГРН": ("UAH",), "ЛВ.": ("BGN",), "TL": ("TRY",), "GBP": ("GBP",), "BGN": ("BGN",), "NIS": ("ILS",),
    "DINAR": ("KWD", "BHD", "JOD", "IQD", "LYD", "TND", "DZD", "RSD"), "دينار": ("KWD", "BHD", "JOD", "IQD", "LYD", "TND", "DZD"),
    "RIAL": ("SAR", "OMR", "QAR", "YER"), "RIYAL": ("SAR", "OMR", "QAR", "YER"), "ريال": ("SAR", "OMR", "QAR", "YER"),
    ":-": ("SEK",), "/-": ("INR", "PKR", "LKR", "NPR"), "/=": ("KES", "TZS", "UGX"),
    "BOLIVAR": ("BOB", "VES"), "KSHS": ("KES",), "TSHS": ("TZS",), "USHS": ("UGX",), "SHS": ("KES", "TZS", "UGX"), "DHS": ("AED", "MAD"), "DH": ("MAD", "AED"),
    "L.E": ("EGP",), "GH¢": ("GHS",), "NRS": ("NPR",), "N$": ("NAD",), "G$": ("GYD",), "J$": ("JMD",), "TT$": ("TTD",), "BZ$": ("BZD",), "EC$": ("XCD",),
    "FJ$": ("FJD",), "AU$": ("AUD",), "USD$": ("USD",), "U$S": ("USD",), "$US": ("USD",), "$ US": ("USD",), "$CA": ("CAD",), "$ CA": ("CAD",), "$CAN": ("CAD",), "$ CAN": ("CAD",), "CAN$": ("CAD",),
    "MX$": ("MXN",),
    "ТЕНГЕ": ("KZT",), "ТГ": ("KZT",), "СУМ": ("UZS",), "ДРАМ": ("AMD",), "ЛАРИ": ("GEL",), "ლარი": ("GEL",), "ԴՐԱՄ": ("AMD",), "جنيه": ("EGP", "SDG"), "درهم": ("AED", "MAD"), "МАНАТ": ("AZN", "TMT"),
    # What was paid with before the euro: of codes only those that are no word, no team and no abbreviation.
    "DM": ("DEM",), "DEM": ("DEM",), "ÖS": ("ATS",), "ATS": ("ATS",), "FF": ("FRF",), "FRF": ("FRF",), "BEF": ("BEF",), "HFL": ("NLG",), "NLG": ("NLG",),
    "PTAS": ("ESP",), "ITL": ("ITL",), "IR£": ("IEP",), "SKK": ("SKK",), "LVL": ("LVL",), "LTL": ("LTL",), "HRK": ("HRK",), "KČS": ("CSK",),
}  # fmt: skip
# Own and French names that the table has not, as CLDR's first language of a country is often another.
_NAMES = {
    "الأردن": "JOD", "العراق": "IQD", "سلطنة عمان": "OMR", "مسقط": "OMR", "السعودية": "SAR", "قطر": "QAR",
    "مصر": "EGP", "القاهرة": "EGP", "دبي": "AED", "أبوظبي": "AED", "Maroc": "MAD", "Casablanca": "MAD", "المغرب": "MAD", "الإمارات": "AED", "Dubai": "AED", "Abu Dhabi": "AED", "Nairobi": "KES", "Dar es Salaam": "TZS", "Kampala": "UGX", "Nigeria": "NGN", "Lagos": "NGN", "Bolivia": "BOB", "La Paz": "BOB", "Santa Cruz de la Sierra": "BOB", "Venezuela": "VES", "Caracas": "VES", "Philippines": "PHP", "Pilipinas": "PHP", "Manila": "PHP",
    "Algérie": "DZD", "Tunisie": "TND", "Koweït": "KWD", "Bahreïn": "BHD", "Jordanie": "JOD", "Irak": "IQD", "Libye": "LYD",
}  # fmt: skip
# Where a sign means several, the one that most papers mean comes first; the others are told.
_FIRST = {"$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY"}
# Only islands tied to sterling and Sudan's south write the pound sign for anything else.
_NOT_IN_DOUBT = {"£"}
# Letters where a font has no naira and no peso.
_LETTERS: Mapping[str, tuple[str, ...]] = {"N": ("NGN",), "P": ("BWP", "PHP")}
THREE = 3
_COMMA_OF_THREE = frozenset({"TND", "LYD"})
# Codes that are English words, and marks of tax rates: beside a number they are money only behind it, or never.
_WORDS = frozenset({"ALL", "TOP", "CUP", "PEN", "MOP", "COP", "SOS", "MAD", "GEL", "ATS"})
# In other letters they are words: a boulevard (`12 Bd Zerktouni`), `da`, `Dt.`.
_CAPITALS = frozenset({"BD", "KD", "JD", "DA", "DT", "DH", "DM", "FF", "ÖS"})
# Bangladesh's own; in capitals a health insurance of Germany, and frozen goods.
_EXACT: Mapping[str, tuple[str, ...]] = {"Tk": ("BDT",), "Tk.": ("BDT",), "öS": ("ATS",)}
_MARKS = frozenset(
    {
        "RO",
        "SR",
        "UM",
        "LS",
        "MK",
        "FC",
        "CF",
        "FG",
        "RF",
        "Rf",
        "VT",
        "Ar",
        "Db",
        "Le",
        "Bs",
        "Br",
        "den",
        "ден.",
    }
)
# In small letters others are words and measures: `5 km`, `10 ft`, `30 sek`, `latte da 500 ml`.
_ALSO_SMALL = frozenset(
    [
        "EUR",
        "EURO",
        "EUROS",
        "USD",
        "GBP",
        "CHF",
        "CZK",
        "DKK",
        "HUF",
        "NOK",
        "PLN",
        "RON",
        "MYR",
        "INR",
        "AUD",
        "NZD",
        "SGD",
        "SFR",
        "RM",
        "RS",
        "KR",
        "LEI",
        "TL",
        "DT",
        "CFA",
        "FCFA",
        "MILLIMES",
        "BAISA",
        "BOLIVAR",
        "DINAR",
        "RIAL",
        "RIYAL",
    ]
)
# Where nothing but a code or a sign stands, only those that are no word and no other sign count.
_ALONE = (
    "€ EUR EURO EUROS $ US$ USD £ GBP CHF SFR RM MYR S$ SGD A$ AUD C$ CA$ CAD ¥ JPY CNY ₹ INR RS. SEK NOK DKK ZŁ PLN KČ CZK HK$ HKD NZ$ NZD"
    " R$ BRL KSHS TSHS USHS FCFA THB IDR OMR KWD BHD TND JOD KRW ₩ HUF RON TRY ₺ ZAR AED SAR ILS ₪ PHP ₱ VND ₫ Đ MILLIMES BAISA RUB ₽ UAH ₴ MXN BGN ISK ₦ ₸ ₼ ₾ ֏ ৳"
)
# In other letters they are words: Estonia's `Kes`.
_ALONE_IN_CAPITALS = "KES TZS UGX NGN EGP QAR DZD XOF XAF PKR NPR BDT"
# Articles, levels and calls for papers, too: before a number they are money beside cents or thousands (`DM 1.234,50`, not `DH 200`).
_ALSO_OF_MODELS = frozenset(
    {"DM", "DEM", "ÖS", "ATS", "FF", "FRF", "BEF", "SKK", "LVL", "LTL", "HRK", "DH", "CFP"}
)


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(
        files("ocr_service.extractors.locales").joinpath("currencies.json").read_text(encoding="utf-8")
    )
    return table


@cache
def _signs() -> Mapping[str, tuple[str, ...]]:
    """Currencies by the upper-case sign, name or code; the likeliest first."""
    codes = {code: (code,) for code in _table()["codes"]}
    told = {
        sign.upper(): tuple(sorted(of, key=lambda code: (code != _FIRST.get(sign), code)))
        for sign, of in _table()["signs"].items()
        if sign not in _MARKS and sign.strip("\u200b")
    }
    return {**told, **codes, **USUAL}


@cache
def _own_signs() -> Mapping[str, tuple[str, ...]]:
    """Signs that mean money only in their own country: single letters (``R``, ``K``), marks, codes that are words."""
    letters = own_letters()
    marks: dict[str, tuple[str, ...]] = {}
    for sign in _MARKS:
        marks[sign.upper()] = (*marks.get(sign.upper(), ()), *_table()["signs"].get(sign, ()))
    return {**letters, **marks}


@lru_cache(maxsize=1024)
def meanings(sign: str, currency: str = "") -> tuple[str, ...]:
    """ISO codes that ``sign`` may stand for, the likeliest first; empty for what is no currency.

    ``currency`` is what the document is in: some letters and marks are money in their own country alone.
    """
    if exact := _EXACT.get(sign):
        return exact
    name = capitals(" ".join(sign.split()))
    if name.rstrip(".") in _CAPITALS and sign.rstrip(".") != name.rstrip("."):
        return ()
    if currency and (name == currency or currency in _own_signs().get(name, ())):
        return (currency,)
    if sign.isascii() and sign.islower() and sign.isalpha() and name not in _ALSO_SMALL:
        return tuple(code for code in _signs().get(name, ()) if code == currency)
    return _signs().get(name) or _signs().get(name.rstrip("."), ())


def own_letters() -> Mapping[str, tuple[str, ...]]:
    """Signs of one letter and the currencies that write themselves so."""
    return {**{sign: tuple(codes) for sign, codes in _table()["letters"].items()}, **_LETTERS}


def is_disputed(sign: str) -> bool:
    """True for a sign of several countries' money: ``$``, ``kr``."""
    return len(meanings(sign)) > 1 and sign.strip() not in _NOT_IN_DOUBT


def exponent(code: str) -> int:
    """Decimals of a currency: 0 of yen, 3 of Kuwait's dinar, 2 of most and of an unknown one."""
    return int(_table()["exponents"].get(code, 2))


@cache
def currencies_of_three_decimals() -> tuple[str, ...]:
    """Codes of the currencies with thousandths: Kuwait's dinar, Oman's rial."""
    return tuple(code for code, places in _table()["exponents"].items() if int(places) == THREE)


def marks_of_decimals(code: str) -> str:
    """What may part three decimals: a comma only in the north of Africa; elsewhere (`KD 1,250`) it parts the thousands."""
    return ".," if code in _COMMA_OF_THREE else "."


def currency_of_country(country: str) -> str:
    """The currency that a country (ISO 3166, two letters) pays in, or empty."""
    return str(_table()["countries"].get("GR" if country == "EL" else country, ""))


def names_of_countries(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names of the countries that pay in one of ``codes``, each with that code."""
    return [(name, code) for name, code in {**_table()["names"], **_NAMES}.items() if code in codes]


def is_only_behind(sign: str, currency: str = "") -> bool:
    """True for a code that is a word: it means money behind a number alone, unless the document is in that ``currency``."""
    return sign.upper() in _WORDS - {currency}


def is_also_of_models(sign: str, currency: str = "") -> bool:
    """True for a mark that also begins names of things, unless the document is in one of its currencies."""
    return (
        sign not in _EXACT and sign.upper().rstrip(".") in _ALSO_OF_MODELS and currency not in meanings(sign)
    )


def is_unusual_code(sign: str, currency: str = "") -> bool:
    """True for a code that few papers name: `TMT1873` is a number of something, unless the document is in that ``currency``."""
    return (
        sign in _table()["codes"]
        and sign != currency
        and sign not in f"{_ALONE} {_ALONE_IN_CAPITALS}".split()
    )


def alone() -> str:
    """A pattern of signs and codes that name a currency wherever they stand."""
    longest_first = sorted(map(re.escape, _ALONE.split()), key=lambda one: (-len(one), one))
    return rf"(?i:{'|'.join(longest_first)})|{'|'.join(_ALONE_IN_CAPITALS.split())}"
