"""Learn in which order people read a page, from layouts that are drawn and from folders of pages with a known order.

    pip install lightgbm
    python -m bench.training.train_reading_order [--folder FOLDER …] [--leave-out 3:1] [--folds 6]

Writes ``ocr_service/layout/order/reading_order.json``. ``--leave-out 3:1`` leaves out the sources (``source`` of a label without
its page) whose sha256 modulo 3 is 1. ``--folds 6`` writes nothing: each sixth of the sources is put in order by what
was learned without it, and scored as ``reading_order.py`` does. Drawings are always learned from.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import lightgbm
import numpy as np

from bench.reading_order import report, scores
from bench.support.reading_order_pages import (
    KnownPage,
    as_one_block,
    drawn_pages,
    is_left_out,
    known_pages,
    labels_of,
    read_folder,
    scorer_of,
    with_torn_rows,
)
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import Piece, pieces_of
from ocr_service.layout.order.reading_order import in_reading_order
from ocr_service.layout.order.succession import Questions
from ocr_service.layout.order.trees import MODEL_FILE, Trees
from tests.support.documents.drawn_business_pages import BUSINESS_PAGES
from tests.support.documents.drawn_layouts import LAYOUTS
from tests.support.documents.drawn_title_pages import TITLE_PAGES

MODEL = Path(__file__).resolve().parents[2] / "ocr_service" / "layout" / "order" / MODEL_FILE
# Of tables, forms and addresses engines get more wrong, so more are drawn.
SHORT = ("addresses", "letter")
IN_ROWS = (
    "form",
    "invoice",
    "list with leaders",
    "table of numbers",
    "table of texts",
    "receipt",
)
# Kinds of title and business pages are not learned from: they show what becomes of layouts that were never seen.
LEARNED = [kind for kind in LAYOUTS if kind not in TITLE_PAGES and kind not in BUSINESS_PAGES]
MANY, FEW = range(100, 105), range(100, 102)
# Further ones that are not read, only taken from their text layers: that costs no time.
LAYERS = range(200, 208)
# A real page counts as so many drawn ones.
REAL = 4.0
# And one with rows that are to be kept, of which few are real.
ROWS = 2.0
# Words that may be missing between two pieces that follow each other; words of a piece that must be known.
_MISSING, _KNOWN = 4, 0.5
# Wrong successors from anywhere on the page, and pairs for the second question.
_STRANGERS, _PAIRS = 4, 400
# Small leaves and few questions a tree: what is learned of one publisher's pages is little use on another's.
_FIT = {
    "objective": "binary",
    "num_leaves": 12,
    "learning_rate": 0.12,
    "min_data_in_leaf": 60,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
# Several fits to other draws of the same examples, and their mean: which part of a page is read next hangs on little, and one
# fit alone put articles of pages in a wrong order that all three do not.
_SEEDS = (1, 2, 3)
# The share of drawings that are also learned from as a single block of rows.
_AS_ONE_BLOCK = 0.25
_TREES = {"is_next": 70, "comes_first": 50}


@dataclass
class Examples:
    """Answers to a model's questions, and whether it was so."""

    answers: list[Sequence[float]] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    @cached_property
    def matrix(self) -> Any:
        """A row of numbers for each example."""
        width = max(map(len, self.answers), default=0)
        return np.asarray(self.answers, dtype=np.float32).reshape(len(self.answers), width)

    def add(self, answers: Sequence[float], weight: float, *, truth: bool) -> None:
        self.answers.append(tuple(map(float, answers)))
        self.truths.append(truth)
        self.weights.append(weight)


@dataclass(slots=True)
class Lesson:
    """The examples of both models."""

    is_next: Examples = field(default_factory=Examples)
    comes_first: Examples = field(default_factory=Examples)

    def learn(self, page: KnownPage, rng: random.Random) -> None:
        """Add the examples of a page."""
        pieces = pieces_of(page.words)
        questions = Questions(Neighbours(pieces))
        spans = _spans(pieces, page)
        weight = REAL if page.source != "drawn" else ROWS if page.name.startswith(IN_ROWS) else 1.0
        known = sorted(spans, key=lambda place: spans[place][1])
        for first, then in pairwise(known):
            if spans[then][0] - spans[first][2] > _MISSING:
                continue
            self.is_next.add(questions.is_next(first, then), weight, truth=True)
            strangers = (rng.choice(known) for _ in range(_STRANGERS))
            for other in {*questions.candidates(first), *strangers} - {first, then}:
                self.is_next.add(questions.is_next(first, other), weight, truth=False)
        for _ in range(_PAIRS if len(known) > 1 else 0):
            one, other = rng.sample(known, 2)
            if questions.near.columns[one] is not questions.near.columns[other]:
                answers = questions.comes_first(one, other)
                self.comes_first.add(answers, weight, truth=spans[one][1] < spans[other][1])


