"""How right the facts of small papers of many countries are that no rule was written for: drawn, read by the whole program, scored.

    python -m bench.papers a|b [--folder var/bench/papers] [--wrong] [--only a07 …] [--anew]

The papers (``a.txt`` and ``b.txt``: invoices, credit notes, receipts, letters, forms and what is none of
these) were written with their right answers before any of them was read. ``a`` was looked at afterwards and its kinds of faults were
mended; of ``b`` nothing but the score was seen until then. Receipts are drawn as pictures, the others as PDFs with a text layer.
``-`` is an answer that the paper does not have; such a value counts as wrong where it is given at .9 or above. ``--anew`` reads again.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PAGES = Path(__file__).parent
FONTS = ("DejaVu Sans", "Liberation Serif", "Liberation Sans", "DejaVu Serif", "Liberation Mono")
# reportlab has no file of these: each reader brings its own.
EAST_ASIAN = (
    (re.compile("[\u3040-\u30ff御]"), "HeiseiKakuGo-W5"),
    (re.compile("[\u4e00-\u9fff]"), "STSong-Light"),
)
TRUSTED = 0.9
WIDTH, HEIGHT = 595, 842
_AMOUNT = re.compile(r"\S*\d[.,]\d\d\d?\S*( \S{1,4})?")


@dataclass(frozen=True)
class Paper:
    """A paper's text on a grid, and what is right of it."""

    id: str
    category: str
    is_scan: bool
    right: Mapping[str, str]
    text: str


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("half", choices=("a", "b"))
    options.add_argument("--folder", type=Path, default=Path("var/bench/papers"))
    options.add_argument("--wrong", action="store_true", help="list what was wrong or missing")
    options.add_argument("--only", nargs="*", default=())
    options.add_argument("--anew", action="store_true", help="read again what was read before")
    options.add_argument("--program", default="ocr-service")
    args = options.parse_args()
    papers = [one for one in papers_of(args.half) if not args.only or one.id in args.only]
    results = read(papers, args.folder, args.program, anew=args.anew)
    report(papers, results, show_wrong=args.wrong)
    return 0


def papers_of(half: str) -> Iterator[Paper]:
    """The papers of a half."""
    for part in re.split(r"^=== ", (PAGES / f"{half}.txt").read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, _, text = part.partition("\n---\n")
        first, *answers = head.splitlines()
        name, category, *kind = first.split()
        right = dict(answer.split(": ", 1) for answer in answers)
        yield Paper(name, category, "scan" in kind, {"category": category, **right}, text)


def read(papers: list[Paper], folder: Path, program: str, *, anew: bool) -> dict[str, dict[str, Any]]:
    """What the program says of each paper; those that it said nothing of are not in it."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "out"
    files = [draw(one, folder) for one in papers]
    wanted = [file for file in files if anew or not (out / f"{file.stem}.json").exists()]
    if wanted:
        subprocess.run(
            [program, "process", "--schema", "2", "--outputs", "json", "-o", str(out), *map(str, wanted)],
            check=False,
            stdout=subprocess.DEVNULL,
        )
    found = {}
    for file in files:
        answer = out / f"{file.stem}.json"
        if answer.exists():
            found[file.stem] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def draw(paper: Paper, folder: Path) -> Path:
    """The paper as a PDF, or as a worn picture of one; its font, size and rules are its own."""
    chance = random.Random(paper.id)
    pdf = folder / f"{paper.id}.pdf"
    canvas = Canvas(str(pdf), pagesize=(WIDTH, HEIGHT), invariant=1)
    font, size = _font(paper.text, chance), chance.choice((9, 10, 11))
    pitch = size * chance.choice((1.3, 1.5, 1.7))
    step = size * (0.6 if font.endswith("Mono") else 0.52)
    left, y = 40 + chance.randrange(20), HEIGHT - 50 - chance.randrange(30)
    for line in paper.text.splitlines():
        for found in re.finditer(r"\S+(?: \S+)*", line):
            chunk, width = found.group(), pdfmetrics.stringWidth(found.group(), font, size)
            # Amounts end where their column ends, all else begins where its column begins.
            ends = _AMOUNT.fullmatch(chunk) and found.start() > 12
            x = left + (found.end() * step - width if ends else found.start() * step)
            canvas.setFont(font, size)
            canvas.drawString(x, y, chunk)
        y -= pitch
    canvas.save()
    if not paper.is_scan:
        return pdf
    picture = folder / f"{paper.id}.png"
    subprocess.run(
        ["pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", str(pdf), str(folder / paper.id)],
        check=True,
    )
    pdf.unlink()
    _worn(picture, chance)
    return picture


def _worn(picture: Path, chance: random.Random) -> None:
    image = Image.open(picture).convert("L")
    width, height = image.size
    image = image.crop((0, 0, width * 3 // 4, height // 2)).rotate(
        chance.uniform(-1.2, 1.2), fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.1)))
    noise = Image.effect_noise(image.size, chance.uniform(8, 20))
    Image.blend(image, noise, 0.12).save(picture)


def _font(text: str, chance: random.Random) -> str:
    for marks, name in EAST_ASIAN:
        if marks.search(text):
            pdfmetrics.registerFont(UnicodeCIDFont(name))
            return name
    name = chance.choice(FONTS)
    found = subprocess.run(["fc-match", "-f", "%{file}", name], capture_output=True, text=True, check=True)
    pdfmetrics.registerFont(TTFont(name, found.stdout))
    return name


def report(papers: list[Paper], results: Mapping[str, Mapping[str, Any]], *, show_wrong: bool) -> None:
    """Print by field how many are right, and how far confidences can be believed."""
    asked, right, trusted, kept = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for paper in papers:
        result = results.get(paper.id, {})
        for name, want in paper.right.items():
            got, sure = _value(result, name)
            is_right = got is not None and any(same(one, want) for one in got)
            believed = sure >= TRUSTED and name != "category"
            if want != "-":
                asked[name] += 1
                right[name] += is_right
            trusted[name] += believed
            kept[name] += believed and is_right
            if show_wrong and not (is_right or (want == "-" and not believed)):
                print(f"{paper.id} {name:<15} want {want!r} got {got!r} {sure:.2f}")
    print(f"{'':<15}{'asked':>6}{'right':>6}{'>= .9':>6}{'right':>6}")
    for name in asked:
        print(f"{name:<15}{asked[name]:>6}{right[name]:>6}{trusted[name]:>6}{kept[name]:>6}")
    values = sum(asked.values()) - asked["category"]
    sums = sum(right.values()) - right["category"]
    print(
        f"{len(papers)} papers, {values} values: {sums / values:.3f} right; at {TRUSTED}: {sum(kept.values())} of "
        f"{sum(trusted.values())} right, covering {sum(trusted.values()) / values:.3f}"
    )


def _value(result: Mapping[str, Any], name: str) -> tuple[list[str] | None, float]:
    if name == "category":
        return [str(result.get("category"))], 0.0
    fact = result.get("fields", {}).get(name)
    if not fact:
        return None, 0.0
    facts = fact if isinstance(fact, list) else [fact]
    return [str(one["value"]) for one in facts], min(one["confidence"] for one in facts)


def same(got: str, want: str) -> bool:
    """Whether two values are the same amount, or have the same letters and digits."""
    try:
        return Decimal(got) == Decimal(want)
    except InvalidOperation:
        return re.sub(r"[\W_]+", "", got.casefold()) == re.sub(r"[\W_]+", "", want.casefold())


if __name__ == "__main__":
    sys.exit(main())
