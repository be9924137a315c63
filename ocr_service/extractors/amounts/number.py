"""Read a written number: groups of thousands or of India's hundreds, decimals, a stroke (`180,=` in Italy and the Netherlands) for none."""

from __future__ import annotations

import re
from decimal import Decimal

# No separator runs on from one column to the next: see ``layout.rows``; a blank in a number is one of these.
BLANK = "[ \u00a0\u2007\u2009\u202f]"
APOSTROPHE = "['’ʼ‘`´]"
_DECIMALS = r"(?:[.,]\s?\d{2,3}|[.,]\s?[-–—=]{1,2})"
NUMBER = (
    rf"\d{{1,2}}(?:,\d\d)+,\d{{3}}(?:\.\d\d)?(?!\d)"
    rf"|\d{{1,3}}(?:[.,]\d{{3}})*[.,]\s?[-–—=]{{1,2}}(?![\d\-–—=])|\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\s?\d{{2,3}})?(?!\d)"
    rf"|\d{{1,3}}(?:{APOSTROPHE}\d{{3}})+{_DECIMALS}?(?!\d)|\d{{1,3}}(?:{BLANK}\d{{3}})+{_DECIMALS}?(?!\d)"
    r"|\d+\s?[.,]\s?\d{2,4}(?!\d)"
)


def parse_number(text: str, decimals: int = 2, marks: str = ".,") -> Decimal | None:
    """A written number: the last separator before one, two or four digits is the decimal one.

    Before three digits it is where another kind of mark divides the thousands (``1 250,400``), where the number
    begins with 0, or where the currency has three ``decimals`` and one of ``marks`` parts them.
    """
    groups = re.search(r"[\s'’ʼ‘`´]\d{3}", text)
    digits = re.sub(r"[\s'’ʼ‘`´]|[.,]\s?[-–—=]+$", "", text)
    cut = max(digits.rfind("."), digits.rfind(","))
    if (
        cut >= 0
        and len(digits) - cut - 1 == 3
        and not _has_three_decimals(digits, cut, decimals if digits[cut] in marks else 0, bool(groups))
    ):
        cut = -1
    whole = re.sub(r"\D", "", digits if cut < 0 else digits[:cut])
    if not whole and cut < 0:
        return None
    return Decimal(f"{whole or 0}.{digits[cut + 1 :]}" if cut >= 0 else whole)


def _has_three_decimals(digits: str, cut: int, decimals: int, is_grouped: bool) -> bool:
    others = set(re.findall(r"[.,]", digits[:cut]))
    if others or is_grouped:
        return others != {digits[cut]}
    return decimals == 3 or bool(re.fullmatch(r"0[.,]\d{3}", digits))
