"""Find dates in a text, in the written forms of the languages that Tesseract reads (``locales/months.json``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain

from ocr_service.extractors.dates.eras import ERA_FORMS, MAY_BE_OF_AN_ERA, number_of, thai_month, year_of
from ocr_service.extractors.dates.months import is_disputed, month_of, words_between
from ocr_service.extractors.locales.month_forms import TWO_WORDS
from ocr_service.layout.letters.plain_digits import plain_digits

EARLIEST_YEAR, EARLIEST_NAMED_YEAR = 1900, 1800
LATEST_YEAR = 2069
# A day and a year of two digits: most rows of a page have fewer and are not looked at.
FEWEST_DIGITS = 3
KEPT_TEXTS = 4096
_OF_BUDDHA = "25"

# Two digits from here on are of the last century, as POSIX reads them.
FIRST_OF_LAST_CENTURY = 69

_SEPARATOR = r"\s?[./\-–]\s?"
_MONTH = rf"(?P<name>{TWO_WORDS}|[^\W\d_]{{2,14}})"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
# `12 May 1830 hrs`: a time of day.
_NO_TIME = r"(?!z\b|\s?(?:h(?:rs?|ours?)?|uhr|utc|gmt)\b)"
# Beside the name of a month a year is one, of the letters of grandparents' parents, too.
_NAMED_YEAR = rf"(?P<y>(?:1[89]|20)\d\d){_NO_TIME}"
# `4th`, and what engines make of it where it is raised: `4"`, `4'h`, `4™`.
_ORDINAL = r"(?:[\s-]?(?:st|nd|rd|th|er|re|ero|[eaº°ª])\b|-?an\b|\.[º°ª]|\s?[\"'“”‘’`´*™®°º~^%?#§»]{1,3}(?:[stnrdh]{1,2}\b)?|[tnrs][hndt]?\b)"
# `this fifth day of June 2024`, `primero de junio de 2024`: deeds write the day out.
_DAYS_WRITTEN = (
    {
        name: day
        for day, name in enumerate(
            [
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
                "twelfth",
                "thirteenth",
                "fourteenth",
                "fifteenth",
                "sixteenth",
                "seventeenth",
                "eighteenth",
                "nineteenth",
                "twentieth",
            ],
            start=1,
        )
    }
    | {
        "twenty-" + name: 20 + day
        for day, name in enumerate(
            ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"], start=1
        )
    }
    | {"thirtieth": 30, "thirty-first": 31, "primero": 1, "primeiro": 1}
)
# `twenty first`, too: the first of a month is another day.
_DAY_WRITTEN = "|".join(sorted(_DAYS_WRITTEN, key=len, reverse=True)).replace("-", r"[-‐‑\s]")
_ROMAN = dict(
    zip(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), range(1, 13), strict=True)
)
_FORMS = (
    ("year first", rf"{_YEAR}{_SEPARATOR}(?P<m>\d\d?){_SEPARATOR}(?P<d>\d\d?)"),
    ("year first", rf"{_YEAR}\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?P<d>\d\d?)\s?[日일]"),
    ("year first", rf"{_YEAR}\s?оны\s(?P<m>\d\d?)(?:-р|\s?д[уү]г[аэ]{{2}}р)?\sсарын\s(?P<d>\d\d?)"),
    # `22/8 2019`, as the north of Europe writes: nobody puts the month first so.
    ("numbers", r"(?P<d>\d\d?)/(?P<m>\d\d?)\s(?P<y>(?:19|20)\d\d)"),
    ("numbers", rf"(?P<a>\d\d?)(?P<s>\s?[./\-–]\s?)(?P<b>\d\d?){_SEPARATOR}(?P<y>(?:19|20)\d\d|\d\d)"),
    ("named month", rf"(?P<d>\d\d?)\s?(?:tháng|thg)\s?(?P<m>\d\d?),?\s(?:năm\s)?{_YEAR}"),
    (
        "named month",
        rf"(?P<d>\d\d?){_ORDINAL}?\.?(?:\s?[/\-]\s?|\s*(?:(?:(?:day\s)?of|a viz|päivänä|ng|{words_between('d M')})\s|d[’'])?){_MONTH}\.?,?"
        rf"(?:\s?[/\-,]\s?|\s*(?:(?:{words_between('M y')})\s)?)[’']?(?P<y>(?:1[89]|20)\d\d{_NO_TIME}|\d\d)",
    ),
    ("named month", rf"(?P<d>\d\d?)(?:\s?[./-]\s?|\s)(?P<roman>[IVX]{{1,4}})(?:\s?[./-]\s?|\s){_YEAR}"),
    (
        "month first",
        rf"\b{_MONTH}(?:\.?\s*(?P<d>\d\d?){_ORDINAL}?\s?,?\s*(?:{_NAMED_YEAR}|['’](?P<y2>\d\d))"
        rf"|(?P<s>[/-])(?P<d2>\d\d?)(?P=s)(?P<y22>(?:1[89]|20)\d\d){_NO_TIME})",
    ),
    ("year first", rf"{_YEAR}(?P<s>[/-]){_MONTH}(?P=s)(?P<d>\d\d?)"),
    (
        "year first",
        rf"{_YEAR}\s?[.\-]?(?:\s?(?:{words_between('y M', 'y d')}|жылғы|წლის|yil|йил|e?ko)\b\.?,?)?\s?"
        rf"(?:(?P<d>\d\d?)(?:\.?\s|-){_MONTH}|(?P<name2>{TWO_WORDS}|[^\W\d_]{{3,14}})\.?\s(?P<d2>\d\d?))",
    ),
    ("digits", r"(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>20\d\d)"),
    ("digits", r"(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)"),
)
_DEED_FORMS = (
    (
        "named month",
        rf"\b(?P<written>{_DAY_WRITTEN})\s(?:day\s)?(?:of|de)\s{_MONTH},?\s(?:(?:in the year|de)\s)?{_NAMED_YEAR}",
    ),
)
_MAY_BE_OF_A_DEED = re.compile(r"[dhot]\s(?:day\s)?(?:of|de)\s", re.IGNORECASE)
# Hebrew says `on` by a letter and a stroke, Tagalog counts days by `ika-`: such a stroke is a blank.
_STROKE_OF_A_WORD = re.compile(r"(?:(?<=[א-ת])|(?<=\b[Ii]ka))-(?=\d)")
_BEFORE, _BEHIND = r"(?<![\d.,\-])", r"(?![\d]|[./\-]\d)"
_PATTERNS = tuple(
    (form, re.compile(rf"{_BEFORE}{pattern}{_BEHIND}", re.IGNORECASE)) for form, pattern in _FORMS
)
_DEED_PATTERNS = tuple(
    (form, re.compile(rf"{_BEFORE}{pattern}{_BEHIND}", re.IGNORECASE)) for form, pattern in _DEED_FORMS
)
_ERA_PATTERNS = tuple((form, re.compile(rf"{_BEFORE}{pattern}{_BEHIND}")) for form, pattern in ERA_FORMS)


_D = r"[0-9OoQDlIiSsGBZz|]"
_DIGITS_OF_LETTERS = str.maketrans("OoQDlIiSsGBZz|", "00001115568221")
_MONTH_OR_NUMBER = rf"(?P<month>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)|{_D}{{1,2}}"
_MISREAD = re.compile(
    rf"(?<!\d)(?=[^\s]*\d|\S+\s\S+\s\S*\d){_D}{{1,2}}\s?[/.\-f ]\s?(?:{_MONTH_OR_NUMBER})\s?[/.\-f ]\s?(?:[2Z][0OoQD]{_D}{{2}}|[012OIl]{_D})(?![\dA-Za-z])"
)
# One of the two slashes was taken for a 7 or a 1: `20/0472018`.
_SWALLOWED = re.compile(r"(?<![\d/])(?P<d>\d\d)(?:/(?P<m>\d\d)[71]|[71](?P<n>\d\d)/)(?P<y>20\d\d)(?![\d/])")
_ROUND_DIGITS = "689"
IMPLAUSIBLE_YEAR = re.compile(r"\b20[4-9](\d)\b")
"""A year as it is read where its 1, or at times its 2, was taken for another digit."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at ``text[start:end]``. ``is_ambiguous``: day and month could be the other way round."""

    day: date
    start: int
    end: int
    text: str
    form: str
    is_ambiguous: bool = False
    is_repaired: bool = False


