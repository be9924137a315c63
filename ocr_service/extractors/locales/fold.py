"""Write a word without case and accents, as an engine may have read it."""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ß": "ss", "œ": "oe", "ð": "d"})


def folded(word: str) -> str:
    """``word`` in lower case, without marks above, below or through its letters, and without what is no letter."""
    if word.isascii():
        return "".join(filter(str.isalpha, word.lower()))
    text = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return "".join(filter(str.isalpha, text))
