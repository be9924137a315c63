"""Forms with a box for each letter: what stands in a row of them is a word, on scans and in text layers."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.support.drawings import scan_pdf, scanned

NAME, NUMBER = "HOLLANDER", "40718265"
ABOVE = "Please write one letter in each of the boxes below and leave none of them out"
BELOW = "The bank may ask for further papers before the account is opened for you"


def drawn_form() -> Image.Image:
    page = Image.new("L", (1300, 900), 255)
    pen = ImageDraw.Draw(page)
    pen.text((100, 100), ABOVE, fill=0, font=ImageFont.load_default(28))
    pen.text((100, 700), BELOW, fill=0, font=ImageFont.load_default(28))
    for top, text, count, gap in ((220, NAME, 16, 0), (400, NUMBER, 8, 10), (560, "", 12, 0)):
        for number in range(count):
            left = 100 + 52 * number
            pen.rectangle((left, top, left + 52 - gap, top + 62), outline=0, width=2)
            if number < len(text):
                middle = (left + (52 - gap) / 2, top + 32)
                pen.text(middle, text[number], fill=0, font=ImageFont.load_default(36), anchor="mm")
    return page


@pytest.mark.parametrize("skew", [0.0, 1.5])
def test_letters_in_boxes_of_a_scan_are_words(run_file, tmp_path, skew):
    scan = scan_pdf(tmp_path / "form.pdf", [scanned(drawn_form(), skew=skew, noise=10)], dpi=200)

    ran = run_file(scan)

    assert [each for each in ran.text.split("\n") if each] == [ABOVE, NAME, NUMBER, BELOW]


def test_letters_in_boxes_of_a_text_layer_are_words(run_file, tmp_path):
    path = tmp_path / "form.pdf"
    page = Canvas(str(path), pagesize=A4)
    for top, text, width in ((700, NAME, 18), (640, NUMBER, 14)):
        for number in range(16):
            page.rect(60 + 18 * number, top, width, 22)
            page.drawCentredString(60 + 18 * number + width / 2, top + 7, text[number : number + 1])
    page.drawString(60, 600, BELOW)
    page.save()

    ran = run_file(path)

    assert [each for each in ran.text.split("\n") if each] == [NAME, NUMBER, BELOW]
