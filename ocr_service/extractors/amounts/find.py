"""Find amounts of money in a text, with their currency, in every usual way of writing them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from ocr_service.extractors.amounts.cents_apart import plain_cents
from ocr_service.extractors.amounts.currencies import (
    alone,
    exponent,
    is_also_of_models,
    is_disputed,
    is_only_behind,
    is_unusual_code,
    marks_of_decimals,
    meanings,
)
from ocr_service.extractors.amounts.currency_words import currency_words
from ocr_service.extractors.amounts.look_alikes import is_berhad, is_of_another_thing
from ocr_service.extractors.amounts.number import NUMBER, parse_number
from ocr_service.extractors.amounts.sign_behind import is_of_a_thing, is_of_next_number
from ocr_service.layout.letters.plain_digits import plain_digits

# `1234.5` as sheets write it: money beside a currency alone.
_ONE_DECIMAL = r"\d{1,3}(?:,\d{3})*\.\d(?![\d.,])|\d{1,3}(?:\.\d{3})*,\d(?![\d.,])|\d{4,7}[.,]\d(?![\d.,])"
# Looked for where figures and marks end so alone, as three more alternatives at every number cost half as much again.
_ENDS_SO = r"(?=\d[\d.,]*(?<=[.,]\d)(?![\d.,]))"
_NUMBER = re.compile(
    rf"(?P<short>{_ENDS_SO}(?:{_ONE_DECIMAL}))|(?P<number>{NUMBER})|(?P<whole>\d{{1,9}})(?!\d)"
)
# What looks like a sign, name or code of a currency is looked up; two hundred of them in one pattern cost four times as much.
_TAIL = re.compile(
    r"(?P<whole>\s?(?:[/:][-–—−]|/=)(?!\s?\d))?(?P<close>\s?\)|[-−–](?!\d))?(?:\s?(?P<after>F\sCF[AP]|\$\s?(?:US|CAN?)(?![^\W\d_])|[^\W\d_]{0,3}[^\w\s.,:;!?*+=()\[\]/\-–−'\"#&%|]|[^\W\d_]{1,5}/?\.?)(?![^\W\d_]))?"
    r"(?P<shut>\s?\))?(?:\s?(?P<entry>[CcDd][Rr])\b)?"
)
_PLAIN_TAIL = re.compile(
    r"(?P<whole>\s?(?:[/:][-–—−]|/=)(?!\s?\d))?(?P<close>\s?\)|[-−–](?!\d))?(?P<after>$^)?(?P<shut>\s?\))?(?:\s?(?P<entry>[CcDd][Rr])\b)?"
)
# `€ 1.2 Mio.`, `$12k`: what is shortened is no amount that anybody pays.
_GOES_ON = re.compile(
    r"[\d%/:]|\s?%|[.,]\d|(?:[kKmM]|\s?(?:[Mm]io|[Mm]rd|[Mm]illi(?:on|ard)\w*|[Bb]illions?|bn|[Ll]a(?:kh|c)s?|[Cc]rores?))\b"
)
_BEFORE_A_NUMBER = re.compile(r"\s?\d")
# `Rs .500.00`: the full stop belongs to the sign, as an engine tears it off.
_WITH_CENTS = re.compile(r"\d[\d,]*\.\d\d(?!\d)")
# `Rua Augusta 100, 1100-053`: a comma with a blank parts no decimals but two, or three of a currency that has them.
_PARTED = re.compile(r"[.,]\s(?=\d{3})|\s[.,](?=\d{3})")
# `ul. Portowa 15, 80-001 Gdańsk`: the number of a house, and a postcode.
_HOUSE_AND_POSTCODE = re.compile(r"\d+,\s\d\d\Z")
_REST_OF_POSTCODE = re.compile(r"-\d{3}(?!\d)")
# `Section 144:-`, `Order No. 1234/-`: what is numbered is no money.
_NUMBERED = re.compile(
    r"\b(?:sections?|sec|articles?|rules?|clauses?|chapter|paragraphs?|para|schedule|annex(?:ure)?|appendix|question|exercise|nos?|nr|number|ref|hsn|sac)\W{0,3}$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 14
_MINUS, _OPENING, _OF_A_NUMBER = "-–−", "-–−(", "_.,/"
FEW = "100"
THREE_DECIMALS = 3
CENTS = 2
_CLOSED_BY_A_STROKE = "JPY"
_IN_TWO_WORDS = re.compile(r"(?<!\w)F\sCF[AP]\Z")
LONGEST_SIGN = 5
# Of the alphabets that part their words by blanks: `plnění` names no money.
_LETTERS = r"A-Za-zªºÀ-ÖØ-öø-ɏͰ-ԯ"
# Two letters alone are initials more often, and three an office: `(DM)`, `montants en DH`.
_CURRENCY_ALONE = re.compile(
    rf"(?<![{_LETTERS}])(?:{alone()}|(?i:(?<=\b[ie]n\s)D(?:M|HS?)|(?<=\()D(?:M|HS?)(?=\))))(?![{_LETTERS}])"
)
_DIGIT = re.compile(r"\d")
KEPT_TEXTS = 4096


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount at ``text[start:end]``; ``currency`` is an ISO 4217 code, or empty.

    ``is_disputed``: its sign is also that of other currencies; ``is_bracketed``: an accountant's negative, or
    something said in passing; ``sign`` is what names the currency there.
    """

    value: Decimal
    currency: str
    start: int
    end: int
    text: str
    is_disputed: bool = False
    is_bracketed: bool = False
    sign: str = ""


