"""What a fact is called in schema 2: one name for a thing, whichever extractor found it.

Extractors go on calling the seller of an invoice its issuer and that of a receipt its vendor; callers are told of
one ``sender``. docs/result-schema.md sets these names beside those of Azure, Textract, schema.org and EN 16931.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Name inside -> name in schema 2; what is not here is called the same.
TOLD_AS: Mapping[str, str] = {
    "document_date": "date",
    "vendor": "sender",
    "issuer": "sender",
    "address": "sender_address",
    "issuer_address": "sender_address",
    "issuer_vat_id": "sender_vat_id",
    "buyer": "recipient",
    "amount": "total",
    "net": "subtotal",
    "payable": "amount_due",
    "prepaid": "amount_paid",
    "payment": "payment_method",
}
# Labels of amounts, by the names of the fields that they would be.
LABELS: Mapping[str, str] = {"gross": "total", "net": "subtotal", "payable": "amount_due"}
_QUOTED = re.compile(r"`([a-z_]+)`")


def told_as(name: str) -> str:
    """A fact's name in schema 2."""
    return TOLD_AS.get(name, name)


def told_in(sentence: str) -> str:
    """A warning or reason whose names of facts, in backticks, are those of schema 2."""
    return _QUOTED.sub(lambda match: f"`{told_as(match[1])}`", sentence)


def known_inside(name: str, among: Mapping[str, object]) -> str:
    """The name inside of a fact that a caller names as in schema 2 or as before; ``among`` are those of the result."""
    if name in among:
        return name
    inside = [old for old, new in TOLD_AS.items() if new == name]
    return next((old for old in inside if old in among), inside[0] if inside else name)
