"""Write a text in capitals as papers have them: Georgian has none that are printed."""

from __future__ import annotations

# `str.upper` makes letters of Georgian that few fonts have, and no list of words.
_OWN_CASE = {capital: capital - 0x1C90 + 0x10D0 for capital in range(0x1C90, 0x1CC0)}


def capitals(text: str) -> str:
    """The text in upper case; letters of Georgian stay as they are."""
    upper = text.upper()
    return upper if text.isascii() else upper.translate(_OWN_CASE)
