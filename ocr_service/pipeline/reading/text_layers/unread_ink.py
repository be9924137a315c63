"""Tell print that stands on a page without words: a scan or outlined text behind a small text layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ocr_service.domain.page import Word
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_content import PageContent
from ocr_service.pipeline.imaging.drawing.small_pictures import SmallPictures
from ocr_service.pipeline.imaging.line_pieces import STRIPS, Piece
from ocr_service.pipeline.imaging.print_pieces import PrintPieces
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer

# A line of print reaches into three of 24 strips or more; a logo's name into six.
_LEAST_STRIPS = 3
_LEAST_UNREAD = 6
_COVERED = 0.5
# Text of any producer takes 2 to 40 bytes of operators a letter; more means that letters are shown without saying which.
_FEW_OPERATORS, _BYTES_A_LETTER = 800, 60


@dataclass(frozen=True, slots=True)
class Ink:
    """``coverage`` is the share of a page's print that words stand at, 0-1; ``unread`` counts pieces of lines that have none."""

    coverage: float = 1.0
    unread: int = 0

    @property
    def hides_text(self) -> bool:
        """True when there is print enough without words to be worth reading the page."""
        return self.unread >= _LEAST_UNREAD


@dataclass(slots=True)
class InkLook:
    """Looks at the pages of one document that may hold print without words; all others pay nothing."""

    document: Inspection
    folder: Path
    _pictures: SmallPictures = field(init=False)
    _harmless: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._pictures = SmallPictures(self.document, self.folder, self._is_suspect)

    def at(self, layer: TextLayer) -> Ink | None:
        """The ink of a page with a sound layer; None when it could not be drawn."""
        content = self.document.content.pages.get(layer.number)
        if not self._is_suspect(layer.number) and not _says_too_little(content, layer.words):
            return Ink()
        seen = self._pictures.print_of(layer.number)
        if seen is None:
            return None
        ink = ink_of(layer.words, layer.width, layer.height, seen)
        if content and not ink.unread:
            self._harmless |= content.marks
        return ink

    def _is_suspect(self, number: int) -> bool:
        """Unless nothing is painted but text and rules, or what was harmless on another page."""
        content = self.document.content.pages.get(number)
        return content is None or not content.marks <= self._harmless


def _says_too_little(content: PageContent | None, words: Sequence[Word]) -> bool:
    if content is None or content.operators <= _FEW_OPERATORS:
        return False
    # Hardly any page has words of three letters on average and needs the exact count.
    few = content.operators > 3 * _BYTES_A_LETTER * len(words)
    return few and content.operators > _BYTES_A_LETTER * sum(len(word.text) for word in words)


def ink_of(words: Sequence[Word], width: float, height: float, seen: PrintPieces) -> Ink:
    """How much of the print on a page of ``width`` x ``height`` (in the words' units) its words explain."""
    if not width or not height:
        return Ink()
    spans = _spans(words, width, height, seen)
    covered, bare = 0, []
    for piece in seen.pieces:
        if _is_covered(piece, spans[piece.strip]):
            covered += 1
        else:
            bare.append(piece)
    unread = sum(len(line) for line in _lines(bare) if len({piece.strip for piece in line}) >= _LEAST_STRIPS)
    return Ink(coverage=covered / (covered + unread) if unread else 1.0, unread=unread)


def _spans(
    words: Iterable[Word], width: float, height: float, seen: PrintPieces
) -> dict[int, list[tuple[float, float]]]:
    """Upper and lower edges of the words in each strip, in pixels of the drawing."""
    spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
    strip, scale = width / STRIPS, seen.height / height
    for word in words:
        box = word.box
        first, last = int((box.left - 2) / strip), int((box.left + box.width + 2) / strip)
        edges = box.top * scale - 1, (box.top + box.height) * scale + 1
        for at in range(max(0, first), min(STRIPS - 1, last) + 1):
            spans[at].append(edges)
    return spans


def _is_covered(piece: Piece, spans: Sequence[tuple[float, float]]) -> bool:
    top, bottom = piece.top, piece.top + piece.height
    inside = sum(max(0.0, min(bottom, lower) - max(top, upper)) for upper, lower in spans)
    return inside >= _COVERED * piece.height


def _lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces whose middles lie level belong to one line, as far as it is not broken by two strips or more."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.strip):
        middle = piece.top + piece.height / 2
        for line in lines:
            last = line[-1]
            is_near = 0 < piece.strip - last.strip <= 2
            if is_near and abs(last.top + last.height / 2 - middle) <= max(2.0, last.height / 2):
                line.append(piece)
                break
        else:
            lines.append([piece])
    return lines
