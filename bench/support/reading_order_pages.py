"""Pages whose order is known, as an engine read them: drawn layouts, and folders of pages with their words in order.

A folder holds ``labels.json`` (``id``, ``page``, ``truth``, ``class``, ``language``, ``flow``, ``source``), the files it
names, and ``score_order.py``, whose pairing of words is used. Pages are read once and kept in a cache.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.support.accuracy_pages import MEDIA_TYPES
from ocr_service.domain.document import DocumentRequest, Limits
from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.engines.registry import build_engines
from ocr_service.engines.word_table import read_words
from ocr_service.layout.rows import Segment, rows_of_words
from ocr_service.pipeline.identify.inspect import inspect_document
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import plan_pages
from tests.support.documents.drawn_layouts import draw_layout
from tests.support.documents.typesetting import Sheet

_POINTS = 72
# A busy machine makes a page slow, not unreadable.
_PATIENCE_S = 900.0
# Every third drawing is a worn one: more pixels, and squeezed.
_CLEAN, _WORN = (150, ("-png",)), (200, ("-jpeg", "-jpegopt", "quality=40"))


@dataclass(frozen=True, slots=True)
class KnownPage:
    """Words in the engine's order, and the place of each in the order of people; None for a word that is not in it."""

    name: str
    source: str
    words: tuple[Word, ...]
    places: tuple[float | None, ...]


