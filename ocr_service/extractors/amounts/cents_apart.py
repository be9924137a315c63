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
# Each with cents of its own: `1 € 50 gr` is no price in groszy.
_OWN_CENTS = (
    (r"руб(?:\.|л\w+)?|грн\.?|гривень", r"коп(?:\.|\w+)?"),
    ("zł", r"gr(?:\.|oszy)?"),
    ("Kč", r"hal(?:\.|\w+)?"),
    (r"€|EUR|[Ee]uros?|[Ff]rancs?", r"cts?\.?|[Cc]ents?|[Cc]entimes?|[Cc]éntimos?"),
    ("lei", "bani"),
)
_NAMED = tuple(
    re.compile(rf"{_WHOLE}(?P<name>\s?(?:{money}))\s(?:и |i |et |und |and |y )?{_CENTS}\s?(?:{cents})(?!\w)")
    for money, cents in _OWN_CENTS
)
# What a clock does not show.
_HOURS, _MINUTES = 24, 60
_OF_A_NEXT_AMOUNT = re.compile(r"\s?\d")
# `SFS 2018:21` is a law, `45:30 min` a while.
_YEAR = re.compile(r"(?:19|20)\d\d")
_A_WHILE = re.compile(r"\s?(?:min|tim|sek|[hs]\b)")
_OF_A_NUMBER = re.compile(r"(?:№|\b(?:тел|факс|арт|код|ГОСТ)\w*\.?):?\s?\Z", re.IGNORECASE)
_QUICK = re.compile(
    r"\d[:=€£$–-]\d|\d\s?[^\W\d_.,]{1,8}\.?\s(?:[^\W\d_]{1,3}\s)?\d\d\s?[^\W\d_]|\d\s?€\s\d\d\s?[^\W\d_]"
)
_LONGEST_LABEL = 14
# Where money is written so without a name beside it.
_OF_COLONS, _OF_DASHES = frozenset({"SEK"}), frozenset({"RUB", "UAH", "BYN", "KZT"})


def plain_cents(text: str, currency: str = "") -> str:
    """The text with all cents behind a comma; ``currency`` is the document's (ISO 4217)."""
    if not _QUICK.search(text):
        return text
    for pattern in _NAMED:
        text = pattern.sub(_named, text)
    text = _ATTACHED.sub(_attached, text)
    text = _COLON.sub(lambda match: _parted(match, is_money=_is_of_crowns(match, currency)), text)
    return _DASHED.sub(lambda match: _parted(match, is_money=_is_dashed(match, currency)), text)


def _is_of_crowns(match: re.Match[str], currency: str) -> bool:
    """Not a time of day: a crown beside it, or a paper in crowns and more than a clock shows."""
    if match["kr"]:
        return True
    may_be_a_clock = _digits(match) < _HOURS and int(match["cents"]) < _MINUTES
    if match["behind"]:
        # Of `kl. 12:30 kr 95` the crown belongs to what follows.
        return not (may_be_a_clock and _OF_A_NEXT_AMOUNT.match(match.string, match.end()))
    is_of_something_else = _YEAR.fullmatch(match["whole"]) or _A_WHILE.match(match.string, match.end())
    return currency in _OF_COLONS and _digits(match) >= _HOURS and not is_of_something_else


def _is_dashed(match: re.Match[str], currency: str) -> bool:
    """No range: `20-25 руб.` is one, `12 500-50 руб.` and `340-00` are not; no hour (`с 9-00 до 18-00`) and no telephone."""
    if match["cents"] != "00" and match["whole"].isdigit():
        return False
    if match["behind"]:
        return True
    is_numbered = _OF_A_NUMBER.search(match.string, max(0, match.start() - _LONGEST_LABEL), match.start())
    return currency in _OF_DASHES and _digits(match) >= _HOURS and not is_numbered


def _digits(match: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", match["whole"]))


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