def _spans(pieces: Sequence[Piece], page: KnownPage) -> dict[int, tuple[float, float, float]]:
    """For each piece that is known well enough its first, middle and last place; words found far away are not counted."""
    place_of = {id(word): place for word, place in zip(page.words, page.places, strict=True)}
    spans = {}
    for number, piece in enumerate(pieces):
        places = [place for word in piece.words if (place := place_of[id(word)]) is not None]
        if len(places) < _KNOWN * len(piece.words) or not places:
            continue
        middle = median(places)
        near = [place for place in places if abs(place - middle) <= 2 * len(piece.words) + 2]
        if near:
            spans[number] = (min(near), middle, max(near))
    return spans


def lesson_of(page: KnownPage) -> Lesson:
    """All examples of a page, also of the page as engines give it that cut tables or see no columns."""
    rng, lesson = random.Random(page.name), Lesson()
    is_drawn = page.source == "drawn"
    lesson.learn(page, rng)
    if is_drawn and page.name.startswith(IN_ROWS):
        lesson.learn(with_torn_rows(page, rng), rng)
    if not is_drawn or rng.random() < _AS_ONE_BLOCK:
        lesson.learn(as_one_block(page), rng)
    return lesson


def fitted(lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Both models as ``Trees.from_json`` reads them."""
    return {
        name: _fitted([part for lesson in lessons if (part := getattr(lesson, name)).truths], count)
        for name, count in _TREES.items()
    }


def _fitted(parts: Sequence[Examples], trees: int) -> dict[str, Any]:
    data = lightgbm.Dataset(
        np.concatenate([part.matrix for part in parts]),
        np.concatenate([part.truths for part in parts]),
        weight=np.concatenate([part.weights for part in parts]),
        free_raw_data=False,
    )
    grown = [
        tree["tree_structure"]
        for seed in _SEEDS
        for tree in lightgbm.train({**_FIT, "seed": seed}, data, trees).dump_model()["tree_info"]
    ]
    return {"start": 0.0, "trees": [_short(tree) for tree in grown]}


def _short(node: dict[str, Any]) -> Any:
    """Lists in lists, numbers to four digits; each fit counts for its part of the mean."""
    if "leaf_value" in node:
        return round(node["leaf_value"] / len(_SEEDS), 4)
    limit = round(node["threshold"], 4)
    return [node["split_feature"], limit, _short(node["left_child"]), _short(node["right_child"])]


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, action="append", default=[])
    options.add_argument(
        "--leave-out", default="", help="modulus:rest of the sources that are not learned from"
    )
    options.add_argument(
        "--folds", type=int, help="judge each part of the sources by what was learned without it"
    )
    options.add_argument("--per-page", action="store_true")
    options.add_argument("--cache", type=Path, default=Path("var/bench/reading-order"))
    args = options.parse_args(argv)
    pages = list(_pages(args.folder, args.cache))
    if args.folds:
        for folder in args.folder:
            _judge(folder, pages, args.folds, per_page=args.per_page)
        return 0
    models = fitted([lesson_of(page) for page in pages if not is_left_out(page.source, args.leave_out)])
    MODEL.write_text(json.dumps(models) + "\n", encoding="utf-8")
    return 0


def _judge(folder: Path, pages: Sequence[KnownPage], folds: int, *, per_page: bool) -> None:
    """Put each page of the folder in order by what was learned without its source."""
    labels, scorer, found = labels_of(folder), scorer_of(folder), {}
    known, lessons = {page.name: page for page in pages}, [(page.source, lesson_of(page)) for page in pages]
    for fold in range(folds):
        rule = f"{folds}:{fold}"
        kept = [label for label in labels if is_left_out(label["source"].split("#")[0], rule)]
        if kept:
            models = fitted(
                [each for source, each in lessons if source == "drawn" or not is_left_out(source, rule)]
            )
            trees = Trees.from_json(models["is_next"]), Trees.from_json(models["comes_first"])
            found |= {label["id"]: in_reading_order(known[label["id"]].words, trees) for label in kept}
    engine = [scores(scorer, folder, label, known[label["id"]].words) for label in labels]
    ours = [scores(scorer, folder, label, found[label["id"]]) for label in labels]
    report(labels, engine, ours, per_page=per_page)


def _pages(folders: Sequence[Path], cache: Path) -> Iterator[KnownPage]:
    for kind in LEARNED:
        yield from drawn_pages(kind, MANY if kind in IN_ROWS + SHORT else FEW, cache / "drawn")
        yield from drawn_pages(kind, LAYERS, cache / "drawn", is_read=False)
    for folder in folders:
        yield from known_pages(folder, read_folder(folder, cache / folder.name))


if __name__ == "__main__":
    sys.exit(main())