@lru_cache(maxsize=KEPT_TEXTS)
def find_amounts(text: str, currency: str = "") -> tuple[FoundAmount, ...]:
    """All amounts of a text, from left to right: with cents, with thousands, or whole beside a currency.

    ``currency`` is the document's: it decides what ``$`` or ``kr`` means and whether 81.250 has three decimals.
    """
    if not _DIGIT.search(text):
        return ()
    found: list[FoundAmount] = []
    plain = plain_cents(plain_digits(text), currency)
    for match in _NUMBER.finditer(plain):
        amount = _amount(match, plain, currency, found[-1].end if found else 0)
        if amount is not None:
            found.append(amount)
    if plain == text:
        return tuple(found)
    return tuple(replace(one, text=text[one.start : one.end].strip()) for one in found)


def currencies_in(text: str) -> tuple[str, ...]:
    """ISO codes of all currency signs and names of a text, in order, repeated as written."""
    return tuple(meanings(sign)[0] for sign in _signs_alone(text))


def _signs_alone(text: str) -> list[str]:
    return [
        match.group()
        for match in _CURRENCY_ALONE.finditer(text)
        if meanings(match.group()) and not is_berhad(match.group(), text, match.start())
    ]


def signs_in(text: str) -> tuple[str, ...]:
    """The signs and names of currencies that stand in a text, alone or beside an amount."""
    single = (*_signs_alone(text), *currency_words(text))
    known = {one.upper() for one in single}
    beside = [one.sign for one in find_amounts(text) if one.sign and one.sign.upper() not in known]
    return (*single, *beside)


