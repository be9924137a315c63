"""Reading order on drawn pages, through the real engine."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from tests.support.drawings import A4_INCH, draw_page, sentence

DPI = 200


def page_with(*columns: tuple[float, float, float, Sequence[str]]) -> Image.Image:
    """A page with lines of 11 pt: each column's left and top edge and pitch in inches, and its lines."""
    picture = Image.new("L", (round(A4_INCH[0] * DPI), round(A4_INCH[1] * DPI)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(11 * DPI / 72)
    for left, top, pitch, lines in columns:
        for row, line in enumerate(lines):
            pen.text((left * DPI, (top + row * pitch) * DPI), line, fill=0, font=font)
    return picture


def lines_of(run_file, tmp_path, picture: Image.Image) -> list[str]:
    picture.save(tmp_path / "page.png", dpi=(DPI, DPI))
    return [line for line in run_file(tmp_path / "page.png").text.splitlines() if line.strip()]


def test_a_label_and_its_value_across_the_page_are_one_line(run_file, tmp_path):
    labels, values = ["Number", "Date", "Customer", "Total"], ["20240017", "3 May 2024", "Miller", "412.50"]
    picture = page_with((0.9, 2, 0.35, labels), (5.6, 2, 0.35, values))

    lines = lines_of(run_file, tmp_path, picture)

    assert lines == [f"{label} {value}" for label, value in zip(labels, values, strict=True)]


def test_columns_of_running_text_are_read_one_after_the_other(run_file, tmp_path):
    drawing = draw_page(sentence(11, 420), columns=2)

    words = " ".join(lines_of(run_file, tmp_path, drawing.picture)).split()

    assert sum(one == other for one, other in zip(words, drawing.text.split(), strict=False)) > 400
