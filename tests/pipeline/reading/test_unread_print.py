"""Print that the engine takes for no text is read in a second look, in its place."""

from __future__ import annotations

from PIL import ImageDraw, ImageFont

from tests.support.drawings import draw_page, sentence


def test_pale_headings_of_a_page_in_black_are_read(run_file, tmp_path):
    drawing = draw_page(sentence(7, 150), dpi=200)
    picture, font = drawing.picture, ImageFont.load_default(54)
    foot = max(round(word.box[3]) for word in drawing.words)
    ImageDraw.Draw(picture).text((160, foot + 80), "Useful Gardens", font=font, fill=200)
    file = tmp_path / "page.png"
    picture.save(file, dpi=(200, 200))

    page = run_file(file).pages[0]

    assert page.text.rstrip().endswith("Useful Gardens")
    assert page.decisions["second_look"] == {"lines": 1, "words": 2}
