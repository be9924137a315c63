"""Draw test documents: pages of known words as pictures, scans and born-digital PDFs."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.pdfgen.canvas import Canvas

A4_INCH = (8.27, 11.69)
A4_POINTS = (595.28, 841.89)
VOCABULARY = [
    "the",
    "letter",
    "about",
    "our",
    "meeting",
    "in",
    "the",
    "garden",
    "was",
    "written",
    "by",
    "hand",
    "and",
    "sent",
    "to",
    "every",
    "member",
    "of",
    "the",
    "society",
    "before",
    "winter",
    "because",
    "nobody",
    "could",
    "remember",
    "which",
    "of",
    "the",
    "seven",
    "bridges",
    "had",
    "been",
    "closed",
    "for",
    "repair",
    "while",
    "the",
    "river",
    "was",
    "high",
    "and",
    "the",
    "carriers",
    "asked",
    "for",
    "payment",
    "in",
    "advance",
    "of",
    "delivery",
    "please",
    "answer",
    "within",
    "fourteen",
    "days",
    "so",
    "that",
    "we",
    "may",
    "order",
    "paper",
    "ink",
    "and",
    "candles",
    "from",
    "the",
    "merchant",
    "whose",
    "prices",
    "have",
    "risen",
    "again",
    "although",
    "his",
    "goods",
    "are",
    "still",
    "better",
    "than",
    "those",
    "of",
    "other",
    "houses",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnWord:
    """A word and its box in pixels: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A gray page and the words on it, in reading order."""

    picture: Image.Image
    words: tuple[DrawnWord, ...]
    dpi: int

    @property
    def text(self) -> str:
        """All words with single spaces."""
        return " ".join(word.text for word in self.words)


def sentence(seed: int, length: int) -> list[str]:
    """Words of a fixed vocabulary, the same for the same seed."""
    return random.Random(seed).choices(VOCABULARY, k=length)


def draw_page(
    words: Sequence[str],
    *,
    dpi: int = 200,
    points: float = 11,
    columns: int = 1,
    inch: tuple[float, float] = A4_INCH,
) -> Drawing:
    """Words set in lines from the top left, column by column, black on white."""
    width, height = round(inch[0] * dpi), round(inch[1] * dpi)
    picture = Image.new("L", (width, height), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(points * dpi / 72)
    margin, leading, space = dpi * 0.8, points * dpi / 72 * 1.4, font.getlength(" ")
    column_width = (width - 2 * margin - (columns - 1) * dpi * 0.4) / columns
    left, top, start, drawn = margin, margin, margin, []
    for word in words:
        length = font.getlength(word)
        if left + length > start + column_width:
            left, top = start, top + leading
        if top + leading > height - margin:
            start += column_width + dpi * 0.4
            left, top = start, margin
            if start + column_width > width - margin + 2:
                break
        pen.text((left, top), word, fill=0, font=font)
        drawn.append(DrawnWord(text=word, box=pen.textbbox((left, top), word, font=font)))
        left += length + space
    return Drawing(picture=picture, words=tuple(drawn), dpi=dpi)


def scanned(
    picture: Image.Image, *, skew: float = 0.0, noise: int = 0, blur: float = 0.0, seed: int = 1
) -> Image.Image:
    """What a scanner makes of a page: turned by ``skew`` degrees, soft, grainy."""
    page = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255) if skew else picture
    if blur:
        page = page.filter(ImageFilter.GaussianBlur(blur))
    if noise:
        random.seed(seed)
        grain = Image.effect_noise(page.size, noise)
        page = Image.blend(page, grain, 0.12)
    return page


def jpeg_bytes(picture: Image.Image, *, quality: int = 75, dpi: int = 200) -> bytes:
    """The picture as JPEG."""
    data = io.BytesIO()
    picture.save(data, format="JPEG", quality=quality, dpi=(dpi, dpi))
    return data.getvalue()


def scan_pdf(
    path: Path, pictures: Sequence[Image.Image], *, dpi: int, one_bit: bool = False, rotate: int = 0
) -> Path:
    """A PDF of full-page scans: JPEG 75, or G4 when ``one_bit``."""
    pages = [picture.convert("1") if one_bit else picture for picture in pictures]
    options = {} if one_bit else {"quality": 75}
    pages[0].save(path, format="PDF", save_all=True, append_images=pages[1:], resolution=dpi, **options)
    if rotate:
        _rotate(path, rotate)
    return path


def _rotate(path: Path, rotate: int) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=path)
    for page in writer.pages:
        page.rotate(rotate)
    writer.write(path)


def text_pdf(path: Path, pages: Sequence[Sequence[str]], *, title: str = "", password: str = "") -> Path:
    """A born-digital PDF: one string a line, Helvetica 11."""
    canvas = Canvas(str(path), pagesize=A4_POINTS, encrypt=password or None)
    canvas.setTitle(title)
    for lines in pages:
        canvas.setFont("Helvetica", 11)
        for row, line in enumerate(lines):
            canvas.drawString(72, 770 - 15 * row, line)
        canvas.showPage()
    canvas.save()
    return path
