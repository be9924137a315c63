"""Words as they are compared: without case, without accents, and with both ways to write an umlaut."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

_TOKEN = re.compile(r"[^\W_]+")
_SPELT = {
    "ä": ("a", "ae"),
    "ö": ("o", "oe"),
    "ü": ("u", "ue"),
    "ae": ("ae", "a"),
    "oe": ("oe", "o"),
    "ue": ("ue", "u"),
}
_UMLAUT = re.compile("|".join(_SPELT))
_MOST_VARIANTS = 8


def folded(text: str) -> str:
    """Lower case without accents; ``ß`` becomes ``ss``."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char)).casefold()


def tokens(text: str) -> list[str]:
    """The words and numbers in a text, folded, in their order: ``V-4711`` are two."""
    return _TOKEN.findall(folded(text))


def spellings(word: str) -> tuple[str, ...]:
    """A word that somebody looks for, folded, in every way it may stand in the index: ``Mueller`` also as ``muller``.

    The index has ``Müller`` as ``muller``, as accents are taken off there.
    """
    composed = unicodedata.normalize("NFC", word.casefold())
    pieces = _UMLAUT.split(composed)
    choices = [_SPELT[each] for each in _UMLAUT.findall(composed)]
    found: dict[str, None] = {}
    for chosen in product(*choices):
        joined = "".join(piece + letter for piece, letter in zip(pieces, (*chosen, ""), strict=True))
        found[folded(joined)] = None
        if len(found) == _MOST_VARIANTS:
            break
    return tuple(found)
