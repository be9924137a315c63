"""Which reader for which page: drawn pages of five kinds in three languages, read by each reader; speed against accuracy.

    python -m bench.readers [--pages 1] [--reader NAME …] [--picture readers.svg]

Readers are ``tesserocr``, ``neural-tiny``, ``neural-small`` and ``auto`` (Tesseract, and the tiny networks where it is weak). Each page is
read in a process forked from a warm one, as a worker reads it; processor seconds are those of that process and of the readers it asked.
Words count in any order, with their accents and case. Columns: seconds of processor time a page, recall, precision.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from ocr_service.domain.document import TEXT_FILE, DocumentRequest, Limits
from ocr_service.domain.outside.asking import ask_nobody
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.registry import build_engines
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.run import PipelineParts, run_document
from tests.support.drawings import scanned
from tests.support.pipeline_runs import NoCategory

_WORDS: Mapping[str, str] = {
    "eng": "the river carried whole trees past our village and nobody had seen water rise like that before morning",
    "deu": "über die schöne Brücke führt kein Weg zurück weil große Flöße täglich Äpfel Öl süßes Gemüse für fünf Märkte brächten",
    "fra": "à l'été dernier les élèves étaient déjà très fâchés où le maître français reçut là-bas près d'un chêne âgé",
}
READERS: Mapping[str, tuple[str, str]] = {
    "tesserocr": ("tesserocr", ""),
    "neural-tiny": ("neural", "tiny"),
    "neural-small": ("neural", "small"),
    "auto": ("auto", "tiny"),
}
_COLOURS = {"tesserocr": "#555", "neural-tiny": "#06c", "neural-small": "#093", "auto": "#c30"}


@dataclass(frozen=True, slots=True)
class Read:
    """One page read: processor seconds and shares of words."""

    reader: str
    kind: str
    language: str
    cpu_s: float
    recall: float
    precision: float


def _scan(page: Image.Image, seed: int) -> Image.Image:
    return scanned(page, skew=0.6, noise=25, blur=0.6, seed=seed)


def _fax(page: Image.Image, seed: int) -> Image.Image:
    return _scan(page.resize((page.width // 2, page.height // 2), Image.Resampling.BOX), seed).point(
        lambda value: 255 if value > 150 else 0
    )


def _photo(page: Image.Image, seed: int) -> Image.Image:
    """Turned, soft, grainy, and half of it in a shadow."""
    small = page.resize((page.width * 2 // 3, page.height * 2 // 3), Image.Resampling.BOX)
    worn = scanned(small, skew=1.7, noise=60, blur=1.3, seed=seed)
    shadow = (
        Image.linear_gradient("L").resize(worn.size).point([90 + value * 150 // 255 for value in range(256)])
    )
    return ImageChops.multiply(worn, shadow)


def _screen(page: Image.Image, seed: int) -> Image.Image:
    """Light letters on a dark window at the resolution of a screen."""
    small = page.resize((page.width * 2 // 5, page.height * 2 // 5), Image.Resampling.LANCZOS)
    return small.point([225 - value * 190 // 255 for value in range(256)])


def _faint(page: Image.Image, seed: int) -> Image.Image:
    pale = page.point([170 + value * 70 // 255 for value in range(256)])
    return scanned(pale.filter(ImageFilter.GaussianBlur(1.0)), noise=30, seed=seed)


KINDS = {"scan": _scan, "fax": _fax, "photo": _photo, "screen": _screen, "faint": _faint}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1, help="of each kind and language")
    parser.add_argument("--words", type=int, default=180)
    parser.add_argument("--reader", action="append", choices=list(READERS))
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for reader in arguments.reader or READERS:
            found += _read_all(reader, arguments.pages, arguments.words, Path(folder))
            _print(found[-len(KINDS) * len(_WORDS) * arguments.pages :])
    if arguments.picture:
        arguments.picture.write_text(picture_of(found), encoding="utf-8")


def _read_all(reader: str, pages: int, words: int, folder: Path) -> list[Read]:
    engine, model = READERS[reader]
    parts = PipelineParts(
        engines=build_engines(neural_model=model),
        extractors=(),
        categorizer=NoCategory(),
        shares=MemoryShares.create(1),
        keeps_engines=True,
    )
    # Readers are forked by hosts that this process has started; what they took is theirs once they ended.
    before = _children()
    parts.warm()
    hosts = _children() - before
    found = []
    for kind, language, number, text, source in _drawn(folder, pages, words):
        output = folder / f"{reader}-{kind}-{language}-{number}"
        cpu_s = _spent(hosts)
        cpu_s = _read(source, output, engine, language, parts) + _spent(hosts) - cpu_s
        found.append(Read(reader, kind, language, cpu_s, *_shares(text, (output / TEXT_FILE).read_text())))
    parts.rest()
    return found


def _drawn(folder: Path, pages: int, words: int) -> Iterator[tuple[str, str, int, str, Path]]:
    for kind, spoil in KINDS.items():
        for language, vocabulary in _WORDS.items():
            for number in range(pages):
                chosen = random.Random(number).choices(vocabulary.split(), k=words)
                page, text = _page(chosen, points=10 + number % 3)
                path = folder / f"{kind}-{language}-{number}.jpg"
                spoil(page, number).save(path, quality=75)
                yield kind, language, number, text, path


def _page(words: Sequence[str], *, points: int) -> tuple[Image.Image, str]:
    """Words in lines at 300 dpi, and those that found room; Pillow's own font has no accents."""
    page, font = Image.new("L", (2480, 1800), 255), ImageFont.truetype("DejaVuSerif.ttf", points * 300 / 72)
    pen, left, top, drawn = ImageDraw.Draw(page), 240.0, 240.0, []
    for word in words:
        length = font.getlength(word + " ")
        if left + length > 2240:
            left, top = 240.0, top + 1.5 * points * 300 / 72
        if top > 1500:
            break
        pen.text((left, top), word, fill=0, font=font)
        left += length
        drawn.append(word)
    return page, " ".join(drawn)


