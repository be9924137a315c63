"""Letters with their places, from what a network says of each step along a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr_service.engines.neural.finding import Pixels

# Latin letters with accents, and signs beyond them that documents in Latin letters have.
_LAST_LATIN = 0x24F
# One of so many letters of other scripts.
_OTHERS_KEPT = 8
_SIGNS = frozenset("–—―‘’‚“”„†‡•…‰′″‹›€™℃№←↑→↓√≈≠≤≥■□▪●○★☆✓✔ﬁﬂ")


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, how sure it is (0-1), and where its middle stands along the line, as a share of the line's width.

    ``blank`` is how likely the likeliest blank is between the letter before and this one.
    """

    text: str
    sure: float
    at: float
    blank: float = 0.0


class Alphabet:
    """The letters that a network tells apart. ``columns`` are those it is kept with, 0 for no letter.

    Latin ones win. Some of other scripts stay, so that the network is not sure of a letter of those.
    """

    def __init__(self, listed: bytes) -> None:
        # No letter comes first, the blank last, also among those that are kept.
        letters: Sequence[str] = ("", *listed.decode().splitlines(), " ")
        own = [0, *(n for n, letter in enumerate(letters) if _is_latin(letter))]
        others = sorted(set(range(len(letters))) - set(own))[::_OTHERS_KEPT]
        self.count = len(letters)
        self.columns = np.array([*own, *others])
        self._letters = [letters[n] for n in own]
        self._is_letter = np.array([not (letter == "" or letter.isspace()) for letter in self._letters])

    def read(self, said: Pixels) -> list[Letter]:
        """The likeliest letters: ``said`` has a row for each step and a column for each letter; alike steps in a row are one."""
        among, steps = said[:, : len(self._letters)], np.arange(len(said))
        best = among.argmax(axis=1)
        # Each run of alike steps, and of these the ones that are a letter.
        starts = np.flatnonzero(np.diff(best, prepend=-1))
        ends = np.append(starts[1:], len(best))
        sure = np.maximum.reduceat(among[steps, best], starts)
        is_letter = self._is_letter[best[starts]]
        starts, ends, sure = starts[is_letter], ends[is_letter], sure[is_letter]
        middles = (starts + ends) / 2
        at = middles.astype(int)
        blank = among[:, -1]
        blanks = np.maximum(np.maximum.reduceat(blank, np.insert(at, 0, 0))[:-1], blank[at])
        texts = (self._letters[each] for each in best[starts])
        found = zip(texts, sure.tolist(), (middles / len(best)).tolist(), blanks.tolist(), strict=True)
        return [Letter(*each) for each in found]


def _is_latin(letter: str) -> bool:
    return len(letter) == 1 and (ord(letter) <= _LAST_LATIN or letter in _SIGNS)
