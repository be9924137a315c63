"""Does what is done to pages before they are read cost words? Each page beside plain Tesseract, by class and by source.

    python -m bench.plain FOLDER [--only ID …] [--part 0|1] [--pages] [--cache DIR]

FOLDER holds ``labels.json`` (a list of ``page``, ``truth``, ``language``, ``source``, ``class``; where ``text_is_exact`` is
false a page is left out) or ``labels/*.json`` (``document``, ``text``, ``language``, ``source``, ``kind``). Plain Tesseract
is the program on the file as it is. Words count in any order; ``within`` is the share of pages that lose at most .01 of
recall against it. CER is in the order of the text. ``--part`` takes one half of the sources, told apart by a hash of their
names, so that what was fitted on one is judged on the other. Processor seconds are of both readings of a page, one after
the other. Pages are read once; what is kept in DIR (var/bench/plain) is to be removed when the service reads anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.documents.ocr_scans import character_error_rate
from bench.support.ocr_measure import measured
from bench.support.word_shares import words_of
from ocr_service.domain.document import Limits
from ocr_service.domain.page import PageSource
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.registry import build_engines
from ocr_service.intake.media_type import HEAD_BYTES, media_type_of
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan

_ALLOWED = 0.0105


@dataclass(frozen=True, kw_only=True)
class Label:
    """A page and what stands on it."""

    name: str
    page: Path
    truth: str
    language: str
    source: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """Shares of the truth's words that were found, of the found words that are true, of letters that differ; seconds."""

    recall: float
    precision: float
    cer: float
    cpu_s: float


@dataclass(frozen=True, kw_only=True)
class _Plain:
    label: Label

    def __call__(self) -> str:
        argv = ["tesseract", str(self.label.page), "-", "-l", self.label.language]
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True, kw_only=True)
class _Service:
    label: Label

    def __call__(self) -> str:
        engine = build_engines()["tesseract"]
        with self.label.page.open("rb") as file:
            media_type = media_type_of(file.read(HEAD_BYTES))
        limits = Limits()
        budget = PixelBudget.of(limits)
        frame = Frame(source=self.label.page, media_type=media_type, index=0, budget=budget)
        with tempfile.TemporaryDirectory() as folder:
            options = TaskOptions(language=self.label.language)
            reader = PageReader(
                engine=engine, options=options, limits=limits, folder=Path(folder), budget=budget
            )
            plan = PagePlan(number=1, source=PageSource.OCR, reason="bench", picture=frame)
            try:
                return reader.read(plan).text
            finally:
                engine.rest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", default=[], help="beginning of an id")
    parser.add_argument("--part", type=int, choices=(0, 1), help="one half of the sources")
    parser.add_argument("--pages", action="store_true", help="a line a page")
    parser.add_argument("--cache", type=Path, default=Path("var/bench/plain"))
    arguments = parser.parse_args()
    # As the service has it.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    labels = [label for label in _labels(arguments.folder) if _is_wanted(label, arguments)]
    rows: dict[str, list[tuple[Score, Score]]] = defaultdict(list)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        for label, pair in zip(labels, pool.map(partial(_pair, arguments.cache), labels), strict=True):
            for group in ("all", label.kind):
                rows[group].append(pair)
            if arguments.pages:
                print(f"{label.name:<28}{_shown(*pair)}", flush=True)
    _report(rows)


def _is_wanted(label: Label, arguments: argparse.Namespace) -> bool:
    if arguments.only and not label.name.startswith(tuple(arguments.only)):
        return False
    return arguments.part is None or _part(label.source) == arguments.part


def _labels(folder: Path) -> Iterator[Label]:
    listed = folder / "labels.json"
    if listed.exists():
        for each in json.loads(listed.read_text(encoding="utf-8")):
            if each.get("text_is_exact", True):
                yield _label(folder, each, folder / each["page"], folder / each["truth"], each["class"])
        return
    for path in sorted((folder / "labels").glob("*.json")):
        each = json.loads(path.read_text(encoding="utf-8"))
        if "text" in each and not each["document"].endswith(".pdf"):
            page = folder / "documents" / each["document"]
            yield _label(folder, each, page, folder / each["text"], each["kind"])


def _label(folder: Path, each: dict[str, Any], page: Path, truth: Path, kind: str) -> Label:
    return Label(
        name=each["id"],
        page=page,
        truth=truth.read_text(encoding="utf-8"),
        language=each.get("language", "eng"),
        source=str(each.get("source", each["id"])).partition("#")[0],
        kind=kind,
    )


def _part(source: str) -> int:
    return hashlib.sha256(source.encode()).digest()[0] % 2


def _pair(cache: Path, label: Label) -> tuple[Score, Score]:
    return _scored(cache, label, _Plain(label=label)), _scored(cache, label, _Service(label=label))


def _scored(cache: Path, label: Label, work: _Plain | _Service) -> Score:
    kept = cache / f"{label.name}{type(work).__name__}.json".replace("/", "-")
    if not kept.exists():
        done = measured(work)
        kept.write_text(json.dumps([done.value, done.cpu_s]), encoding="utf-8")
    text, cpu_s = json.loads(kept.read_text(encoding="utf-8"))
    truth, read = words_of(label.truth), words_of(text)
    want, got = Counter(truth), Counter(read)
    shared = (want & got).total()
    return Score(
        recall=shared / max(1, want.total()),
        precision=shared / max(1, got.total()),
        cer=character_error_rate([" ".join(truth)], [" ".join(read)]),
        cpu_s=cpu_s,
    )


def _shown(plain: Score, ours: Score) -> str:
    return (
        f"{plain.recall:>9.3f}{ours.recall:>8.3f}{ours.recall - plain.recall:>+8.3f}"
        f"{plain.precision:>11.3f}{ours.precision:>8.3f}{plain.cer:>8.3f}{ours.cer:>7.3f}{plain.cpu_s:>10.2f}{ours.cpu_s:>7.2f}"
    )


def _report(rows: dict[str, list[tuple[Score, Score]]]) -> None:
    print(
        f"{'':<20}{'pages':>6}{'recall':>8}{'ours':>7}{'precision':>11}{'ours':>7}{'within':>8}{'worst':>8}{'CER':>8}{'ours':>7}{'CPU s':>8}{'ours':>7}"
    )
    for group, pairs in sorted(rows.items()):
        count = len(pairs)
        plain, ours = ([pair[place] for pair in pairs] for place in (0, 1))
        losses = [after.recall - before.recall for before, after in pairs]
        print(
            f"{group:<20}{count:>6}"
            f"{sum(each.recall for each in plain) / count:>8.3f}{sum(each.recall for each in ours) / count:>7.3f}"
            f"{sum(each.precision for each in plain) / count:>11.3f}{sum(each.precision for each in ours) / count:>7.3f}"
            f"{sum(loss >= -_ALLOWED for loss in losses) / count:>8.2f}{min(losses):>+8.3f}"
            f"{sum(each.cer for each in plain) / count:>8.3f}{sum(each.cer for each in ours) / count:>7.3f}"
            f"{sum(each.cpu_s for each in plain):>8.1f}{sum(each.cpu_s for each in ours):>7.1f}"
        )


if __name__ == "__main__":
    main()