@lru_cache(maxsize=KEPT_TEXTS)
def find_dates(text: str, *, day_first: bool | None = None, language: str = "") -> tuple[FoundDate, ...]:
    """All dates of a text from left to right; none overlaps another.

    ``day_first`` tells the order of a date such as 3/4/2024; None reads the day first and marks
    it as ambiguous (a date with full stops is day first in every country that writes it so).
    ``language`` (Tesseract's code) tells months that two languages name alike.
    """
    text = _without_strokes_of_words(plain_digits(text))
    is_of_an_era = (not text.isascii() or _OF_BUDDHA in text) and MAY_BE_OF_AN_ERA.search(text)
    if not is_of_an_era and sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return ()
    found: list[FoundDate] = []
    patterns = (*_ERA_PATTERNS, *_PATTERNS) if is_of_an_era else _PATTERNS
    for form, pattern in chain(_DEED_PATTERNS, patterns) if _MAY_BE_OF_A_DEED.search(text) else patterns:
        match = pattern.search(text)
        while match:
            read = () if _is_tail_of_number(match) else tuple(_read(form, match, day_first, language))
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.extend(read)
            # What only looks like a date (`88 of 15` in `No 88 of 15 April 2026`) may hold the beginning of one.
            match = pattern.search(text, match.end() if read else match.start() + 1)
    return tuple(sorted(found, key=lambda one: one.start))


