"""Read letters that a PDF tells by a wrong code, where the right one is known, or see that they cannot be read.

Three ways that programs go wrong: both bytes of each letter the other way round (`吀栀攀` for `The`), letters as control characters
of nothing, and Windows' bytes 80 to 9F as the control characters that Unicode has there (its `€` and quotation marks).
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.domain.page import Word

_BYTE, _MOSTLY, _LEAST = 256, 0.8, 12
_FIRST_SWAPPED = 0x2000
# A share of controls that is no accident: they stand for letters.
_MANY_CONTROLS = 0.08
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# A tab is a blank.
_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - {ord("\t")}, _UNREADABLE)


def with_readable_codes(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a page, letters of wrong codes read; U+FFFD for each control character where there are many."""
    together = "".join(word.text for word in words)
    if together.isascii() and together.isprintable():
        return words
    if _is_swapped(together):
        return [word._replace(text="".join(map(_swapped, word.text))) for word in words]
    wrong = dict(_WINDOWS)
    if sum(map(_is_control, together)) > _MANY_CONTROLS * len(together):
        wrong |= _CONTROLS
    return [word._replace(text=word.text.translate(wrong)) for word in words]


def _is_swapped(text: str) -> bool:
    found = sum(ord(char) % _BYTE == 0 and ord(char) >= _FIRST_SWAPPED for char in text)
    return found >= max(_LEAST, _MOSTLY * len(text))


def _swapped(char: str) -> str:
    return chr(ord(char) // _BYTE) if ord(char) % _BYTE == 0 else char


def _is_control(char: str) -> bool:
    return ord(char) in _CONTROLS