def _read(source: Path, output: Path, engine: str, language: str, parts: PipelineParts) -> float:
    """Processor seconds of a process of its own that read the page."""
    output.mkdir()
    request = DocumentRequest(
        task_id="00000000-0000-4000-8000-000000000000",
        source=source,
        media_type="image/jpeg",
        filename=source.name,
        output_folder=output,
        options=TaskOptions(engine=engine, language=language),
        limits=Limits(memory_mb=300),
    )
    pid = os.fork()
    if pid == 0:
        try:
            run_document(request, parts, lambda _: None, ask_nobody)
        finally:
            os._exit(0)
    _, _, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime


def _children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def _spent(pids: set[int]) -> float:
    """Processor seconds of these processes and of their children that have ended."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15] for pid in pids]
    return sum(int(ticks) for each in fields for ticks in each) / os.sysconf("SC_CLK_TCK")


def _shares(text: str, read: str) -> tuple[float, float]:
    wanted, found = Counter(text.split()), Counter(read.split())
    hits = sum((wanted & found).values())
    return hits / wanted.total(), hits / max(1, found.total())


def _print(found: Sequence[Read]) -> None:
    print(f"| {found[0].reader} | " + " | ".join(_WORDS) + " |\n|---|" + "---|" * len(_WORDS))
    for kind in KINDS:
        cells = []
        for language in _WORDS:
            own = [each for each in found if (each.kind, each.language) == (kind, language)]
            seconds, recall, precision = (
                sum(values) / len(own)
                for values in zip(*((each.cpu_s, each.recall, each.precision) for each in own), strict=True)
            )
            cells.append(f"{seconds:.2f} s {recall:.3f} / {precision:.3f}")
        print(f"| {kind} | " + " | ".join(cells) + " |")
    print(json.dumps({"mean_cpu_s": round(sum(each.cpu_s for each in found) / len(found), 2)}), flush=True)


def picture_of(found: Sequence[Read]) -> str:
    """Seconds a page to the right, share of words found upwards; a dot for each reader and kind, over all languages."""
    most_s = 1.1 * max(each.cpu_s for each in found)
    # Only as far down as there are dots.
    least = min(0.9, min(each.recall for each in found) // 0.05 * 0.05)
    width, height, left, top = 640, 400, 60, 20
    marks = []
    for reader in dict.fromkeys(each.reader for each in found):
        for kind in KINDS:
            own = [each for each in found if (each.reader, each.kind) == (reader, kind)]
            x = left + (width - left - 20) * sum(each.cpu_s for each in own) / len(own) / most_s
            y = top + (height - top - 50) * (1 - sum(each.recall for each in own) / len(own)) / (1 - least)
            colour = _COLOURS[reader]
            marks.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{colour}"/>')
            marks.append(
                f'<text x="{x + 7:.0f}" y="{y + 4:.0f}" fill="{colour}" font-size="11">{kind}</text>'
            )
    for place, reader in enumerate(dict.fromkeys(each.reader for each in found)):
        marks.append(
            f'<text x="{left + 10 + 130 * place}" y="{height - 8}" fill="{_COLOURS[reader]}" font-size="13">● {reader}</text>'
        )
    for step in range(5):
        share = 1 - (1 - least) * step / 4
        y = top + (height - top - 50) * step / 4
        marks.append(f'<text x="8" y="{y + 4:.0f}" font-size="11">{share:.3f}</text>')
        marks.append(f'<line x1="{left - 15}" x2="{width - 10}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
    for step in range(5):
        second = most_s * step / 5
        x = left + (width - left - 20) * step / 5
        marks.append(f'<text x="{x:.0f}" y="{height - 34}" font-size="11">{second:.1f} s</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(marks)}</svg>\n'
    )


if __name__ == "__main__":
    main()
