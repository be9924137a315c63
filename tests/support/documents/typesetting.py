"""Set text on a PDF page in columns, cells and boxes, and write down its words in the order in which people read them."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.support.drawings import A4_POINTS, VOCABULARY

_NOUNS = ("Bridges", "Oxford", "Candles", "Garden", "Society", "Miller", "Winter", "Carriers")


@dataclass(frozen=True, slots=True)
class SetWord:
    """A word and its box in points from the upper left corner: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF and its words in reading order; ``has_one_way`` is False where people differ on asides."""

    pdf: bytes
    words: tuple[SetWord, ...]
    has_one_way: bool = True

    @property
    def text(self) -> str:
        """All words with single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass
class Setter:
    """Draws; ``y`` is the last baseline, in points downwards. ``family`` is Times or Helvetica."""

    rng: random.Random
    size: float = 10.0
    family: str = "Times"
    y: float = 60.0
    words: list[SetWord] = field(default_factory=list)
    has_one_way: bool = True

    def __post_init__(self) -> None:
        self._data = io.BytesIO()
        self.canvas = Canvas(self._data, pagesize=A4_POINTS)
        self.width, self.height = A4_POINTS

    def sheet(self) -> Sheet:
        """The page, finished."""
        self.canvas.save()
        return Sheet(self._data.getvalue(), tuple(self.words), self.has_one_way)

    def font(self, *, bold: bool = False) -> str:
        plain = {"Times": "Times-Roman", "Helvetica": "Helvetica"}[self.family]
        return f"{self.family}-Bold" if bold else plain

    def line(
        self,
        text: str,
        left: float,
        y: float,
        *,
        size: float = 0,
        bold: bool = False,
        stretch: float = 0,
        to_right: bool = False,
    ) -> None:
        """One line; ``stretch`` is added to each blank; ``to_right``: it ends at ``left``."""
        size = size or self.size
        font = self.font(bold=bold)
        if to_right:
            left -= stringWidth(text, font, size)
        self.canvas.setFont(font, size)
        for word in text.split():
            width = stringWidth(word, font, size)
            self.canvas.drawString(left, self.height - y, word)
            self.words.append(SetWord(word, (left, y - 0.7 * size, left + width, y + 0.2 * size)))
            left += width + stringWidth(" ", font, size) + stretch

    def lines(self, texts: Sequence[str], left: float, y: float, pitch: float = 1.2, **how: float) -> float:
        """Lines below each other; returns the baseline after the last."""
        for text in texts:
            self.line(text, left, y, **how)  # type: ignore[arg-type]
            y += pitch * (how.get("size") or self.size)
        return y

    def centred(
        self,
        texts: Sequence[str],
        middle: float,
        y: float,
        pitch: float = 1.25,
        *,
        size: float = 0,
        bold: bool = False,
    ) -> float:
        """Lines about ``middle``; returns the baseline after the last."""
        size = size or self.size
        for text in texts:
            width = stringWidth(text, self.font(bold=bold), size)
            self.line(text, middle - width / 2, y, size=size, bold=bold)
            y += pitch * size
        return y

    def sentence(self) -> str:
        words = self.rng.choices(VOCABULARY, k=self.rng.randint(6, 18))
        words = [self.rng.choice(_NOUNS) if self.rng.random() < 0.07 else word for word in words]
        if len(words) > 9:
            words[len(words) // 2] += ","
        words[0] = words[0].capitalize()
        return " ".join(words) + "."

    def paragraph(self, sentences: int = 3) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def words_of(self, count: int) -> str:
        """A few words, the first with a capital."""
        return " ".join(self.rng.choices(VOCABULARY, k=count)).capitalize()

    def broken(self, text: str, width: float, size: float = 0, *, bold: bool = False) -> list[str]:
        """Lines of at most this width; long words are broken with a hyphen now and then."""
        size, font = size or self.size, self.font(bold=bold)
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer, font, size) <= width or not line:
                line = longer
                continue
            head, tail = word[: len(word) // 2], word[len(word) // 2 :]
            fits = stringWidth(f"{line} {head}-", font, size) <= width
            if len(word) > 6 and word.isalpha() and fits:
                lines.append(f"{line} {head}-")
                line = tail
            else:
                lines.append(line)
                line = word
        return [*lines, line] if line else lines

    def prose(
        self,
        left: float,
        width: float,
        y: float,
        bottom: float,
        *,
        justified: bool = True,
        pitch: float = 1.2,
        headings: float = 0.0,
        size: float = 0,
    ) -> float:
        """Paragraphs (with headings now and then) down to ``bottom``; returns the next baseline."""
        size = size or self.size
        while y <= bottom:
            if headings and self.rng.random() < headings and y + 4 * size < bottom:
                self.line(self.words_of(self.rng.randint(1, 4)), left, y + 0.4 * size, size=size, bold=True)
                y += 1.6 * pitch * size
            texts = self.broken(self.paragraph(self.rng.randint(1, 4)), width, size)
            for number, text in enumerate(texts):
                if y > bottom:
                    return y
                is_last = number == len(texts) - 1
                free = width - stringWidth(text, self.font(), size)
                blanks = text.count(" ")
                stretch = free / blanks if justified and not is_last and blanks else 0
                self.line(text, left, y, size=size, stretch=stretch)
                y += pitch * size
            y += self.rng.choice((0.0, 0.0, 0.6)) * size
        return y

    def cell(self, text: str, left: float, width: float, y: float) -> float:
        """Text broken to a cell; returns the baseline after its last line."""
        return self.lines(self.broken(text, width), left, y, 1.15)

    def leader(self, left: float, right: float, y: float) -> None:
        """Dots between an entry and its value; they are no words."""
        self.canvas.setFont(self.font(), self.size)
        x = left
        while x < right:
            self.canvas.drawString(x, self.height - y, ".")
            x += 0.28 * self.size
