"""Bullets are told from letters and other marks by their ink, whatever was read in their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.signs.bullets import with_bullets

LINE, LEFT, TEXT_LEFT = 50, 10, 70


def boxed(text: str, picture: Image.Image, left: int, right: int, *, line: int = 1) -> Word:
    """A word with the box of the ink between these columns."""
    dark = picture.crop((left, 0, right, picture.height)).point(lambda level: 255 if level < 128 else 0)
    x0, y0, x1, y1 = dark.getbbox() or (0, 0, 0, 0)
    return Word(text, Box(left + x0, y0, x1 - x0, y1 - y0), 40.0, 1, 1, line)


@pytest.fixture
def read_as(tmp_path: Path):
    """The first word of a line of type that begins with ``printed``, of which an engine made ``read``."""

    def told(printed: str, read: str, *, beside: str = "Text", size: int = 24, blur: float = 0.0) -> str:
        picture = Image.new("L", (160, 80), 255)
        pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size)
        if printed in "•▪":
            draw = pen.ellipse if printed == "•" else pen.rectangle
            middle, half = LINE - 0.34 * size, 0.16 * size
            draw((LEFT, middle - half, LEFT + 2 * half, middle + half), fill=0)
        else:
            pen.text((LEFT, LINE), printed, font=font, fill=0, anchor="ls")
        pen.text((TEXT_LEFT, LINE), beside, font=font, fill=0, anchor="ls")
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
        picture.save(tmp_path / "line.pgm", format="PPM")
        words = [boxed(read, picture, 0, 50), boxed(beside, picture, 55, 160)]
        return with_bullets(words, tmp_path / "line.pgm")[0].text

    return told


@pytest.mark.parametrize("read", ["*", "¢", "e", "©", "«", "-", "o", "."])
@pytest.mark.parametrize("size", [16, 24, 40])
@pytest.mark.parametrize("blur", [0.0, 0.8], ids=["sharp", "blurred"])
def test_a_dot_is_a_bullet_whatever_was_read(read_as, read, size, blur):
    assert read_as("•", read, size=size, blur=blur) == "•"


@pytest.mark.parametrize("beside", ["one", "Large", "young", "gyp"])
def test_a_dot_is_told_before_letters_of_any_height(read_as, beside):
    assert read_as("•", "*", beside=beside) == "•"


def test_a_square_is_a_square(read_as):
    assert read_as("▪", "=") == "▪"


@pytest.mark.parametrize("printed", [*"aeocCGO08@*°©®.-+#", "»", "«"])
@pytest.mark.parametrize("size", [18, 24, 40])
def test_what_is_printed_otherwise_stays_as_it_was_read(read_as, printed, size):
    assert read_as(printed, printed, size=size) == printed


def test_words_and_figures_are_not_looked_at(read_as):
    assert [read_as("•", text) for text in ("I", "12", "the")] == ["I", "12", "the"]


def dotted(tmp_path: Path, *lefts: int) -> Path:
    """A picture with a dot at each of these places, one line of 40 pixels below the other."""
    picture = Image.new("L", (240, 40 * len(lefts) + 20), 255)
    for row, left in enumerate(lefts):
        ImageDraw.Draw(picture).ellipse((left, 40 * row + 26, left + 8, 40 * row + 34), fill=0)
    picture.save(tmp_path / "lines.pgm", format="PPM")
    return tmp_path / "lines.pgm"


def text_at(left: int, row: int) -> Word:
    return Word("Text", Box(left, 40 * row + 20, 40, 20), 93.0, 1, 1, row)


def test_a_dot_between_the_words_of_a_line_is_told_and_one_without_a_word_behind_it_stays(tmp_path):
    picture, mark = dotted(tmp_path, 80), Word("e", Box(80, 26, 9, 9), 40.0, 1, 1, 0)

    between = with_bullets([text_at(20, 0), mark, text_at(110, 0)], picture)

    assert [word.text for word in between] == ["Text", "•", "Text"]
    assert with_bullets([mark], picture) == (mark,)
    assert with_bullets([mark, text_at(110, 1)], picture)[0] == mark
    assert with_bullets([], picture) == ()


def test_a_small_dot_between_names_is_a_middle_dot(tmp_path):
    picture = Image.new("L", (240, 60), 255)
    ImageDraw.Draw(picture).ellipse((80, 27, 84, 31), fill=0)
    picture.save(tmp_path / "line.pgm", format="PPM")
    mark = Word("*", Box(80, 27, 5, 5), 40.0, 1, 1, 0)

    between = with_bullets([text_at(20, 0), mark, text_at(110, 0)], tmp_path / "line.pgm")

    assert [word.text for word in between] == ["Text", "·", "Text"]


def test_quotes_that_have_their_partners_on_the_page_are_quotes(tmp_path):
    picture, mark = dotted(tmp_path, 80), Word("«", Box(80, 26, 9, 9), 40.0, 1, 1, 0)
    behind = text_at(110, 0)

    assert with_bullets([mark, behind], picture)[0].text == "•"
    assert with_bullets([mark, behind, behind._replace(text="»", line=2)], picture)[0].text == "«"


def test_a_pale_bullet_beside_a_frame_is_found(tmp_path):
    picture = Image.new("L", (300, 120), 200)
    pen = ImageDraw.Draw(picture)
    pen.line((70, 0, 70, 120), fill=150, width=2)
    for row in range(2):
        pen.ellipse((85, 40 * row + 26, 93, 40 * row + 34), fill=150)
    picture.save(tmp_path / "pale.pgm", format="PPM")

    told = with_bullets([text_at(105, 0), text_at(105, 1)], tmp_path / "pale.pgm")

    assert [word.text for word in told] == ["•", "Text", "•", "Text"]


def test_bullets_that_were_not_read_are_put_before_their_lines(tmp_path):
    picture = dotted(tmp_path, 80, 200, 80)

    told = with_bullets([text_at(105, 0), text_at(105, 1), text_at(105, 2)], picture)

    assert [word.text for word in told] == ["•", "Text", "Text", "•", "Text"]
    assert told[0] == Word("•", Box(80, 26, 9, 9), 93.0, 1, 1, 0)
    assert told[3].line == 2


@pytest.mark.parametrize("lefts", [(80, 220, 220), (80, 95, 220)], ids=["alone", "not below each other"])
def test_dots_that_no_list_has_are_dirt(tmp_path, lefts):
    words = [text_at(115, row) for row in range(3)]

    assert with_bullets(words, dotted(tmp_path, *lefts)) == tuple(words)


def test_a_bullet_is_as_sure_as_the_word_behind_it(tmp_path):
    picture = Image.new("L", (200, 60), 255)
    ImageDraw.Draw(picture).ellipse((80, 26, 88, 34), fill=0)
    picture.save(tmp_path / "line.pgm", format="PPM")
    mark, text = Word("*", Box(80, 26, 9, 9), 7.0, 1, 1, 1), Word("Text", Box(110, 20, 40, 20), 93.0, 1, 1, 1)

    assert with_bullets([mark, text], tmp_path / "line.pgm")[0].confidence == 93.0
