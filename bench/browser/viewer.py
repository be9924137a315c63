"""Does selecting a line in a real viewer select that line?

    python -m bench.browser.viewer [--picture selection.png] [--chromium /usr/bin/chromium]

Opens searchable PDFs of turned and skewed scans in Chromium's own PDF viewer, drags the mouse from the first
to the last letter of every printed line, copies, and compares. Needs playwright (pip) and Chromium, headless.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.documents.turned_scans import point_in_scan, turned_scan
from ocr_service.domain.status import Output, Profile
from tests.support.drawings import Drawing, DrawnWord, draw_page, scan_pdf, sentence
from tests.support.pipeline_runs import run

_DPI, _POINTS, _WORDS = 200, 12, 120
_CASES = [(turn, skew) for turn in (0, 90, 180, 270) for skew in (0.0, 2.5)]
_SHOWN, _SHOWN_LINE = (90, 2.5), 5
_VIEW = {"width": 1000, "height": 1000}
_GROUND = 60
_PICTURE = (600, 600)
_DRAWN_MS, _COPIED_MS = 300, 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    drawing = draw_page(sentence(11, _WORDS), dpi=_DPI, points=_POINTS, inch=(8, 6))
    print("| turn | skew | lines | selected whole and alone | but for a letter at an end |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=arguments.chromium,
            args=["--no-sandbox", "--headless=new"],
            ignore_default_args=["--headless"],
        )
        for turn, skew in _CASES:
            source = Path(name) / f"scan{turn}{skew}.pdf"
            scan_pdf(source, [turned_scan(drawing, turn, skew)], dpi=_DPI)
            ran = run(source, source.with_suffix(""), outputs=(Output.PDF,), profile=Profile.DOCUMENT)
            context = browser.new_context(viewport=_VIEW)
            lines = list(_lines(drawing))
            selected = _selected(context, ran.folder / "document.pdf", drawing, lines, turn, skew)
            wanted = [" ".join(word.text for word in line) for line in lines]
            exact = nearly = 0
            for place, (text, screen) in enumerate(selected):
                exact += text.strip() == wanted[place]
                nearly += text.strip() in wanted[place] and len(text.strip()) >= len(wanted[place]) - 2
                if arguments.picture and (turn, skew) == _SHOWN and place == _SHOWN_LINE:
                    screen.resize(_PICTURE).quantize(16).save(arguments.picture, optimize=True)
            print(f"| {turn} | {skew} | {len(lines)} | {exact} | {nearly} |")
            context.close()
        browser.close()


def _lines(drawing: Drawing) -> Iterator[list[DrawnWord]]:
    """Words until the next one begins left of the last."""
    number, numbers = 0, []
    for place, word in enumerate(drawing.words):
        number += place > 0 and word.box[0] < drawing.words[place - 1].box[0]
        numbers.append(number)
    for _, group in groupby(zip(numbers, drawing.words, strict=True), key=lambda each: each[0]):
        yield [word for _, word in group]


def _selected(
    context: BrowserContext,
    document: Path,
    drawing: Drawing,
    lines: Sequence[Sequence[DrawnWord]],
    turn: int,
    skew: float,
) -> Iterator[tuple[str, Image.Image]]:
    """What copying gives after dragging over each line, and what the screen shows."""
    notes = context.new_page()
    notes.set_content("<textarea></textarea>")
    viewer = context.new_page()
    viewer.goto(f"file://{document}#toolbar=0&navpanes=0&view=Fit")
    left, top, scale = _page_on_screen(viewer, drawing, turn)
    for line in lines:
        ends = []
        for word, x in ((line[0], line[0].box[0] + 1), (line[-1], line[-1].box[2] - 1)):
            across, down = point_in_scan(x, (word.box[1] + word.box[3]) / 2, drawing, turn, skew)
            ends.append((left + across * scale, top + down * scale))
        viewer.bring_to_front()
        viewer.mouse.move(*ends[0])
        viewer.mouse.down()
        viewer.mouse.move(*ends[1], steps=8)
        viewer.mouse.up()
        viewer.wait_for_timeout(_DRAWN_MS)
        viewer.keyboard.press("Control+c")
        viewer.wait_for_timeout(_COPIED_MS)
        screen = _screen(viewer)
        notes.bring_to_front()
        notes.fill("textarea", "")
        notes.focus("textarea")
        notes.keyboard.press("Control+v")
        yield notes.input_value("textarea"), screen


def _screen(viewer: Page) -> Image.Image:
    with Image.open(io.BytesIO(viewer.screenshot())) as picture:
        return picture.convert("RGB")


def _page_on_screen(viewer: Page, drawing: Drawing, turn: int) -> tuple[float, float, float]:
    """Left and top edge of the page on the dark ground, and pixels of the screen a point; waits until it rests."""
    before, frame = None, None
    while frame is None or frame != before:
        viewer.wait_for_timeout(_DRAWN_MS)
        bright = _screen(viewer).convert("L").point(lambda value: 255 * (value > _GROUND))
        before, frame = frame, bright.getbbox() if bright.getpixel((5, _VIEW["height"] - 5)) == 0 else None
    left, top, right, _ = frame
    width, height = drawing.picture.size
    return left, top, (right - left) * drawing.dpi / 72 / (height if turn % 180 else width)


if __name__ == "__main__":
    main()
