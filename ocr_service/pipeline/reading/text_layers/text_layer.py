"""The text a PDF page already has, and whether it is sound enough to need no OCR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ocr_service.domain.page import Box, Word
from ocr_service.engines.word_table import read_pages
from ocr_service.errors import DocumentCorrupt
from ocr_service.layout.direction import in_logical_order
from ocr_service.layout.letters.characters import clean_words
from ocr_service.pipeline.identify.inspection import Inspection, password_flags
from ocr_service.pipeline.limits.command import check_memory, run_command
from ocr_service.pipeline.reading.text_layers.code_pages import in_their_code_page
from ocr_service.pipeline.reading.text_layers.raised_letters import with_raised_letters
from ocr_service.pipeline.reading.text_layers.two_sizes import with_joined_sizes
from ocr_service.pipeline.reading.text_layers.wrong_codes import with_readable_codes
from ocr_service.pipeline.reading.text_layers.wrong_ligatures import with_read_ligatures

_WORD = re.compile(r"[^\W_]", re.UNICODE)
# Others (a thin blank within a number) are part of their word.
_BLANKS = re.compile(r"[ \t]+")
_LATIN_VOWEL = re.compile(r"[aeiouyäöüàâéèêëíìîïóòôúùûåæœøãõ]", re.IGNORECASE)
_CONTROL = ("Co", "Cn", "Cs", "Cc")

# Shares at which a layer is called unsound; set by hand; the tests have layers on both sides of them.
_MAX_GARBAGE = 0.08
_MAX_SINGLE_LETTERS = 0.45
_MIN_PLAUSIBLE = 0.6
_MIN_PLAUSIBLE_OF_SCAN = 0.8
_FEW_WORDS = 20
# Of twenty words; the fewest of any language are thirteen.
_FEW_LETTERS = 5
_ASKED_LETTERS, _MOST_OF_ONE_LETTER = 60, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayer:
    """Words of one page in PDF points, origin at the upper left of the page as it is shown.

    ``rotation`` is the clockwise turn that was needed beyond that to make its text upright, ``skew`` the angle in degrees that was
    taken out; ``clipped`` words of the file are not among these, since nobody sees them.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rotation: int = 0
    skew: float = 0.0
    clipped: int = 0


def write_text_layers(document: Inspection, first: int, last: int, table: Path, timeout_s: float) -> None:
    """Let one run of pdftotext write the words of pages ``first`` to ``last`` into ``table``.

    Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCorrupt``.
    """
    argv = [
        "pdftotext",
        "-tsv",
        "-cropbox",
        "-f",
        first,
        "-l",
        last,
        *password_flags(document),
        document.source,
        table,
    ]
    finished = check_memory(run_command([str(each) for each in argv], timeout_s=timeout_s))
    if not table.exists():
        raise DocumentCorrupt(f"The text of pages {first} to {last} cannot be read: {finished.stderr[:200]}")


@contextmanager
def closing_layers(table: Path) -> Iterator[Iterator[TextLayer]]:
    """The layers in a table, read as they are asked for; the table is removed at the end."""
    try:
        with table.open(encoding="utf-8", errors="replace") as lines:
            yield (
                TextLayer(number=number, width=frame.width, height=frame.height, words=_as_read(words))
                for number, frame, words in read_pages(lines)
            )
    finally:
        table.unlink(missing_ok=True)


def _as_read(words: Sequence[Word]) -> tuple[Word, ...]:
    """In the order and in the characters in which a reader takes them."""
    words = [part for word in with_readable_codes(words) for part in _apart(word)]
    if not "".join(word.text for word in words).isascii():
        words = in_logical_order(with_read_ligatures(in_their_code_page(words)))
    return with_raised_letters(with_joined_sizes(clean_words(words)))


def _apart(word: Word) -> list[Word]:
    """The words of what a PDF calls one (an ActualText may hold a sentence), each with its letters' share of the width."""
    if " " not in word.text and "\t" not in word.text:
        return [word]
    texts = _BLANKS.split(word.text)
    box, letters = word.box, len(" ".join(texts))
    parts, start = [], 0
    for text in texts:
        left, width = box.width * start / letters, box.width * len(text) / letters
        place = box._replace(left=round(box.left + left, 2), width=round(width, 2))
        parts.append(word._replace(text=text, box=place))
        start += len(text) + 1
    return parts


def unsoundness(words: Sequence[Word], *, is_scan: bool) -> str | None:
    """Why a layer cannot be trusted, in a few words; None when it is sound.

    Judged by its words and not by their number: a page of 27 characters is a page.
    ``is_scan`` says that a picture fills the page, whose layer may be an old bad OCR.
    """
    texts = [text for text, *_ in words if text.isalnum() or _WORD.search(text) or _garbage(text)]
    if not texts:
        return "no text layer"
    letters = sum(map(len, texts))
    if _garbage("".join(texts)) / letters > _MAX_GARBAGE:
        return "text layer has no Unicode map"
    of_letters = list(filter(str.isalpha, texts))
    if _has_one_letter("".join(of_letters).lower(), len(of_letters)):
        return "text layer has one letter for all"
    singles = sum(len(text) == 1 for text in of_letters)
    if len(texts) >= _FEW_WORDS and singles / len(texts) > _MAX_SINGLE_LETTERS:
        return "text layer has spaced letters"
    plausible = sum(map(is_plausible, texts)) / len(texts)
    if plausible < (_MIN_PLAUSIBLE_OF_SCAN if is_scan else _MIN_PLAUSIBLE):
        return "text layer is garbled"
    return None


def _has_one_letter(letters: str, words: int) -> bool:
    """True for a map that tells one letter, or a few, for all: also beside a footer in another font."""
    if words >= _FEW_WORDS and len(set(letters)) < _FEW_LETTERS:
        return True
    # The commonest of them is looked for among these: of any text a fifth at most is one letter.
    common = max((letters.count(letter) for letter in set(letters[:_ASKED_LETTERS])), default=0)
    return len(letters) >= _ASKED_LETTERS and common > _MOST_OF_ONE_LETTER * len(letters)


def _garbage(text: str) -> int:
    """Characters that no reader can see: private use, unassigned, control, replacement."""
    if text.isascii() and text.isprintable():
        return 0
    return sum(char == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(char) in _CONTROL for char in text)


@lru_cache(maxsize=8_192)
def is_plausible(text: str) -> bool:
    """True when a token has the shape of a word, a number or a mark of some language."""
    core = text.strip("()[]{}<>\"'“”„‚‘’«».,;:!?-–—*/&•·|")
    if not core or any(char.isdigit() for char in core):
        return len(text) <= 40
    if not core[0].isascii() and not unicodedata.name(core[0], "").startswith("LATIN"):
        return core[0].isalpha() or not core[0].isalnum()
    if (
        not core.replace("-", "")
        .replace("'", "")
        .replace("’", "")
        .replace(".", "")
        .replace("/", "")
        .isalpha()
    ):
        return "@" in core or "://" in text or "www" in text
    return bool(_LATIN_VOWEL.search(core)) or sum(map(str.isupper, core)) >= 2 or len(core) <= 3


def covered_share(box: Box, words: Sequence[Word]) -> float:
    """The share of ``box`` that words lie over, 0-1 (overlaps between words count twice)."""
    inside = sum(_overlap(box, word.box) for word in words)
    return min(1.0, inside / max(1e-9, box.width * box.height))


def _overlap(one: Box, other: Box) -> float:
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)
