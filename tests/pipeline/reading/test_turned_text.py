"""Text set turned on its page is read in rows, and boxes lie on the page that the result tells of."""

from __future__ import annotations

import pypdf
import pytest
from pypdf.generic import NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

ROWS = [
    "Service report of the workshop",
    "All machines were cleaned and oiled in February and March.",
    "Please send the signed copy back to the office in Leeds.",
]
CELLS = [("Machine", "Hall", "Costs"), ("Lathe", "North", "318.20"), ("Drill", "South", "96.10")]
_MOVES = {90: (0, 1, -1, 0, 600, 0), 180: (-1, 0, 0, -1, 600, 800), 270: (0, -1, 1, 0, 0, 800)}


def write_rows(canvas, top):
    for row, text in enumerate(ROWS):
        canvas.drawString(60, top - 20 * row, text)
    for row, cells in enumerate(CELLS):
        for column, text in enumerate(cells):
            canvas.drawString(60 + 120 * column, top - 90 - 20 * row, text)


def turned_page(path, turn):
    """A page whose text must be turned clockwise by ``turn`` to be upright."""
    canvas = Canvas(str(path), pagesize=(600, 800))
    canvas.setFont("Helvetica", 11)
    if turn:
        canvas.transform(*_MOVES[turn])
    write_rows(canvas, 500)
    canvas.save()
    return path


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_of_turned_text_is_turned_upright(run_file, tmp_path, turn):
    (page,) = run_file(turned_page(tmp_path / "turned.pdf", turn)).pages

    (upright,) = run_file(turned_page(tmp_path / "upright.pdf", 0)).pages
    assert page.rotation == turn
    assert page.text.split() == upright.text.split()
    assert (page.width, page.height) == ((800, 600) if turn % 180 else (600, 800))
    assert all(word.box.width > word.box.height for word in page.words if len(word.text) > 3)


def test_a_page_that_its_author_shows_turned_stays_as_it_is_shown(run_file, tmp_path):
    writer = pypdf.PdfWriter(clone_from=turned_page(tmp_path / "plain.pdf", 0))
    writer.pages[0][NameObject("/Rotate")] = NumberObject(90)
    writer.write(tmp_path / "shown.pdf")

    (page,) = run_file(tmp_path / "shown.pdf").pages

    (upright,) = run_file(turned_page(tmp_path / "upright.pdf", 0)).pages
    assert (page.width, page.height, page.rotation) == (800, 600, 0)
    assert page.text.split() == upright.text.split()
    assert all(0 <= word.box.left <= 800 and 0 <= word.box.top <= 600 for word in page.words)


def test_a_turned_table_beside_upright_text_keeps_its_rows(run_file, tmp_path):
    canvas = Canvas(str(tmp_path / "part.pdf"), pagesize=(600, 800))
    canvas.setFont("Helvetica", 11)
    for row in range(12):
        canvas.drawString(
            60, 760 - 16 * row, "The text of the page itself stands upright as it should be read."
        )
    canvas.transform(0, 1, -1, 0, 600, 0)
    for row, cells in enumerate(CELLS):
        for column, text in enumerate(cells):
            canvas.drawString(60 + 120 * column, 400 - 20 * row, text)
    canvas.save()

    (page,) = run_file(tmp_path / "part.pdf").pages

    assert page.rotation == 0
    assert page.text.split()[:3] == ["The", "text", "of"]
    assert "Machine Hall Costs Lathe North 318.20 Drill South 96.10" in " ".join(page.text.split())
    lathe = next(word for word in page.words if word.text == "Lathe")
    assert lathe.box.height > lathe.box.width


def test_a_page_that_is_shown_upside_down_is_turned_upright(run_file, tmp_path):
    writer = pypdf.PdfWriter(clone_from=turned_page(tmp_path / "plain.pdf", 270))
    writer.pages[0][NameObject("/Rotate")] = NumberObject(90)
    writer.write(tmp_path / "shown.pdf")

    (page,) = run_file(tmp_path / "shown.pdf").pages

    (upright,) = run_file(turned_page(tmp_path / "upright.pdf", 0)).pages
    assert (page.width, page.height, page.rotation) == (800, 600, 180)
    assert page.text.split() == upright.text.split()


@pytest.mark.parametrize("degrees", [-6, -2, 2, 7])
def test_text_that_is_set_askew_is_levelled(run_file, tmp_path, degrees):
    canvas = Canvas(str(tmp_path / "askew.pdf"), pagesize=(600, 800))
    canvas.setFont("Helvetica", 11)
    canvas.translate(60, 0)
    canvas.rotate(degrees)
    write_rows(canvas, 600)
    canvas.save()

    (page,) = run_file(tmp_path / "askew.pdf").pages

    (upright,) = run_file(turned_page(tmp_path / "upright.pdf", 0)).pages
    assert page.text.split() == upright.text.split()
    assert abs(page.skew + degrees) < 0.3
    assert page.source == "text_layer"


def test_a_slanted_stamp_leaves_a_level_page_as_it_is(run_file, tmp_path):
    canvas = Canvas(str(tmp_path / "stamped.pdf"), pagesize=(600, 800))
    canvas.setFont("Helvetica", 11)
    write_rows(canvas, 600)
    canvas.rotate(15)
    canvas.drawString(200, 100, "Received at the office in Leeds on Monday")
    canvas.save()

    (page,) = run_file(tmp_path / "stamped.pdf").pages

    assert page.skew == 0
    assert ROWS[1] in page.text


def write_raised(canvas):
    """Prices with raised cents."""
    for row in range(20):
        write_price(canvas, 760 - 30 * row, 0.9)


def write_touching(canvas):
    """Powers whose exponents touch their base."""
    for row in range(20):
        write_price(canvas, 760 - 24 * row, 0.2)


def write_price(canvas, top, gap):
    canvas.setFont("Helvetica", 14)
    canvas.drawString(50, top, "10")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(50 + canvas.stringWidth("10", "Helvetica", 14) + gap, top + 5, "99")


def write_part_askew(canvas):
    """Level lines above slanted ones."""
    for row in range(12):
        canvas.drawString(50, 760 - 14 * row, f"This is a level line of words, number {row}")
    canvas.translate(50, 350)
    canvas.rotate(5)
    for row in range(18):
        canvas.drawString(0, -14 * row, f"This line is set askew on the page and has many words {row}")


def write_watermark(canvas):
    """A few level rows beneath words that are set askew all over the page."""
    for row, cells in enumerate([("Invoice no. 17 of 3 April 2025",), *CELLS]):
        for column, text in enumerate(cells):
            canvas.drawString(50 + 160 * column, 760 - 16 * row, text)
    canvas.translate(60, 300)
    canvas.rotate(15)
    canvas.setFont("Helvetica", 14)
    for row in range(8):
        canvas.drawString(0, -50 * row, "COPY COPY COPY COPY COPY")


@pytest.mark.parametrize("write", [write_raised, write_touching, write_part_askew, write_watermark])
def test_a_page_with_level_text_is_not_levelled(run_file, tmp_path, write):
    canvas = Canvas(str(tmp_path / "level.pdf"), pagesize=(600, 800))
    write(canvas)
    canvas.save()

    (page,) = run_file(tmp_path / "level.pdf").pages

    assert page.skew == 0