def money(value: Decimal, currency: str = "") -> str:
    """The form of an amount in a result: a point, and as many decimals as its currency has (two where it is unknown)."""
    decimals = exponent(currency)
    return (
        f"{value:.{decimals}f}" if value == value.quantize(Decimal(1).scaleb(-decimals)) else f"{value:.2f}"
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a number: a currency, a bracket, a minus; ``start`` is where it begins."""

    start: int
    sign: str = ""
    is_minus: bool = False
    is_open: bool = False


def _amount(match: re.Match[str], text: str, currency: str, least: int) -> FoundAmount | None:
    head, tail = _head(text, match.start(), least, currency), _tail(match, text, currency)
    before = text[head.start - 1 : head.start] if head.start > least else ""
    # Kana, Han and hangul stand before a number without a blank.
    if (
        (before.isalnum() and before < "\u3040")
        or (before and before in _OF_A_NUMBER)
        or (before == ":" and match["whole"] and text[: head.start - 1][-1:].isdigit())
        or _GOES_ON.match(text, tail.end())
        or (_HOUSE_AND_POSTCODE.match(match.group()) and _REST_OF_POSTCODE.match(text, match.end()))
    ):
        return None
    sign = head.sign or (tail["after"] or "").strip() or _sign_of_whole(tail, match, text)
    if is_of_another_thing(text, head.start, head.sign, is_minus=head.is_minus):
        return None
    if head.sign and _is_of_a_model(head, match, currency):
        return None
    codes = _codes(head, tail, sign, currency)
    code = currency if currency in codes else (codes or ("",))[0]
    if _PARTED.search(match.group()) and exponent(code or currency) != THREE_DECIMALS:
        return None
    # `R500`, but no `Q4`: a letter is money beside cents, thousands or hundreds.
    is_few = (
        len(sign) == 1 and sign.isalpha() and (bool(match["short"]) or len(match["whole"] or FEW) < len(FEW))
    )
    value = (
        parse_number(match.group(), exponent(code or currency), marks_of_decimals(code or currency))
        if (code and not is_few) or match["number"]
        else None
    )
    if value is None:
        return None
    if _is_of_cents(head, match, text):
        value = value.scaleb(-CENTS)
    return FoundAmount(
        -value if _is_negative(head, tail, code) else value,
        code,
        head.start,
        tail.end(),
        text[head.start : tail.end()].strip(),
        is_disputed=bool(sign) and code != currency and is_disputed(sign),
        is_bracketed=head.is_open and ")" in f"{tail['close']}{tail['shut']}",
        sign=sign,
    )


def _is_of_a_model(head: _Head, number: re.Match[str], currency: str) -> bool:
    """True for `TMT1873` and `DH 200`, which name things as often as money."""
    is_attached = head.start + len(head.sign) == number.start()
    if is_attached and number["whole"] and is_unusual_code(head.sign, currency):
        return True
    return not number["number"] and is_also_of_models(head.sign, currency)


def _is_of_cents(head: _Head, number: re.Match[str], text: str) -> bool:
    """True for `$.99`; the point of `Rs.50` and `kr.50` belongs to the sign."""
    is_short_word = head.sign.rstrip(".").isalpha()
    is_behind_point = text[head.start : number.start()].endswith(".") and not is_short_word
    return is_behind_point and len(number["whole"] or "") == CENTS


def _codes(head: _Head, tail: re.Match[str], sign: str, currency: str) -> tuple[str, ...]:
    """What the sign may mean: of `$1,250.00 CAD` what stands behind, if the sign before is also its own."""
    codes = meanings(sign, currency)
    behind = meanings((tail["after"] or "").strip(), currency) if head.sign and tail["after"] else ()
    return behind if len(behind) == 1 and behind[0] in codes else codes


def _head(text: str, end: int, least: int, currency: str) -> _Head:
    """Read backwards from a number: minus, currency, bracket or minus, and a currency before a bracket."""
    start, minus = _mark_before(text, end, least, _MINUS)
    start, sign = _sign_before(text, start, least, currency)
    start, mark = _mark_before(text, start, least, _OPENING)
    if mark == "(" and not sign:
        start, sign = _sign_before(text, start, least, currency)
    return _Head(start, sign, bool(minus) or (mark != "" and mark in _MINUS), mark == "(")


def _mark_before(text: str, end: int, least: int, marks: str) -> tuple[int, str]:
    """One of ``marks`` before ``end``, perhaps with a blank between; empty where none is."""
    at = end - 1 if end > least and text[end - 1].isspace() else end
    if at > least and text[at - 1] in marks:
        return at - 1, text[at - 1]
    return end, ""


def _sign_before(text: str, end: int, least: int, currency: str) -> tuple[int, str]:
    at = end - 1 if end > least and text[end - 1].isspace() else end
    if text.endswith(" .", least, at) and _WITH_CENTS.match(text, end):
        return _sign_before(text, at - 2, least, currency)
    if text.endswith(("CFA", "CFP"), least, at) and (found := _IN_TWO_WORDS.search(text, least, at)):
        return found.start(), found.group()
    start = at
    while start > max(least, at - LONGEST_SIGN) and _is_of_sign(text[start - 1]):
        start -= 1
    for begin in (start, at - 1):
        sign = text[begin:at].lstrip("./")
        if least <= begin < at and meanings(sign, currency) and not is_only_behind(sign, currency):
            first = at - len(sign)
            is_in_word = first > least and sign[0].isalpha() and text[first - 1].isalpha()
            if not is_in_word and not is_berhad(sign, text, first):
                return first, sign
    return end, ""


def _is_of_sign(c: str) -> bool:
    return c.isalpha() or c in "./" or not (c.isalnum() or c.isspace() or c.isascii()) or c == "$"


def _tail(number: re.Match[str], text: str, currency: str) -> re.Match[str]:
    """Bracket, minus, currency and side of the books behind a number."""
    end = number.end()
    match = _TAIL.match(text, end)
    if match is None or (
        match["after"]
        and (
            not meanings(match["after"], currency)
            or _GOES_ON.match(text, match.end())
            # `2024 FF 20` is no money, but a year and a model.
            or (is_also_of_models(match["after"], currency) and _BEFORE_A_NUMBER.match(text, match.end()))
            or is_of_next_number(match, number, text)
            or is_of_a_thing(match, number, currency)
        )
    ):
        match = _PLAIN_TAIL.match(text, end)
    if match is None:
        raise AssertionError("every part of the pattern may be missing")
    return match


def _sign_of_whole(tail: re.Match[str], number: re.Match[str], text: str) -> str:
    """What stands for no cents, as a sign: Sweden's `600:-`, India's `5,000/-`; not old shillings (`12/-`), and not behind what is numbered."""
    mark = (tail["whole"] or "").strip()
    is_shillings = mark.startswith("/") and len(number.group()) < len(FEW)
    if (
        not mark
        or is_shillings
        or _NUMBERED.search(text, max(0, number.start() - _LONGEST_LABEL), number.start())
    ):
        return ""
    return re.sub(r"[–—−]", "-", mark)


def _is_negative(head: _Head, tail: re.Match[str], code: str) -> bool:
    # `¥12,528-` ends with a stroke so that nobody adds a figure.
    is_minus_behind = bool(tail["close"] and ")" not in tail["close"]) and code != _CLOSED_BY_A_STROKE
    return head.is_minus or is_minus_behind or (tail["entry"] or "").upper() == "CR"
