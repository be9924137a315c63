"""How many dots to the inch a picture has: what its file says where that makes a page, else what its shape suggests."""

from __future__ import annotations

from typing import Any

_LEAST, _MOST = 70, 1200
# Less is rounding: 200 x 204.
_UNEQUAL = 1.1
# What cameras and programs write that measured nothing; believed of what a screen or a web page prints on one sheet.
_UNMEASURED = 100
_SHEET_INCH = (8.8, 14.2)
# A2, the largest that scanners of documents take.
_MOST_WIDTH_INCH = 17.5
_A4_WIDTH_INCH, _TILL_ROLL_INCH = 8.27, 3.15
# A receipt is longer than a sheet of paper, and longer than the screen of a phone.
_ROLL_SHAPE = 2.4
_LEAST_GUESS, _MOST_GUESS = 70, 600
# Sheets that scanners take, in inches, and how far a scan may differ from one: A5 to A3, half letter, letter, legal, B5.
_SHEETS = ((5.83, 8.27), (8.27, 11.69), (11.69, 16.54), (5.5, 8.5), (8.5, 11.0), (8.5, 14.0), (6.93, 9.84))
_NEARLY = 0.04
# The longest page that PDF readers accept.
_MOST_LENGTH_INCH = 199


def dots_per_inch(stated: Any, size: tuple[int, int]) -> tuple[int, int]:
    """Across and down. ``stated`` is what the file says, a pair or anything else; ``size`` in pixels."""
    pair = stated if isinstance(stated, tuple) else ()
    values = [_believable(value) for value in pair[:2]]
    if not values or not values[0]:
        return (guessed_dpi(size),) * 2
    across, down = values if len(values) == 2 and values[1] else (values[0], values[0])
    if max(across, down) <= _UNEQUAL * min(across, down):
        down = across
    if _is_paper(size[0] / across, size[1] / down, is_measured=across > _UNMEASURED):
        return across, down
    return (guessed_dpi(size),) * 2


def states_a_sheet(stated: Any, size: tuple[int, int]) -> bool:
    """True when a file says that it was measured, and its picture is as large as a sheet of paper then."""
    values = [_believable(value) for value in stated[:2]] if isinstance(stated, tuple) else []
    if not values or min(values) <= _UNMEASURED:
        return False
    short, long = sorted(pixels / dpi for pixels, dpi in zip(size, (values * 2)[:2], strict=True))
    return any(
        abs(short - width) <= _NEARLY * width and abs(long - height) <= _NEARLY * height
        for width, height in _SHEETS
    )


def guessed_dpi(size: tuple[int, int]) -> int:
    """As if it were as wide as A4, or a till roll if it is a long strip."""
    short, long = sorted(size)
    width = _TILL_ROLL_INCH if long > _ROLL_SHAPE * short else _A4_WIDTH_INCH
    least = max(_LEAST_GUESS, -(-long // _MOST_LENGTH_INCH))
    return max(least, min(_MOST_GUESS, round(short / width)))


def _is_paper(width: float, height: float, *, is_measured: bool) -> bool:
    short, long = sorted((width, height))
    if long > _MOST_LENGTH_INCH:
        return False
    return short <= _MOST_WIDTH_INCH if is_measured else short <= _SHEET_INCH[0] and long <= _SHEET_INCH[1]


def _believable(stated: Any) -> int:
    """Dots per inch that a scanner can have, else 0."""
    try:
        dpi = round(float(stated))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return 0
    return dpi if _LEAST < dpi <= _MOST else 0
