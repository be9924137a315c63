"""Lay plain text out as a page, so that text without boxes goes the same way as a scan."""

from __future__ import annotations

import re

from ocr_service.domain.page import Box, Page, PageSource, Word

CHARACTER_WIDTH = 6.0
ROW_HEIGHT = 10.0
ROW_PITCH = 14.0


def page_from_text(text: str, *, number: int = 1, language: str = "") -> Page:
    """A page whose words stand on a grid of characters; two blanks or more keep their width."""
    words = tuple(
        Word(
            found.group(),
            Box(
                found.start() * CHARACTER_WIDTH,
                row * ROW_PITCH,
                (found.end() - found.start()) * CHARACTER_WIDTH - 2,
                ROW_HEIGHT,
            ),
            100.0,
            1,
            1,
            row + 1,
        )
        for row, line in enumerate(text.splitlines())
        for found in re.finditer(r"\S+", line.expandtabs())
    )
    return Page(
        number=number,
        text=text,
        words=words,
        width=max((word.box.left + word.box.width for word in words), default=0.0),
        height=max((word.box.top + word.box.height for word in words), default=0.0),
        source=PageSource.TEXT_LAYER,
        confidence=100.0,
        language=language,
    )
