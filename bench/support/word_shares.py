"""How many words of a text were found, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_SHAPES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": ""})


def words_of(text: str) -> list[str]:
    """Words broken at a line's end are joined; shapes of quotes and dashes do not count."""
    joined = re.sub(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])", "", text)
    return unicodedata.normalize("NFKC", joined).translate(_SHAPES).split()


def recall_and_precision(pairs: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """Of pairs of the true text and the one that was read, over all of their words."""
    wanted = found = shared = 0
    for truth, read in pairs:
        want, got = Counter(words_of(truth)), Counter(words_of(read))
        wanted, found, shared = wanted + want.total(), found + got.total(), shared + (want & got).total()
    return shared / max(1, wanted), shared / max(1, found)
