"""What born-digital pages pay for being doubted: processor time of the looks beside that of the whole run.

    python -m bench.layers.cost [FILE.pdf …]

Without files a document of drawn layouts is made, a page a kind. Looks: what pages hold beside text (``look_at_content``), and
whether words are of a language; small drawings of suspect pages are told apart, as the run's children draw them.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from pypdf import PdfWriter

from ocr_service.domain.page import Page
from ocr_service.domain.status import Output
from ocr_service.pipeline.identify.pdf_content import look_at_content
from ocr_service.pipeline.reading.text_layers.letter_triples import belongs_to_no_language
from ocr_service.pipeline.reading.text_layers.wrong_words import wrong_words
from tests.support.documents.drawn_layouts import LAYOUTS, draw_layout
from tests.support.pipeline_runs import run

_PAGES_OF_A_KIND, _ROUNDS = 1, 3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        for file in files or [_drawn(Path(name))]:
            _report(file, Path(name))


def _report(file: Path, folder: Path) -> None:
    pages: Sequence[Page] = ()
    whole, contents, words = [], [], []
    for number in range(_ROUNDS):
        out = folder / f"{file.stem}-{number}"
        before = _used_s()
        ran = run(file, out, outputs=(Output.TEXT,))
        whole.append(_used_s() - before)
        pages = pages or ran.pages
        contents.append(_cpu_s(partial(look_at_content, file, len(pages))))
        words.append(_cpu_s(partial(_judge, pages)))
    ms = [1000 * median(each) / len(pages) for each in (whole, contents, words)]
    share = (ms[1] + ms[2]) / (ms[0] - ms[1] - ms[2])
    print(
        f"{file.name}: {len(pages)} pages; ms a page: all {ms[0]:.2f}, contents {ms[1]:.2f}, words {ms[2]:.2f}; {share:+.1%}"
    )


def _judge(pages: Sequence[Page]) -> None:
    for page in pages:
        belongs_to_no_language([word.text for word in page.words])
        wrong_words(page.words)


def _cpu_s(work: Callable[[], object]) -> float:
    before = _used_s()
    work()
    return _used_s() - before


def _used_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _drawn(folder: Path) -> Path:
    writer = PdfWriter()
    for kind in LAYOUTS:
        for seed in range(_PAGES_OF_A_KIND):
            page = folder / "page.pdf"
            page.write_bytes(draw_layout(kind, seed).pdf)
            writer.append(page)
    path = folder / "layouts.pdf"
    writer.write(path)
    return path


if __name__ == "__main__":
    main()
