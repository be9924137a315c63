"""Rows of dots are found, replaced by words to read, and come back as rows of dots."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.imaging.dot_leaders import LEADER, shows_leaders, with_leaders, without_leaders

TEXT_HEIGHT = 24.0


def contents(entries: int) -> Image.Image:
    """Lines of an entry, a row of dots up to x = 800, and a page number."""
    picture = Image.new("L", (1000, 100 + 60 * entries), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(30)
    for number in range(entries):
        bottom = 80 + 60 * number
        pen.text((60, bottom), "Chapter", fill=0, font=font, anchor="ls")
        for x in range(200, 800, 10):
            pen.rectangle((x, bottom - 3, x + 3, bottom), fill=0)
        pen.text((820, bottom), "17", fill=0, font=font, anchor="ls")
    return picture


def word(text: str, left: float, width: float = 40) -> Word:
    return Word(text, Box(left, 60, width, 24), 80, 1, 1, 1)


def test_each_row_of_dots_is_found_between_its_words():
    _, leaders = without_leaders(contents(4), TEXT_HEIGHT)

    assert len(leaders) == 4
    assert all(190 <= box.left <= 230 and 770 <= box.left + box.width <= 810 for box in leaders)
    assert [round((box.top + box.height - 80) / 60) for box in leaders] == [0, 1, 2, 3]


def test_a_page_with_hardly_a_row_of_dots_stays_as_it_is():
    page = contents(2)

    assert without_leaders(page, TEXT_HEIGHT) == (page, ())


def test_letters_beside_a_row_of_dots_stay_whole():
    page = contents(3)
    replaced, _ = without_leaders(page, TEXT_HEIGHT)

    for left, right in ((0, 185), (815, 1000)):
        frame = (left, 0, right, page.height)
        assert replaced.crop(frame).tobytes() == page.crop(frame).tobytes()


def test_all_that_was_read_over_a_leader_becomes_one_row_of_dots():
    words = [word("Chapter.", 0), word("HHH", 100), word("HHHH", 150), word(".17", 300)]

    read = with_leaders(words, [Box(90, 80, 180, 4)])

    assert [each.text for each in read] == ["Chapter", LEADER, "17"]


def test_words_on_other_lines_than_the_leader_stay():
    words = [word("Chapter", 100)]

    assert with_leaders(words, [Box(90, 140, 180, 4)]) == tuple(words)


def test_words_that_end_in_dots_on_several_lines_tell_of_leaders():
    assert shows_leaders([word("Bear...", 0)] * 5)
    assert not shows_leaders([word("then...", 0), *[word("end.", 0)] * 20])
