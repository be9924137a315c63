"""Write the tables of months, weekdays and currencies that the extractors read, from Unicode CLDR and ISO 4217.

    python -m bench.training.locale_tables [--check]

Needs ``babel`` (CLDR) and ``iso4217`` (SIX's own table) in the versions of ``requirements-dev.lock``; the service
needs neither, since a locale of Babel costs a worker megabytes and these tables some thirty kilobytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import iso4217
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_symbol, get_territory_currencies

from ocr_service.extractors.amounts.currencies import THREE, USUAL
from ocr_service.extractors.locales.fold import folded

TABLES = Path(__file__).resolve().parents[2] / "ocr_service" / "extractors" / "locales"
# The languages that Tesseract has a model for and that are written in Latin, Cyrillic or Greek letters, by its code.
LANGUAGES = {
    "afr": "af", "aze": "az", "aze_cyrl": "az_Cyrl", "bel": "be", "bos": "bs", "bre": "br", "bul": "bg", "cat": "ca",
    "ceb": "ceb", "ces": "cs", "cos": "co", "cym": "cy", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "epo": "eo",
    "est": "et", "eus": "eu", "fao": "fo", "fil": "fil", "fin": "fi", "fra": "fr", "fry": "fy", "gla": "gd", "gle": "ga",
    "glg": "gl", "hrv": "hr", "hun": "hu", "ind": "id", "isl": "is", "ita": "it", "jav": "jv", "kaz": "kk", "kir": "ky",
    "lat": "la", "lav": "lv", "lit": "lt", "ltz": "lb", "mkd": "mk", "mlt": "mt", "mon": "mn", "mri": "mi", "msa": "ms",
    "nld": "nl", "nor": "nb", "oci": "oc", "pol": "pl", "por": "pt", "que": "qu", "ron": "ro", "rus": "ru", "slk": "sk",
    "slv": "sl", "spa": "es", "sqi": "sq", "srp": "sr", "srp_latn": "sr_Latn", "sun": "su", "swa": "sw", "swe": "sv",
    "tat": "tt", "tgk": "tg", "ton": "to", "tur": "tr", "ukr": "uk", "uzb": "uz", "uzb_cyrl": "uz_Cyrl", "vie": "vi",
    "yor": "yo",
}  # fmt: skip
# Countries that have their own names of months or their own order: `Jänner`, `setiembre`, 31/12.
COUNTRIES = {
    "eng": ("en_GB",),
    "deu": ("de_AT",),
    "spa": ("es_UY", "es_PE"),
    "nor": ("nn",),
    "ron": ("ro_MD",),
}
LEAST_LETTERS = 3
LEAST_NAME = 4
# A word in the name of every month is no name.
MOST_MONTHS = 2
# A word before so many of a year's months tells none of them from the others.
LEAST_ALIKE = 6


def locales() -> Iterator[tuple[str, Locale]]:
    known = set(locale_identifiers())
    for code, name in LANGUAGES.items():
        for one in (name, *COUNTRIES.get(code, ())):
            if one in known:
                yield code, Locale.parse(one)


def month_table() -> dict[str, Any]:
    """``names``: a folded name's month, or its month in each language where these differ; ``between``: what stands
    between day, month and year; ``days``: folded weekdays; ``month_first`` and ``day_first``: languages by their short form.
    """
    names: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    days: set[str] = set()
    between: dict[str, set[str]] = defaultdict(set)
    orders: dict[str, set[str]] = {"day_first": set(), "month_first": set()}
    for code, locale in locales():
        for number, name in months_of(locale):
            names[name][number].add(code)
        between["d M"] |= words_before(locale)
        days |= {folded(name) for name in locale.days["format"]["wide"].values()}
        for pattern in long_forms(locale):
            for place, literal in literals(pattern):
                between[place].add(literal)
        order = re.sub(r"[^ydM]", "", re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern))
        if not order.startswith("y"):
            orders["day_first" if order.startswith("d") else "month_first"].add(code)
    both = orders["day_first"] & orders["month_first"]
    return {
        "source": f"Unicode CLDR in Babel {version('babel')}",
        "names": {name: simplest(of) for name, of in sorted(names.items()) if len(of) <= MOST_MONTHS},
        "days": sorted(day for day in days if len(day) >= LEAST_LETTERS and day.isalpha()),
        "between": {place: sorted(filter(None, found), key=lambda one: (-len(one), one)) for place, found in sorted(between.items())},
        **{name: sorted(codes - both) for name, codes in orders.items()},
    }  # fmt: skip


def months_of(locale: Locale) -> Iterator[tuple[int, str]]:
    suffixes = {suffix for pattern in long_forms(locale) for suffix in [attached(pattern)]}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                word = name.strip().rstrip(".").split(" ")[-1]
                if locale.language == "lv" and width == "wide":
                    yield number, folded(re.sub("i?s$", lambda end: "ī" if len(end[0]) > 1 else "ā", word))
                for suffix in suffixes:
                    for one in {folded(word + suffix), folded(umlauts_apart(word + suffix))}:
                        if len(one) >= LEAST_LETTERS and one.isalpha():
                            yield number, one


def words_before(locale: Locale) -> set[str]:
    """What belongs to the name of a month and stands before it: ``di`` in ``di marzu``, with what the form puts before that."""
    names = locale.months["format"]["wide"].values()
    counts = Counter(name.rpartition(" ")[0].casefold() for name in names if " " in name)
    words = {word for word, count in counts.items() if count > LEAST_ALIKE and word.isalpha()}
    first = {literal for form in long_forms(locale) for place, literal in literals(form) if place == "d M"}
    return words | {f"{one} {word}" for one in first for word in words}


def umlauts_apart(word: str) -> str:
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")


def long_forms(locale: Locale) -> list[str]:
    skeleton = locale.datetime_skeletons.get("yMMMMd")
    forms = [locale.date_formats[width].pattern for width in ("medium", "long", "full")]
    found = [re.sub(r"\bEEEE?\b", "", one) for one in (*forms, *([skeleton.pattern] if skeleton else []))]
    return [one for one in found if "MMM" in one]


def attached(pattern: str) -> str:
    """Letters that the form adds to the month: the Basque ``MMMM'ren'``."""
    match = re.search(r"MMM+'([^\W\d_]+)", pattern)
    return match[1] if match and match[1] != "ta" else ""


def literals(pattern: str) -> Iterator[tuple[str, str]]:
    """What stands between two of day, month and year: ``("d M", "de")``."""
    parts = re.split(r"(y+|M{3,4}|d+)(?=(?:[^']*'[^']*')*[^']*$)", pattern)
    for at in range(1, len(parts) - 2, 2):
        literal = re.sub(r"\s+", " ", parts[at + 1].replace("'", "")).strip(" .,-").casefold()
        if any(map(str.isalpha, literal)):
            yield f"{parts[at][0]} {parts[at + 2][0]}", literal


def simplest(of: dict[int, set[str]]) -> int | dict[str, list[str]]:
    if len(of) == 1:
        return next(iter(of))
    return {str(number): sorted(codes) for number, codes in sorted(of.items())}


def currency_table() -> dict[str, Any]:
    """``exponents`` of the codes in use (those with two decimals are not told), ``signs`` with the codes that write
    themselves so, and ``countries`` with the currency each pays in."""
    active = {one.code: one.exponent for one in iso4217.Currency if one.exponent is not None}
    countries = {
        territory: codes[0]
        for territory in sorted(get_global("territory_currencies"))
        if len(territory) == 2 and (codes := get_territory_currencies(territory)) and codes[0] in active
    }
    signs: dict[str, set[str]] = defaultdict(set)
    for name in locale_identifiers():
        locale = Locale.parse(name)
        code = countries.get(locale.territory or "")
        if code:
            signs[get_currency_symbol(code, locale)].add(code)
    for code in active:
        signs[get_currency_symbol(code, "en")].add(code)
    return {
        "source": f"ISO 4217 of {iso4217.__published__} in iso4217 {version('iso4217')}; Unicode CLDR in Babel {version('babel')}",
        "codes": sorted(active),
        "exponents": {code: exponent for code, exponent in sorted(active.items()) if exponent != 2},
        "signs": {sign: sorted(codes) for sign, codes in sorted(signs.items()) if is_sign(sign) and sign not in active},
        "letters": {sign: sorted(codes) for sign, codes in sorted(signs.items()) if is_letter(sign)},
        "countries": countries,
        "names": country_names(countries, signs),
    }  # fmt: skip


def is_letter(sign: str) -> bool:
    return len(sign) == 1 and sign.isascii() and sign.isalpha()


def country_names(countries: Mapping[str, str], signs: Mapping[str, set[str]]) -> dict[str, str]:
    """English and own names of the countries whose money shares its sign with another's, has one letter for a sign, or three decimals."""
    disputed = set().union(*(codes for sign, codes in signs.items() if len(codes) > 1 or is_letter(sign)))
    disputed |= set().union(*(codes for codes in USUAL.values() if len(codes) > 1))
    disputed |= {one.code for one in iso4217.Currency if one.exponent == THREE}
    english = Locale.parse("en").territories
    own = {
        locale.territory: locale.territories.get(locale.territory)
        for locale in map(Locale.parse, locale_identifiers())
        if locale.territory in countries and not locale.variant
    }
    named = {
        name: code
        for country, code in countries.items()
        if code in disputed
        for name in (english.get(country), own.get(country))
        if name and len(name) >= LEAST_NAME
    }
    return dict(sorted(named.items()))


def is_sign(text: str) -> bool:
    """Signs that can be told from a word: in Latin, Cyrillic or Greek letters, longer than one of them."""
    letters = [c for c in text if c.isalpha()]
    return all(ord(c) < 0x530 for c in letters) and (len(letters) > 1 or len(letters) < len(text))


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--check", action="store_true", help="say whether the tables are these libraries'")
    check = options.parse_args().check
    stale = 0
    for name, table in (("months", month_table()), ("currencies", currency_table())):
        path = TABLES / f"{name}.json"
        text = json.dumps(table, ensure_ascii=False, indent=0, separators=(",", ":"), sort_keys=True) + "\n"
        if check:
            stale += not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name}: {len(text.encode())} bytes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
