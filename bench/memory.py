"""How much memory a worker with one page slot needs, for small and for very large documents.

    python -m bench.memory [--picture memory-1000-pages.png] [--only NAME] [--files-only] [FILE…]

Prints the peak PSS of the worker, its fork server, the document's process and all tools, sampled
every 50 ms, for documents drawn here and for each FILE. The picture is the curve of the 1,000-page PDF.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx2
from PIL import Image, ImageDraw

from bench.support.ocr_http import MemoryCurve, ServiceClient, worker_pid
from tests.support.drawings import draw_page, scan_pdf, scanned, sentence, text_pdf
from tests.support.service import RunningService

_BOUND_MB = 128
_A3_INCH = (11.69, 16.54)
_SIZE = (640, 240)
_LONG = "1,000-page PDF"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--picture", type=Path, help="where the curve of the 1,000-page PDF goes")
    parser.add_argument("--only", action="append", help="one of the drawn documents, by name")
    parser.add_argument("--files-only", action="store_true", help="draw nothing, measure each FILE")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn = {} if arguments.files_only else _drawn(folder)
        documents = {k: v for k, v in drawn.items() if not arguments.only or k in arguments.only}
        (folder / "service").mkdir()
        with RunningService(folder / "service", PAGE_SLOTS="1") as service:
            client = ServiceClient(service.url, worker_pid())
            for label, path in [*documents.items(), *((path.name, path) for path in arguments.files)]:
                samples = _measure(client, label, path)
                if label == _LONG and arguments.picture:
                    _curve(samples).save(arguments.picture, optimize=True)


def _drawn(folder: Path) -> dict[str, Path]:
    words = sentence(1, 700)
    page = scanned(draw_page(words, dpi=200).picture, noise=25)
    one_bit = page.convert("1")
    large = draw_page(words * 2, dpi=600, inch=_A3_INCH).picture
    lines = [" ".join(sentence(row, 11)) for row in range(45)]
    one_bit.save(
        folder / "long.tif",
        save_all=True,
        append_images=[one_bit] * 99,
        compression="group4",
        dpi=(200, 200),
    )
    large.save(folder / "a3.jpg", quality=75, dpi=(600, 600))
    large.convert("RGB").save(folder / "a3.png", dpi=(600, 600))
    return {
        "one page": scan_pdf(folder / "one.pdf", [page], dpi=200),
        _LONG: text_pdf(folder / "long.pdf", [lines] * 1000),
        "100-page TIFF": folder / "long.tif",
        "A3 at 600 dpi, JPEG": folder / "a3.jpg",
        "A3 at 600 dpi, colour PNG": folder / "a3.png",
        "A3 at 600 dpi in a PDF": scan_pdf(folder / "a3.pdf", [large], dpi=600),
    }


def _measure(client: ServiceClient, label: str, path: Path) -> Sequence[float]:
    start, outcome = time.monotonic(), "read"
    with MemoryCurve(client.worker_pid) as curve:
        try:
            client.read([path])
        except httpx2.HTTPStatusError as error:
            outcome = f"refused, {error.response.status_code}"
        except RuntimeError as error:
            outcome = str(error).partition("'code': ")[2][:40] or str(error)
    within = "" if curve.peak_mb <= _BOUND_MB else "  ABOVE THE BOUND"
    print(
        f"{label:<28}{curve.peak_mb:>6.0f} MB{time.monotonic() - start:>8.1f} s  {outcome[:120]}{within}",
        flush=True,
    )
    return curve.samples


def _curve(samples: Sequence[float]) -> Image.Image:
    """Memory over time, with the bound as a gray line."""
    picture = Image.new("L", _SIZE, 255)
    pen, (width, height) = ImageDraw.Draw(picture), _SIZE

    def level(megabytes: float) -> float:
        return height - 1 - megabytes / (_BOUND_MB * 1.15) * (height - 1)

    pen.line([(0, level(_BOUND_MB)), (width, level(_BOUND_MB))], fill=150)
    pen.text((4, level(_BOUND_MB) + 3), f"{_BOUND_MB} MB, the bound", fill=110)
    points = [(place * width / len(samples), level(sample)) for place, sample in enumerate(samples)]
    pen.line(points, fill=0, width=2)
    pen.text((4, height - 16), f"peak {max(samples):.0f} MB, {len(samples) * 0.05:.0f} s", fill=0)
    return picture


if __name__ == "__main__":
    main()
