"""In which script a letter is written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ONE_NAME = {"HIRAGANA": "KANA", "KATAKANA": "KANA", "IDEOGRAPHIC": "CJK"}


@lru_cache(maxsize=8_192)
def script_of(letter: str) -> str:
    """``LATIN``, ``CYRILLIC``, ``HEBREW``, ``CJK``, ``KANA`` …: what a letter's name in Unicode begins with."""
    name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return _ONE_NAME.get(name, name)
