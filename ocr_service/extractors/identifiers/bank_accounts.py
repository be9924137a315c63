"""Find IBANs as every country prints them, also over the end of a line, and repair digits that were read as letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from stdnum import iban, numdb

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.evidence.evidence import field_at
from ocr_service.extractors.evidence.spelling import SURE, as_digits
from ocr_service.extractors.identifiers.found import FoundIdentifier
from ocr_service.extractors.identifiers.printed import printed_at
from ocr_service.layout.rows import Row

# Country and check digits, of which an engine may have taken some for letters.
_START = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z]{2}[ .-]?[0-9OoQDIlSsBZz|][ ]?[0-9OoQDIlSsBZz|])")
# Behind its label an IBAN may stand in small letters.
_SMALL = re.compile(r"\bIBAN\b\W{0,6}(?=[a-z]{2} ?\d\d)", re.IGNORECASE)
# As Poland prints its accounts at home: without the country, in groups. Its check digits are those of the IBAN.
_POLISH = re.compile(r"(?<![\w.])\d\d(?: \d{4}){6}(?! ?\d)")
_LENGTH_OF_POLISH = 32
_CHECKED, _REPAIRED = 0.98, 0.8


def ibans(text: str, *, may_repair: bool = True) -> Iterator[FoundIdentifier]:
    """IBANs whose check digits are right; ``may_repair``: also where letters must be digits for that."""
    for match in _START.finditer(text):
        found = _iban_at(text, match.start(), may_repair)
        if found is not None:
            yield found
    for match in _SMALL.finditer(text):
        found = _iban_at(text.upper(), match.end(), may_repair) if text[match.end()].islower() else None
        if found is not None:
            yield found
    for match in _POLISH.finditer(text) if len(text) >= _LENGTH_OF_POLISH else ():
        plain = f"PL{match.group().replace(' ', '')}"
        if text[: match.start()].rstrip()[-2:] != "PL" and iban.is_valid(plain, check_country=False):
            yield FoundIdentifier(plain, match.start(), match.end(), True)


def iban_fields(rows: Sequence[Row]) -> Iterator[FieldValue]:
    """The IBANs of rows, with the rest of those that go on in the row below; only what was read doubtfully is repaired."""
    for row, below in zip_longest(rows, rows[1:]):
        is_doubtful = row.confidence < SURE
        found = list(ibans(row.text, may_repair=is_doubtful))
        if below is not None and below.page == row.page:
            found += _over_the_end(row, below, {one.start for one in found}, is_doubtful)
        for one in found:
            end = min(one.end, len(row.text))
            is_clean = re.sub(r"[^A-Z0-9]", "", row.text[one.start : end].upper()) in one.value
            sure = _CHECKED if is_clean else _REPAIRED
            rule = "check digits are right" if is_clean else "repaired, check digits are right"
            yield field_at(one.value, row, one.start, end, confidence=sure, rule=rule)


def _over_the_end(row: Row, below: Row, known: set[int], may_repair: bool) -> list[FoundIdentifier]:
    """IBANs that begin in a row's column and end in the row below it: in that column, or where the row begins."""
    found: list[FoundIdentifier] = []
    at = 0
    for segment in row.segments:
        for match in _START.finditer(segment.text):
            start = at + match.start()
            for rest in (one.text for one in below.segments):
                one = _iban_at(f"{segment.text} {rest}", match.start(), may_repair)
                if one is not None and one.end > len(segment.text) and start not in known:
                    known.add(start)
                    found.append(FoundIdentifier(one.value, start, at + len(segment.text), True))
        at += len(segment.text) + 1
    return found


def _iban_at(text: str, start: int, may_repair: bool) -> FoundIdentifier | None:
    length = length_of_iban(text[start : start + 2])
    if not length:
        return None
    printed = printed_at(text, start, length)
    if len(printed.plain) < length or text[printed.ends[length] :][:1].isdigit():
        return None
    repaired = (printed.plain[:2] + as_digits(printed.plain[2:]),) if may_repair else ()
    for candidate in (printed.plain, *repaired):
        if iban.is_valid(candidate, check_country=False):
            return FoundIdentifier(candidate, start, printed.ends[length], True)
    return None


@lru_cache(maxsize=256)
def length_of_iban(country: str) -> int:
    """How many characters an IBAN of a country has; 0 for a country that has none."""
    (_, known), *_ = numdb.get("iban").info(country) or [("", {})]
    return 4 + sum(map(int, re.findall(r"(\d+)!", known.get("bban", "")))) if known.get("bban") else 0
