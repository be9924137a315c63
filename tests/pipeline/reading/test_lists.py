"""A scanned list is read with its bullets, which the engine itself reads as other signs."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.status import Output
from tests.support.drawings import sentence

SIZE, PITCH = 33, 60


def test_bullets_of_a_scanned_list_are_bullets(run_file, tmp_path):
    picture = Image.new("L", (1400, 1000), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(SIZE)
    for entry in range(10):
        line, middle = 120 + entry * PITCH, 120 + entry * PITCH - 0.34 * SIZE
        pen.ellipse((100, middle - 6, 112, middle + 6), fill=0)
        pen.text((140, line), " ".join(sentence(entry, 9)), font=font, fill=0, anchor="ls")
    file = tmp_path / "list.png"
    picture.save(file, dpi=(200, 200))

    ran = run_file(file, outputs=(Output.MARKDOWN,))

    lines = ran.pages[0].text.splitlines()
    assert [line.split()[0] for line in lines if line] == ["•"] * 10
    assert (ran.folder / "document.md").read_text().count("- ") == 10
