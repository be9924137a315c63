"""Read numbers that paper prints in groups: letters and digits with single blanks, dots, hyphens between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = frozenset(" .-–—/\u00a0\u2007\u2009\u202f\u00ad\u200b\n")
# `0403 - 170`: more than this many marks between two letters end the number.
MOST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Printed:
    """The number without its marks, and ``ends[n]``: where in the text its first ``n`` characters end."""

    plain: str
    ends: tuple[int, ...]


def printed_at(text: str, start: int, most: int) -> Printed:
    """At most ``most`` letters and digits from ``start`` on, in upper case."""
    plain: list[str] = []
    ends = [start]
    marks = 0
    for at in range(start, len(text)):
        c = text[at]
        if c.isascii() and c.isalnum():
            plain.append(c.upper())
            ends.append(at + 1)
            marks = 0
        elif c in _MARKS and marks < MOST_MARKS:
            marks += 1
        else:
            break
        if len(plain) == most:
            break
    return Printed("".join(plain), tuple(ends))


def cuts(printed: Printed, text: str, least: int) -> Iterator[tuple[str, int]]:
    """The number's beginnings of ``least`` characters or more that no letter follows at once, longest first."""
    for length in range(len(printed.plain), least - 1, -1):
        end = printed.ends[length]
        if not text[end : end + 1].isalnum():
            yield printed.plain[:length], end
