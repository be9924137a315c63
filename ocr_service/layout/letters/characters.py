"""Write the characters of words as readers and searches expect them, whichever source the words came from.

Composed letters (Unicode's NFC), ligatures and Arabic presentation forms opened, invisible characters gone, the
bullets of symbol fonts as bullets. Nothing here is tuned: the classes are those of the Unicode Character Database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ocr_service.domain.page import Word
from ocr_service.layout.letters.lookalikes import in_one_script
from ocr_service.layout.letters.spacing import with_joined_letters

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# Latin ligatures and digraphs, Arabic presentation forms (ﷰ to ﷿ are words and ornaments of their own), radicals that fonts of China and
# Japan tell in place of the characters they look like, letters and digits of full width, and the bold ones of mathematics.
_OPENED = re.compile(
    "[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u2f00-\u2fd5\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\U0001d400-\U0001d7ff]+"
)
# Points and strokes of full width are marks of their own (`，`) but within a number.
_WIDE_MARK = re.compile(r"(?<=\d)[\uff0c-\uff0f\uff1a](?=\d)")
# Hyphens that look like the one of keyboards, and are none to a search or a pattern.
_HYPHENS = str.maketrans("\u2010\u2011\ufe63", "---")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e01ef]")
# Between letters of these scripts an invisible joiner changes what is read.
_JOINED_SCRIPTS = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af]")
_JOINERS = "\u200c\u200d"
# A soft hyphen that stands for a printed one: beside a digit, before a capital, after a single letter.
_PRINTED_HYPHEN = re.compile(r"(?<=\d)\xad|\xad(?=\d)|\xad(?=[A-ZÀ-Þ])(?<=[^A-ZÀ-Þ]\xad)|(?<=^[^\W\d_])\xad")
# Symbol and Wingdings put their glyphs at U+F000 and the code of the byte.
_SYMBOLS = {
    # Microsoft's fonts have their ligatures here.
    0xF001: "fi",
    0xF002: "fl",
    0xF02D: "-",
    0xF06C: "•",
    0xF06D: "•",
    0xF06E: "▪",
    0xF06F: "☐",
    0xF071: "☐",
    0xF072: "☐",
    0xF075: "◆",
    0xF076: "❖",
    0xF0A0: "•",
    0xF0A7: "▪",
    0xF0A8: "☐",
    0xF0B7: "•",
    0xF0D8: "➢",
    0xF0DE: "⇒",
    0xF0E0: "→",
    0xF0E8: "➔",
    0xF0F0: "⇨",
    0xF0FB: "☒",
    0xF0FC: "✓",
    0xF0FD: "☒",
    0xF0FE: "☑",
}
_BULLET = "•"
# TeX puts accents on an i without its dot.
_DOTLESS = re.compile("[\u0131\u0237](?=[\u0300-\u036f])")


def clean_words(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page in lines as they shall be searched: plain characters, spaced letters joined."""
    return in_one_script(with_joined_letters(plain_words(words)))


def plain_words(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words in plain characters; those of which nothing is left are gone."""
    together = "".join(word.text for word in words)
    if together.isascii() and together.isprintable():
        return tuple(words)
    line_of = [(word.block, word.paragraph, word.line) for word in words]
    plain = []
    for at, word in enumerate(words):
        begins = at == 0 or line_of[at - 1] != line_of[at]
        ends = at + 1 == len(words) or line_of[at + 1] != line_of[at]
        text = _as_bullet(word.text) if begins and not ends else word.text
        if ends and text.endswith(_SOFT_HYPHEN):
            text = text[:-1] + "-"
        if text := plain_text(text):
            plain.append(word if text == word.text else word._replace(text=text))
    return tuple(plain)


def _as_bullet(text: str) -> str:
    """A single glyph of a symbol font before other words is a bullet, whatever it looks like."""
    is_private = len(text) == 1 and unicodedata.category(text) == "Co"
    return _SYMBOLS.get(ord(text), _BULLET) if is_private else text


@lru_cache(maxsize=8_192)
def plain_text(text: str) -> str:
    """One token, or any text without line breaks, in plain characters.

    What has no meaning outside its font (private use) becomes U+FFFD, so that it is seen to be missing.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _OPENED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _DOTLESS.sub(lambda match: "i" if match[0] == "\N{LATIN SMALL LETTER DOTLESS I}" else "j", text)
    text = unicodedata.normalize("NFC", _PRINTED_HYPHEN.sub("-", text))
    text = _WIDE_MARK.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _VARIATION.sub("", text).translate(_HYPHENS)
    keeps_joiners = _JOINED_SCRIPTS.search(text) is not None
    return "".join(_plain(char, keeps_joiners) for char in text).strip()


def _plain(char: str, keeps_joiners: bool) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Cc"):
        return char if keeps_joiners and char in _JOINERS else ""
    if category == "Co":
        return _SYMBOLS.get(ord(char), _UNREADABLE)
    return char
