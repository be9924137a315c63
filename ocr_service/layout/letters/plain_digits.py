"""Figures of other scripts as ours: Arabic, Persian, Hindi, Bengali, Thai and full-width ones, with the marks between them."""

from __future__ import annotations

# The first of ten figures in a row.
_ZEROS = "٠۰०০๐０"
_MARKS = {"٫": ".", "٬": ",", "．": ".", "／": "/", "－": "-"}
_PLAIN = str.maketrans(
    {chr(ord(zero) + figure): str(figure) for zero in _ZEROS for figure in range(10)} | _MARKS
)


def plain_digits(text: str) -> str:
    """The text with figures 0-9 and the marks of numbers, of as many characters."""
    return text if text.isascii() else text.translate(_PLAIN)
