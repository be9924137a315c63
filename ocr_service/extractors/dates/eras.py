"""Dates whose years are counted from elsewhere, or written in Han numerals: Reiwa 6, 民國113年, 2567 of the Buddha, 二〇二四年六月五日."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The year before the first of each.
_ERAS: Mapping[str, int] = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867,
    "R": 2018, "H": 1988, "S": 1925, "民國": 1911, "民国": 1911,
}  # fmt: skip
_FIRST = "元"
_BUDDHIST = 543
_HAN = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_TEN = "十"
_OF_HAN = "〇零○一二三四五六七八九"
_SMALL = rf"(?:\d\d?|[{_OF_HAN}十]{{1,3}})"
_THAI_MONTHS = [
    "มกราคม",
    "ม.ค.",
    "กุมภาพันธ์",
    "ก.พ.",
    "มีนาคม",
    "มี.ค.",
    "เมษายน",
    "เม.ย.",
    "พฤษภาคม",
    "พ.ค.",
    "มิถุนายน",
    "มิ.ย.",
    "กรกฎาคม",
    "ก.ค.",
    "สิงหาคม",
    "ส.ค.",
    "กันยายน",
    "ก.ย.",
    "ตุลาคม",
    "ต.ค.",
    "พฤศจิกายน",
    "พ.ย.",
    "ธันวาคม",
    "ธ.ค.",
]
# A letter of an era is one before its `年` alone: `R6.5` is a version of something.
ERA_FORMS = (
    (
        "year first",
        rf"(?P<era>令和|平成|昭和|大正|明治|民[國国]|[RHS](?=\s?\d\d?\s?年))\s?(?P<y>元|\d{{1,3}}|[{_OF_HAN}十百]{{1,3}})"
        rf"(?:\s?年\s?|\s?[./]\s?)(?P<m>{_SMALL})(?:\s?月\s?|\s?[./]\s?)(?P<d>{_SMALL})(?:\s?日)?",
    ),
    ("year first", rf"(?P<y>[{_OF_HAN}]{{4}})\s?年\s?(?P<m>{_SMALL})\s?月\s?(?P<d>{_SMALL})\s?日"),
    (
        "named month",
        rf"(?P<d>\d\d?)\s(?P<thai>{'|'.join(map(re.escape, _THAI_MONTHS))})\s?(?:พ\.?ศ\.?\s?)?(?P<y>(?:25[4-9]|20\d)\d)",
    ),
    # With points or strokes it is a version or a telephone but behind a Thai word.
    ("numbers", r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>25[4-9]\d)"),
    (
        "numbers",
        r"(?:(?<=[ก-๛]\s)|(?<=[ก-๛]:\s))(?P<d>\d\d?)(?P<s>[.\-])(?P<m>\d\d?)(?P=s)(?P<y>25[4-9]\d)",
    ),
)
MAY_BE_OF_AN_ERA = re.compile(r"年|民[國国]|[\u0e00-\u0e7f]|[/.\-\s]25[4-9]\d(?!\d)")


def number_of(written: str) -> int:
    """A number in figures or Han numerals: ``6``, ``元``, ``三十一``, ``二〇二四``; 0 for none."""
    if written.isdecimal():
        return int(written)
    if written == _FIRST:
        return 1
    if _TEN in written:
        tens, _, ones = written.partition(_TEN)
        return 10 * (_HAN.get(tens, 1) if tens else 1) + _HAN.get(ones, 0)
    return int("".join(str(_HAN[char]) for char in written if char in _HAN) or 0)


def year_of(written: str, era: str = "") -> int:
    """The year of our counting; of a Buddhist one, too, which no other paper has."""
    year = number_of(written) + _ERAS.get(era.replace(" ", ""), 0)
    return year - _BUDDHIST if 2540 <= year < 2600 else year


def thai_month(name: str) -> int:
    """1-12 of a Thai month, written out or shortened."""
    return _THAI_MONTHS.index(name) // 2 + 1