def _without_strokes_of_words(text: str) -> str:
    return text if text.isascii() and "ka-" not in text else _STROKE_OF_A_WORD.sub(" ", text)


def find_misread_dates(text: str, *, day_first: bool | None = None) -> tuple[FoundDate, ...]:
    """Dates in which an engine took digits for letters (``O5/O1/2O18``), a 1 of the year for a 4 or 7 (``2078``),
    a slash for a digit (``20/0472018``) or the 0 of a month for another round digit."""
    found: list[FoundDate] = []
    for match in _SWALLOWED.finditer(text):
        month = match["m"] or match["n"]
        month = f"0{month[1]}" if month[0] in _ROUND_DIGITS else month
        plain = IMPLAUSIBLE_YEAR.sub(r"201\1", f"{match['d']}/{month}/{match['y']}")
        found += [_repaired(one, match) for one in find_dates(plain, day_first=True)]
    for match in _MISREAD.finditer(text):
        plain = match.group().translate(_DIGITS_OF_LETTERS)
        if match["month"]:
            start = match.start("month") - match.start()
            plain = f"{plain[:start].rstrip(' f')}-{match['month']}-{plain[start + len(match['month']) :].lstrip(' f/-.,')}"
        plain = IMPLAUSIBLE_YEAR.sub(r"201\1", plain)
        found += [_repaired(one, match) for one in find_dates(plain, day_first=day_first)]
    return tuple(found)


def _repaired(one: FoundDate, match: re.Match[str]) -> FoundDate:
    return replace(one, start=match.start(), end=match.end(), text=match.group(), is_repaired=True)


def _is_tail_of_number(match: re.Match[str]) -> bool:
    """A slash before a date with slashes belongs to a longer number; 4711/26.06.2025 holds a date."""
    before = match.string[: match.start()]
    return before.endswith("/") and before[-2:-1].isdigit() and "/" in match.group()


def _read(form: str, match: re.Match[str], day_first: bool | None, language: str) -> Iterator[FoundDate]:
    parts = {name.rstrip("2"): value for name, value in match.groupdict().items() if value is not None}
    is_ambiguous = False
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        both = first <= 12 and second <= 12 and first != second and "." not in parts["s"]
        is_ambiguous = both and day_first is None
        swap = second > 12 or (both and day_first is False)
        day, month = (second, first) if swap else (first, second)
    else:
        name = parts.get("name", "")
        month = _month(parts, language)
        is_ambiguous = bool(name) and is_disputed(name, language)
        day = (
            _DAYS_WRITTEN[re.sub(r"[‐‑\s]", "-", parts["written"].lower())]
            if "written" in parts
            else number_of(parts["d"])
        )
    earliest = EARLIEST_NAMED_YEAR if "name" in parts else EARLIEST_YEAR
    when = _date(_year(parts["y"], parts.get("era", "")), month, day, earliest)
    if when is not None:
        yield FoundDate(when, match.start(), match.end(), match.group(), form, is_ambiguous)


def _month(parts: Mapping[str, str], language: str) -> int:
    if "name" in parts:
        return month_of(parts["name"], language)
    if "roman" in parts:
        return _ROMAN.get(parts["roman"].upper(), 0)
    return thai_month(parts["thai"]) if "thai" in parts else number_of(parts["m"])


def _year(digits: str, era: str) -> int:
    if era or len(digits) == 4:
        return year_of(digits, era)
    return int(digits) + (1900 if int(digits) >= FIRST_OF_LAST_CENTURY else 2000)


def _date(year: int, month: int, day: int, earliest: int) -> date | None:
    if not earliest <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
