"""In which order do programs give the words of our searchable PDF, and of Tesseract's own?

    pip install pdfminer.six; npm install pdfjs-dist
    python -m bench.layers [--pdfjs node_modules/pdfjs-dist]

A drawn page of two columns, upright, skewed and on its head. Each figure is the share of steps from word to word that a
program gives as the text beside the PDF does. Programs that are not installed are left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

import pypdf
import pypdfium2
from PIL import Image

from ocr_service.domain.status import Output
from tests.support.drawings import draw_page, scanned, sentence
from tests.support.pipeline_runs import run

_DPI = 200
_STANDS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "upright": lambda picture: picture,
    "skewed by 3 degrees": lambda picture: scanned(picture, skew=3),
    "on its head": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
}
_Reader = Callable[[Path], str]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pdfjs", type=Path, help="the folder of npm's pdfjs-dist")
    readers = _readers(parser.parse_args().pdfjs)
    drawing = draw_page(sentence(11, 220), columns=2, inch=(8.27, 3.2))
    print(f"| | {' | '.join(readers)} |")
    print("|---" * (len(readers) + 1) + "|")
    with tempfile.TemporaryDirectory() as name:
        for stand, stood in _STANDS.items():
            page = Path(name) / f"{stand}.png"
            stood(drawing.picture).save(page, dpi=(_DPI, _DPI))
            ran = run(page, page.with_suffix(""), engine="tesseract", outputs=(Output.PDF,))
            _report(stand, ran.text, ran.folder / "document.pdf", readers)
            text, layer = _by_tesseract(page)
            _report(f"{stand}, Tesseract's own", text, layer, readers)


def _report(name: str, text: str, layer: Path, readers: Mapping[str, _Reader]) -> None:
    shares = (share_kept(text, text_of(layer)) for text_of in readers.values())
    print(f"| {name} | {' | '.join(f'{share:.2f}' for share in shares)} |", flush=True)


def _by_tesseract(page: Path) -> tuple[str, Path]:
    base = page.with_suffix(".own")
    argv = ["tesseract", page, base, "--psm", "1", "txt", "pdf"]
    subprocess.run(argv, capture_output=True, check=True)
    return Path(f"{base}.txt").read_text(encoding="utf-8"), Path(f"{base}.pdf")


def _readers(pdfjs: Path | None) -> dict[str, _Reader]:
    found: dict[str, _Reader] = {
        "pdftotext": partial(_by_pdftotext, ()),
        "pdftotext -raw": partial(_by_pdftotext, ("-raw",)),
        "PDFium": _by_pdfium,
        "pypdf": _by_pypdf,
    }
    if importlib.util.find_spec("pdfminer"):
        found["pdfminer.six"] = _by_pdfminer
    if pdfjs:
        found["pdf.js"] = partial(_by_pdfjs, pdfjs)
    return found


def _by_pdftotext(flags: tuple[str, ...], path: Path) -> str:
    return _said(["pdftotext", *flags, str(path), "-"])


def _by_pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return str(document[0].get_textpage().get_text_range())


def _by_pypdf(path: Path) -> str:
    return pypdf.PdfReader(path).pages[0].extract_text()


def _by_pdfminer(path: Path) -> str:
    high_level = importlib.import_module("pdfminer.high_level")
    return str(high_level.extract_text(io.BytesIO(path.read_bytes())))


def _by_pdfjs(folder: Path, path: Path) -> str:
    return _said(["node", str(Path(__file__).with_name("words.mjs")), str(folder.resolve()), str(path)])


def _said(argv: list[str]) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def share_kept(text: str, other: str) -> float:
    """The share of steps from word to word that another text has, too; words broken at a line's end are made whole."""
    one, two = (
        re.sub(r"-\s*\n\s*(?=[a-z])", "", each.replace("\r\n", "\n")).split() for each in (text, other)
    )
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(max(block.size - 1, 0) for block in blocks) / (len(one) - 1)


if __name__ == "__main__":
    main()
