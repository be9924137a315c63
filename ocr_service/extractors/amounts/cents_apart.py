"""Cents that no point or comma parts from their number: `12 450:00 kr`, `340 руб. 50 коп.`, `12 500=00`, `12€50`.

They are written anew in the usual way, in as many characters, so that every place in the text stays what it was.
"""

from __future__ import annotations

import re

_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_WHOLE = rf"(?<![\d.,:=/€£$-])(?P<whole>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,3}}(?:{_BLANK}\d{{3}})+|\d{{1,7}})"
_CENTS = r"(?P<cents>\d\d)"
_COLON = re.compile(rf"(?P<kr>\b(?:kr|SEK)\.?\s?)?{_WHOLE}:{_CENTS}(?![\d:])(?P<behind>\s?(?:kr|SEK)\b)?")
_ROUBLES = r"\s?(?:руб|р\.|грн|тенге|тг\.)"
_DASHED = re.compile(rf"{_WHOLE}[=–-]{_CENTS}(?![\d:.,/–-])(?P<behind>{_ROUBLES})?")
_ATTACHED = re.compile(rf"{_WHOLE}(?P<sign>[€£$]){_CENTS}(?![\d.,%])(?!\s?[€£$])")
_NAMED = re.compile(
    rf"{_WHOLE}(?P<name>\s?(?:руб(?:\.|л\w+)?|грн\.?|гривень|zł|Kč|€|EUR|[Ee]uros?|[Ff]rancs?|lei))\s(?:и |i |et |und |and |y )?{_CENTS}"
    r"\s?(?:коп(?:\.|\w+)?|gr(?:\.|oszy)?|hal(?:\.|\w+)?|cts?\.?|[Cc]ents?|[Cc]entimes?|[Cc]éntimos?|bani)(?!\w)"
)
# What a clock does not show.
_HOURS = 24
_QUICK = re.compile(
    r"\d[:=€£$–-]\d|\d\s?[^\W\d_.,]{1,8}\.?\s(?:[^\W\d_]{1,3}\s)?\d\d\s?[^\W\d_]|\d\s?€\s\d\d\s?[^\W\d_]"
)
# Where money is written so without a name beside it.
_OF_COLONS, _OF_DASHES = frozenset({"SEK"}), frozenset({"RUB", "UAH", "BYN", "KZT"})


def plain_cents(text: str, currency: str = "") -> str:
    """The text with all cents behind a comma; ``currency`` is the document's (ISO 4217)."""
    if not _QUICK.search(text):
        return text
    for pattern, write in ((_NAMED, _named), (_ATTACHED, _attached)):
        text = pattern.sub(write, text)
    text = _COLON.sub(lambda match: _parted(match, is_money=_is_of_crowns(match, currency)), text)
    return _DASHED.sub(lambda match: _parted(match, is_money=_is_dashed(match, currency)), text)


def _is_of_crowns(match: re.Match[str], currency: str) -> bool:
    """Not a time of day: a crown beside it, or a paper in crowns and more than a clock shows."""
    if match["kr"] or match["behind"]:
        return True
    digits = re.sub(r"\D", "", match["whole"])
    return currency in _OF_COLONS and int(digits) >= _HOURS


def _is_dashed(match: re.Match[str], currency: str) -> bool:
    """No range: `20-25 руб.` is one, `12 500-50 руб.` and `340-00` are not."""
    is_told = bool(match["behind"]) or currency in _OF_DASHES
    return is_told and (match["cents"] == "00" or not match["whole"].isdigit())


def _parted(match: re.Match[str], *, is_money: bool) -> str:
    if not is_money:
        return match.group()
    at = match.end("whole") - match.start()
    mark = "." if "," in match["whole"] else ","
    return f"{match.group()[:at]}{mark}{match.group()[at + 1 :]}"


def _attached(match: re.Match[str]) -> str:
    mark = "." if "," in match["whole"] else ","
    return f"{match['whole']}{mark}{match['cents']}{match['sign']}"


def _named(match: re.Match[str]) -> str:
    mark = "." if "," in match["whole"] else ","
    plain = f"{match['whole']}{mark}{match['cents']}{match['name']}"
    return plain.ljust(len(match.group()))
