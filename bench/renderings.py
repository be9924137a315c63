"""Are the renderings what their forms say, and do the words of a searchable PDF lie where they are printed?

    python -m bench.renderings [--picture text-layer.png] [--alto-schema alto-4-4.xsd] [--hocr-spec] [--pdf-a] [FILE …]

Draws pages as scans that are turned and skewed, reads them, and prints how well the words that
pdftotext finds in the searchable PDF cover the printed ones: the share with an overlap of more than half
(intersection over union, against boxes as high as the font's line and against the ink alone), and how far
their middles are apart. The picture is a turned and skewed page with the boxes of its unseen words, and these words by themselves.

``--alto-schema`` checks ALTO files against a schema (needs lxml; `pip download --no-deps htrflow` has one),
``--hocr-spec`` hOCR files by the program hocr-spec (needs hocr-spec), ``--pdf-a`` the PDF/A files (needs page-validation
from PyPI), all for the drawn pages and each FILE.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.documents.turned_scans import box_in_scan, turned, turned_scan
from ocr_service.domain.status import Output
from tests.support.drawings import Drawing, DrawnWord, draw_page, scan_pdf, sentence
from tests.support.pdf_words import Box, centre, words_in_pdf
from tests.support.pipeline_runs import Ran, run

_DPI, _POINTS, _WORDS = 200, 11, 160
_PICTURE_DPI = 100
_CASES = [(turn, skew) for turn in (0, 90, 180, 270) for skew in (0.0, 2.5)] + [(0, -3.0), (90, -3.0)]
_SHOWN = (90, 2.5)
# The validator takes a stream's last byte for a part of the line's end when it is a carriage return, one time in 256.
_MISJUDGED = "STREAM-LENGTH-001"
# What the schema imports of XLink; no ALTO file of ours has a link.
_XLINK = b"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
<xsd:attributeGroup name="simpleLink"/></xsd:schema>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How the found words lie over the printed ones: shares of all printed words, and points."""

    found: float
    over_line: float
    over_ink: float
    offset_points: float
    worst_points: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--alto-schema", type=Path)
    parser.add_argument("--hocr-spec", action="store_true")
    parser.add_argument("--pdf-a", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = list(_placements(folder, arguments.picture))
        runs += [_read(path, folder / f"file-{place}") for place, path in enumerate(arguments.files)]
        if arguments.alto_schema:
            _check_alto(runs, arguments.alto_schema)
        if arguments.hocr_spec:
            _check_hocr(runs)
        if arguments.pdf_a:
            _check_pdf_a(runs)


def _placements(folder: Path, picture: Path | None) -> Iterator[Ran]:
    print("| turn | skew | words found | over the line | over the ink | mean offset | largest |")
    print("|---|---|---|---|---|---|---|")
    drawing = draw_page(sentence(11, _WORDS), dpi=_DPI, points=_POINTS)
    for turn, skew in _CASES:
        source = scan_pdf(folder / f"scan{turn}{skew}.pdf", [turned_scan(drawing, turn, skew)], dpi=_DPI)
        ran = _read(source, folder / f"out{turn}{skew}")
        found = words_in_pdf(ran.folder / "document.pdf")
        measured = _measure(found, drawing, turn, skew)
        print(
            f"| {turn} | {skew} | {measured.found:.1%} | {measured.over_line:.1%} | {measured.over_ink:.1%} "
            f"| {measured.offset_points:.2f} pt | {measured.worst_points:.1f} pt |"
        )
        if picture and (turn, skew) == _SHOWN:
            _show(ran.folder / "document.pdf", found, turn, picture)
        yield ran


def _read(source: Path, folder: Path) -> Ran:
    return run(source, folder, outputs=(Output.PDF, Output.PDF_A, Output.ALTO, Output.HOCR))


def _measure(found: Sequence[DrawnWord], drawing: Drawing, turn: int, skew: float) -> Placement:
    """Each printed word against the found word of the same text that is nearest to it."""
    over_line, over_ink, offsets = [], [], []
    for word, line in zip(drawing.words, _line_boxes(drawing), strict=True):
        ink = DrawnWord(text=word.text, box=box_in_scan(word.box, drawing, turn, skew))
        same = [each for each in found if each.text == word.text]
        if not same:
            continue
        high = DrawnWord(text=word.text, box=box_in_scan(line, drawing, turn, skew))
        nearest = min(same, key=lambda each: math.dist(centre(each), centre(high)))
        offsets.append(math.dist(centre(nearest), centre(high)))
        over_line.append(_overlap(nearest.box, high.box) > 0.5)
        over_ink.append(_overlap(nearest.box, ink.box) > 0.5)
    count = len(drawing.words)
    return Placement(
        found=len(offsets) / count,
        over_line=sum(over_line) / count,
        over_ink=sum(over_ink) / count,
        offset_points=statistics.mean(offsets),
        worst_points=max(offsets),
    )


def _line_boxes(drawing: Drawing) -> Iterator[Box]:
    """Boxes as wide as the ink and as high as the letters of the whole line."""
    for word in drawing.words:
        middle = centre(word)[1]
        line = [each for each in drawing.words if each.box[1] <= middle <= each.box[3]]
        yield word.box[0], min(each.box[1] for each in line), word.box[2], max(each.box[3] for each in line)


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down / (areas - across * down)


def _show(document: Path, words: Sequence[DrawnWord], turn: int, target: Path) -> None:
    """Left the page as a viewer draws it with the boxes of its unseen words, right these words by themselves."""
    root, dpi = document.with_name("shown"), _PICTURE_DPI
    argv = ["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", document, root]
    subprocess.run([str(each) for each in argv], check=True)
    with Image.open(root.with_suffix(".png")) as drawn:
        page = drawn.convert("RGB")
    alone = Image.new("RGB", page.size, "white")
    frames = [tuple(round(value * dpi / 72) for value in word.box) for word in words]
    for word, frame in zip(words, frames, strict=True):
        ImageDraw.Draw(page).rectangle(frame, outline=(200, 60, 40))
        ImageDraw.Draw(alone).rectangle(frame, outline=(200, 60, 40))
        size = frame[2] - frame[0] - 1, frame[3] - frame[1] - 1
        alone.paste(_lettering(word.text, size, turn), (frame[0] + 1, frame[1] + 1))
    left, top, right, bottom = _around(frames)
    both = Image.new("RGB", (2 * (right - left), bottom - top), "white")
    both.paste(page.crop((left, top, right, bottom)), (0, 0))
    both.paste(alone.crop((left, top, right, bottom)), (right - left, 0))
    both.quantize(8).save(target, optimize=True)


def _lettering(text: str, size: tuple[int, int], turn: int) -> Image.Image:
    """The word filling its box, along the direction it is read in."""
    font = ImageFont.load_default(40)
    left, top, right, bottom = font.getbbox(text)
    tile = Image.new("RGB", (math.ceil(right - left), math.ceil(bottom - top)), "white")
    ImageDraw.Draw(tile).text((-left, -top), text, fill=(0, 60, 160), font=font)
    return turned(tile, turn).resize(size)


def _around(frames: Sequence[tuple[int, ...]], margin: int = 8) -> tuple[int, ...]:
    """A frame around all frames, with a margin."""
    left, top, right, bottom = zip(*frames, strict=True)
    return min(left) - margin, min(top) - margin, max(right) + margin, max(bottom) + margin


def _check_alto(runs: Sequence[Ran], schema_file: Path) -> None:
    from lxml import etree

    class LocalXlink(etree.Resolver):
        def resolve(self, url: str, public_id: str, context: object) -> object:
            return self.resolve_string(_XLINK, context) if url.endswith("xlink.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(LocalXlink())
    schema = etree.XMLSchema(etree.parse(schema_file, parser))
    for ran in runs:
        path = ran.folder / "document.alto.xml"
        if not schema.validate(etree.parse(path)):
            sys.exit(f"ALTO of {ran.folder.name}: {schema.error_log}")
    print(f"ALTO: {len(runs)} files are valid against {schema_file.name}")


def _check_hocr(runs: Sequence[Ran]) -> None:
    for ran in runs:
        checked = subprocess.run(
            ["hocr-spec", ran.folder / "document.hocr"], capture_output=True, text=True, check=False
        )
        if checked.returncode:
            sys.exit(f"hOCR of {ran.folder.name}: {checked.stdout}{checked.stderr}")
    print(f"hOCR: {len(runs)} files pass hocr-spec")


def _check_pdf_a(runs: Sequence[Ran]) -> None:
    from page import validate_pdf

    made = [ran.folder / ran.head.outputs["pdfa"] for ran in runs if "pdfa" in ran.head.outputs]
    for path in made:
        failures = {
            f"{failure.rule_id}: {failure.message}"
            for failure in validate_pdf(path).failures
            if not failure.rule_id.endswith(_MISJUDGED)
        }
        if failures:
            sys.exit(f"PDF/A of {path.parent.name}: {failures}")
    reasons = {warning for ran in runs for warning in ran.head.warnings if "`pdfa`" in warning}
    print(
        f"PDF/A: {len(made)} of {len(runs)} files could be made, all of them valid",
        *reasons,
        sep="\n",
    )


if __name__ == "__main__":
    main()
