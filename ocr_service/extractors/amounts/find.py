"""Find amounts of money in a text, with their currency, in every usual way of writing them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SYMBOLS = {
    "€": "EUR", "EUR": "EUR", "EURO": "EUR", "EUROS": "EUR",
    "$": "USD", "US$": "USD", "USD": "USD",
    "£": "GBP", "GBP": "GBP",
    "CHF": "CHF", "SFR": "CHF",
    "RM": "MYR", "MYR": "MYR",
    "S$": "SGD", "SGD": "SGD", "A$": "AUD", "AUD": "AUD", "C$": "CAD", "CA$": "CAD", "CAD": "CAD",
    "¥": "JPY", "JPY": "JPY", "CNY": "CNY", "₹": "INR", "INR": "INR", "RS.": "INR",
    "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "ZŁ": "PLN", "PLN": "PLN", "KČ": "CZK", "CZK": "CZK",
    "HK$": "HKD", "HKD": "HKD", "NZ$": "NZD", "NZD": "NZD", "R$": "BRL", "BRL": "BRL", "THB": "THB", "IDR": "IDR",
}  # fmt: skip
_CURRENCY = "|".join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,’' \u00a0\u202f]\d{3})+(?:[.,]\s?\d{2})?(?!\d)|\d+\s?[.,]\s?\d{2,4}(?!\d)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/]) (?P<open>[-–−(]\s?)? (?P<before>(?:{_CURRENCY})\s?)? (?P<sign>[-–−]\s?)?"
    rf"(?P<number>{_NUMBER}) (?P<close>\s?\)|-(?!\d))? (?:\s?(?P<after>{_CURRENCY})(?![A-Za-z]))? (?![\d%/:]|\s?%|[.,]\d)",
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCY_ALONE = re.compile(rf"(?<![A-Za-z])(?:{_CURRENCY})(?![A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount at ``text[start:end]``; ``currency`` is an ISO 4217 code, or empty."""

    value: Decimal
    currency: str
    start: int
    end: int
    text: str


def find_amounts(text: str) -> tuple[FoundAmount, ...]:
    """All amounts with cents (or thousands) of a text, from left to right."""
    return tuple(amount for match in _AMOUNT.finditer(text) if (amount := _amount(match)) is not None)


def parse_number(text: str) -> Decimal | None:
    """A written number: the last separator before one, two or four digits is the decimal one."""
    digits = re.sub(r"[\s’']", "", text)
    cut = max(digits.rfind("."), digits.rfind(","))
    if cut >= 0 and len(digits) - cut - 1 == 3 and not _is_leading_zero(digits):
        cut = -1
    whole = re.sub(r"\D", "", digits if cut < 0 else digits[:cut])
    if not whole and cut < 0:
        return None
    return Decimal(f"{whole or 0}.{digits[cut + 1 :]}" if cut >= 0 else whole)


def currencies_in(text: str) -> tuple[str, ...]:
    """ISO codes of all currency signs and names of a text, in order, repeated as written."""
    return tuple(_SYMBOLS[match.group().upper()] for match in _CURRENCY_ALONE.finditer(text))


def money(value: Decimal) -> str:
    """The form of an amount in a result: two decimals, a point, no sign of currency."""
    return f"{value:.2f}"


def _is_leading_zero(digits: str) -> bool:
    return bool(re.fullmatch(r"0[.,]\d{3}", digits))


def _amount(match: re.Match[str]) -> FoundAmount | None:
    value = parse_number(match["number"])
    if value is None:
        return None
    is_bracketed = bool(match["open"] and "(" in match["open"])
    is_negative = (
        (match["open"] and not is_bracketed) or match["sign"] or (match["close"] or "").strip() == "-"
    )
    symbol = (match["before"] or match["after"] or "").strip().upper()
    return FoundAmount(
        -value if is_negative else value,
        _SYMBOLS.get(symbol, ""),
        match.start(),
        match.end(),
        match.group().strip(),
    )
