"""Read what a payment code asks to be paid: Swiss QR-bills (SPC) and European credit transfers (EPC, ``BCD``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stdnum import iban

_SPC_IBAN, _SPC_NAME, _SPC_AMOUNT, _SPC_CURRENCY, _SPC_REFERENCE, _SPC_MESSAGE = 3, 5, 18, 19, 28, 29
_EPC_BIC, _EPC_NAME, _EPC_IBAN, _EPC_AMOUNT, _EPC_REFERENCE, _EPC_MESSAGE = 4, 5, 6, 7, 9, 10
_EPC_VERSIONS = ("001", "002")
_EPC_CURRENCY = "EUR"


def payment_of(text: str) -> dict[str, str] | None:
    """``iban``, and where given ``name``, ``bic``, ``amount``, ``currency``, ``reference``, ``message``.

    None when the text is no payment code, or its IBAN is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    if lines[:1] == ["SPC"]:
        return _payment(_swiss(lines))
    if lines[:1] == ["BCD"] and _at(lines, 1) in _EPC_VERSIONS:
        return _payment(_european(lines))
    return None


def _swiss(lines: Sequence[str]) -> dict[str, str]:
    return {
        "iban": _at(lines, _SPC_IBAN),
        "name": _at(lines, _SPC_NAME),
        "amount": _at(lines, _SPC_AMOUNT),
        "currency": _at(lines, _SPC_CURRENCY),
        "reference": _at(lines, _SPC_REFERENCE),
        "message": _at(lines, _SPC_MESSAGE),
    }


def _european(lines: Sequence[str]) -> dict[str, str]:
    amount = _at(lines, _EPC_AMOUNT)
    return {
        "iban": _at(lines, _EPC_IBAN),
        "name": _at(lines, _EPC_NAME),
        "bic": _at(lines, _EPC_BIC),
        "amount": amount.removeprefix(_EPC_CURRENCY),
        "currency": _EPC_CURRENCY if amount else "",
        "reference": _at(lines, _EPC_REFERENCE),
        "message": _at(lines, _EPC_MESSAGE),
    }


def _payment(said: dict[str, str]) -> dict[str, str] | None:
    said["iban"] = re.sub(r"\s", "", said["iban"]).upper()
    if not iban.is_valid(said["iban"], check_country=False):
        return None
    if not re.fullmatch(r"\d{1,12}(?:\.\d{1,2})?", said["amount"]):
        said["amount"] = ""
    return {name: value for name, value in said.items() if value}


def _at(lines: Sequence[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""
