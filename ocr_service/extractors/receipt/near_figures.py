"""Find figures on the paper that differ from a chosen one in a single digit: one of the two was misread, or both are right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def has_near_figure(figure: str, texts: Iterable[str]) -> bool:
    """True when a text holds a figure written like ``figure`` (``2018-03-16``, ``31.02``) with one other digit."""
    shape = _shape(figure)
    return any(_digits_off(figure, match.group()) == 1 for text in texts for match in shape.finditer(text))


@lru_cache(maxsize=64)
def _shape(figure: str) -> re.Pattern[str]:
    pieces = (r"\d" if c.isdigit() else re.escape(c) for c in figure)
    return re.compile(rf"(?<!\d){''.join(pieces)}(?!\d)")


def _digits_off(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
