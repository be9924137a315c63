"""Tell what begins as money does and is none: firms, their registers, papers, postcodes."""

from __future__ import annotations

import re

# A district of Britain's post, `BD23 1AA`, `RM10 8AB`, begins as money of Bahrain and Malaysia does; `RM12 4PC` has letters that end no postcode.
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[\dA-Z]?\s\d[ABD-HJLNP-UW-Z]{2}\b")
# The number of a Swiss firm begins with what is also a code of ISO 4217.
_SWISS_FIRM = re.compile(r"-?\s?\d{3}\.\d{3}\.\d{3}(?!\d)")
# `KD-1712` is the number of a paper; `EUR-250` is money, since papers are seldom numbered so.
_OF_A_PAPER = re.compile(r"(?!(?:EUR|USD|GBP|CHF)\b)[A-Za-z]{2,3}[-−–]\d+(?![\d.,]*[.,]\d)")
# The end of a Malaysian firm's name (`Sdn Bhd`, berhad) is also the dinar of Bahrain.
_BERHAD = re.compile(r"(?:\b(?:SDN\W{0,2}|HOLDINGS?|GROUP|MALAYSIA)|\(M\))\s*$", re.IGNORECASE)


def is_of_another_thing(text: str, start: int, sign: str, *, is_minus: bool) -> bool:
    """True where what begins at ``start`` with the ``sign`` of a currency is the number of a firm, of a paper or of a post's district."""
    if _POSTCODE.match(text, start):
        return True
    if sign == "CHE":
        return bool(_SWISS_FIRM.match(text, text.index("CHE", start) + len("CHE")))
    return is_minus and sign.isalpha() and bool(_OF_A_PAPER.match(text, start))


def is_berhad(sign: str, text: str, start: int) -> bool:
    """True where `Bhd` ends the name of a firm."""
    word = sign.rstrip(".")
    return word.upper() == "BHD" and (word == "Bhd" or bool(_BERHAD.search(text, 0, start)))