def scorer_of(folder: Path) -> Any:
    """The module ``score_order.py`` of a folder."""
    spec = importlib.util.spec_from_file_location("score_order", folder / "score_order.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no score_order.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labels_of(folder: Path) -> list[dict[str, Any]]:
    """What is known of each page."""
    labels: list[dict[str, Any]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return labels


def is_left_out(source: str, rule: str) -> bool:
    """True for the sources that ``rule`` (modulus:rest) keeps for judging."""
    if not rule:
        return False
    modulus, rest = map(int, rule.split(":"))
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % modulus == rest


def read_folder(folder: Path, cache: Path, processes: int = 2) -> dict[str, Page]:
    """Each page by its id as it was read, with what is drawn on it, its words in the engine's order."""
    cache.mkdir(parents=True, exist_ok=True)
    labels = labels_of(folder)
    with ProcessPoolExecutor(processes) as pool:
        pages = list(pool.map(partial(_read, folder, cache), labels))
    return {label["id"]: page for label, page in zip(labels, pages, strict=True)}


def _read(folder: Path, cache: Path, label: Mapping[str, Any]) -> Page:
    kept = cache / f"{label['id']}.json"
    if not kept.exists():
        page = read_unordered(folder / label["page"], label["language"])
        told = {"page": page.to_json(), "lying": page.rules.lying, "standing": page.rules.standing}
        kept.write_text(json.dumps(told), encoding="utf-8")
    told = json.loads(kept.read_text(encoding="utf-8"))
    lying, standing = (tuple(Rule(*rule) for rule in told[side]) for side in ("lying", "standing"))
    return replace(Page.from_json(told["page"]), rules=Rules(lying=lying, standing=standing), blocks=())


def read_unordered(path: Path, language: str) -> Page:
    """The first page of a picture as the pipeline reads it, in the engine's order. Raises ``ValueError`` when it was not read."""
    engine = build_engines()["tesseract"]
    options, limits = (
        TaskOptions(language=language, outputs=()),
        Limits(memory_mb=1024, page_timeout_s=_PATIENCE_S),
    )
    with tempfile.TemporaryDirectory() as folder:
        request = DocumentRequest(
            task_id=new_task_id(),
            source=path,
            media_type=MEDIA_TYPES[path.suffix.lower()],
            filename=path.name,
            output_folder=Path(folder),
            options=options,
            limits=limits,
        )
        budget, work = PixelBudget.of(limits), Path(folder)
        plans = plan_pages(inspect_document(request, work), options.mode, budget, work)
        reader = PageReader(
            engine=engine,
            options=options,
            limits=limits,
            folder=work,
            budget=budget,
            order=tuple,
            blocks=_without_blocks,
        )
        try:
            page = reader.read(next(iter(plans)))
        finally:
            engine.rest()
    if page.source is PageSource.FAILED:
        raise ValueError(f"{path} was not read: {page.warnings}")
    return page


def _without_blocks(page: Page) -> Page:
    return page


def known_pages(folder: Path, pages: Mapping[str, Page]) -> Iterator[KnownPage]:
    """The folder's pages with the place of each word in the true text."""
    scorer = scorer_of(folder)
    for label in labels_of(folder):
        truth = scorer.tokens((folder / label["truth"]).read_text(encoding="utf-8"))
        page = pages[label["id"]].words
        tokens = [(token, place) for place, word in enumerate(page) for token in scorer.tokens(word.text)]
        found: dict[int, list[int]] = {}
        for want, got in scorer.pair(truth, [token for token, _ in tokens]):
            found.setdefault(tokens[got][1], []).append(want)
        places = (median(found[place]) if place in found else None for place in range(len(page)))
        yield KnownPage(label["id"], label["source"].split("#")[0], page, tuple(places))


def drawn_pages(kind: str, seeds: Sequence[int], cache: Path, *, is_read: bool = True) -> Iterator[KnownPage]:
    """Drawings of a layout, each as pdftotext gives it (``… layer``) and, if it ``is_read``, as Tesseract does (``… ocr``)."""
    cache.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        sheet, kept = draw_layout(kind, seed), cache / f"{kind}-{seed}.json"
        if not kept.exists():
            readings = {"layer": _layer(sheet)} | ({"ocr": _read_drawing(sheet, seed)} if is_read else {})
            kept.write_text(json.dumps(readings), encoding="utf-8")
        for name, (dpi, rows) in json.loads(kept.read_text(encoding="utf-8")).items():
            words = tuple(Word(text, Box(*box), *rest) for text, box, *rest in rows)
            yield KnownPage(f"{kind} {seed} {name}", "drawn", words, _places(words, sheet, _POINTS / dpi))


def _layer(sheet: Sheet) -> tuple[int, Sequence[Word]]:
    return _POINTS, read_words(_run(["pdftotext", "-tsv", "-", "-"], sheet.pdf).decode().splitlines())


def _read_drawing(sheet: Sheet, seed: int) -> tuple[int, Sequence[Word]]:
    dpi, form = _CLEAN if seed % 3 else _WORN
    picture = _run(["pdftoppm", "-r", str(dpi), "-gray", *form, "-singlefile", "-"], sheet.pdf)
    read = _run(["tesseract", "-", "-", "--dpi", str(dpi), "-l", "eng", "--psm", "3", "tsv"], picture)
    return dpi, read_words(read.decode().splitlines())


def _run(command: Sequence[str], data: bytes) -> bytes:
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def _places(words: Sequence[Word], sheet: Sheet, scale: float) -> tuple[float | None, ...]:
    """For each word that of the drawn one its middle lies in."""
    return tuple(_place(word.box, sheet, scale) for word in words)


def _place(box: Box, sheet: Sheet, scale: float) -> float | None:
    x, y = (box.left + box.width / 2) * scale, (box.top + box.height / 2) * scale
    for place, word in enumerate(sheet.words):
        left, top, right, bottom = word.box
        if left <= x <= right and top - 2 <= y <= bottom + 2:
            return float(place)
    return None


def as_one_block(page: KnownPage) -> KnownPage:
    """The page as an engine gives it that was told to read one block: row by row, whatever the columns."""
    place_of = {id(word): place for word, place in zip(page.words, page.places, strict=True)}
    rows = [(number, word) for number, row in enumerate(rows_of_words(page.words)) for word in row.words]
    words = tuple(word._replace(block=1, paragraph=1, line=number) for number, word in rows)
    return replace(page, words=words, places=tuple(place_of[id(word)] for _, word in rows))


def with_torn_rows(page: KnownPage, rng: random.Random) -> KnownPage:
    """The page as engines often give a table: the columns of some rows in blocks of their own."""
    place_of = {id(word): place for word, place in zip(page.words, page.places, strict=True)}
    rows = [row.segments for row in rows_of_words(page.words)]
    words: list[Word] = []
    places: list[float | None] = []
    block = line = 0
    while rows:
        taken, rows = rows[: (count := rng.choice((1, 2, 3, 4, 8)))], rows[count:]
        for column in _by_column([segment for row in taken for segment in row]):
            block += 1
            for segment in column:
                line += 1
                words += (word._replace(block=block, paragraph=1, line=line) for word in segment.words)
                places += (place_of[id(word)] for word in segment.words)
    return replace(page, words=tuple(words), places=tuple(places))


def _by_column(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that stand below each other, from left to right."""
    columns: list[list[Segment]] = []
    for segment in segments:
        left, right = segment.box.left, segment.box.left + segment.box.width
        under = next(
            (c for c in columns if left < c[-1].box.left + c[-1].box.width and c[-1].box.left < right), None
        )
        if under is None:
            columns.append([segment])
        else:
            under.append(segment)
    return sorted(columns, key=lambda column: column[0].box.left)
