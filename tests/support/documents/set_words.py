"""Words set in real type, with the boxes that an engine would give them."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

from ocr_service.domain.page import Box, Word

SIZE = 28.0


@lru_cache(maxsize=8)
def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def set_line(text: str, left: float, baseline: float, *, size: float = SIZE, block: int = 1) -> list[Word]:
    """The words of one line, each with the box of its ink; lines of a block are told by their baseline."""
    font, words = _font(size), []
    for text_of_word in text.split():
        ink = font.getbbox(text_of_word, anchor="ls")
        box = Box(left + ink[0], baseline + ink[1], ink[2] - ink[0], ink[3] - ink[1])
        words.append(Word(text_of_word, box, 95.0, block, 1, round(baseline)))
        left += font.getlength(f"{text_of_word} ")
    return words


def set_block(
    number: int, left: float, top: float, *lines: str, size: float = SIZE, pitch: float = 1.2
) -> list[Word]:
    """Lines below each other as an engine's block of one paragraph; ``pitch`` in sizes of the type."""
    baselines = (top + (1 + pitch * place) * size for place in range(len(lines)))
    return [
        word
        for text, baseline in zip(lines, baselines, strict=True)
        for word in set_line(text, left, baseline, size=size, block=number)
    ]
